// parallel_for on oneTBB; under ThreadSanitizer on std::jthread, since Debian's TBB is not
// instrumented and would report false races.
#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/error.hpp"

#ifdef THALWEG_TSAN
#include <exception>
#else
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <optional>
#endif

namespace thalweg {
namespace {

std::atomic<int> limit{static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))};

using Range = std::function<void(std::int64_t)>;

#ifdef THALWEG_TSAN
void run_ranges(std::int64_t count, const Range& run) {
  std::atomic<std::int64_t> next{0};
  std::exception_ptr failure;
  std::mutex guard;
  const auto work = [&] {
    try {
      for (std::int64_t i = next++; i < count; i = next++) run(i);
    } catch (...) {
      const std::scoped_lock lock(guard);
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int t = 1; t < limit; ++t) threads.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}
#else
/// In the calling thread's own arena: one made for each call would leave its helpers spinning for
/// seconds after the last one. A thread that waits for the last ranges begins none of a loop
/// around this one: what it holds for its own range, such as memory or a lease, is held once.
void run_ranges(std::int64_t count, const Range& run) {
  tbb::this_task_arena::isolate(
      [&] { tbb::parallel_for(std::int64_t{0}, count, run, tbb::simple_partitioner()); });
}
#endif

}  // namespace

void set_thread_count(int count) {
  THALWEG_ASSERT(count >= 1);
  limit = count;
#ifndef THALWEG_TSAN
  static std::mutex guard;
  static std::optional<tbb::global_control> control;
  const std::scoped_lock lock(guard);
  control.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count));
#endif
}

int thread_count() { return limit; }

void parallel_for(std::int64_t n, std::int64_t grain,
                  const std::function<void(std::int64_t, std::int64_t)>& body) {
  THALWEG_ASSERT(grain >= 1);
  const std::int64_t count = (n + grain - 1) / grain;
  const auto run = [&](std::int64_t i) { body(i * grain, std::min(n, (i + 1) * grain)); };
  if (count <= 1 || limit == 1) {
    for (std::int64_t i = 0; i < count; ++i) run(i);
    return;
  }
  run_ranges(count, run);
}

double parallel_sum(std::int64_t n, std::int64_t grain,
                    const std::function<double(std::int64_t, std::int64_t)>& body) {
  std::vector<double> parts(static_cast<std::size_t>((n + grain - 1) / grain));
  parallel_for(n, grain, [&](std::int64_t begin, std::int64_t end) {
    parts[static_cast<std::size_t>(begin / grain)] = body(begin, end);
  });
  double sum = 0;
  for (const double part : parts) sum += part;
  return sum;
}

}  // namespace thalweg
