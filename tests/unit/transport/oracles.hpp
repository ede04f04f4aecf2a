// Problems and independent answers shared by the transport tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/rng.hpp"
#include "core/data/digits.hpp"
#include "core/transport/make_problem.hpp"
#include "core/transport/plan.hpp"
#include "tests/support/npy_fixture.hpp"

namespace thalweg::transport {

/// A fixture's C, a, b, unscaled.
inline Problem fixture_problem(const std::string& name) {
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = test::fixture(name + ".C");
  parts.source = test::fixture(name + ".a");
  parts.target = test::fixture(name + ".b");
  return make_problem(std::move(parts));
}

/// The card's first preset, with other digits or another grid.
inline Problem digit_problem(int from, int to, int side = 20, Floor floor = {}) {
  const std::vector<double> a = data::upsample(data::digit(from, 0), side);
  const std::vector<double> b = data::upsample(data::digit(to, 0), side);
  return from_images(a, b, {side, side}, GroundCost::squared, floor);
}

/// Cheapest assignment of n ≤ 8 points, masses 1/n.
inline double brute_force_cost(const Matrix& cost) {
  std::vector<int> order(static_cast<std::size_t>(cost.rows()));
  std::iota(order.begin(), order.end(), 0);
  double best = INFINITY;
  do {
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i) sum += cost(static_cast<Index>(i), order[i]);
    best = std::min(best, sum / static_cast<double>(cost.rows()));
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

/// Optimal squared cost of masses on the line: sorted points matched from the left.
inline double line_cost(const Vector& x, Vector a, const Vector& y, Vector b) {
  double sum = 0;
  for (Index i = 0, j = 0; i < x.size() && j < y.size();) {
    const double moved = std::min(a[i], b[j]);
    sum += moved * (x[i] - y[j]) * (x[i] - y[j]);
    a[i] -= moved;
    b[j] -= moved;
    if (a[i] <= b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return sum;
}

/// Potentials with random entries around the scale of the cost.
inline Potentials random_potentials(const Problem& p, std::uint64_t seed, double size) {
  Potentials out = zero_potentials(p);
  Rng rng(seed);
  for (double& value : out.f) value = size * rng.normal();
  for (double& value : out.g) value = size * rng.normal();
  return out;
}

}  // namespace thalweg::transport
