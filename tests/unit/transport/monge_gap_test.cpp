// The Monge gap of maps whose optimality is known, and its gradient.
#include "core/transport/monge_gap.hpp"

#include <catch2/catch.hpp>

#include <cmath>

#include "core/base/rng.hpp"

namespace thalweg::transport {
namespace {

Matrix normals(Index n, std::uint64_t seed) {
  Matrix out(n, 2);
  Rng rng(seed);
  for (Index k = 0; k < out.size(); ++k) out.data()[k] = rng.normal();
  return out;
}

Matrix turned(double angle) {
  Matrix out(2, 2);
  out << std::cos(angle), std::sin(angle), -std::sin(angle), std::cos(angle);
  return out;
}

TEST_CASE("Gradients of convex functions have no Monge gap, others have", "[transport]") {
  const Matrix x = normals(200, 1);
  Matrix definite(2, 2), other(2, 2);
  definite << 2, 0.5, 0.5, 1;
  other << 2, 3, -1, 1;
  const Matrix shift = Matrix::Constant(200, 2, 0.7);
  CHECK(std::abs(exact_monge_gap(x, x * definite + shift, PointCost::half_squared)) < 1e-9);
  CHECK(exact_monge_gap(x, x * other + shift, PointCost::half_squared) > 0.3);
  CHECK(std::abs(exact_monge_gap(x, x + shift, PointCost::distance)) < 1e-9);
}

TEST_CASE("A turned Gaussian's Monge gap is 2 (1 − cos θ)", "[transport]") {
  const Matrix x = normals(512, 2);
  for (const double angle : {1.2, M_PI / 2, 2.5}) {  // at small ones the sample's own W tells
    const double gap = exact_monge_gap(x, x * turned(angle), PointCost::half_squared);
    CHECK(gap == Approx(2 * (1 - std::cos(angle))).epsilon(0.15));
  }
}

TEST_CASE("The Monge gap's gradient is its difference quotient", "[transport]") {
  const Matrix x = normals(8, 3), images = normals(8, 4);
  for (const PointCost cost : {PointCost::half_squared, PointCost::distance}) {
    const EntropicOptions options{
        .epsilon = 0.1, .cost = cost, .tolerance = 1e-13, .most_sweeps = 20000};
    const Matrix gradient = monge_gap(x, images, options).gradient;
    for (Index k = 0; k < images.size(); ++k) {
      const auto at = [&](double h) {
        Matrix moved = images;
        moved.data()[k] += h;
        return monge_gap(x, moved, options).value;
      };
      CHECK(gradient.data()[k] == Approx((at(1e-5) - at(-1e-5)) / 2e-5).margin(1e-7));
    }
  }
}

TEST_CASE("The entropic gap lies between the exact one and ε log n below it", "[transport]") {
  const Matrix x = normals(60, 5), images = x * turned(1);
  const double exact = exact_monge_gap(x, images, PointCost::half_squared);
  for (const double epsilon : {0.02, 0.2, 1.0}) {
    const EntropicOptions options{.epsilon = epsilon, .tolerance = 1e-9, .most_sweeps = 5000};
    const double gap = monge_gap(x, images, options).value;
    CHECK(gap <= exact + 1e-9);
    CHECK(gap >= exact - epsilon * std::log(60.0));
    const Matrix plan = monge_plan(x, images, options);
    CHECK((plan.rowwise().sum().array() - 1.0 / 60).abs().maxCoeff() < 1e-8);
  }
}

}  // namespace
}  // namespace thalweg::transport
