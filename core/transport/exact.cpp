// Exact transport: a complete bipartite digraph handed to LEMON's network simplex.
#include "core/transport/exact.hpp"

#include <fmt/format.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

using Graph = lemon::StaticDigraph;
using Simplex = lemon::NetworkSimplex<Graph, std::int64_t, std::int64_t>;

// With at most 2 000 nodes LEMON's artificial costs stay below 2^60.
const double cost_unit = std::ldexp(1.0, -48);
const double mass_unit = std::ldexp(1.0, -52);

std::vector<std::int64_t> whole_masses(const Vector& masses) {
  std::vector<std::int64_t> out;
  std::int64_t sum = 0;
  for (const double mass : masses) {
    out.push_back(std::llround(mass / mass_unit));
    sum += out.back();
  }
  Index largest = 0;
  masses.maxCoeff(&largest);
  out[static_cast<std::size_t>(largest)] += (std::int64_t{1} << 52) - sum;
  return out;
}

Graph complete_bipartite(int n, int m) {
  std::vector<std::pair<int, int>> arcs;
  arcs.reserve(static_cast<std::size_t>(n) * static_cast<std::size_t>(m));
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < m; ++j) arcs.emplace_back(i, n + j);
  }
  Graph graph;
  graph.build(n + m, arcs.begin(), arcs.end());
  return graph;
}

// Reads plan and duals and proves optimality: in integers every reduced cost is ≥ 0, and 0 where
// mass flows.
ExactPlan read_result(const Problem& p, const Graph& graph, const Simplex& simplex,
                      const Graph::ArcMap<std::int64_t>& cost) {
  const int n = static_cast<int>(p.n()), m = static_cast<int>(p.m());
  ExactPlan out;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < m; ++j) {
      const Graph::Arc arc = graph.arc(i * m + j);
      const std::int64_t flow = simplex.flow(arc);
      const std::int64_t reduced =
          cost[arc] + simplex.potential(graph.node(i)) - simplex.potential(graph.node(n + j));
      if (reduced < 0 || (flow > 0 && reduced != 0)) {
        throw Internal("the network simplex returned a plan that is not optimal", "exact_plan");
      }
      if (flow == 0) continue;
      out.entries.push_back({i, j, static_cast<double>(flow) * mass_unit});
      out.cost += out.entries.back().mass * p.cost(i, j);
    }
  }
  const std::int64_t gauge = simplex.potential(graph.node(n + m - 1));
  out.duals = zero_potentials(p);
  for (int i = 0; i < n; ++i) {
    out.duals.f[i] = static_cast<double>(gauge - simplex.potential(graph.node(i))) * cost_unit;
  }
  for (int j = 0; j < m; ++j) {
    out.duals.g[j] = static_cast<double>(simplex.potential(graph.node(n + j)) - gauge) * cost_unit;
  }
  return out;
}

}  // namespace

ExactPlan exact_plan(const Problem& p) {
  if (std::max(p.n(), p.m()) > largest_exact) {
    throw BadInput(fmt::format("the exact optimum is computed up to {} points a side, not {}",
                               largest_exact, std::max(p.n(), p.m())),
                   "", "Use fewer points.");
  }
  const int n = static_cast<int>(p.n()), m = static_cast<int>(p.m());
  const Graph graph = complete_bipartite(n, m);
  Graph::ArcMap<std::int64_t> cost(graph);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < m; ++j) {
      cost[graph.arc(i * m + j)] = std::llround(p.cost(i, j) / cost_unit);
    }
  }
  Graph::NodeMap<std::int64_t> supply(graph);
  const std::vector<std::int64_t> source = whole_masses(p.source), target = whole_masses(p.target);
  for (int i = 0; i < n; ++i) supply[graph.node(i)] = source[static_cast<std::size_t>(i)];
  for (int j = 0; j < m; ++j) supply[graph.node(n + j)] = -target[static_cast<std::size_t>(j)];

  Simplex simplex(graph);
  simplex.costMap(cost).supplyMap(supply);
  if (simplex.run() != Simplex::OPTIMAL) {
    throw Internal("the network simplex found no optimum of a feasible problem", "exact_plan");
  }
  ExactPlan out = read_result(p, graph, simplex, cost);
  out.least_reduced_cost = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < p.n(); ++i) {
    const double least = (p.cost.row(i) - out.duals.g.transpose()).minCoeff() - out.duals.f[i];
    out.least_reduced_cost = std::min(out.least_reduced_cost, least);
  }
  out.gap = out.cost - (out.duals.f.dot(p.source) + out.duals.g.dot(p.target));
  return out;
}

Matrix dense_plan(const Problem& problem, const ExactPlan& exact) {
  Matrix out = Matrix::Zero(problem.n(), problem.m());
  for (const PlanEntry& entry : exact.entries) out(entry.row, entry.col) = entry.mass;
  return out;
}

}  // namespace thalweg::transport
