// Update rules against closed forms on a quadratic, and against steps worked out by hand.
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

#include "core/optim/test_functions.hpp"
#include "core/optim/update_rules.hpp"

namespace thalweg::optim {
namespace {

Vector vector(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

TEST_CASE("Gradient descent contracts each coordinate by 1 − η λ", "[optim]") {
  const auto f_ptr = quadratic(vector({1, 4, 10}));
  const Objective& f = *f_ptr;
  Vector x = vector({1, -2, 3});
  for (int k = 0; k < 7; ++k) GradientDescent{}.step(f, 0.15, x);
  CHECK(x[0] == Approx(std::pow(0.85, 7)));
  CHECK(x[1] == Approx(-2 * std::pow(0.4, 7)));
  CHECK(x[2] == Approx(3 * std::pow(-0.5, 7)));
}

TEST_CASE("Heavy-ball momentum follows its two-term recurrence", "[optim]") {
  // x₊ = (1 + β − η λ) x − β x₋, whose solution from x₀ = x₋₁ = 1 is a sum of two powers.
  const double lambda = 3, lr = 0.1, beta = 0.6;
  const auto f_ptr = quadratic(vector({lambda}));
  const Objective& f = *f_ptr;
  HeavyBall rule;
  Vector x = vector({1});
  for (int k = 0; k < 12; ++k) rule.step(f, lr, beta, x);
  const double trace = 1 + beta - lr * lambda;
  const std::complex<double> root = std::sqrt(std::complex<double>(trace * trace - 4 * beta));
  const std::complex<double> r1 = (trace + root) / 2.0, r2 = (trace - root) / 2.0;
  // a r₁⁻¹ + b r₂⁻¹ = 1 and a + b = 1.
  const std::complex<double> a = (1.0 - 1.0 / r2) / (1.0 / r1 - 1.0 / r2);
  const double expected = (a * std::pow(r1, 12) + (1.0 - a) * std::pow(r2, 12)).real();
  CHECK(x[0] == Approx(expected).epsilon(1e-12));
}

TEST_CASE("Nesterov's gradient is taken ahead", "[optim]") {
  const double lambda = 2, lr = 0.1, beta = 0.5;
  const auto f_ptr = quadratic(vector({lambda}));
  const Objective& f = *f_ptr;
  Nesterov rule;
  Vector x = vector({1});
  rule.step(f, lr, beta, x);
  CHECK(x[0] == Approx(1 - lr * lambda));  // 0.8, velocity −0.2
  rule.step(f, lr, beta, x);
  const double velocity = beta * -0.2 - lr * lambda * (0.8 + beta * -0.2);
  CHECK(rule.velocity[0] == Approx(velocity));
  CHECK(x[0] == Approx(0.8 + velocity));
}

TEST_CASE("Adam's first two steps are those worked out by hand", "[optim]") {
  const auto f_ptr = quadratic(vector({2}));
  const Objective& f = *f_ptr;
  const Adam::Settings settings{.beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
  Adam rule;
  Vector x = vector({5});
  rule.step(f, 0.1, settings, x);
  CHECK(x[0] == Approx(4.9).epsilon(1e-9));  // the bias correction makes it η
  rule.step(f, 0.1, settings, x);
  const double g0 = 10, g1 = 2 * 4.9;
  const double mean = (0.09 * g0 + 0.1 * g1) / (1 - 0.81);
  const double square = (0.0099 * g0 * g0 + 0.01 * g1 * g1) / (1 - 0.9801);
  CHECK(x[0] == Approx(4.9 - 0.1 * mean / std::sqrt(square)).epsilon(1e-8));
  CHECK(rule.steps == 2);
}

TEST_CASE("Newton's step solves a convex quadratic at once", "[optim]") {
  const auto f_ptr = quadratic(vector({0.5, 80}));
  const Objective& f = *f_ptr;
  Vector x = vector({-7, 3});
  Newton{}.step(f, {.smallest = 1e-6}, x);
  CHECK(x.norm() <= 1e-14);
}

TEST_CASE("Newton's step goes downhill where the curvature is negative", "[optim]") {
  const auto saddle_ptr = quadratic(vector({2, -1}));
  const Objective& saddle = *saddle_ptr;
  Vector x = vector({1, 0.5});
  Newton{}.step(saddle, {.smallest = 1e-3}, x);
  CHECK(x[0] == Approx(0).margin(1e-15));
  CHECK(x[1] == Approx(1.0));  // away from the ridge by its full distance
  // Least curvature: a flat direction moves by gradient / smallest, not to infinity.
  const auto flat_ptr = quadratic(vector({1e-9, 1}));
  const Objective& flat = *flat_ptr;
  x = vector({1, 0});
  Newton{}.step(flat, {}, x);
  CHECK(x[0] == Approx(1 - 1e-8));
  // Longest: the same direction, shortened.
  const auto bowl_ptr = quadratic(vector({1, 1}));
  const Objective& bowl = *bowl_ptr;
  x = vector({3, 4});
  Newton{}.step(bowl, {.longest = 2}, x);
  CHECK(x[0] == Approx(1.8));
  CHECK(x[1] == Approx(2.4));
}

TEST_CASE("Newton's step stays where the function is not finite", "[optim]") {
  Vector x = vector({1e200, 1e200});
  const Vector before = x;
  Newton{}.step(*test_function("himmelblau"), {}, x);
  CHECK(x == before);
}

}  // namespace
}  // namespace thalweg::optim
