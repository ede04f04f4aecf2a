// Sinkhorn sweeps against the exponentials and the memory traffic they cannot do without; the
// solvers against one another on random assignment.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <algorithm>
#include <chrono>
#include <vector>

#include "core/base/parallel.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/make_problem.hpp"
#include "core/transport/sinkhorn.hpp"
#include "core/transport/sparse_newton.hpp"

namespace {

using namespace thalweg;
using namespace thalweg::transport;

constexpr double eta = 1200;
constexpr double tolerance = 1e-9;

/// Best seconds of `tries` calls.
template <class Work>
double best_seconds(int tries, Work work) {
  double best = 1e300;
  for (int i = 0; i < tries; ++i) {
    const auto began = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    best = std::min(best, took.count());
  }
  return best;
}

/// Exponentials a second on one thread, arguments in [−20, 0].
double exponentials_per_second() {
  static const double rate = [] {
    const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(4096, -20, 0);
    Eigen::ArrayXd y(4096);
    const double seconds = best_seconds(200, [&] {
      y = x.exp();
      benchmark::DoNotOptimize(y.data());
    });
    return 4096 / seconds;
  }();
  return rate;
}

/// Bytes a second of a plain sum over `bytes`, on one thread.
double bytes_per_second(std::size_t bytes) {
  const Eigen::ArrayXd x = Eigen::ArrayXd::Ones(static_cast<Eigen::Index>(bytes / sizeof(double)));
  const double seconds = best_seconds(20, [&] { benchmark::DoNotOptimize(x.sum()); });
  return static_cast<double>(bytes) / seconds;
}

void log_sweep_against_exponentials(benchmark::State& state) {
  set_thread_count(1);
  const int n = static_cast<int>(state.range(0));
  const Problem problem = random_assignment(n, 1);
  LogSinkhorn solver(problem);
  for (int i = 0; i < 20; ++i) solver.step(eta);
  for (auto _ : state) solver.step(eta);
  const double limit = 2.0 * n * n / exponentials_per_second();
  state.counters["limit/own"] =
      benchmark::Counter(limit, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(log_sweep_against_exponentials)
    ->Arg(500)
    ->Arg(1000)
    ->Arg(2000)
    ->Unit(benchmark::kMillisecond);

void kernel_sweep_against_memory(benchmark::State& state) {
  set_thread_count(1);
  const int n = static_cast<int>(state.range(0));
  const Problem problem = random_assignment(n, 1);
  StabilisedSinkhorn solver(problem);
  for (int i = 0; i < 20; ++i) solver.step(eta);
  double best = 1e300;
  for (auto _ : state) best = std::min(best, best_seconds(1, [&] { solver.step(eta); }));
  // A kernel of n = 2 000 lies in no cache but the last, or in memory: read once a sweep.
  const std::size_t bytes =
      sizeof(double) * static_cast<std::size_t>(n) * static_cast<std::size_t>(n);
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_bandwidth"] = static_cast<double>(bytes) / best / bytes_per_second(bytes);
}
BENCHMARK(kernel_sweep_against_memory)
    ->Arg(500)
    ->Arg(1000)
    ->Arg(2000)
    ->Unit(benchmark::kMillisecond);

template <class Solver, class Step>
void to_tolerance(benchmark::State& state, const Problem& problem, Step step) {
  set_thread_count(1);
  std::int64_t iterations = 0;
  for (auto _ : state) {
    Solver solver(problem);
    iterations = 0;
    while (step(solver) > tolerance && iterations < 20000) ++iterations;
  }
  state.counters["iterations"] = static_cast<double>(iterations + 1);
}

void sparse_newton_to_1e9(benchmark::State& state) {
  const Problem problem = random_assignment(static_cast<int>(state.range(0)), 1);
  SparseNewtonOptions options;
  options.kappa = 5;
  to_tolerance<SparseNewton>(state, problem,
                             [&](SparseNewton& solver) { return solver.step(eta, options); });
}
BENCHMARK(sparse_newton_to_1e9)->Arg(500)->Arg(1000)->Unit(benchmark::kMillisecond);

void kernel_sinkhorn_to_1e9(benchmark::State& state) {
  const Problem problem = random_assignment(static_cast<int>(state.range(0)), 1);
  to_tolerance<StabilisedSinkhorn>(state, problem,
                                   [&](StabilisedSinkhorn& solver) { return solver.step(eta); });
}
BENCHMARK(kernel_sinkhorn_to_1e9)->Arg(500)->Arg(1000)->Unit(benchmark::kMillisecond);

void exact_optimum(benchmark::State& state) {
  const Problem problem = random_assignment(static_cast<int>(state.range(0)), 1);
  for (auto _ : state) benchmark::DoNotOptimize(exact_plan(problem).cost);
}
BENCHMARK(exact_optimum)->Arg(500)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
