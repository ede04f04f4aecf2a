// Projections, sorted and matched by quantiles.
#include "core/transport/sliced.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"
#include "core/transport/one_dimension.hpp"

namespace thalweg::transport {
namespace {

struct Slice {
  double squared = 0;
  Vector ascent;  // of `squared` in the direction
};

Slice slice_along(const Cloud& source, const Cloud& target, const Vector& direction) {
  Slice out{0, Vector::Zero(direction.size())};
  for (const PlanEntry& match : match_along(source, target, direction)) {
    const Vector shift = source.points.row(match.row) - target.points.row(match.col);
    const double along = shift.dot(direction);
    out.squared += match.mass * along * along;
    out.ascent += 2 * match.mass * along * shift;
  }
  return out;
}

/// Ascends from `direction`: steps along the gradient's part across it, halved until W₂² rises.
MaxSliced ascend(const Cloud& source, const Cloud& target, Vector direction, int iterations) {
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

std::vector<PlanEntry> match_along(const Cloud& source, const Cloud& target,
                                   const Vector& direction) {
  std::vector<PlanEntry> out;
  match_quantiles(source.points * direction, source.masses, target.points * direction,
                  target.masses, [&](int i, int j, double mass) {
                    if (mass > 0) out.push_back({i, j, mass});
                  });
  return out;
}

SlicedDistance sliced_squared(const Cloud& source, const Cloud& target, const Matrix& directions,
                              bool with_gradients) {
  const Index count = directions.rows(), n = source.points.rows(), m = target.points.rows();
  THALWEG_ASSERT(count > 0 && directions.cols() == source.points.cols() &&
                 directions.cols() == target.points.cols());
  THALWEG_ASSERT(source.masses.size() == n && target.masses.size() == m && n > 0 && m > 0);
  const Vector &a = source.masses, &b = target.masses;
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
      match_quantiles(x.row(l), a, y.row(l), b, [&](int i, int j, double mass) {
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

MaxSliced max_sliced(const Cloud& source, const Cloud& target, const MaxSlicedOptions& options) {
  THALWEG_ASSERT(options.restarts > 0 && options.candidates >= options.restarts);
  const Matrix looked = random_directions(options.candidates, source.points.cols(), options.seed);
  const Vector heights = sliced_squared(source, target, looked).slices;
  const std::vector<int> order = sorted_order(-heights);
  MaxSliced best;
  for (int k = 0; k < options.restarts; ++k) {
    const int start = order[static_cast<std::size_t>(k)];
    MaxSliced found = ascend(source, target, looked.row(start), options.iterations);
    if (k == 0 || found.squared > best.squared) best = std::move(found);
  }
  return best;
}

}  // namespace thalweg::transport
