// Transport between Gaussians: closed forms, identities and sampled quantiles.
#include "core/transport/bures.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/math/symmetric_function.hpp"

namespace thalweg::transport {
namespace {

Matrix random_matrix(Index rows, Index cols, std::uint64_t seed) {
  Matrix out(rows, cols);
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  }
  return out;
}

Matrix random_covariance(Index n, std::uint64_t seed) {
  const Matrix factor = random_matrix(n, n + 1, seed);
  return factor * factor.transpose();
}

Matrix rotation(Index n, std::uint64_t seed) {
  return eigh(symmetric_part(random_matrix(n, n, seed))).vectors;
}

double largest(const Matrix& a) { return a.cwiseAbs().maxCoeff(); }

TEST_CASE("Covariances that commute are as far apart as their roots", "[transport]") {
  const Matrix turn = rotation(4, 1);
  const Vector a = (Vector(4) << 0.3, 1, 2, 5).finished();
  const Vector b = (Vector(4) << 4, 0.01, 2.5, 1).finished();
  const Matrix at_a = turn * a.asDiagonal() * turn.transpose();
  const Matrix at_b = turn * b.asDiagonal() * turn.transpose();
  const double expected = (a.cwiseSqrt() - b.cwiseSqrt()).squaredNorm();
  CHECK(bures_squared(at_a, at_b) == Approx(expected).epsilon(1e-12));
  CHECK(bures_squared(at_b, at_a) == Approx(expected).epsilon(1e-12));
}

TEST_CASE("Gaussians on the line are matched by their quantiles", "[transport]") {
  const Gaussian p{Vector::Constant(1, 0.5), Matrix::Constant(1, 1, 0.49)};
  const Gaussian q{Vector::Constant(1, -1.0), Matrix::Constant(1, 1, 2.25)};
  // W₂² = ∫ (F⁻¹ − G⁻¹)² over the standard normal z: both quantiles are linear in z.
  double sum = 0, total = 0;
  for (int i = -8000; i <= 8000; ++i) {
    const double z = i / 1000.0, weight = std::exp(-z * z / 2);
    const double shift = (0.5 + 0.7 * z) - (-1.0 + 1.5 * z);
    sum += weight * shift * shift, total += weight;
  }
  CHECK(wasserstein_squared(p, q) == Approx(sum / total).epsilon(1e-10));
}

TEST_CASE("The optimal map carries one covariance to the other and costs their distance",
          "[transport]") {
  const Matrix a = random_covariance(5, 2), b = random_covariance(5, 3);
  const Matrix map = optimal_linear_map(a, b);
  CHECK(largest(map * a * map - b) < 1e-10 * largest(b));
  CHECK(largest(map - map.transpose()) == 0);
  CHECK(eigh(map).values.minCoeff() > 0);
  // E‖Tx − x‖² = tr (T − I) A (T − I).
  const Matrix moved = map - Matrix::Identity(5, 5);
  CHECK(bures_squared(a, b) == Approx((moved * a * moved).trace()).epsilon(1e-10));
  CHECK(largest(map * optimal_linear_map(b, a) - Matrix::Identity(5, 5)) < 1e-9);
}

TEST_CASE("Rotations and scalings change Bures distances as they change lengths", "[transport]") {
  const Matrix a = random_covariance(4, 4), b = random_covariance(4, 5), turn = rotation(4, 6);
  const double d = bures_squared(a, b);
  CHECK(bures_squared(turn * a * turn.transpose(), turn * b * turn.transpose()) ==
        Approx(d).epsilon(1e-11));
  CHECK(bures_squared(9 * a, 9 * b) == Approx(9 * d).epsilon(1e-11));
  CHECK(bures_squared(a, a) < 1e-12 * a.trace());
  CHECK(std::sqrt(bures_squared(a, 2 * a)) <= std::sqrt(d) + std::sqrt(bures_squared(b, 2 * a)));
}

TEST_CASE("The geodesic runs at constant speed", "[transport]") {
  const Gaussian p{Vector::Ones(3), random_covariance(3, 7)};
  const Gaussian q{-Vector::Ones(3), random_covariance(3, 8)};
  const double whole = wasserstein_squared(p, q);
  for (const double t : {0.0, 0.3, 1.0}) {
    CHECK(wasserstein_squared(p, geodesic(p, q, t)) == Approx(t * t * whole).margin(1e-11));
    CHECK(wasserstein_squared(geodesic(p, q, t), q) ==
          Approx((1 - t) * (1 - t) * whole).margin(1e-11));
  }
  CHECK(wasserstein_squared(geodesic(p, q, 0.2), geodesic(p, q, 0.7)) ==
        Approx(0.25 * whole).epsilon(1e-10));
}

TEST_CASE("A singular target is reached by the map", "[transport]") {
  const Matrix a = random_covariance(3, 9);
  const Matrix line = Vector::Unit(3, 0) * Vector::Unit(3, 0).transpose();
  const Matrix map = optimal_linear_map(a, line);
  CHECK(largest(map * a * map - line) < 1e-10);
  CHECK(bures_squared(a, line) == Approx(a.trace() + 1 - 2 * std::sqrt(a(0, 0))).epsilon(1e-12));
}

TEST_CASE("The barycentre of diagonal covariances averages roots", "[transport]") {
  const Vector weights = (Vector(3) << 0.2, 0.3, 0.5).finished();
  std::vector<Matrix> covariances;
  Vector expected = Vector::Zero(3);
  for (Index i = 0; i < 3; ++i) {
    const Vector x = random_matrix(3, 1, 10 + static_cast<std::uint64_t>(i)).array().square() + 0.1;
    covariances.push_back(x.asDiagonal());
    expected += weights[i] * x.cwiseSqrt();
  }
  const Barycentre centre = bures_barycentre(covariances, weights);
  CHECK(largest(centre.covariance - Matrix(expected.cwiseAbs2().asDiagonal())) < 1e-12);
}

TEST_CASE("No covariance nearby has a smaller mean distance than the barycentre", "[transport]") {
  std::vector<Matrix> covariances;
  for (std::uint64_t i = 0; i < 4; ++i) covariances.push_back(random_covariance(3, 20 + i));
  const Barycentre centre = bures_barycentre(covariances, {}, {.tolerance = 1e-13});
  CHECK(centre.residuals.back() < 1e-12);
  CHECK(centre.residuals.size() > 2);
  const auto spread = [&](const Matrix& s) {
    double sum = 0;
    for (const Matrix& c : covariances) sum += bures_squared(s, c);
    return sum;
  };
  const double least = spread(centre.covariance);
  for (std::uint64_t i = 0; i < 6; ++i) {
    const Matrix step = 1e-3 * symmetric_part(random_matrix(3, 3, 30 + i));
    CHECK(spread(centre.covariance + step) > least);
  }
}

TEST_CASE("The barycentre of two covariances is the middle of their geodesic", "[transport]") {
  const Matrix a = random_covariance(4, 40), b = random_covariance(4, 41);
  const Vector weights = (Vector(2) << 0.25, 0.75).finished();
  const Barycentre centre = bures_barycentre({a, b}, weights, {.tolerance = 1e-14});
  CHECK(largest(centre.covariance - bures_geodesic(a, b, 0.75)) < 1e-10);
}

}  // namespace
}  // namespace thalweg::transport
