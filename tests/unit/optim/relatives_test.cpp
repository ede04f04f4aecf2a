// What the papers of single optimisers promise in closed form.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/autodiff/operations.hpp"
#include "core/optim/adam_relatives.hpp"
#include "core/optim/graph_objective.hpp"
#include "core/optim/population.hpp"
#include "core/optim/second_order.hpp"
#include "core/optim/test_functions.hpp"

namespace thalweg::optim {
namespace {

Vector vector(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

TEST_CASE("AdaHessian lands on the minimum of a separable quadratic at once", "[optim]") {
  AdaHessian rule;
  rule.lr = 1, rule.beta1 = 0, rule.epsilon = 0;
  Vector x = vector({3, -2, 0.5, 7});
  rule.step(*quadratic(vector({1, 1e2, 1e4, 1e6})), x);
  CHECK(x.norm() <= 1e-10);
  // A maximum repels: the absolute curvature counts.
  x = vector({3});
  AdaHessian other = rule;
  other.mean = other.square = {}, other.steps = 0;
  other.step(*quadratic(vector({-5})), x);
  CHECK(x[0] == Approx(6));
}

TEST_CASE("Blocks of AdaHessian share their mean curvature", "[optim]") {
  AdaHessian rule;
  rule.lr = 1, rule.beta1 = 0, rule.epsilon = 0, rule.block = 2;
  Vector x = vector({1, 1, 1});
  rule.step(*quadratic(vector({1, 3, 8})), x);
  CHECK((x - vector({0.5, -0.5, 0})).norm() <= 1e-14);
}

/// Σ over the rows of a [2, 3] matrix of the Rayleigh quotient of diag(1, 2, 4): does not depend on
/// the rows' lengths; and ½ of two more coordinates squared.
std::shared_ptr<const Objective> quotients() {
  return std::make_shared<GraphObjective>(
      "quotients", Domain{Vector::Constant(8, -1), Vector::Ones(8)}, [](autodiff::Node x) {
        const autodiff::Node w = reshape(slice(x, 0, 0, 6), {2, 3});
        const autodiff::Node scales = x.graph().constant({3}, {1, 2, 4});
        return sum(sum(scales * square(w), 1) / sum(square(w), 1)) +
               0.5 * sum(square(slice(x, 0, 6, 8)));
      });
}

TEST_CASE("Updates of scale-free rows are at right angles to them, those of vectors are left alone",
          "[optim]") {
  SgdP rule;
  rule.momentum = 0.9, rule.lr = 0.1;
  rule.projection.tensors = {{2, 3}, {0, 2}};
  Vector x = vector({1, 2, -1, 0.5, 0.5, 1, 3, 4});
  for (int k = 0; k < 5; ++k) {
    const Vector before = x;
    rule.step(*quotients(), x);
    const Vector move = x - before;
    for (const Index row : {0, 3}) {
      CHECK(std::abs(move.segment(row, 3).dot(before.segment(row, 3))) <= 1e-7 * move.norm());
      CHECK(move.segment(row, 3).norm() > 0);
    }
  }
  HeavyBall plain;
  plain.momentum = 0.9, plain.lr = 0.1;
  Vector y = vector({3, 4});
  for (int k = 0; k < 5; ++k) plain.step(*quadratic(vector({1, 1})), y);
  CHECK((x.tail(2) - y).norm() <= 1e-12);
}

TEST_CASE("diffGrad takes half of Adam's steps where the gradient is constant", "[optim]") {
  const GraphObjective slope("slope", {vector({-1}), vector({1})},
                             [](autodiff::Node x) { return 3 * sum(x); });
  DiffGrad half;
  Adam whole;
  half.lr = whole.lr = 0.1, half.epsilon = whole.epsilon = 0;
  Vector x = vector({0}), y = x;
  half.step(slope, x), whole.step(slope, y);
  CHECK(x[0] == Approx(y[0] / (1 + std::exp(-3.0))));
  for (int k = 0; k < 4; ++k) {
    const Vector x_before = x, y_before = y;
    half.step(slope, x), whole.step(slope, y);
    CHECK((x - x_before)[0] == Approx(0.5 * (y - y_before)[0]).epsilon(1e-12));
  }
}

TEST_CASE("AdamHD pulls large weights at constant speed", "[optim]") {
  AdamHd rule;
  rule.lr = 1e-3, rule.decay = 1, rule.delta = 1;
  Vector x = vector({10, 0.5});
  const Vector nothing = Vector::Zero(2);
  for (int k = 0; k < 1000; ++k) rule.update(nothing, x);
  CHECK(x[0] == Approx(9).epsilon(1e-12));
  CHECK(x[1] == Approx(0.5 * std::pow(1.001, -1000)).epsilon(1e-12));
}

TEST_CASE("Gradient-normalised smoothness finds the bottom of a valley", "[optim]") {
  GradientNormalisedSmoothness rule;
  Vector x = Vector::Constant(6, -0.5), g;
  const auto f = test_function("rosenbrock", 6);
  for (int k = 0; k < 200; ++k) rule.step(*f, x);
  f->gradient(x, g);
  CHECK(g.norm() <= 1e-8);
}

TEST_CASE("Clouds find a minimum by values alone", "[optim]") {
  CmaEs evolution;
  Vector x = vector({-1.2, 1});
  for (int k = 0; k < 150; ++k) evolution.step(*test_function("rosenbrock"), x);
  CHECK((x - vector({1, 1})).norm() <= 1e-6);
  ConsensusBased consensus;
  consensus.spread = 3, consensus.noise = 0.7, consensus.time_step = 0.1;
  x = vector({2, -1.5});
  for (int k = 0; k < 200; ++k) consensus.step(*test_function("booth"), x);
  CHECK((x - vector({1, 3})).norm() <= 0.05);
}

}  // namespace
}  // namespace thalweg::optim
