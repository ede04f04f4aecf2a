// Conjugate gradients, Ritz values and direct solvers against dense linear algebra.
#include "core/math/krylov.hpp"

#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>

#include "core/base/rng.hpp"
#include "core/math/factor.hpp"

namespace thalweg {
namespace {

Matrix random_matrix(Index rows, Index cols, std::uint64_t seed) {
  Rng rng(seed);
  Matrix out(rows, cols);
  for (Index k = 0; k < out.size(); ++k) out.data()[k] = rng.normal();
  return out;
}

Matrix random_spd(Index n, std::uint64_t seed) {
  const Matrix a = random_matrix(n, n, seed);
  return a * a.transpose() + Matrix::Identity(n, n);
}

LinearOperator as_operator(const Matrix& a) {
  return [&a](const Vector& x, Vector& out) { out.noalias() = a * x; };
}

TEST_CASE("Conjugate gradients solve a positive definite system", "[math]") {
  const Matrix a = random_spd(30, 5);
  const Vector b = random_matrix(30, 1, 6);
  const Vector expected = a.ldlt().solve(b);
  CgOptions options;
  options.tolerance = 1e-12;
  for (const bool jacobi : {false, true}) {
    options.diagonal = jacobi ? Vector(a.diagonal()) : Vector();
    const CgResult result = conjugate_gradients(as_operator(a), b, options);
    CHECK(result.reason == CgReason::converged);
    CHECK((result.x - expected).norm() < 1e-9 * expected.norm());
    CHECK(result.residuals.size() == static_cast<std::size_t>(result.iterations) + 1);
    CHECK((a * result.x - b).norm() / b.norm() < 1e-10);
    const SparseMatrix sparse = a.sparseView();
    CHECK((conjugate_gradients(sparse, b, options).x - expected).norm() < 1e-9 * expected.norm());
  }
}

TEST_CASE("Conjugate gradients reveal the extreme eigenvalues of what they iterate with",
          "[math]") {
  const Matrix a = random_spd(25, 7);
  const Vector b = random_matrix(25, 1, 8);
  CgOptions options;
  options.tolerance = 1e-14;
  const Vector plain = Eigen::SelfAdjointEigenSolver<Matrix>(a).eigenvalues();
  const CgResult cg = conjugate_gradients(as_operator(a), b, options);
  CHECK(cg.largest_ritz == Approx(plain[24]).epsilon(1e-6));
  CHECK(cg.smallest_ritz == Approx(plain[0]).epsilon(1e-3));

  options.diagonal = a.diagonal();
  const Vector root = options.diagonal.cwiseSqrt().cwiseInverse();
  const Matrix scaled = root.asDiagonal() * a * root.asDiagonal();
  const Vector jacobi = Eigen::SelfAdjointEigenSolver<Matrix>(scaled).eigenvalues();
  const CgResult pcg = conjugate_gradients(as_operator(a), b, options);
  CHECK(pcg.largest_ritz == Approx(jacobi[24]).epsilon(1e-6));
  CHECK(pcg.smallest_ritz == Approx(jacobi[0]).epsilon(1e-3));
}

TEST_CASE("Conjugate gradients say why they end", "[math]") {
  Matrix a = Matrix::Identity(3, 3);
  const Vector b = Vector::Ones(3);
  CgOptions options;
  SECTION("negative curvature") {
    a(1, 1) = -5;
    const CgResult result = conjugate_gradients(as_operator(a), b, options);
    CHECK(result.reason == CgReason::not_positive);
    CHECK(result.x.norm() == 0);
  }
  SECTION("the limit") {
    const Matrix hard = random_spd(40, 3);
    options.max_iterations = 2;
    const CgResult result =
        conjugate_gradients(as_operator(hard), Vector(random_matrix(40, 1, 4)), options);
    CHECK(result.reason == CgReason::iteration_limit);
    CHECK(result.iterations == 2);
  }
  SECTION("a stop") {
    options.stop = [] { return true; };
    CHECK(conjugate_gradients(as_operator(a), b, options).reason == CgReason::stopped);
  }
  SECTION("numbers that are not finite") {
    a(0, 0) = std::nan("");
    CHECK(conjugate_gradients(as_operator(a), b, options).reason == CgReason::not_finite);
  }
  SECTION("nothing to do") {
    const CgResult result = conjugate_gradients(as_operator(a), Vector(Vector::Zero(3)), options);
    CHECK(result.reason == CgReason::converged);
    CHECK(result.iterations == 0);
  }
}

TEST_CASE("Bisection finds the extreme eigenvalues of a tridiagonal matrix", "[math]") {
  // −1, 2, −1: 2 − 2 cos(kπ/(n + 1)).
  const std::vector<double> diagonal(50, 2.0), off(49, -1.0);
  const Extremes e = tridiagonal_extremes(diagonal, off);
  const double angle = std::acos(-1.0) / 51;
  CHECK(e.smallest == Approx(2 - 2 * std::cos(angle)).epsilon(1e-9));
  CHECK(e.largest == Approx(2 + 2 * std::cos(angle)).epsilon(1e-12));
  CHECK(tridiagonal_extremes({-3.0}, {}).largest == Approx(-3));
}

TEST_CASE("A short Lanczos run finds the largest eigenvalue", "[math]") {
  const Matrix a = random_spd(40, 9);
  const Vector exact = Eigen::SelfAdjointEigenSolver<Matrix>(a).eigenvalues();
  CHECK(lanczos_extremes(as_operator(a), 40, 20).largest == Approx(exact[39]).epsilon(1e-4));
  const Matrix one = Matrix::Constant(1, 1, 4.0);
  CHECK(lanczos_extremes(as_operator(one), 1, 20).largest == Approx(4.0));
}

TEST_CASE("Direct solvers agree with each other", "[math]") {
  const Matrix a = random_spd(20, 11);
  const Vector b = random_matrix(20, 1, 12);
  const Vector x = solve_spd(a, b);
  CHECK((a * x - b).norm() < 1e-10);
  CHECK((DenseLdlt(a).solve(b) - x).norm() < 1e-10);
  const SparseLdlt sparse(SparseMatrix(a.sparseView()));
  REQUIRE(sparse.ok());
  CHECK((sparse.solve(b) - x).norm() < 1e-10);
  CHECK(sparse.fill() == 190);
  // Several blocks of columns.
  const Matrix large = random_spd(150, 13);
  const Vector c = random_matrix(150, 1, 14);
  CHECK((large * solve_spd(large, c) - c).norm() < 1e-9);
  CHECK(solve_spd(large, c, [] { return true; }).size() == 0);
  // Indefinite: Cholesky gives up, LDLᵀ does not.
  Matrix saddle(2, 2);
  saddle << 1, 2, 2, 1;
  CHECK((solve_spd(saddle, Vector(Vector::LinSpaced(2, 5, 4))) - Vector(Eigen::Vector2d(1, 2)))
            .norm() < 1e-14);
}

}  // namespace
}  // namespace thalweg
