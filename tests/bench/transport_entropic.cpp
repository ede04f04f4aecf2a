// Entropic transport beside its peers: time of a sweep, and seconds to a marginal error of 1e-9, on
// one thread's CPU time. `of_peer` below 1 is faster than the peer was on the machine of the table.
#include <benchmark/benchmark.h>

#include <cmath>
#include <limits>

#include "core/base/clock.hpp"
#include "core/base/parallel.hpp"
#include "core/transport/automatic_newton.hpp"
#include "tests/bench/transport_problems.hpp"

namespace {

using namespace thalweg;
using namespace thalweg::transport;

constexpr double tolerance = 1e-9;

/// Shortest of `tries` calls, in milliseconds.
template <class Work>
double shortest(int tries, Work work) {
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < tries; ++i) {
    const double began = thread_cpu_seconds();
    work();
    best = std::min(best, thread_cpu_seconds() - began);
  }
  return 1e3 * best;
}

struct Clouds {
  explicit Clouds(std::int64_t n)
      : problem(bench::entropic_problem("pts2d-" + std::to_string(n) + "-l2sq")) {}
  Problem problem;
};

double peer_at(std::int64_t n, double small, double middle, double large) {
  return n == 500 ? small : n == 1000 ? middle : large;
}

/// Two products with the kernel, in the same run: what an iteration of the peer consists of.
double two_products_ms(std::int64_t n) {
  const Matrix kernel = Matrix::Constant(n, n, 0.5);
  Vector u = Vector::Ones(n), v = Vector::Ones(n);
  return shortest(20, [&] {
    u.noalias() = kernel * v;
    v.noalias() = kernel.transpose() * u;
    v /= v.maxCoeff();
    benchmark::DoNotOptimize(v.data());
  });
}

template <class Solver>
void sweep(benchmark::State& state, double peer_ms) {
  set_thread_count(static_cast<int>(state.range(1)));
  const Clouds clouds(state.range(0));
  Solver solver(clouds.problem);
  for (int i = 0; i < 20; ++i) solver.step(1200);
  double best = std::numeric_limits<double>::infinity();
  for (auto _ : state) {
    const double began = wall_seconds();
    solver.step(1200);
    best = std::min(best, wall_seconds() - began);
  }
  state.counters["best_ms"] = 1e3 * best;
  state.counters["peer_ms"] = peer_ms;
  state.counters["of_peer"] = 1e3 * best / peer_ms;
}

void kernel_sweep(benchmark::State& state) {
  sweep<StabilisedSinkhorn>(state, peer_at(state.range(0), .108, .416, 2.96));
  state.counters["of_two_products"] = state.counters["best_ms"] / two_products_ms(state.range(0));
}
void log_sweep(benchmark::State& state) {
  sweep<LogSinkhorn>(state, peer_at(state.range(0), 1.1, 5.3, 35));
}
BENCHMARK(kernel_sweep)->ArgsProduct({{500, 1000, 2000}, {1}})->Unit(benchmark::kMillisecond);
BENCHMARK(log_sweep)->ArgsProduct({{500, 1000, 2000}, {1, 2}})->Unit(benchmark::kMillisecond);

/// log of a row's proportions, for the geometric mean over the sharp rows.
struct Proportions {
  double logs = 0, largest = 0;
  int count = 0;
};

void to_1e9(benchmark::State& state, const bench::EntropicRow& row, bool safe,
            Proportions& proportions) {
  set_thread_count(1);
  const Problem problem = bench::entropic_problem(row.name);
  double best = std::numeric_limits<double>::infinity();
  for (auto _ : state) {
    const double began = thread_cpu_seconds();
    AutomaticNewton solver(problem);
    while (solver.step(row.eta, {.safe = safe, .target = tolerance}) > tolerance) {
    }
    best = std::min(best, thread_cpu_seconds() - began);
    state.counters["sweeps"] = static_cast<double>(solver.state().sweeps);
    state.counters["newton_steps"] = static_cast<double>(solver.state().newton_steps);
  }
  const double peer = row.newton_s > 0 ? row.newton_s : row.sinkhorn_s;
  state.counters["best_s"] = best;
  state.counters["peer_s"] = peer;
  state.counters["of_peer"] = best / peer;
  if (row.eta < 500 || row.newton_s == 0) return;
  proportions.logs += std::log(best / peer);
  proportions.largest = std::max(proportions.largest, best / peer);
  ++proportions.count;
  state.counters["mean_so_far"] = std::exp(proportions.logs / proportions.count);
  state.counters["largest_so_far"] = proportions.largest;
}

[[maybe_unused]] const bool registered = [] {
  for (const bool safe : {false, true}) {
    static Proportions proportions[2];
    for (const bench::EntropicRow& row : bench::entropic_rows()) {
      const std::string name = std::string(safe ? "safe_newton/" : "automatic_newton/") + row.name +
                               "/" + std::to_string(static_cast<int>(row.eta));
      benchmark::RegisterBenchmark(name.c_str(),
                                   [&row, safe](benchmark::State& state) {
                                     to_1e9(state, row, safe, proportions[safe ? 1 : 0]);
                                   })
          ->Iterations(2)
          ->Unit(benchmark::kMillisecond);
    }
  }
  return true;
}();

}  // namespace
