// Counts all that is taken from the heap, by thread, in programs that link mallocs.cpp: Eigen's
// vectors as well, which do without operator new.
#pragma once

namespace thalweg::test {

/// Calls of malloc and its like on this thread so far. Under sanitizers, which have their own, and
/// without the GNU C library always 0.
long mallocs();

}  // namespace thalweg::test
