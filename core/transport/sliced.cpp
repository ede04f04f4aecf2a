// Projections, sorted and matched by quantiles.
#include "core/transport/sliced.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"

namespace thalweg::transport {
namespace {

/// Equal masses where none are given; total 1.
Vector shares(const PointCloud& cloud) {
  const Index n = cloud.points.rows();
  THALWEG_ASSERT(n > 0);
  if (cloud.masses.size() == 0) return Vector::Constant(n, 1.0 / static_cast<double>(n));
  THALWEG_ASSERT(cloud.masses.size() == n && cloud.masses.sum() > 0);
  return cloud.masses / cloud.masses.sum();
}

std::vector<Index> sorted_order(const Vector& at) {
  std::vector<Index> order(static_cast<std::size_t>(at.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return at[i] < at[j]; });
  return order;
}

/// Calls visit(i, j, mass) for each piece of the plan that matches quantiles.
template <class Visit>
void match_quantiles(const Vector& x, const Vector& a, const Vector& y, const Vector& b,
                     const Visit& visit) {
  const std::vector<Index> from = sorted_order(x), to = sorted_order(y);
  std::size_t i = 0, j = 0;
  double left_i = a[from[0]], left_j = b[to[0]];
  while (true) {
    const double mass = std::min(left_i, left_j);
    if (mass > 0) visit(from[i], to[j], mass);
    left_i -= mass, left_j -= mass;
    const bool next_i = left_i <= 0, next_j = left_j <= 0;
    if ((next_i && ++i == from.size()) | (next_j && ++j == to.size())) return;
    if (next_i) left_i = a[from[i]];
    if (next_j) left_j = b[to[j]];
  }
}

struct Slice {
  double squared = 0;
  Vector ascent;  // of `squared` in the direction
};

Slice slice_along(const PointCloud& source, const PointCloud& target, const Vector& direction) {
  Slice out{0, Vector::Zero(direction.size())};
  for (const Match& match : match_along(source, target, direction)) {
    const Vector shift = source.points.row(match.source) - target.points.row(match.target);
    const double along = shift.dot(direction);
    out.squared += match.mass * along * along;
    out.ascent += 2 * match.mass * along * shift;
  }
  return out;
}

/// Ascends from `direction`: steps along the gradient's part across it, halved until W₂² rises.
MaxSliced ascend(const PointCloud& source, const PointCloud& target, Vector direction,
                 int iterations) {
  Slice here = slice_along(source, target, direction);
  double length = 1;
  for (int k = 0; k < iterations && here.squared > 0; ++k) {
    const Vector across =
        (here.ascent - here.ascent.dot(direction) * direction) / (2 * here.squared);
    if (across.norm() < 1e-10) break;
    bool rises = false;
    for (; length > 1e-9 && !rises; length *= rises ? 2 : 0.5) {
      const Vector there = (direction + length * across).normalized();
      Slice next = slice_along(source, target, there);
      rises = next.squared > here.squared;
      if (rises) direction = there, here = std::move(next);
    }
    if (!rises) break;
  }
  return {here.squared, std::move(direction)};
}

}  // namespace

Matrix random_directions(Index count, Index dimension, std::uint64_t seed) {
  Matrix out(count, dimension);
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  }
  out.rowwise().normalize();
  return out;
}

Matrix even_directions(Index count) {
  Matrix out(count, 2);
  for (Index i = 0; i < count; ++i) {
    const double angle = std::numbers::pi * static_cast<double>(i) / static_cast<double>(count);
    out.row(i) << std::cos(angle), std::sin(angle);
  }
  return out;
}

std::vector<Match> match_along(const PointCloud& source, const PointCloud& target,
                               const Vector& direction) {
  std::vector<Match> out;
  match_quantiles(source.points * direction, shares(source), target.points * direction,
                  shares(target), [&](Index i, Index j, double mass) {
                    out.push_back({i, j, mass});
                  });
  return out;
}

SlicedDistance sliced_squared(const PointCloud& source, const PointCloud& target,
                              const Matrix& directions, bool with_gradients) {
  const Index count = directions.rows(), n = source.points.rows(), m = target.points.rows();
  THALWEG_ASSERT(count > 0 && directions.cols() == source.points.cols() &&
                 directions.cols() == target.points.cols());
  const Vector a = shares(source), b = shares(target);
  const Matrix x = directions * source.points.transpose();
  const Matrix y = directions * target.points.transpose();
  SlicedDistance out;
  out.slices = Vector::Zero(count);
  // How each slice changes with the projected points.
  Matrix pull = with_gradients ? Matrix::Zero(count, n) : Matrix();
  Matrix push = with_gradients ? Matrix::Zero(count, m) : Matrix();
  parallel_for(count, 8, [&](std::int64_t begin, std::int64_t end) {
    for (Index l = begin; l < end; ++l) {
      double squared = 0;
      match_quantiles(x.row(l), a, y.row(l), b, [&](Index i, Index j, double mass) {
        const double shift = x(l, i) - y(l, j);
        squared += mass * shift * shift;
        if (with_gradients) pull(l, i) += mass * shift, push(l, j) -= mass * shift;
      });
      out.slices[l] = squared;
    }
  });
  out.squared = out.slices.mean();
  if (with_gradients) {
    const double scale = 2 / static_cast<double>(count);
    out.source_gradient = scale * (pull.transpose() * directions);
    out.target_gradient = scale * (push.transpose() * directions);
  }
  return out;
}

MaxSliced max_sliced(const PointCloud& source, const PointCloud& target,
                     const MaxSlicedOptions& options) {
  THALWEG_ASSERT(options.restarts > 0 && options.candidates >= options.restarts);
  const Matrix looked = random_directions(options.candidates, source.points.cols(), options.seed);
  const Vector heights = sliced_squared(source, target, looked).slices;
  const std::vector<Index> order = sorted_order(-heights);
  MaxSliced best;
  for (int k = 0; k < options.restarts; ++k) {
    const Index start = order[static_cast<std::size_t>(k)];
    MaxSliced found = ascend(source, target, looked.row(start), options.iterations);
    if (k == 0 || found.squared > best.squared) best = std::move(found);
  }
  return best;
}

}  // namespace thalweg::transport
