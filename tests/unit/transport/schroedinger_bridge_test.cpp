// The light bridge against quadrature, difference quotients, the Gaussian bridge and itself.
#include "core/transport/schroedinger_bridge.hpp"

#include <catch2/catch.hpp>

#include <cmath>

#include "core/optim/first_order.hpp"

namespace thalweg::transport {
namespace {

Matrix normals(Index n, Index d, std::uint64_t seed) {
  Matrix out(n, d);
  Rng rng(seed);
  for (Index k = 0; k < out.size(); ++k) out.data()[k] = rng.normal();
  return out;
}

BridgeMixture random_mixture(Index k, Index d, std::uint64_t seed) {
  BridgeMixture out{Vector(k), normals(k, d, seed), 0.4 * normals(k, d, seed + 1)};
  Rng rng(seed + 2);
  for (double& value : out.log_weights) value = rng.normal();
  return out;
}

double mixture_value(const BridgeMixture& m, double epsilon, double x) {
  double sum = 0;
  for (Index k = 0; k < m.components(); ++k) {
    const double variance = epsilon * std::exp(m.log_scales(k, 0)), away = x - m.centres(k, 0);
    sum +=
        std::exp(m.log_weights[k] - away * away / (2 * variance)) / std::sqrt(2 * M_PI * variance);
  }
  return sum;
}

TEST_CASE("The normaliser is the integral it stands for", "[transport]") {
  const BridgeMixture mixture = random_mixture(3, 1, 4);
  const double epsilon = 0.7;
  const Matrix at = normals(5, 1, 9);
  const Vector ours = log_normaliser(mixture, epsilon, at);
  for (Index i = 0; i < 5; ++i) {
    double sum = 0;
    const double step = 1e-3;
    for (double x = -20; x < 20; x += step) {
      sum += step * std::exp(at(i, 0) * x / epsilon) * mixture_value(mixture, epsilon, x);
    }
    CHECK(ours[i] == Approx(std::log(sum)).epsilon(1e-8));
  }
}

TEST_CASE("The bridge's gradient is its difference quotient", "[transport]") {
  const BridgeMixture mixture = random_mixture(4, 2, 5);
  const Matrix source = normals(30, 2, 6), target = normals(25, 2, 7).array() + 1;
  Vector gradient;
  bridge_loss(mixture, 0.5, source, target, &gradient);
  const Vector flat = flattened(mixture);
  for (Index k = 0; k < flat.size(); ++k) {
    const auto at = [&](double h) {
      Vector moved = flat;
      moved[k] += h;
      BridgeMixture other = mixture;
      take_flat(moved, other);
      return bridge_loss(other, 0.5, source, target, nullptr);
    };
    CHECK(gradient[k] == Approx((at(1e-5) - at(-1e-5)) / 2e-5).margin(1e-8));
  }
}

TEST_CASE("Between equal Gaussians one component learns the exact bridge", "[transport]") {
  const Matrix source = normals(20000, 1, 1), target = normals(20000, 1, 2);
  BridgeMixture mixture = start_mixture(1, target, Rng(3));
  optim::Adam adam;
  adam.lr = 0.02;
  Vector flat = flattened(mixture), gradient;
  for (int k = 0; k < 800; ++k) {
    bridge_loss(mixture, 1, source, target, &gradient);
    adam.update(gradient, flat);
    take_flat(flat, mixture);
  }
  CHECK(std::exp(mixture.log_scales(0, 0)) == Approx((std::sqrt(5) - 1) / 2).margin(0.02));
  CHECK(std::abs(mixture.centres(0, 0)) < 0.03);
}

TEST_CASE("The map is the mean of the drawn ends, the drift at 0 leads there", "[transport]") {
  const BridgeMixture mixture = random_mixture(3, 2, 8);
  const double epsilon = 0.3;
  const Matrix x = normals(1, 2, 10), many = x.replicate(40000, 1);
  Rng rng(11);
  const Matrix ends = sample_ends(mixture, epsilon, many, rng);
  const Matrix map = mean_end(mixture, epsilon, x, 0);
  for (Index j = 0; j < 2; ++j) {
    const double mean = ends.col(j).mean();
    const double deviation = std::sqrt((ends.col(j).array() - mean).square().mean() / 40000);
    CHECK(std::abs(mean - map(0, j)) < 4 * deviation);
  }
  CHECK((bridge_drift(mixture, epsilon, x, 0) - (map - x)).norm() < 1e-12);
  const ComponentEnds parts = component_ends(mixture, epsilon, x);
  CHECK(parts.shares.sum() == Approx(1));
  CHECK((parts.shares.transpose() * parts.means - map).norm() < 1e-12);
}

TEST_CASE("Walking along the drift and bridging drawn ends agree halfway", "[transport]") {
  const BridgeMixture mixture = random_mixture(2, 1, 12);
  const double epsilon = 0.5;
  const Index n = 20000;
  const Matrix source = normals(n, 1, 13);
  Rng rng(14);
  const std::vector<Matrix> paths =
      bridge_paths(source, sample_ends(mixture, epsilon, source, rng), epsilon, 10, rng);
  Matrix walker = source;
  constexpr int steps = 200;
  for (int k = 0; k < steps / 2; ++k) {
    walker += bridge_drift(mixture, epsilon, walker, static_cast<double>(k) / steps) / steps;
    for (double& x : walker.reshaped()) x += std::sqrt(epsilon / steps) * rng.normal();
  }
  const auto mean = [](const Matrix& x) { return x.mean(); };
  const auto variance = [&](const Matrix& x) { return (x.array() - x.mean()).square().mean(); };
  const double spread = variance(walker);
  CHECK(std::abs(mean(walker) - mean(paths[5])) < 4 * std::sqrt(2 * spread / n));
  CHECK(std::abs(spread - variance(paths[5])) < 6 * spread * std::sqrt(2.0 / n) + 0.01 * spread);
}

TEST_CASE("The bridge's paths have the variance of a Brownian bridge", "[transport]") {
  const Matrix zero = Matrix::Zero(50000, 1);
  Rng rng(15);
  const std::vector<Matrix> paths = bridge_paths(zero, zero, 2, 8, rng);
  REQUIRE(paths.size() == 9);
  for (const int k : {1, 4, 7}) {
    const double t = k / 8.0;
    CHECK(paths[static_cast<std::size_t>(k)].array().square().mean() ==
          Approx(2 * t * (1 - t)).epsilon(0.03));
  }
}

}  // namespace
}  // namespace thalweg::transport
