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

Problem clouds(std::int64_t n) {
  return bench::entropic_problem("pts2d-" + std::to_string(n) + "-l2sq");
}

template <class Solver>
void sweep(benchmark::State& state, const Problem& problem, double peer_ms) {
  set_thread_count(static_cast<int>(state.range(1)));
  Solver solver(problem);
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
  sweep<StabilisedSinkhorn>(state, clouds(state.range(0)),
                            peer_at(state.range(0), .108, .416, 2.96));
  state.counters["of_two_products"] = state.counters["best_ms"] / two_products_ms(state.range(0));
}
void log_sweep(benchmark::State& state) {
  sweep<LogSinkhorn>(state, clouds(state.range(0)), peer_at(state.range(0), 1.1, 5.3, 35));
}
/// Costs up to 1 at η = 1 200: exponentials down to e^-1200, where the peer meets denormals.
void log_sweep_far(benchmark::State& state) {
  const Problem problem = bench::entropic_problem("rla-" + std::to_string(state.range(0)));
  sweep<LogSinkhorn>(state, problem, peer_at(state.range(0), 10, 22.6, 98.9));
}
BENCHMARK(kernel_sweep)->ArgsProduct({{500, 1000, 2000}, {1}})->Unit(benchmark::kMillisecond);
BENCHMARK(log_sweep)->ArgsProduct({{500, 1000, 2000}, {1, 2}})->Unit(benchmark::kMillisecond);

BENCHMARK(log_sweep_far)->ArgsProduct({{500, 1000, 2000}, {1, 2}})->Unit(benchmark::kMillisecond);

// What exponentials bound, on one and two threads: wall time, at the potentials of 20 sweeps.
template <class Work>
void bound_by_exponentials(benchmark::State& state, const Work& work) {
  const Problem problem = clouds(state.range(0));
  LogSinkhorn sweeps(problem);
  for (int i = 0; i < 20; ++i) sweeps.step(1200);
  const Potentials z = sweeps.potentials();
  const auto best = [&](int threads) {
    set_thread_count(threads);
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 20; ++i) {
      const double began = wall_seconds();
      work(problem, z);
      least = std::min(least, wall_seconds() - began);
    }
    return 1e3 * least;
  };
  for (auto _ : state) {
    const double one = best(1), two = best(2);
    state.counters["best_ms"] = one;
    state.counters["two_threads_faster"] = one / two;
  }
}

void plan_sums(benchmark::State& state) {
  PlanSums sums;
  bound_by_exponentials(state, [&](const Problem& p, const Potentials& z) {
    sum_plan(p.cost, 1200, z.f, z.g, sums);
  });
}
void whole_plan(benchmark::State& state) {
  Matrix plan;
  PlanSums sums;
  bound_by_exponentials(state, [&](const Problem& p, const Potentials& z) {
    build_plan(p.cost, 1200, z.f, z.g, plan, sums);
  });
}
void sparse_plan(benchmark::State& state) {
  PlanSums sums;
  bound_by_exponentials(state, [&](const Problem& p, const Potentials& z) {
    benchmark::DoNotOptimize(
        plan_above(p.cost, 1200, z.f, z.g, 1e-3 / static_cast<double>(p.cost.size()), sums));
  });
}
/// From the start to 1e-9: sweeps, plans and the systems between them, which one thread solves.
void whole_solve(benchmark::State& state) {
  bound_by_exponentials(state, [](const Problem& p, const Potentials&) {
    AutomaticNewton solver(p);
    while (solver.step(1200, {.target = tolerance}) > tolerance) {
    }
  });
}
BENCHMARK(plan_sums)->Arg(1000)->Arg(2000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_plan)->Arg(1000)->Arg(2000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(sparse_plan)->Arg(1000)->Arg(2000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_solve)->Arg(1000)->Iterations(1)->Unit(benchmark::kMillisecond);

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
