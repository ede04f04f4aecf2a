// Values by hand, exact derivatives against difference quotients, known minima, eigenpairs.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/math/eigh.hpp"
#include "core/optim/formula.hpp"
#include "core/optim/test_functions.hpp"

namespace thalweg::optim {
namespace {

/// Every test function, those of any dimension at two of them, and two quadratics.
std::vector<std::shared_ptr<const Objective>> all() {
  std::vector<std::shared_ptr<const Objective>> out;
  for (const TestFunction& f : test_functions()) {
    out.push_back(test_function(f.key));
    if (f.dimension == 0) out.push_back(test_function(f.key, 5));
  }
  Vector spectrum(4);
  spectrum << 0.5, 1, 7, 90;
  out.push_back(quadratic(spectrum));
  out.push_back(quadratic(spectrum, 3));
  return out;
}

Vector random_point(const Objective& f, Rng& rng) {
  const Domain box = f.domain();
  Vector x(f.dimension());
  for (Index i = 0; i < x.size(); ++i) x[i] = rng.uniform(box.lo[i], box.hi[i]);
  return x;
}

/// Central difference of a vector-valued function along coordinate i: error O(h²).
template <class F>
auto difference(F f, Vector x, Index i) {
  const double h = 1e-5 * (1 + std::abs(x[i]));
  const double middle = x[i];
  x[i] = middle + h;
  const auto after = f(x);
  x[i] = middle - h;
  const auto before = f(x);
  return ((after - before) / (2 * h));
}

TEST_CASE("A sum of squares is the function that its formula says", "[optim]") {
  Rng rng(5);
  int found = 0;
  for (const TestFunction& row : test_functions()) {
    const auto f = test_function(row.key);
    if (!f->is_sum_of_squares()) continue;
    ++found;
    INFO(row.name);
    const auto plain = formula_objective(row.formula, 2, 1);
    for (int trial = 0; trial < 10; ++trial) {
      const Vector x = random_point(*f, rng);
      CHECK(f->value(x) == Approx(plain->value(x)).epsilon(1e-12));
    }
    // At a minimum of value 0 the residuals vanish, and with them their curvature.
    const Vector best = f->minima().front().at, v = Vector::Ones(2);
    Vector exact, gauss_newton;
    f->hessian_times(best, v, exact), f->gauss_newton_times(best, v, gauss_newton);
    CHECK((exact - gauss_newton).norm() < 1e-9 * exact.norm());
  }
  CHECK(found == 4);
}

TEST_CASE("Gradients agree with difference quotients of the value", "[optim]") {
  Rng rng(7);
  for (const std::shared_ptr<const Objective>& f : all()) {
    INFO(f->name());
    for (int trial = 0; trial < 20; ++trial) {
      const Vector x = random_point(*f, rng);
      Vector gradient;
      f->gradient(x, gradient);
      REQUIRE(gradient.size() == f->dimension());
      for (Index i = 0; i < x.size(); ++i) {
        const double quotient = difference([&](const Vector& y) { return f->value(y); }, x, i);
        CHECK(gradient[i] == Approx(quotient).epsilon(1e-6).margin(1e-9 * (1e5 + f->value(x))));
      }
    }
  }
}

TEST_CASE("Hessians agree with difference quotients of the gradient", "[optim]") {
  Rng rng(8);
  for (const std::shared_ptr<const Objective>& f : all()) {
    INFO(f->name());
    for (int trial = 0; trial < 20; ++trial) {
      const Vector x = random_point(*f, rng);
      Matrix hessian;
      f->hessian(x, hessian);
      const auto gradient = [&](const Vector& y) {
        Vector out;
        f->gradient(y, out);
        return out;
      };
      for (Index i = 0; i < x.size(); ++i) {
        const Vector quotient = difference(gradient, x, i);
        CHECK((hessian.col(i) - quotient).norm() <= 1e-6 * (100 + hessian.norm()));
      }
      CHECK(hessian == hessian.transpose());
    }
  }
}

TEST_CASE("A Hessian-vector product is the product with the Hessian", "[optim]") {
  Rng rng(9);
  for (const std::shared_ptr<const Objective>& f : all()) {
    const Vector x = random_point(*f, rng), v = random_point(*f, rng);
    Matrix hessian;
    Vector product;
    f->hessian(x, hessian);
    f->hessian_times(x, v, product);
    CHECK((hessian * v - product).norm() <= 1e-12 * (1 + product.norm()));
  }
}

TEST_CASE("At every known minimum the slope is zero and the curvature positive", "[optim]") {
  for (const std::shared_ptr<const Objective>& f : all()) {
    INFO(f->name());
    REQUIRE(f->minima().empty() == (f->name() == "Monkey saddle"));
    for (const Minimum& known : f->minima()) {
      if (known.smooth) {
        Vector gradient;
        Matrix hessian;
        f->gradient(known.at, gradient);
        f->hessian(known.at, hessian);
        CHECK(gradient.norm() <= 1e-14 * (1 + hessian.norm()));
        CHECK(eigh(hessian).values.minCoeff() > 0);
      }
      CHECK(f->value(known.at) == Approx(known.value).margin(1e-12));
      CHECK(known.value >= f->minima().front().value);
      CHECK(nearest_minimum(*f, known.at) == &known);
      const Domain box = f->domain();
      CHECK((known.at.array() >= box.lo.array()).all());
      CHECK((known.at.array() <= box.hi.array()).all());
    }
  }
}

TEST_CASE("Himmelblau's Hessian at (3, 2) is the one worked out by hand", "[optim]") {
  Vector x(2);
  x << 3, 2;
  Matrix hessian, expected(2, 2);
  expected << 74, 20, 20, 34;
  test_function("himmelblau")->hessian(x, hessian);
  CHECK(hessian == expected);
  const SymmetricEigen spectrum = eigh(hessian);
  CHECK(spectrum.values[0] == Approx(54 - std::sqrt(800.0)));
  CHECK(spectrum.values[1] == Approx(54 + std::sqrt(800.0)));
  const Matrix rebuilt =
      spectrum.vectors * spectrum.values.asDiagonal() * spectrum.vectors.transpose();
  CHECK((rebuilt - expected).norm() <= 1e-12);
}

TEST_CASE("Eigenvalues of a matrix that is not finite are not numbers", "[optim]") {
  CHECK(std::isnan(eigh(Matrix::Constant(2, 2, INFINITY)).values[0]));
}

}  // namespace
}  // namespace thalweg::optim
