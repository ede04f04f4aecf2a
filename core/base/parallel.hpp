// The only door to threads for numerical code. Grains are fixed and reductions ordered, so results
// do not depend on the number of threads.
#pragma once

#include <cstdint>
#include <functional>

namespace thalweg {

/// Limits every parallel_for of the process to `count` threads (≥ 1). Default: all cores.
void set_thread_count(int count);
int thread_count();

/// Calls body(begin, end) for consecutive ranges of `grain` indices that cover 0 … n − 1, on
/// several threads. A range is the same at any thread count. Exceptions reach the caller.
void parallel_for(std::int64_t n, std::int64_t grain,
                  const std::function<void(std::int64_t, std::int64_t)>& body);

/// Sum over the same ranges, added in order of the ranges.
double parallel_sum(std::int64_t n, std::int64_t grain,
                    const std::function<double(std::int64_t, std::int64_t)>& body);

}  // namespace thalweg
