// Objectives made of expressions and of data.
#include <catch2/catch.hpp>

#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/math/eigh.hpp"
#include "core/optim/graph_objective.hpp"
#include "core/optim/least_squares.hpp"
#include "core/optim/test_functions.hpp"

namespace thalweg::optim {
namespace {

Vector at(double x, double y) {
  Vector out(2);
  out << x, y;
  return out;
}

TEST_CASE("Test functions have the values worked out by hand", "[optim]") {
  const auto value = [](const char* key, double x, double y) {
    return test_function(key)->value(at(x, y));
  };
  const double e = std::exp(1.0), pi = std::acos(-1.0);
  CHECK(value("ackley", 1, 1) == Approx(20 - 20 * std::exp(-0.2)));
  CHECK(value("ackley", 0.5, 0.5) == Approx(20 + e - 20 * std::exp(-0.1) - std::exp(-1.0)));
  CHECK(value("beale", 0, 0) == Approx(14.203125));
  CHECK(value("beale", 1, 2) == Approx(2.5 * 2.5 + 5.25 * 5.25 + 9.625 * 9.625));
  CHECK(value("booth", 0, 0) == Approx(74));
  CHECK(value("branin", 0, 0) == Approx(56 - 10 / (8 * pi)));
  CHECK(value("goldstein_price", 0, 0) == Approx(600));
  CHECK(value("griewank", 2, 2) ==
        Approx(1 + 8.0 / 4000 - std::cos(2.0) * std::cos(std::sqrt(2.0))));
  CHECK(value("himmelblau", 1, 2) == Approx(64 + 4));
  CHECK(value("levy", -3, 1) == Approx(1 + 10 * std::pow(std::sin(1.0), 2)));
  CHECK(value("matyas", 1, 2) == Approx(0.26 * 5 - 0.96));
  CHECK(value("mccormick", 0, 0) == Approx(1));
  CHECK(value("monkey_saddle", 2, 1) == Approx(8 - 6));
  CHECK(value("rastrigin", 1, 0.5) == Approx(20 + 1.25 - 10 + 10));
  CHECK(value("rosenbrock", -1.2, 1) == Approx(24.2));
  CHECK(value("six_hump_camel", 1, 1) == Approx(4 - 2.1 + 1.0 / 3 + 1));
  CHECK(value("styblinski_tang", 1, 2) == Approx(0.5 * (1 - 16 + 5 + 16 - 64 + 10)));
  CHECK(value("three_hump_camel", 1, 1) == Approx(2 - 1.05 + 1.0 / 6 + 2));
  CHECK(value("zakharov", 1, 1) == Approx(2 + 2.25 + 5.0625));
  CHECK(test_functions().size() == 17);
  CHECK_THROWS_WITH(test_function("ackly"), Catch::Contains("ackley"));
  CHECK_THROWS_AS(test_function("booth", 3), BadInput);
  CHECK_THROWS_AS(test_function("levy", 1), BadInput);
}

TEST_CASE("A rotated quadratic keeps its spectrum", "[optim]") {
  Vector spectrum(3);
  spectrum << -1, 2, 5;
  Matrix hessian;
  quadratic(spectrum, 4)->hessian(Vector::Ones(3), hessian);
  CHECK((eigh(hessian).values - spectrum).norm() <= 1e-13);
  CHECK(std::abs(hessian(0, 1)) > 1e-3);
  CHECK(quadratic(spectrum, 4)->minima().empty());
}

TEST_CASE("An objective may be asked from several threads", "[optim]") {
  const auto f = test_function("rosenbrock", 20);
  std::vector<double> alone(200), together(200);
  const auto fill = [&](std::vector<double>& out) {
    parallel_for(200, 1, [&](std::int64_t begin, std::int64_t) {
      const Vector x = Vector::LinSpaced(20, -1, 0.01 * static_cast<double>(begin));
      Vector gradient, product;
      f->gradient(x, gradient);
      f->hessian_times(x, gradient, product);
      out[static_cast<std::size_t>(begin)] = f->value(x) + gradient.sum() + product.sum();
    });
  };
  const int threads = thread_count();
  set_thread_count(1);
  fill(alone);
  set_thread_count(2);
  fill(together);
  set_thread_count(threads);
  CHECK(alone == together);
}

TEST_CASE("A sum of squares knows its Gauss–Newton matrix", "[optim]") {
  // r = (10 (y − x²), 1 − x): J = (−20 x, 10; −1, 0).
  const auto residuals = [](autodiff::Node p) {
    const autodiff::Node x = slice(p, 0, 0, 1), y = slice(p, 0, 1, 2);
    const autodiff::Node parts[] = {10 * (y - square(x)), 1 - x};
    return concatenate(parts, 0);
  };
  const auto f = GraphObjective::sum_of_squares("r", {at(-2, -2), at(2, 2)}, residuals);
  CHECK(f->value(at(-1.2, 1)) == Approx(12.1));
  Vector out;
  f->gauss_newton_times(at(0.5, 3), at(1, 2), out);
  CHECK(out[0] == Approx(-10 * 10 + 1));  // J v = (−10 + 20, −1), Jᵀ (10, −1)
  CHECK(out[1] == Approx(100));
  CHECK_FALSE(test_function("ackley")->is_sum_of_squares());
  CHECK_THROWS_AS(test_function("ackley")->gauss_newton_times(at(0, 0), at(1, 0), out), Internal);
}

TEST_CASE("A minibatch is an objective of its own", "[optim]") {
  Matrix a(4, 2);
  a << 1, 2, 3, -1, 0, 1, 2, 2;
  Vector b(4), whole, sum = Vector::Zero(2), part;
  b << 1, 0, -1, 2;
  const LeastSquares f(a, b);
  const Vector x = at(0.3, -0.6);
  f.gradient(x, whole);
  for (Index i = 0; i < 4; ++i) {
    const auto one = f.on({&i, 1});
    CHECK(one->examples() == 1);
    one->gradient(x, part);
    sum += part;
  }
  CHECK((whole - sum / 4).norm() <= 1e-15);
  const Index two[] = {2, 0};
  CHECK(f.on(two)->value(x) == Approx(0.25 * (std::pow(-0.6 + 1, 2) + std::pow(0.3 - 1.2 - 1, 2))));
  f.hessian_times(x, at(1, 0), part);
  CHECK(part[0] == Approx((1.0 + 9 + 0 + 4) / 4));
  const Index none[] = {4};
  CHECK_THROWS_AS(f.on(none), Internal);
  CHECK_THROWS_AS(test_function("booth")->on(two), Internal);
}

}  // namespace
}  // namespace thalweg::optim
