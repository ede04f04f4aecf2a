// The losses of shape matching: gradients against differences, zeros where shapes agree.
#include "core/manifold/shape_matching.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/transport/sliced.hpp"

namespace thalweg::manifold {
namespace {

MatchingSide side_of(const TriangleMesh& mesh, Index k) {
  const LaplaceBasis basis = lowest_eigenfunctions(cotangent_laplacian(mesh), k);
  return {basis, spectral_descriptors(basis, 4)};
}

CloudDistance sliced() {
  return [](const Matrix& source, const Matrix& target) {
    transport::SlicedDistance d = transport::sliced_squared(
        transport::uniform_cloud(source), transport::uniform_cloud(target),
        transport::random_directions(9, source.cols(), 3), true);
    return CloudLoss{d.squared, d.source_gradient, d.target_gradient};
  };
}

Matrix some_weights(Index p, Index d) {
  Matrix out(p, d);
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = random_normal(4, static_cast<std::uint64_t>(i));
  }
  return out;
}

TEST_CASE("Gradients of every matching loss are what differences say", "[manifold]") {
  const MatchingPair pair{side_of(with_unit_area(worm(7, 6, 0.2)), 5),
                          side_of(with_unit_area(worm(6, 7, 0.9)), 5)};
  const Matrix plan = soft_point_map(some_weights(44, 3), some_weights(44, 3), 1);
  for (int term = 0; term < 4; ++term) {
    MatchingOptions options;
    options.functional = term == 0, options.coupling = term == 1, options.transport = term == 2;
    options.temperature = 0.3;
    if (term == 2) options.distance = sliced();
    if (term == 3) options.target_plan = plan;
    Matrix weights = some_weights(8, 6);
    const Matching at = match(pair, weights, options, true);
    CHECK(at.total > 0);
    for (Index k = 0; k < weights.size(); k += 7) {
      double& entry = weights.data()[k];
      const double kept = entry, h = 1e-5;
      entry = kept + h;
      const double up = match(pair, weights, options, false).total;
      entry = kept - h;
      const double down = match(pair, weights, options, false).total;
      entry = kept;
      INFO("term " << term << ", weight " << k);
      CHECK(at.gradient.data()[k] ==
            Approx((up - down) / (2 * h)).margin(1e-6 * at.gradient.norm()));
    }
  }
}

TEST_CASE("A shape and its renumbered copy have the same features and clouds", "[manifold]") {
  const TriangleMesh mesh = with_unit_area(worm(8, 7, 0.3));
  const auto order = Rng(5).permutation(static_cast<std::uint32_t>(mesh.size()));
  const MatchingPair pair{side_of(mesh, 6), side_of(renumbered(mesh, order), 6)};
  const Matching at = match(pair, some_weights(8, 8), {}, false);
  const std::vector<Index> found = nearest_rows(at.features_y, at.features_x);
  CHECK(found == std::vector<Index>(order.begin(), order.end()));
  CHECK(sliced()(at.features_x, at.features_y).value < 1e-8);
}

}  // namespace
}  // namespace thalweg::manifold
