// Shapes of the example problems.
#include "core/transport/examples.hpp"

#include <array>

namespace thalweg::transport {

Problem example_densities(int n) {
  constexpr std::array<Bump, 2> source{{{.5, .2, .05}, {.5, .6, .1}}};
  constexpr std::array<Bump, 2> target{{{.3, .35, .07}, {.7, .8, .06}}};
  return from_mixtures(n, source, target, GroundCost::squared);
}

Problem example_blobs(int side) {
  constexpr std::array<Blob, 2> source{{{.5, .25, .3, .08}, {.5, .3, .75, .1}}};
  constexpr std::array<Blob, 2> target{{{.6, .75, .5, .12}, {.4, .5, .2, .07}}};
  return from_blobs(side, source, target, GroundCost::squared);
}

Clouds example_clouds(int n, Rng rng) {
  constexpr std::array<Blob, 2> sources{{{1, .3, .3, .10}, {1, .7, .6, .08}}};
  constexpr std::array<Blob, 3> targets{{{1, .25, .75, .07}, {1, .5, .25, .07}, {1, .8, .8, .07}}};
  Clouds clouds{Matrix(n, 2), Matrix(n, 2)};
  const auto draw = [&rng](Matrix& points, Index i, const Blob& blob) {
    points(i, 0) = blob.x + blob.sigma * rng.normal();
    points(i, 1) = blob.y + blob.sigma * rng.normal();
  };
  for (Index i = 0; i < n; ++i) {
    draw(clouds.source, i, sources[static_cast<std::size_t>(i % 2)]);
    draw(clouds.target, i, targets[static_cast<std::size_t>(i % 3)]);
  }
  return clouds;
}

}  // namespace thalweg::transport
