// Exact transport by the network simplex, with its proof.
#include "core/transport/exact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

// Entries sorted by row and column; in whole numbers they add up to the masses.
std::vector<PlanEntry> entries_of(const NetworkSimplex& simplex) {
  std::vector<Cell> cells = simplex.tree();
  std::sort(cells.begin(), cells.end(), [](const Cell& x, const Cell& y) {
    return x.row != y.row ? x.row < y.row : x.col < y.col;
  });
  WholeVector source = simplex.masses().source, target = simplex.masses().target;
  std::vector<PlanEntry> out;
  for (const Cell& cell : cells) {
    source[cell.row] -= cell.mass, target[cell.col] -= cell.mass;
    if (cell.mass == 0) continue;
    out.push_back({cell.row, cell.col,
                   static_cast<double>(cell.mass) / static_cast<double>(simplex.masses().total)});
  }
  if (cells.size() > 0 && (source.any() || target.any())) {
    throw Internal("the network simplex returned a plan with other masses", "exact_plan");
  }
  return out;
}

}  // namespace

Potentials exact_duals(const NetworkSimplex& simplex) {
  const WholeVector g = simplex.target_duals();
  const std::int64_t gauge = g[g.size() - 1];
  const double unit = simplex.cost_unit();
  return {(simplex.source_duals().array() + gauge).cast<double>() * unit,
          (g.array() - gauge).cast<double>() * unit};
}

ExactPlan exact_plan(const Problem& p, const NetworkSimplex& simplex) {
  ExactPlan out;
  out.entries = entries_of(simplex);
  for (const PlanEntry& entry : out.entries) out.cost += entry.mass * p.cost(entry.row, entry.col);
  out.duals = exact_duals(simplex);
  out.least_reduced_cost = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < p.n(); ++i) {
    const double least = (p.cost.row(i) - out.duals.g.transpose()).minCoeff() - out.duals.f[i];
    out.least_reduced_cost = std::min(out.least_reduced_cost, least);
  }
  out.gap = out.cost - (out.duals.f.dot(p.source) + out.duals.g.dot(p.target));
  return out;
}

std::optional<ExactPlan> exact_plan(const Problem& p, const StopCheck& stop) {
  if (std::max(p.n(), p.m()) > largest_exact) {
    throw BadInput(fmt::format("the exact optimum is computed up to {} points a side, not {}",
                               largest_exact, std::max(p.n(), p.m())),
                   "", "Use fewer points.");
  }
  NetworkSimplex simplex(p.cost, whole_masses(p.source, p.target));
  if (!simplex.run(stop)) return std::nullopt;
  ExactPlan out = exact_plan(p, simplex);
  const double rounding = 1e-12 * p.cost.cwiseAbs().maxCoeff();
  if (out.least_reduced_cost < -rounding || out.gap > rounding) {
    throw Internal("the network simplex returned a plan that is not optimal", "exact_plan");
  }
  return out;
}

ExactPlan exact_plan(const Problem& p) { return *exact_plan(p, StopCheck{}); }

double dual_bound(const Problem& problem, const Vector& f) {
  const Vector g = (problem.cost.colwise() - f).colwise().minCoeff();
  return f.dot(problem.source) + g.dot(problem.target);
}

Matrix dense_plan(const Problem& problem, const ExactPlan& exact) {
  Matrix out = Matrix::Zero(problem.n(), problem.m());
  for (const PlanEntry& entry : exact.entries) out(entry.row, entry.col) = entry.mass;
  return out;
}

}  // namespace thalweg::transport
