// Thick-restart Lanczos, spectral norms, blocks, LSQR and Hutch++ against whole decompositions.
#include "core/math/eigenpairs.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/math/basis.hpp"
#include "core/math/eigh.hpp"
#include "core/math/factor.hpp"
#include "core/math/lsqr.hpp"

namespace thalweg {
namespace {

Matrix random_matrix(Index rows, Index cols, std::uint64_t seed) {
  const Vector numbers = normal_vector(seed, rows * cols);
  return Eigen::Map<const Matrix>(numbers.data(), rows, cols);
}

Matrix random_symmetric(Index n, std::uint64_t seed) {
  const Matrix a = random_matrix(n, n, seed);
  return 0.5 * (a + a.transpose());
}

LinearOperator by(const Matrix& a) {
  return [&a](const Vector& x, Vector& out) { out.noalias() = a * x; };
}
LinearOperator by_transpose(const Matrix& a) {
  return [&a](const Vector& x, Vector& out) { out.noalias() = a.transpose() * x; };
}

void check_pairs(const Matrix& a, const Eigenpairs& found, const Vector& expected) {
  CHECK(found.converged);
  REQUIRE(found.pairs.values.size() == expected.size());
  const Matrix& u = found.pairs.vectors;
  CHECK((u * u.transpose() - Matrix::Identity(u.rows(), u.rows())).norm() <= 1e-11);
  for (Index i = 0; i < expected.size(); ++i) {
    CHECK(found.pairs.values[i] == Approx(expected[i]).epsilon(1e-9));
    const double residual =
        (a * u.row(i).transpose() - found.pairs.values[i] * u.row(i).transpose()).norm();
    CHECK(residual <= 2e-8 * std::abs(expected[0]));
    CHECK(residual == Approx(found.pairs.residuals[i]).margin(1e-12));
  }
}

TEST_CASE("Thick restarts find the ends of a spectrum", "[math]") {
  const Matrix a = random_symmetric(150, 3);
  const Vector all = eigh(a).values;
  EigenpairOptions options{.basis = 14};
  check_pairs(a, eigenpairs(by(a), 150, 5, options), all.reverse().head(5));
  options.end = SpectrumEnd::smallest;
  check_pairs(a, eigenpairs(by(a), 150, 5, options), all.head(5));
  options.end = SpectrumEnd::magnitude;
  Vector by_size = all;
  std::sort(by_size.begin(), by_size.end(),
            [](double x, double y) { return std::abs(x) > std::abs(y); });
  check_pairs(a, eigenpairs(by(a), 150, 4, options), by_size.head(4));
}

TEST_CASE("Thick restarts need many fewer products than a power iteration", "[math]") {
  // The hard case of a dense end: the Laplacian of a path, λ = 2 − 2 cos(k π / 201).
  constexpr Index n = 200;
  Matrix a = 2 * Matrix::Identity(n, n);
  for (Index i = 0; i + 1 < n; ++i) a(i, i + 1) = a(i + 1, i) = -1;
  const Eigenpairs found = eigenpairs(by(a), n, 3, {.basis = 30});
  Vector expected(3);
  for (Index k = 0; k < 3; ++k) {
    expected[k] = 2 - 2 * std::cos(static_cast<double>(n - k) * std::acos(-1.0) / (n + 1));
  }
  check_pairs(a, found, expected);
  CHECK(found.products < 1000);
}

TEST_CASE("Eigenpairs end where the space does, and when they are told to", "[math]") {
  const Matrix small = random_symmetric(4, 5);
  check_pairs(small, eigenpairs(by(small), 4, 4), eigh(small).values.reverse());
  const Matrix identity = Matrix::Identity(9, 9);  // one vector is all that Lanczos sees
  const Eigenpairs one = eigenpairs(by(identity), 9, 2);
  CHECK(one.pairs.values.size() == 1);
  CHECK_FALSE(one.converged);
  const Matrix a = random_symmetric(60, 7);
  const Eigenpairs few = eigenpairs(by(a), 60, 3, {.most_products = 8});
  CHECK_FALSE(few.converged);
  CHECK(few.products == 8);
  CHECK(few.pairs.values.size() == 3);
  int asked = 0;
  CHECK(eigenpairs(by(a), 60, 3, {.stop = [&] { return ++asked > 5; }}).products == 5);
  CHECK(eigenpairs(by(a), 60, 3, {.stop = [] { return true; }}).pairs.values.size() == 0);
}

TEST_CASE("The spectral norm is the largest singular value", "[math]") {
  const Matrix a = random_matrix(40, 25, 11);
  const SingularTriple top = spectral_norm(by(a), by_transpose(a), 25);
  CHECK(top.converged);
  CHECK(top.value == Approx(std::sqrt(eigh(a.transpose() * a).values[24])));
  CHECK((a * top.right - top.value * top.left).norm() <= 1e-12 * top.value);
  CHECK((a.transpose() * top.left - top.value * top.right).norm() <= 1e-6 * top.value);
}

TEST_CASE("A block of an operator is a block of its matrix", "[math]") {
  const Matrix a = random_symmetric(20, 13);
  const LinearOperator whole = by(a);
  const LinearOperator block = principal_block(whole, 20, 5, 7);
  const Vector x = normal_vector(1, 7);
  Vector image;
  block(x, image);
  CHECK((image - a.block(5, 5, 7, 7) * x).norm() <= 1e-14);
}

TEST_CASE("LSQR solves least squares, damped, and with the least norm", "[math]") {
  const Matrix tall = random_matrix(60, 12, 17);
  const Vector b = normal_vector(18, 60);
  const Vector expected = solve_spd(tall.transpose() * tall, tall.transpose() * b);
  const LsqrResult found = lsqr(by(tall), by_transpose(tall), 12, b);
  CHECK(found.reason == CgReason::converged);
  CHECK((found.x - expected).norm() <= 1e-9 * expected.norm());
  CHECK(found.residuals.back() == Approx((b - tall * found.x).norm() / b.norm()));
  for (std::size_t i = 1; i < found.residuals.size(); ++i) {
    CHECK(found.residuals[i] <= found.residuals[i - 1]);
  }
  const LsqrResult damped = lsqr(by(tall), by_transpose(tall), 12, b, {.damping = 3});
  const Matrix normal = tall.transpose() * tall + 9 * Matrix::Identity(12, 12);
  CHECK((damped.x - solve_spd(normal, tall.transpose() * b)).norm() <= 1e-9 * damped.x.norm());
  const double objective = (b - tall * damped.x).squaredNorm() + 9 * damped.x.squaredNorm();
  CHECK(damped.residuals.back() == Approx(std::sqrt(objective) / b.norm()));
  // Wide: A x = b has many solutions, x = Aᵀ (A Aᵀ)⁻¹ b is the shortest.
  const Matrix wide = tall.transpose();
  const Vector few = b.head(12);
  const LsqrResult least = lsqr(by(wide), by_transpose(wide), 60, few);
  const Vector shortest = wide.transpose() * solve_spd(wide * wide.transpose(), few);
  CHECK((least.x - shortest).norm() <= 1e-9 * shortest.norm());
}

TEST_CASE("LSQR says why it ended", "[math]") {
  const Matrix a = random_matrix(30, 20, 19);
  const Vector b = normal_vector(20, 30);
  CHECK(lsqr(by(a), by_transpose(a), 20, Vector::Zero(30)).x.norm() == 0);
  CHECK(lsqr(by(a), by_transpose(a), 20, b, {.max_iterations = 3}).reason ==
        CgReason::iteration_limit);
  CHECK(lsqr(by(a), by_transpose(a), 20, b, {.stop = [] { return true; }}).reason ==
        CgReason::stopped);
  const Matrix broken = Matrix::Constant(30, 20, NAN);
  CHECK(lsqr(by(broken), by_transpose(broken), 20, b).reason == CgReason::not_finite);
}

TEST_CASE("Hutch++ is exact for low rank and better than signs alone for a fast decay", "[math]") {
  const Matrix factor = random_matrix(50, 4, 23);
  const Matrix low = factor * factor.transpose();
  const Estimate exact = hutch_plus_plus(by(low), 50, 15, 1);
  CHECK(exact.mean == Approx(low.trace()));
  CHECK(exact.error <= 1e-9 * low.trace());
  // Eigenvalues 1 / k² in random directions.
  const Matrix q = eigh(random_symmetric(100, 29)).vectors;
  Vector decay(100);
  for (Index k = 0; k < 100; ++k) decay[k] = 1 / std::pow(static_cast<double>(k + 1), 2);
  const Matrix a = q * decay.asDiagonal() * q.transpose();
  double ours = 0, signs = 0, sum = 0;
  constexpr int trials = 40;
  for (std::uint64_t seed = 0; seed < trials; ++seed) {
    const double estimate = hutch_plus_plus(by(a), 100, 30, seed).mean;
    sum += estimate;
    ours += std::pow(estimate - decay.sum(), 2);
    signs += std::pow(hutchinson_trace(by(a), 100, 30, seed).mean - decay.sum(), 2);
  }
  CHECK(ours < 0.1 * signs);
  CHECK(std::abs(sum / trials - decay.sum()) <= 4 * std::sqrt(ours) / trials);
}

}  // namespace
}  // namespace thalweg
