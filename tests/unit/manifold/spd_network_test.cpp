// The network on covariances: its gradient against differences, its examples against their promise.
#include "core/manifold/spd_network.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/manifold/spd_examples.hpp"

namespace thalweg::manifold {
namespace {

TEST_CASE("Gradients of the network are what differences say", "[manifold]") {
  const LabelledSpd data = signals(9, 3, Rng(1));
  const Matrix tilt = needles(1, 3, 10, Rng(2)).points[0];
  const SpdView views[] = {{SpdMetric::log_euclidean, 1, {}},
                           {SpdMetric::affine_invariant, 1, {}},
                           {SpdMetric::bures_wasserstein, 0.5, tilt}};
  for (const SpdView& view : views) {
    SpdNetwork network{view, true, 3, 3};
    network.extra_scale = 0.4;
    const std::vector<Matrix> seen = deformed(view, data.points);
    const std::vector<Matrix> inputs =
        network.unit_tangents(seen, batch_statistics(view, seen, 5).statistics);
    Vector at = network.start();
    for (Index k = 0; k < at.size(); ++k) {
      at[k] += 0.3 * random_normal(3, static_cast<std::uint64_t>(k));
    }
    Vector gradient;
    network.loss(inputs, data.labels, at, &gradient);
    for (Index k = 0; k < at.size(); ++k) {
      const double kept = at[k], h = 1e-5;
      at[k] = kept + h;
      const double up = network.loss(inputs, data.labels, at, nullptr);
      at[k] = kept - h;
      const double down = network.loss(inputs, data.labels, at, nullptr);
      at[k] = kept;
      CHECK(gradient[k] == Approx((up - down) / (2 * h)).margin(1e-8));
    }
  }
}

TEST_CASE("Features keep the products of matrices", "[manifold]") {
  const LabelledSpd data = needles(2, 4, 100, Rng(4));
  const Matrix &a = data.points[0], &b = data.points[1];
  CHECK(features_of(a).dot(features_of(b)) == Approx((a * b).trace()).epsilon(1e-12));
  CHECK((symmetric_of(features_of(a), 4) - a).norm() < 1e-14 * a.norm());
}

TEST_CASE("Needles have the condition asked for, before the common stretch", "[manifold]") {
  LabelledSpd data = needles(60, 2, 1e4, Rng(5));
  double worst = 0;
  for (Matrix& point : data.points) {
    point.row(0) /= 3, point.col(0) /= 3;
    const Vector values = eigh(point).values;
    CHECK(values[0] > 1e-2 * (1 - 1e-9));
    CHECK(values[1] < 1e2 * (1 + 1e-9));
    worst = std::max(worst, values[1] / values[0]);
  }
  CHECK(worst > 1e3);
}

TEST_CASE("A region's covariance does not see its brightness", "[manifold]") {
  std::vector<double> image(16);
  for (std::size_t i = 0; i < 16; ++i) image[i] = random_uniform(6, i);
  std::vector<double> brighter = image;
  for (double& v : brighter) v *= 7;
  const Matrix a = region_covariance(image, 4);
  CHECK((a - region_covariance(brighter, 4)).norm() < 1e-12);
  // Places 0, 1/3, 2/3, 1 have variance 5/36.
  CHECK(a(3, 3) == Approx(5.0 / 36 + 1e-3).epsilon(1e-12));
  CHECK(eigh(a).values[0] > 0);
}

}  // namespace
}  // namespace thalweg::manifold
