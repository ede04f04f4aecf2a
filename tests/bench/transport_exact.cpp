// The network simplex on the measured baselines' section B, uniform points in the unit square, one
// thread, beside LEMON's in the same run and the fastest peer of the table: `of_peer` below 1 is
// faster. Times are the processor's; peer_pot.py times POT.
#include <benchmark/benchmark.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/clock.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/make_problem.hpp"

namespace {

using namespace thalweg;
using namespace thalweg::transport;

Matrix square_points(Index n, std::uint64_t seed) {
  Matrix out(n, 2);
  for (Index k = 0; k < 2 * n; ++k) {
    out.data()[k] = random_uniform(seed, static_cast<std::uint64_t>(k));
  }
  return out;
}

/// The problem of size range(0) and seed range(1), its cost not scaled.
ProblemParts posed(const benchmark::State& state) {
  const Index n = state.range(0);
  const auto seed = static_cast<std::uint64_t>(state.range(1));
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = ground_cost(square_points(n, seed), square_points(n, seed + 1), GroundCost::squared);
  return parts;
}

/// Seconds of the fastest of POT 0.8.2, LEMON and Bonneel's solver in the table; 0 where there is
/// no row.
double peer_seconds(std::int64_t n, std::int64_t seed) {
  constexpr struct {
    std::int64_t n, seed;
    double seconds;
  } table[] = {{1000, 10, .0665}, {1000, 20, .0507}, {1000, 30, .070}, {2000, 10, .285},
               {2000, 20, .274},  {2000, 30, .288},  {4000, 10, 1.46}, {4000, 20, 1.18}};
  for (const auto& row : table) {
    if (row.n == n && row.seed == seed) return row.seconds;
  }
  return 0;
}

void exact_uniform_points(benchmark::State& state) {
  set_thread_count(1);
  const Problem problem = make_problem(posed(state));
  double cost = 0, best = std::numeric_limits<double>::infinity();
  for (auto _ : state) {
    const double began = thread_cpu_seconds();
    cost = exact_plan(problem).cost;
    best = std::min(best, thread_cpu_seconds() - began);
  }
  state.counters["cost"] = cost;
  const double peer = peer_seconds(state.range(0), state.range(1));
  if (peer > 0) state.counters["of_peer"] = best / peer;
}

/// Reached from the optimum of the same points but one.
void exact_after_a_drag(benchmark::State& state) {
  set_thread_count(1);
  ProblemParts parts = posed(state);
  const WholeMasses masses = whole_masses(make_problem(parts).source, make_problem(parts).target);
  NetworkSimplex before(parts.cost, masses);
  before.run();
  Matrix moved = parts.cost;
  moved.row(0) = parts.cost.row(1);
  for (auto _ : state) {
    NetworkSimplex simplex(moved, masses);
    simplex.restore(before.state());
    benchmark::DoNotOptimize(simplex.run());
  }
}

void lemon_uniform_points(benchmark::State& state) {
  const Matrix cost = posed(state).cost;
  const int n = static_cast<int>(cost.rows());
  double total = 0;
  for (auto _ : state) {
    lemon::SmartDigraph graph;
    for (int k = 0; k < 2 * n; ++k) graph.addNode();
    for (int k = 0; k < n * n; ++k) {
      graph.addArc(graph.nodeFromId(k / n), graph.nodeFromId(n + k % n));
    }
    lemon::SmartDigraph::ArcMap<double> costs(graph);
    for (int k = 0; k < n * n; ++k) costs[lemon::SmartDigraph::arcFromId(k)] = cost.data()[k];
    lemon::SmartDigraph::NodeMap<int> supply(graph);
    for (int k = 0; k < 2 * n; ++k) supply[graph.nodeFromId(k)] = k < n ? 1 : -1;
    lemon::NetworkSimplex<lemon::SmartDigraph, int, double> simplex(graph);
    simplex.costMap(costs).supplyMap(supply).run();
    total = simplex.totalCost() / n;
  }
  state.counters["cost"] = total;
}

BENCHMARK(exact_uniform_points)
    ->ArgsProduct({{999, 1000, 2000, 4000}, {10, 20, 30}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(lemon_uniform_points)
    ->ArgsProduct({{1000, 2000, 4000}, {10, 20, 30}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(exact_after_a_drag)->ArgsProduct({{200, 1000}, {10}})->Unit(benchmark::kMillisecond);

}  // namespace
