// Sliced and max-sliced Wasserstein distances of point clouds: transport on lines, where sorting is
// enough (Rabin, Peyré, Delon and Bernot 2012; max-sliced: Deshpande et al. 2019,
// arXiv:1904.05877).
#pragma once

#include <cstdint>
#include <vector>

#include "core/transport/exact.hpp"
#include "core/transport/tiled_cost.hpp"

namespace thalweg::transport {

/// `count` unit vectors in `dimension` dimensions, one a row, uniform on the sphere; row i depends
/// on (seed, i) alone.
Matrix random_directions(Index count, Index dimension, std::uint64_t seed);
/// `count` evenly spaced directions of the half circle, (1, 0) first.
Matrix even_directions(Index count);

/// The optimal plan of two clouds seen along one direction, from left to right; at most n + m − 1
/// entries. Equal places keep the order of the points.
std::vector<PlanEntry> match_along(const Cloud& source, const Cloud& target,
                                   const Vector& direction);

struct SlicedDistance {
  double squared = 0;      ///< mean of `slices`
  Vector slices;           ///< W₂² along each direction
  Matrix source_gradient;  ///< of `squared`, n × d
  Matrix target_gradient;  ///< m × d
};

/// The mean over `directions` (L × d, unit rows) of W₂² between the clouds' projections, with
/// gradients where `with_gradients`. O(L (n log n + n d)).
SlicedDistance sliced_squared(const Cloud& source, const Cloud& target, const Matrix& directions,
                              bool with_gradients = false);

struct MaxSlicedOptions {
  int restarts = 8;     ///< local ascents, from the best of `candidates` directions
  int candidates = 64;  ///< random directions looked at first
  int iterations = 60;  ///< of each ascent, at most
  std::uint64_t seed = 1;
};

struct MaxSliced {
  double squared = 0;  ///< W₂² along `direction`
  Vector direction;    ///< unit length
};

/// The direction along which W₂ is largest, by gradient ascent on the sphere: a local maximum, the
/// best of the restarts.
MaxSliced max_sliced(const Cloud& source, const Cloud& target,
                     const MaxSlicedOptions& options = {});

}  // namespace thalweg::transport
