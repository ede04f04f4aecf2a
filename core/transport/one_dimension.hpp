// Transport on the line in closed form: for a convex cost |x − y|^p the sorted points are matched
// from the left (Santambrogio 2015, section 2.1), and the staircase that this makes gives the
// duals.
#pragma once

#include <algorithm>
#include <vector>

#include "core/transport/exact.hpp"

namespace thalweg::transport {

/// |x_i − y_j|^p (n × m) between points of the line, not scaled. p ≥ 1.
Matrix power_cost(const Vector& x, const Vector& y, double power);

/// Numbers of the points from left to right; of equal ones the first comes first.
std::vector<int> sorted_order(const Vector& points);

/// Matches the quantiles of masses a (n, at x) with those of b (m, at y), all ≥ 0 with equal sums:
/// calls visit(i, j, mass) for the n + m − 1 cells of the staircase, from left to right. One index
/// changes from a cell to the next, and a mass may be 0.
template <class Visit>
void match_quantiles(const Vector& x, const Vector& a, const Vector& y, const Vector& b,
                     const Visit& visit) {
  const std::vector<int> rows = sorted_order(x), cols = sorted_order(y);
  std::size_t r = 0, c = 0;
  double row_left = a[rows[0]], col_left = b[cols[0]];
  while (true) {
    const bool last_row = r + 1 == rows.size(), last_col = c + 1 == cols.size();
    // At the edges what is left of the other side moves as a whole, rounding included.
    const double mass = last_row ? col_left : last_col ? row_left : std::min(row_left, col_left);
    visit(rows[r], cols[c], mass);
    if (last_row && last_col) return;
    if (!last_row && (last_col || row_left <= col_left)) {
      col_left -= mass;
      row_left = a[rows[++r]];
    } else {
      row_left -= mass;
      col_left = b[cols[++c]];
    }
  }
}

/// The optimum between masses a (n, at x) and b (m, at y) for the cost |x − y|^p, p ≥ 1: the
/// north-west corner rule on the sorted points, O((n + m) log(n + m)) and no matrix. Points in any
/// order, masses ≥ 0 with equal sums. Entries of the plan, at most n + m − 1, are ordered from left
/// to right; duals have g[last] = 0 and satisfy f_i + g_j ≤ |x_i − y_j|^p with equality on the
/// plan. BadInput when p < 1, where sorting is no longer optimal, for masses below 0, and
/// when sizes or totals differ.
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
