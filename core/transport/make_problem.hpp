// Ready-made transport problems: images, random assignment, Gaussian mixtures, point clouds, own
// numbers. Every maker throws BadInput where its data cannot be used.
#pragma once

#include <cstdint>
#include <span>

#include "core/transport/problem.hpp"

namespace thalweg::transport {

enum class GroundCost { squared, l1 };

/// What a histogram on a grid gets added so that no cell is empty, before it is divided by its sum:
/// `share` of its largest value (as on the method's card) or of its mean (as in the benchmarks:
/// 0.01/n once the masses sum to 1). A share of 0 adds nothing, and empty cells are left out.
struct Floor {
  enum class Of { peak, mean };
  double share = 0.01;
  Of of = Of::peak;
};

/// Cost between the rows of two point sets (n × d, m × d): squared Euclidean or L1, not scaled.
Matrix ground_cost(const Matrix& source, const Matrix& target, GroundCost kind);

/// Two grey images (row-major, ≥ 0) on the same raster. Positions (column, row) / (longer side −
/// 1), cost divided by its maximum. The floor is of the peak unless said otherwise.
Problem from_images(std::span<const double> source, std::span<const double> target, Raster raster,
                    GroundCost kind, Floor floor = {});

/// n × n costs drawn uniformly from [0, 1): C_ij = random_uniform(seed, i n + j), not rescaled;
/// masses 1/n.
Problem random_assignment(int n, std::uint64_t seed);

/// weight × density of N(mean, sigma²) on the line.
struct Bump {
  double weight, mean, sigma;
};

inline constexpr Floor mixture_floor{0.01, Floor::Of::mean};

/// Two mixtures on the bins k / (n − 1) of [0, 1], density values at the bins.
Problem from_mixtures(int n, std::span<const Bump> source, std::span<const Bump> target,
                      GroundCost kind, Floor floor = mixture_floor);

/// weight × isotropic Gaussian density around (x right, y down) in the unit square.
struct Blob {
  double weight, x, y, sigma;
};

/// Two mixtures on a side × side grid of the unit square.
Problem from_blobs(int side, std::span<const Blob> source, std::span<const Blob> target,
                   GroundCost kind, Floor floor = mixture_floor);

/// Two point sets (n × d, m × d), masses uniform where empty; cost divided by its maximum.
Problem from_points(const Matrix& source, const Matrix& target, GroundCost kind,
                    const Vector& source_mass = {}, const Vector& target_mass = {});

/// A person's own cost matrix and marginals (uniform where empty); cost divided by its largest
/// magnitude.
Problem from_cost(const Matrix& cost, const Vector& source = {}, const Vector& target = {});

}  // namespace thalweg::transport
