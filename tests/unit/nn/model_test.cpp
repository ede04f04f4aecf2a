// Networks as objectives: derivatives computed elsewhere, minibatches, names, values at the start.
#include "core/nn/model.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/data/synthetic.hpp"
#include "core/math/basis.hpp"
#include "core/nn/layers.hpp"
#include "core/nn/losses.hpp"
#include "tests/support/npy_fixture.hpp"

namespace thalweg::nn {
namespace {

Node entropy(Node outputs, Node targets) { return cross_entropy(outputs, targets); }

std::shared_ptr<const data::Dataset> fixture_data(const std::string& name, int classes) {
  data::Dataset made{"fixture", test::fixture(name + ".X"), {}, {}};
  const Matrix y = test::fixture(name + ".y");
  std::vector<int> labels;
  for (Index i = 0; i < y.rows(); ++i) labels.push_back(static_cast<int>(y(i, 0)));
  set_labels(made, labels, classes);
  return std::make_shared<const data::Dataset>(std::move(made));
}

std::shared_ptr<const data::Dataset> small_data() {
  data::Dataset made = subset(data::table("iris"), 21, Rng(3));
  standardise(made);
  return std::make_shared<const data::Dataset>(std::move(made));
}

TEST_CASE("A network's derivatives are those computed elsewhere", "[nn]") {
  const std::string name = "hess5_digits500_mlp64-16-10_trained";
  const ModelObjective f(mlp({16}, 10, Activation::tanh), entropy, fixture_data(name, 10));
  const Vector theta = test::fixture(name + ".params"), v = test::fixture(name + ".v");
  const Vector slope = test::fixture(name + ".grad"), product = test::fixture(name + ".Hv");
  REQUIRE(f.dimension() == theta.size());
  Vector out;
  f.gradient(theta, out);
  CHECK((out - slope).norm() <= 1e-12 * slope.norm());
  f.hessian_times(theta, v, out);
  CHECK((out - product).norm() <= 1e-12 * product.norm());
  CHECK(f.accuracy(theta) > 0.9);
}

TEST_CASE("Minibatches are objectives whose mean is the whole", "[nn]") {
  const auto data = small_data();
  const ModelObjective f(mlp({5}, 3, Activation::gelu), entropy, data);
  const Vector theta = initial_parameters(f.layout(), 1);
  Vector whole, part, sum = Vector::Zero(f.dimension());
  double value = 0;
  for (Index begin = 0; begin < 21; begin += 7) {
    std::vector<Index> rows;
    for (Index i = begin; i < begin + 7; ++i) rows.push_back(i);
    const auto batch = f.on(rows);
    CHECK(batch->examples() == 7);
    value += batch->value(theta) / 3;
    batch->gradient(theta, part);
    sum += part / 3;
  }
  f.gradient(theta, whole);
  CHECK(value == Approx(f.value(theta)).epsilon(1e-12));
  CHECK((sum - whole).norm() <= 1e-12 * whole.norm());
  const std::vector<Index> twice{20, 3};
  const auto outer = f.on(twice);
  const std::vector<Index> second{1};
  const std::vector<Index> direct{3};
  CHECK(outer->on(second)->value(theta) == f.on(direct)->value(theta));
  const std::vector<Index> outside{21};
  CHECK_THROWS_AS(f.on(outside), Internal);
}

/// 500 examples of blobs and as many parameters as make it worth while to split them.
ModelObjective large_model(const Network& network) {
  return {network, entropy,
          std::make_shared<const data::Dataset>(data::blobs(500, 20, 3, 3, 0.3, Rng(5)))};
}

TEST_CASE("Losses, gradients and products have equal bits at any number of threads", "[nn]") {
  const ModelObjective f = large_model(mlp({96}, 3, Activation::tanh));
  const Vector theta = initial_parameters(f.layout(), 1), v = initial_parameters(f.layout(), 2);
  Vector gradients[2], products[2];
  double values[2];
  for (const int threads : {1, 2}) {
    set_thread_count(threads);
    const ModelObjective fresh = large_model(mlp({96}, 3, Activation::tanh));
    values[threads - 1] = fresh.value(theta);
    fresh.gradient(theta, gradients[threads - 1]);
    fresh.hessian_times(theta, v, products[threads - 1]);
  }
  CHECK(values[0] == values[1]);
  CHECK(gradients[0] == gradients[1]);
  CHECK(products[0] == products[1]);
}

TEST_CASE("Pieces make up the whole, whether or not examples depend on each other", "[nn]") {
  const Network plain = mlp({96}, 3, Activation::tanh);
  const Network normed = [](Scope& s, Node x) {
    return linear(s, "out", batch_norm(s, "norm", tanh(linear(s, "hidden", x, 96))), 3);
  };
  const Network noisy = [](Scope& s, Node x) {
    return linear(s, "out", dropout(s, tanh(linear(s, "hidden", x, 96)), 0.3), 3);
  };
  for (const Network& network : {plain, normed, noisy}) {
    const ModelObjective f = large_model(network);
    REQUIRE(f.dimension() * f.examples() > Index{1} << 20);
    const ModelObjective whole(
        network, entropy,
        std::make_shared<const data::Dataset>(data::blobs(500, 20, 3, 3, 0.3, Rng(5))),
        {.coupled = true});
    const Vector theta = initial_parameters(f.layout(), 1), v = initial_parameters(f.layout(), 2);
    Vector a, b;
    CHECK(f.value(theta) == Approx(whole.value(theta)).epsilon(1e-13));
    f.gradient(theta, a), whole.gradient(theta, b);
    CHECK((a - b).norm() <= 1e-12 * b.norm());
    f.hessian_times(theta, v, a), whole.hessian_times(theta, v, b);
    CHECK((a - b).norm() <= 1e-12 * b.norm());
  }
}

TEST_CASE("A model says the same whichever minibatch its evaluator served before", "[nn]") {
  const ModelObjective f(mlp({4}, 3, Activation::tanh), entropy, small_data());
  const Vector theta = initial_parameters(f.layout(), 2);
  const std::vector<Index> one{0, 1}, other{2, 3};
  const auto a = f.on(one), b = f.on(other);
  const double before = a->value(theta);
  CHECK(b->value(theta) != before);
  CHECK(a->value(theta) == before);
}

TEST_CASE("Parameters have names, places and values of their own", "[nn]") {
  const Layout layout = layout_of(mlp({6, 5}, 3, Activation::tanh), {4});
  REQUIRE(layout.pieces().size() == 6);
  CHECK(layout.size() == 4 * 6 + 6 + 6 * 5 + 5 + 5 * 3 + 3);
  CHECK(layout.at("2.weight").begin == 30);
  CHECK(layout.at("2.weight").shape == Shape{5, 6});
  CHECK(layout.at("out.bias").shape == Shape{3});
  CHECK_THROWS_AS(layout.at("3.weight"), BadInput);
  const Vector theta = initial_parameters(layout, 7);
  CHECK(theta.segment(24, 6).norm() == 0);
  CHECK(theta == initial_parameters(layout, 7));
  CHECK(theta != initial_parameters(layout, 8));
  const Vector deeper = initial_parameters(layout_of(mlp({6, 5, 5}, 3, Activation::tanh), {4}), 7);
  CHECK(deeper.head(24) == theta.head(24));
}

TEST_CASE("Weights go out by name and come back in any order", "[nn]") {
  const Layout layout = layout_of(mlp({6}, 3, Activation::tanh), {4});
  const Vector theta = initial_parameters(layout, 7);
  std::vector<NamedArray> arrays = arrays_of(layout, theta);
  CHECK(arrays[2].name == "out.weight");
  CHECK(arrays[2].shape == std::vector<std::int64_t>{3, 6});
  std::reverse(arrays.begin(), arrays.end());
  arrays.push_back({"more", {1}, {0}});
  CHECK(parameters_from(layout, arrays) == theta);
  arrays[1].values[2] = std::nan("");
  CHECK_THROWS_WITH(parameters_from(layout, arrays),
                    Catch::Matchers::Contains("'" + arrays[1].name + "' holds a number"));
  arrays[1].values[2] = 0;
  arrays[0].shape = {1, 3};
  CHECK_THROWS_AS(parameters_from(layout, arrays), BadInput);
  arrays.erase(arrays.begin());
  CHECK_THROWS_AS(parameters_from(layout, arrays), BadInput);
}

TEST_CASE("Starting values have the variance that their names promise", "[nn]") {
  const Index out = 200, in = 300;
  const auto variance = [&](Init init) {
    Layout layout;
    layout.add("w", {out, in}, init);
    const Vector w = initial_parameters(layout, 11);
    CHECK(std::abs(w.mean()) < 0.01);
    return w.squaredNorm() / static_cast<double>(w.size());
  };
  CHECK(variance(Init::normal) == Approx(1).epsilon(0.03));
  CHECK(variance(Init::lecun) == Approx(1.0 / in).epsilon(0.03));
  CHECK(variance(Init::xavier) == Approx(2.0 / (in + out)).epsilon(0.03));
  CHECK(variance(Init::he) == Approx(2.0 / in).epsilon(0.03));
  CHECK(variance(Init::uniform) == Approx(1.0 / (3 * in)).epsilon(0.03));
  CHECK(variance(Init::orthogonal) == Approx(1.0 / in).epsilon(1e-12));
  for (const Shape& shape : {Shape{4, 7}, Shape{7, 4}}) {
    Layout layout;
    layout.add("w", shape, Init::orthogonal);
    const Vector w = initial_parameters(layout, 5);
    const Matrix q = Matrix::Map(w.data(), shape[0], shape[1]);
    const Matrix gram = shape[0] < shape[1] ? Matrix(q * q.transpose()) : Matrix(q.transpose() * q);
    CHECK((gram - Matrix::Identity(4, 4)).norm() < 1e-12);
  }
  CHECK(fans_of({8, 3, 5, 5}).in == 75);
  CHECK(fans_of({8, 3, 5, 5}).out == 200);
}

/// A small network with curvature on five examples, and its parameters.
struct Tiny {
  std::shared_ptr<const data::Dataset> data =
      std::make_shared<const data::Dataset>(subset(data::table("iris"), 5, Rng(4)));
  Network network = mlp({3}, 3, Activation::tanh);
  ModelObjective f{network, entropy, data};
  Vector theta = 0.3 * normal_vector(7, f.dimension());

  /// Row i: ∂ output k of example i / ∂θ, as the gradient of a loss that is that output.
  Matrix jacobian(Index k) const {
    const ModelObjective said(
        network,
        [k](Node o, Node) {
          return sum(slice(o, 1, k, k + 1)) / static_cast<double>(o.shape()[0]);
        },
        data);
    return said.gradients(theta);
  }
};

TEST_CASE("Gradients one by one are those of minibatches of one example", "[nn]") {
  const Tiny tiny;
  const Matrix g = tiny.f.gradients(tiny.theta);
  REQUIRE((g.rows() == 5 && g.cols() == tiny.f.dimension()));
  Vector single, mean;
  for (Index i = 0; i < 5; ++i) {
    tiny.f.on({&i, 1})->gradient(tiny.theta, single);
    CHECK((g.row(i).transpose() - single).norm() <= 1e-15 * single.norm());
  }
  tiny.f.gradient(tiny.theta, mean);
  CHECK((g.colwise().mean().transpose() - mean).norm() <= 1e-14 * mean.norm());
}

TEST_CASE("Fisher and Gauss–Newton products of a network are those of their dense formulas",
          "[nn]") {
  const Tiny tiny;
  const Index n = 5, size = tiny.f.dimension();
  const Matrix g = tiny.f.gradients(tiny.theta);
  const Vector v = normal_vector(8, size);
  Vector out;
  tiny.f.fisher_times(tiny.theta, v, out);
  CHECK((out - g.transpose() * (g * v) / n).norm() <= 1e-14 * out.norm());
  // Σ Jᵢᵀ (diag p − p pᵀ) Jᵢ / n with the softmax p of the outputs.
  const Matrix outputs = tiny.f.outputs(tiny.theta);
  const Matrix j[] = {tiny.jacobian(0), tiny.jacobian(1), tiny.jacobian(2)};
  Matrix split = Matrix::Zero(size, size);
  Matrix squares = split;
  for (Index i = 0; i < n; ++i) {
    Vector p = outputs.row(i).array().exp();
    p /= p.sum();
    for (Index r = 0; r < 3; ++r) {
      squares += j[r].row(i).transpose() * j[r].row(i) / n;
      for (Index c = 0; c < 3; ++c) {
        split += ((r == c ? p[r] : 0) - p[r] * p[c]) * j[r].row(i).transpose() * j[c].row(i) / n;
      }
    }
  }
  tiny.f.gauss_newton_times(tiny.theta, v, out);
  CHECK((out - split * v).norm() <= 1e-13 * out.norm());
  const ModelObjective least(tiny.network, squared_error, tiny.data);
  least.gauss_newton_times(tiny.theta, v, out);
  CHECK((out - squares * v).norm() <= 1e-13 * out.norm());
  Vector hessian;
  least.hessian_times(tiny.theta, v, hessian);
  CHECK((out - hessian).norm() > 1e-3 * out.norm());
}

TEST_CASE("Curvature of a model sees the same noise and pieces as its gradient", "[nn]") {
  const auto data = std::make_shared<const data::Dataset>(
      data::blobs(1100, 40, 4, 2, 0.5, Rng(6)));  // enough for several pieces
  const Network network = [](Scope& s, Node x) {
    return linear(s, "out", dropout(s, tanh(linear(s, "in", x, 30)), 0.4), 4);
  };
  const ModelObjective f(network, entropy, data, {.noise = 3});
  const Vector theta = initial_parameters(f.layout(), 2), v = normal_vector(5, f.dimension());
  const Matrix g = f.gradients(theta);
  Vector out, mean;
  f.gradient(theta, mean);
  CHECK((g.colwise().mean().transpose() - mean).norm() <= 1e-13 * mean.norm());
  f.fisher_times(theta, v, out);
  CHECK((out - g.transpose() * (g * v) / 1100).norm() <= 1e-13 * out.norm());
  // The Gauss–Newton matrix of a linear model is its Hessian.
  const ModelObjective linear_model(mlp({}, 4, Activation::tanh), entropy, data);
  const Vector w = normal_vector(9, linear_model.dimension());
  Vector hessian;
  linear_model.hessian_times(w, w, hessian);
  linear_model.gauss_newton_times(w, w, out);
  CHECK((out - hessian).norm() <= 1e-13 * hessian.norm());
}

TEST_CASE("A model refuses other sizes, data that are not finite and coupled examples", "[nn]") {
  const Tiny tiny;
  const Vector other = Vector::Ones(tiny.f.dimension() + 1);
  Vector out;
  CHECK_THROWS_AS(tiny.f.value(other), Internal);
  CHECK_THROWS_AS(tiny.f.outputs(other), Internal);
  CHECK_THROWS_AS(tiny.f.gradients(other), Internal);
  CHECK_THROWS_AS(tiny.f.fisher_times(tiny.theta, other, out), Internal);
  CHECK_THROWS_AS(tiny.f.gauss_newton_times(other, tiny.theta, out), Internal);
  data::Dataset torn = *tiny.data;
  torn.inputs(1, 2) = INFINITY;
  CHECK_THROWS_WITH(
      ModelObjective(tiny.network, entropy, std::make_shared<const data::Dataset>(std::move(torn))),
      Catch::Contains("Entry 3 of row 2 of the inputs of iris is inf"));
  const ModelObjective coupled(
      [](Scope& s, Node x) { return linear(s, "out", batch_norm(s, "n", x), 3); }, entropy,
      tiny.data);
  const Vector theta = initial_parameters(coupled.layout(), 1);
  CHECK_THROWS_WITH(coupled.gradients(theta), Catch::Contains("depend on each other"));
  CHECK_THROWS_AS(coupled.fisher_times(theta, theta, out), Internal);
}

TEST_CASE("Uniform and truncated starting values keep within their bounds, gains scale them",
          "[nn]") {
  const Index out = 200, in = 300;
  const auto drawn = [&](Init init) {
    Layout layout;
    layout.add("w", {out, in}, init);
    return initial_parameters(layout, 12);
  };
  const auto check_uniform = [&](Init init, double bound) {
    const Vector w = drawn(init);
    CHECK(w.cwiseAbs().maxCoeff() <= bound);
    CHECK(w.cwiseAbs().maxCoeff() > 0.999 * bound);
    CHECK(w.squaredNorm() / static_cast<double>(w.size()) ==
          Approx(bound * bound / 3).epsilon(0.02));
    CHECK(std::abs(w.mean()) < 0.02 * bound);
  };
  check_uniform(Init::xavier_uniform, std::sqrt(6.0 / (in + out)));
  check_uniform(Init::he_uniform, std::sqrt(6.0 / in));
  check_uniform(Init::uniform, std::sqrt(1.0 / in));
  check_uniform({Init::he_uniform, 3}, 3 * std::sqrt(6.0 / in));
  const Vector cut = drawn({Init::truncated_normal, 0.02});
  CHECK(cut.cwiseAbs().maxCoeff() <= 0.04);
  CHECK(cut.cwiseAbs().maxCoeff() > 0.0399);
  // The variance of a normal variable between ±2: 1 − 4 φ(2) / (2 Φ(2) − 1).
  CHECK(cut.squaredNorm() / static_cast<double>(cut.size()) ==
        Approx(0.7737413 * 0.0004).epsilon(0.02));
  CHECK(drawn({Init::normal, 0.02}) == 0.02 * drawn(Init::normal));
  CHECK(drawn({Init::one, 0.5}) == Vector::Constant(out * in, 0.5));
  CHECK_THROWS_AS(drawn({Init::normal, -1}), Internal);
}

}  // namespace
}  // namespace thalweg::nn
