// Clocks, in seconds from an arbitrary origin.
#pragma once

namespace thalweg {

/// Wall time, monotonic.
double wall_seconds();
/// CPU time of the calling thread.
double thread_cpu_seconds();

}  // namespace thalweg
