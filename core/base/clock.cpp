// Clocks.
#include "core/base/clock.hpp"

#include <ctime>

namespace thalweg {
namespace {

double read(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace

double wall_seconds() { return read(CLOCK_MONOTONIC); }
double thread_cpu_seconds() { return read(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace thalweg
