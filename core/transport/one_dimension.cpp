// Sorted matching, and the duals along its staircase.
#include "core/transport/one_dimension.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

double cost_between(double x, double y, double power) {
  const double distance = std::abs(x - y);
  return power == 2 ? distance * distance : std::pow(distance, power);
}

void check_power(double power) {
  if (power >= 1) return;
  throw BadInput(fmt::format("the power is {:g}", power), "power",
                 "Sorting is optimal for convex costs only: choose p ≥ 1.");
}

void check_line(const Vector& points, const Vector& masses, const char* side) {
  if (points.size() < 1 || masses.size() != points.size()) {
    throw BadInput(fmt::format("{} masses for {} points", masses.size(), points.size()), side,
                   "Give one mass per point, and at least one point.");
  }
  if (!points.allFinite() || !masses.allFinite() || masses.minCoeff() < 0) {
    throw BadInput("a point or mass is not finite, or a mass is below 0", side,
                   "Give finite places, and masses of at least 0.");
  }
  if (!(masses.sum() > 0)) {
    throw BadInput("there is no mass at all", side, "Give at least one point a mass above 0.");
  }
}

}  // namespace

std::vector<int> sorted_order(const Vector& points) {
  std::vector<int> order(static_cast<std::size_t>(points.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int i, int j) { return points[i] < points[j]; });
  return order;
}

Matrix power_cost(const Vector& x, const Vector& y, double power) {
  check_power(power);
  Matrix cost(x.size(), y.size());
  for (Index i = 0; i < x.size(); ++i) {
    for (Index j = 0; j < y.size(); ++j) cost(i, j) = cost_between(x[i], y[j], power);
  }
  return cost;
}

LinePlan line_plan(const Vector& x, const Vector& y, const Vector& a, const Vector& b,
                   double power) {
  check_power(power);
  check_line(x, a, "source");
  check_line(y, b, "target");
  if (std::abs(a.sum() - b.sum()) > 1e-6 * std::max(a.sum(), b.sum())) {
    throw BadInput(fmt::format("the source sums to {:g}, the target to {:g}", a.sum(), b.sum()), "",
                   "Give both the same total.");
  }
  LinePlan out;
  out.duals = {Vector::Zero(x.size()), Vector::Zero(y.size())};
  int row = -1;
  match_quantiles(x, a, y, b, [&](int i, int j, double mass) {
    const double cost = cost_between(x[i], y[j], power);
    if (i != row) {
      out.duals.f[i] = cost - out.duals.g[j];
    } else {
      out.duals.g[j] = cost - out.duals.f[i];
    }
    row = i;
    if (mass <= 0) return;
    out.entries.push_back({i, j, mass});
    out.cost += mass * cost;
  });
  fix_gauge(out.duals);
  return out;
}

double sorted_cost(Vector x, Vector y, double power) {
  check_power(power);
  THALWEG_ASSERT(x.size() == y.size() && x.size() > 0);
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  double sum = 0;
  for (Index i = 0; i < x.size(); ++i) sum += cost_between(x[i], y[i], power);
  return sum / static_cast<double>(x.size());
}

Vector c_transform(const Matrix& cost, const Vector& g) {
  THALWEG_ASSERT(cost.cols() == g.size());
  return (cost.rowwise() - g.transpose()).rowwise().minCoeff();
}

}  // namespace thalweg::transport
