// Problems with a fixed or seeded shape that experiments open with.
#pragma once

#include "core/base/rng.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::transport {

/// Two mixtures of two bumps on n bins of a line, squared cost (the reference case gmm1d).
Problem example_densities(int n);
/// Two mixtures of two blobs on a side × side grid, squared cost.
Problem example_blobs(int side);

/// n × 2 positions in the unit square: two clusters, or three for the target.
struct Clouds {
  Matrix source, target;
};
Clouds example_clouds(int n, Rng rng);

}  // namespace thalweg::transport
