// Counts what is taken from the heap, by thread, in programs that link allocations.cpp.
#pragma once

namespace thalweg::test {

/// Calls of operator new on this thread so far. Under AddressSanitizer, which has its own, always
/// 0.
long allocations();

}  // namespace thalweg::test
