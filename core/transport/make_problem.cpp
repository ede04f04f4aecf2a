// Makers of transport problems.
#include "core/transport/make_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"

namespace thalweg::transport {
namespace {

void check_range(Index value, Index least, Index most, const char* what) {
  if (value >= least && value <= most) return;
  throw BadInput(fmt::format("{} is {}", what, value), "",
                 fmt::format("Choose from {} to {}.", least, most));
}

// Pixel or cell centres; the longer side spans [0, 1].
Matrix grid_points(Raster raster) {
  const double unit = 1.0 / std::max(1, std::max(raster.rows, raster.cols) - 1);
  Matrix points(Index{raster.rows} * raster.cols, 2);
  for (int r = 0; r < raster.rows; ++r) {
    for (int c = 0; c < raster.cols; ++c) {
      points.row(Index{r} * raster.cols + c) << c * unit, r * unit;
    }
  }
  return points;
}

Vector with_floor(Vector masses, Floor floor) {
  if (!(masses.sum() > 0)) return masses;  // make_problem says what is wrong
  const double base = floor.of == Floor::Of::peak ? masses.maxCoeff() : masses.mean();
  masses.array() += floor.share * base;
  return masses / masses.sum();
}

Problem on_grid(Raster raster, Vector source, Vector target, GroundCost kind, Floor floor) {
  if ((source.array() < 0).any()) throw BadInput("a mass is negative", "source");
  if ((target.array() < 0).any()) throw BadInput("a mass is negative", "target");
  ProblemParts parts;
  parts.source_points = grid_points(raster);
  parts.target_points = parts.source_points;
  parts.cost = ground_cost(parts.source_points, parts.target_points, kind);
  parts.source = with_floor(std::move(source), floor);
  parts.target = with_floor(std::move(target), floor);
  parts.source_raster = parts.target_raster = raster;
  return make_problem(std::move(parts));
}

Vector pixels(std::span<const double> image, Raster raster, const char* name) {
  const auto count = static_cast<Index>(image.size());
  if (count != Index{raster.rows} * raster.cols) {
    throw BadInput(
        fmt::format("{} pixels for a raster of {} × {}", count, raster.rows, raster.cols), name);
  }
  return Eigen::Map<const Vector>(image.data(), count);
}

double density(double distance, double sigma) {
  return std::exp(-0.5 * (distance / sigma) * (distance / sigma));
}

Vector line_density(int n, std::span<const Bump> bumps) {
  Vector out = Vector::Zero(n);
  for (const Bump& bump : bumps) {
    for (int k = 0; k < n; ++k) {
      const double x = k / std::max(1.0, n - 1.0);
      out[k] += bump.weight / bump.sigma * density(x - bump.mean, bump.sigma);
    }
  }
  return out;
}

Vector plane_density(const Matrix& points, std::span<const Blob> blobs) {
  Vector out = Vector::Zero(points.rows());
  for (const Blob& blob : blobs) {
    for (Index k = 0; k < points.rows(); ++k) {
      const double distance = std::hypot(points(k, 0) - blob.x, points(k, 1) - blob.y);
      out[k] += blob.weight / (blob.sigma * blob.sigma) * density(distance, blob.sigma);
    }
  }
  return out;
}

}  // namespace

Matrix ground_cost(const Matrix& source, const Matrix& target, GroundCost kind) {
  if (source.cols() != target.cols() || source.cols() < 1) {
    throw BadInput(fmt::format("source points have {} coordinates, target points {}", source.cols(),
                               target.cols()),
                   "", "Give both the same number, at least one.");
  }
  Matrix cost(source.rows(), target.rows());
  for (Index i = 0; i < source.rows(); ++i) {
    for (Index j = 0; j < target.rows(); ++j) {
      cost(i, j) = kind == GroundCost::squared ? (source.row(i) - target.row(j)).squaredNorm()
                                               : (source.row(i) - target.row(j)).lpNorm<1>();
    }
  }
  return cost;
}

Problem from_images(std::span<const double> source, std::span<const double> target, Raster raster,
                    GroundCost kind, Floor floor) {
  check_range(Index{raster.rows} * raster.cols, 1, largest_side, "the number of pixels");
  return on_grid(raster, pixels(source, raster, "source"), pixels(target, raster, "target"), kind,
                 floor);
}

Problem random_assignment(int n, std::uint64_t seed) {
  check_range(n, 1, largest_side, "the number of points");
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost.resize(n, n);
  for (Index k = 0; k < parts.cost.size(); ++k) {
    parts.cost.data()[k] = random_uniform(seed, static_cast<std::uint64_t>(k));
  }
  return make_problem(std::move(parts));
}

Problem from_mixtures(int n, std::span<const Bump> source, std::span<const Bump> target,
                      GroundCost kind, Floor floor) {
  check_range(n, 1, largest_side, "the number of bins");
  return on_grid({1, n}, line_density(n, source), line_density(n, target), kind, floor);
}

Problem from_blobs(int side, std::span<const Blob> source, std::span<const Blob> target,
                   GroundCost kind, Floor floor) {
  check_range(side, 1, 44, "the grid's side");
  const Raster raster{side, side};
  const Matrix points = grid_points(raster);
  return on_grid(raster, plane_density(points, source), plane_density(points, target), kind, floor);
}

Problem from_points(const Matrix& source, const Matrix& target, GroundCost kind,
                    const Vector& source_mass, const Vector& target_mass) {
  check_range(source.rows(), 1, largest_side, "the number of source points");
  check_range(target.rows(), 1, largest_side, "the number of target points");
  ProblemParts parts;
  parts.cost = ground_cost(source, target, kind);
  parts.source = source_mass;
  parts.target = target_mass;
  parts.source_points = source;
  parts.target_points = target;
  return make_problem(std::move(parts));
}

Problem from_cost(const Matrix& cost, const Vector& source, const Vector& target) {
  ProblemParts parts;
  parts.cost = cost;
  parts.source = source;
  parts.target = target;
  return make_problem(std::move(parts));
}

}  // namespace thalweg::transport
