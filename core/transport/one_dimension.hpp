// Transport on the line in closed form: for a convex cost |x − y|^p the sorted points are matched
// from the left (Santambrogio 2015, section 2.1), and the staircase that this makes gives the
// duals.
#pragma once

#include <vector>

#include "core/transport/exact.hpp"

namespace thalweg::transport {

/// |x_i − y_j|^p (n × m) between points of the line, not scaled. p ≥ 1.
Matrix power_cost(const Vector& x, const Vector& y, double power);

/// The optimum between masses a (n, at x) and b (m, at y) for the cost |x − y|^p, p ≥ 1: the
/// north-west corner rule on the sorted points, O((n + m) log(n + m)) and no matrix. Points in any
/// order, masses > 0 with equal sums. Entries of the plan, at most n + m − 1, are ordered from left
/// to right; duals have g[last] = 0 and satisfy f_i + g_j ≤ |x_i − y_j|^p with equality on the
/// plan. BadInput when p < 1, where sorting is no longer optimal, or sizes or totals differ.
struct LinePlan {
  double cost = 0;  ///< W_p^p
  std::vector<PlanEntry> entries;
  Potentials duals;
};
LinePlan line_plan(const Vector& x, const Vector& y, const Vector& a, const Vector& b,
                   double power);

/// W_p^p between two equally large sets of points of equal mass 1/n: both sorted.
double sorted_cost(Vector x, Vector y, double power);

/// The largest potential that the other side allows: g^C_i = min_j C_ij − g_j (n).
Vector c_transform(const Matrix& cost, const Vector& g);

}  // namespace thalweg::transport
