// Ready-made transport problems: images, random assignment, Gaussian mixtures, point clouds, own
// numbers. Every maker throws BadInput where its data cannot be used.
#pragma once

#include <cstdint>
#include <span>

#include "core/transport/problem.hpp"

namespace thalweg::transport {

enum class GroundCost { squared, l1 };

/// Floor under histograms on a grid: masses are divided by their sum, floor / (number of cells) is
/// added to each, and they are divided by their sum again.
inline constexpr double default_floor = 0.01;

/// Cost between the rows of two point sets (n × d, m × d): squared Euclidean or L1, not scaled.
Matrix ground_cost(const Matrix& source, const Matrix& target, GroundCost kind);

/// Two grey images (row-major, ≥ 0) on the same raster. Positions (column, row) / (longer side −
/// 1), cost divided by its maximum.
Problem from_images(std::span<const double> source, std::span<const double> target, Raster raster,
                    GroundCost kind, double floor = default_floor);

/// n × n costs drawn uniformly from [0, 1): C_ij = random_uniform(seed, i n + j), not rescaled;
/// masses 1/n.
Problem random_assignment(int n, std::uint64_t seed);

/// weight × density of N(mean, sigma²) on the line.
struct Bump {
  double weight, mean, sigma;
};

/// Two mixtures on the bins k / (n − 1) of [0, 1], density values with the floor above.
Problem from_mixtures(int n, std::span<const Bump> source, std::span<const Bump> target,
                      GroundCost kind, double floor = default_floor);

/// weight × isotropic Gaussian density around (x right, y down) in the unit square.
struct Blob {
  double weight, x, y, sigma;
};

/// Two mixtures on a side × side grid of the unit square, with the floor above.
Problem from_blobs(int side, std::span<const Blob> source, std::span<const Blob> target,
                   GroundCost kind, double floor = default_floor);

/// Two point sets (n × d, m × d), masses uniform where empty; cost divided by its maximum.
Problem from_points(const Matrix& source, const Matrix& target, GroundCost kind,
                    const Vector& source_mass = {}, const Vector& target_mass = {});

/// A person's own cost matrix and marginals (uniform where empty); cost divided by its largest
/// magnitude.
Problem from_cost(const Matrix& cost, const Vector& source = {}, const Vector& target = {});

}  // namespace thalweg::transport
