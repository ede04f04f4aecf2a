// Functions of symmetric matrices against identities, and their derivative against differences.
#include "core/math/symmetric_function.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"

namespace thalweg {
namespace {

Matrix random_symmetric(Index n, std::uint64_t seed) {
  Matrix out(n, n);
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  }
  return symmetric_part(out);
}

TEST_CASE("Roots and powers multiply to the matrix, and exp undoes log", "[math]") {
  const Matrix s = random_symmetric(5, 1);
  const Matrix a = s * s + 0.1 * Matrix::Identity(5, 5);
  const Matrix root = square_root(a);
  CHECK((root * root - a).norm() < 1e-13 * a.norm());
  CHECK((power(a, 0.3) * power(a, 0.7) - a).norm() < 1e-13 * a.norm());
  CHECK((power(a, -1) * a - Matrix::Identity(5, 5)).norm() < 1e-10);
  const Matrix back = symmetric_function(logarithm(a), [](double x) { return std::exp(x); });
  CHECK((back - a).norm() < 1e-12 * a.norm());
  CHECK(square_root(-1e-17 * Matrix::Identity(2, 2)).norm() == 0);
}

TEST_CASE("The derivative of a function of a matrix is what differences say", "[math]") {
  const auto f = [](double x) { return std::exp(x); };
  const Matrix direction = random_symmetric(4, 2);
  // Distinct eigenvalues, a double one, and a multiple of the identity.
  Matrix twice = Matrix::Identity(4, 4);
  twice(0, 0) = 3, twice(1, 1) = -1;
  for (const Matrix& a : {random_symmetric(4, 3), twice, Matrix(Matrix::Identity(4, 4))}) {
    const double h = 1e-5;
    const Matrix differences =
        (symmetric_function(a + h * direction, f) - symmetric_function(a - h * direction, f)) /
        (2 * h);
    const Matrix exact = function_derivative(eigh(a), f, f, direction);
    CHECK((exact - differences).norm() < 1e-8 * differences.norm());
  }
}

}  // namespace
}  // namespace thalweg
