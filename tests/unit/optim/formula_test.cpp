// Formulas: values against the same written in C++, derivatives against closed forms, and where
// complaints point.
#include "core/optim/formula.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "core/base/error.hpp"
#include "core/optim/graph_objective.hpp"

namespace thalweg::optim {
namespace {

Vector vector(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

GraphObjective objective(const std::string& text, Index n) {
  const Formula formula(text);
  return {text, {Vector::Constant(n, -1), Vector::Ones(n)}, [&](autodiff::Node x) {
            return formula.build(x);
          }};
}

double value_of(const std::string& text, const Vector& x) {
  return objective(text, x.size()).value(x);
}

TEST_CASE("Formulas mean what they mean on paper", "[optim]") {
  const double x = 0.7, y = -1.3;
  const auto at = [&](const std::string& text) { return value_of(text, vector({x, y})); };
  CHECK(at("x + y * 2 - 6 / 3") == Approx(x + y * 2 - 2));
  CHECK(at("x - y - 1") == Approx(x - y - 1));
  CHECK(at("8 / 4 / 2 + 0 x y") == Approx(1));
  CHECK(at("-x^2") == Approx(-x * x));
  CHECK(at("2^3^2 + 0x + 0y") == Approx(512));
  CHECK(at("2^-x + y") == Approx(std::pow(2, -x) + y));
  CHECK(at("2x y") == Approx(2 * x * y));
  CHECK(at("3 (x + 1) (y - 2)") == Approx(3 * (x + 1) * (y - 2)));
  CHECK(at("(x)(y)") == Approx(x * y));
  CHECK(at("1.5e1x + .5y") == Approx(15 * x + 0.5 * y));
  CHECK(at("sin(x) cos(y) + tan(x) - tanh(y)") ==
        Approx(std::sin(x) * std::cos(y) + std::tan(x) - std::tanh(y)));
  CHECK(at("exp(x) + log(x) + sqrt(x) + abs(y) + erf(y)") ==
        Approx(std::exp(x) + std::log(x) + std::sqrt(x) + std::abs(y) + std::erf(y)));
  CHECK(at("sigmoid(x) + softplus(y) + relu(y)") ==
        Approx(1 / (1 + std::exp(-x)) + std::log1p(std::exp(y))));
  CHECK(at("min(x, y) + 2 max(x, y^2)") == Approx(y + 2 * y * y));
  CHECK(at("x²·y³ − 2π×e") == Approx(x * x * y * y * y - 2 * std::numbers::pi * std::numbers::e));
  CHECK(at("x^(y + 1)") == Approx(std::pow(x, y + 1)));
  CHECK(value_of("g(a, b, c) = a b^c", vector({3, 2, 5})) == Approx(96));
  CHECK(value_of("f(t) = t^2", vector({3})) == Approx(9));
}

TEST_CASE("Sums and products run over coordinates", "[optim]") {
  const Vector x = vector({2, -1, 3, 0.5});
  CHECK(value_of("f(x) = sum(i = 1..n, i x[i]^2)", x) == Approx(4 + 2 + 27 + 1));
  CHECK(value_of("sum(i = 1..n - 1, (x[i + 1] - x[i])^2)", x) == Approx(9 + 16 + 6.25));
  CHECK(value_of("sum(k = 2..3, x[2k - 3] x[n + 1 - k])", x) == Approx(6 - 3));
  CHECK(value_of("prod(i = 1..n, x[i] + i)", x) == Approx(3 * 1 * 6 * 4.5));
  CHECK(value_of("prod(i = 1..n - 1, x[i])", x) == Approx(-6));
  CHECK(value_of("x[1] sum(j = 1..n, 1) + x[n]", x) == Approx(8.5));
  CHECK(value_of("sum(i = 3..2, x[i]) + prod(i = 3..2, x[i])", x) == Approx(1));
  CHECK(value_of("sum(i = 1..n, x[1] x[i])", x) == Approx(2 * 4.5));
}

TEST_CASE("Powers with the index as exponent are exact for any sign of the base", "[optim]") {
  const Vector x = vector({-2, -0.5, 0});
  const GraphObjective f = objective("sum(i = 1..n, x[i]^(2 i) + (-1)^i x[i]^(i - 1))", 3);
  CHECK(f.value(x) == Approx(4 - 1 + 0.0625 - 0.5 + 0).epsilon(1e-14));
  Vector gradient, product;
  f.gradient(x, gradient);
  CHECK((gradient - vector({2 * -2, 4 * -0.125 + 1, 0})).norm() <= 1e-14);
  f.hessian_times(x, vector({1, 1, 1}), product);
  CHECK((product - vector({2, 12 * 0.25, -2})).norm() <= 1e-14);
  CHECK(value_of("sum(i = 1..n, 2^i x[i]) + 0 x[1]^max(2, 3)", x) == Approx(-4 - 2));
  CHECK(value_of("sum(i = 1..n, x[1]^i)", x) == Approx(-2 + 4 - 8));
  CHECK(value_of("sum(i = 1..n, i^x[i])", x) == Approx(1 + std::pow(2, -0.5) + 1));
  CHECK(value_of("sum(i = 1..n, x[i]^abs(2 - i))", x) == Approx(-2 + 1 + 0));
}

TEST_CASE("A formula says in which interval it is looked at", "[optim]") {
  const auto own = formula_objective("f(x, y) = x^2 + y^2 on [-pi, 2 * 4]", 9, 3);
  CHECK(own->domain().lo == vector({-std::numbers::pi, -std::numbers::pi}));
  CHECK(own->domain().hi == vector({8, 8}));
  const auto indexed = formula_objective("sum(i = 1..n, x[i]^2) on [0, n]", 4, 3);
  CHECK(indexed->domain().lo == Vector::Zero(4));
  CHECK(indexed->domain().hi == Vector::Constant(4, 4));
  CHECK(formula_objective("x y", 2, 3)->domain().lo == vector({-3, -3}));
  CHECK(value_of("f(x, on) = x on + 1", vector({3, 2})) == Approx(7));  // a variable of that name
}

TEST_CASE("Derivatives of a formula are exact", "[optim]") {
  const GraphObjective f = objective("f(x, y) = x^3 y + sin(x y)", 2);
  const double x = 0.4, y = 1.7, c = std::cos(x * y), s = std::sin(x * y);
  Vector gradient;
  Matrix hessian, expected(2, 2);
  f.gradient(vector({x, y}), gradient);
  f.hessian(vector({x, y}), hessian);
  CHECK(gradient[0] == Approx(3 * x * x * y + y * c).epsilon(1e-14));
  CHECK(gradient[1] == Approx(x * x * x + x * c).epsilon(1e-14));
  expected << 6 * x * y - y * y * s, 3 * x * x + c - x * y * s, 3 * x * x + c - x * y * s,
      -x * x * s;
  CHECK((hessian - expected).norm() <= 1e-14);
}

/// What a complaint about a formula says, where, and how to cure it.
std::string complaint(const std::string& text, Index n = 2) {
  try {
    objective(text, n);
  } catch (const BadInput& error) {
    return error.where() + ": " + error.problem() + " " + error.cure();
  }
  return "none";
}

TEST_CASE("Errors of a formula point at the column", "[optim]") {
  using Catch::Contains;
  CHECK_THAT(complaint("x + "), Contains("column 5") && Contains("ends"));
  CHECK_THAT(complaint("x + * y"), Contains("column 5") && Contains("'*'"));
  CHECK_THAT(complaint("x + (y - 1"), Contains("column 11") && Contains("')'"));
  CHECK_THAT(complaint("x + y)"), Contains("column 6"));
  CHECK_THAT(complaint("x + siin(y)"), Contains("column 5") && Contains("Did you mean 'sin'"));
  CHECK_THAT(complaint("x + z"), Contains("column 5") && Contains("'z'"));
  CHECK_THAT(complaint("x # y"), Contains("column 3"));
  CHECK_THAT(complaint("π·x # y"), Contains("column 5"));  // characters, not bytes
  CHECK_THAT(complaint("sin(x, y)"), Contains("column 1") && Contains("one argument"));
  CHECK_THAT(complaint("sin x"), Contains("column 5") && Contains("'('"));
  CHECK_THAT(complaint("max(x)"), Contains("two arguments"));
  CHECK_THAT(complaint("f(x, x) = x"), Contains("column 6"));
  CHECK_THAT(complaint("f(x, y) = x[1]"), Contains("column 11"));
  CHECK_THAT(complaint("f(x) = x + x[1]"), Contains("column 8") && Contains("x[i]"));
  CHECK_THAT(complaint("x[1] + x[3]"), Contains("column 10") && Contains("no coordinate 3 of 2"));
  CHECK_THAT(complaint("x[1.5]"), Contains("column 3") && Contains("whole"));
  CHECK_THAT(complaint("sum(i = 1..n, x[i^2])", 9), Contains("column 18"));
  CHECK_THAT(complaint("sum(i = 1..n, sum(j = 1..n, x[j]))"), Contains("column 15"));
  CHECK_THAT(complaint("sum(i = 1..2, i) x[i]"), Contains("column 20"));
  CHECK_THAT(complaint("f(x, y, z) = x"), Contains("column 3") && Contains("3 variables, not 2"));
  CHECK_THAT(complaint(std::string(300, '(') + "x"), Contains("deeply"));
  CHECK_THAT(complaint(""), Contains("column 1"));
  CHECK_THAT(complaint("x + y on [1"), Contains("column 12") && Contains("','"));
}

TEST_CASE("What has no finite value in a formula is an error at its column", "[optim]") {
  using Catch::Contains;
  CHECK_THAT(complaint("x + y + log(-1)"), Contains("column 9") && Contains("no finite value"));
  CHECK_THAT(complaint("x y (1/0)"), Contains("column 7"));
  CHECK_THAT(complaint("x/(1 - 1) + y"), Contains("column 2"));
  CHECK_THAT(complaint("sqrt(2 - 3) x"), Contains("column 1"));
  CHECK_THAT(complaint("(-8)^(1/3) + x"), Contains("column 5"));
  CHECK_THAT(complaint("10^999 x"), Contains("column 3"));
  CHECK_THAT(complaint("(-2)^x"), Contains("column 5") && Contains("must be positive"));
  CHECK_THAT(complaint("sum(i = 0..n, x[1] / i)"),
             Contains("column 20") && Contains("where the index is 0"));
  CHECK_THAT(complaint("sum(i = 1..n, log(1 - i) x[i])"),
             Contains("column 15") && Contains("where the index is 1"));
}

TEST_CASE("A formula that cannot be an objective says where", "[optim]") {
  using Catch::Contains;
  const auto refusal = [](const std::string& text) {
    try {
      formula_objective(text, 2, 3);
    } catch (const BadInput& error) {
      return error.where() + ": " + error.problem();
    }
    return std::string("none");
  };
  CHECK_THAT(refusal("f(t) = t^2"), Contains("column 3") && Contains("only one variable"));
  CHECK_THAT(refusal("x y on [2, -2]"), Contains("column 9") && Contains("from 2 to -2"));
  CHECK_THAT(refusal("x y on [x, 2]"), Contains("column 9") && Contains("variable"));
}

}  // namespace
}  // namespace thalweg::optim
