// Whole networks against derivatives computed elsewhere in double precision (tests/fixtures), and
// what an evaluation promises: nothing twice, no allocation, equal bits.
#include <catch2/catch.hpp>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/autodiff/piecewise.hpp"
#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "tests/support/mallocs.hpp"
#include "tests/support/mlp.hpp"
#include "tests/support/npy_fixture.hpp"

namespace thalweg::autodiff {
namespace {

/// A network of the fixtures: mean cross-entropy, its gradient, ∇²f v and (Jᵀ H J) v.
class Network {
 public:
  Network(const std::string& fixture, const std::vector<Index>& widths, Node (*activation)(Node)) {
    const Matrix x = test::fixture(fixture + ".X"), y = test::fixture(fixture + ".y");
    const std::vector<Shape> shapes = test::mlp_shapes(widths);
    const Node images = graph.constant({x.rows(), x.cols()}, {x.data(), x.data() + x.size()});
    Matrix rows = Matrix::Zero(x.rows(), widths.back());
    for (Index i = 0; i < x.rows(); ++i) rows(i, static_cast<Index>(y(i, 0))) = 1;
    const Node labels =
        graph.constant({rows.rows(), rows.cols()}, {rows.data(), rows.data() + rows.size()});
    theta = graph.input({test::total_size(shapes)});
    v = graph.input(theta.shape());
    const std::vector<Node> weights = test::unflatten(theta, shapes);
    const std::vector<Node> directions = test::unflatten(v, shapes);
    const Node outputs = test::mlp(images, weights, activation);
    loss = test::cross_entropy(outputs, labels);
    slope = flatten(gradient(loss, weights));
    product = flatten(hessian_vector(loss, weights, directions));
    split = flatten(gauss_newton_vector(loss, outputs, weights, directions));
  }
  std::vector<Node> all() const { return {loss, slope, product, split}; }

  Graph graph;
  Node theta, v, loss, slope, product, split;
};

template <class T>
std::span<const double> numbers(const T& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

template <class T>
Vector vector_of(std::span<const T> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

void check_against_fixture(const std::string& name, const std::vector<Index>& widths,
                           Node (*activation)(Node)) {
  INFO(name);
  const Network network(name, widths, activation);
  const Matrix theta = test::fixture(name + ".params"), v = test::fixture(name + ".v");
  const Vector slope = test::fixture(name + ".grad"), product = test::fixture(name + ".Hv");
  Evaluator<double> evaluator(network.all());
  evaluator.set(network.theta, numbers(theta));
  evaluator.set(network.v, numbers(v));
  CHECK((vector_of(evaluator.value(network.slope)) - slope).norm() <= 1e-13 * slope.norm());
  CHECK((vector_of(evaluator.value(network.product)) - product).norm() <= 1e-13 * product.norm());
  Evaluator<float> single(network.all());
  single.set(network.theta, numbers(theta));
  single.set(network.v, numbers(v));
  CHECK((vector_of(single.value(network.slope)) - slope).norm() <= 1e-5 * slope.norm());
  CHECK((vector_of(single.value(network.product)) - product).norm() <= 1e-5 * product.norm());
}

TEST_CASE("Gradients and Hessians of networks are those computed elsewhere", "[autodiff]") {
  check_against_fixture("hess1_mlp6-8-5-3_tanh", {6, 8, 5, 3}, tanh);
  check_against_fixture("hess2_mlp6-8-5-3_gelu_erf", {6, 8, 5, 3}, gelu);
  check_against_fixture("hess5_digits500_mlp64-16-10_trained", {64, 16, 10}, tanh);
}

TEST_CASE("Products with unit vectors are the columns of the Hessian", "[autodiff]") {
  const std::string name = "hess1_mlp6-8-5-3_tanh";
  const Network network(name, {6, 8, 5, 3}, tanh);
  const Matrix theta = test::fixture(name + ".params"), hessian = test::fixture(name + ".H");
  Evaluator<double> evaluator(network.all());
  evaluator.set(network.theta, numbers(theta));
  for (Index i = 0; i < hessian.cols(); ++i) {
    const Vector unit = Vector::Unit(hessian.rows(), i);
    evaluator.set(network.v, numbers(unit));
    const Vector column = vector_of(evaluator.value(network.product));
    REQUIRE((column - hessian.col(i)).norm() <= 1e-13 * hessian.norm());
  }
}

TEST_CASE("The Gauss–Newton matrix is positive semi-definite and leaves out the rest",
          "[autodiff]") {
  const std::string name = "hess1_mlp6-8-5-3_tanh";
  const Matrix theta = test::fixture(name + ".params");
  // Without hidden layer the outputs are linear in θ and nothing is left out.
  const Network linear(name, {6, 3}, tanh), deep(name, {6, 8, 5, 3}, tanh);
  for (const Network* network : {&linear, &deep}) {
    Evaluator<double> evaluator(network->all());
    const Index n = network->theta.shape().size();
    const Vector at = theta.col(0).head(n), v = at.reverse();
    evaluator.set(network->theta, numbers(at));
    evaluator.set(network->v, numbers(v));
    const Vector split = vector_of(evaluator.value(network->split));
    const Vector product = vector_of(evaluator.value(network->product));
    CHECK(v.dot(split) > 0);
    const double rest = (split - product).norm() / product.norm();
    if (network == &linear) CHECK(rest <= 1e-13);
    if (network == &deep) CHECK(rest > 0.01);
  }
}

template <class T>
long allocations_of_steps(const Network& network) {
  Evaluator<T> evaluator(network.all());
  std::vector<double> theta(static_cast<std::size_t>(network.theta.shape().size()), 0.1);
  const std::vector<Node> nodes = network.all();
  const auto step = [&](double to) {
    theta[0] = to;
    evaluator.set(network.theta, numbers(theta));
    evaluator.set(network.v, numbers(theta));
    for (const Node& node : nodes) evaluator.value(node);
  };
  step(1);
  const long before = test::mallocs();
  for (int k = 2; k < 5; ++k) step(k);
  return test::mallocs() - before;
}

TEST_CASE("Fisher products are means over the gradients of the examples", "[autodiff]") {
  constexpr Index n = 7, width = 3;
  const auto losses_of = [](Node x, Node theta) {
    return reshape(softplus(sin(matmul(x, reshape(theta, {width, 1})))), {x.shape()[0]});
  };
  Graph graph;
  const Node x = graph.input({n, width}), theta = graph.input({width}), v = graph.input({width});
  const Node losses = losses_of(x, theta);
  const Node product = fisher_vector(losses, {&theta, 1}, {&v, 1})[0];
  Matrix data(n, width);
  for (Index i = 0; i < data.size(); ++i)
    data.data()[i] = random_normal(1, static_cast<unsigned>(i));
  const Vector at = data.row(1), along = data.row(2);
  Evaluator<double> evaluator({&product, 1});
  evaluator.set(x, numbers(data)), evaluator.set(theta, numbers(at)),
      evaluator.set(v, numbers(along));
  // The same from the gradients of the examples, one by one.
  const ExampleByExample<double> single([&](Graph& g, Index rows) {
    const Node inputs = g.input({rows, width}), weights = g.input({width});
    return PieceGraph{{weights}, {inputs}, {gradient(sum(losses_of(inputs, weights)), weights)}};
  });
  Matrix gradients;
  single.evaluate(0, {&at, 1}, {&data, 1}, gradients);
  REQUIRE(gradients.rows() == n);
  const Vector expected = gradients.transpose() * (gradients * along) / static_cast<double>(n);
  CHECK((vector_of(evaluator.value(product)) - expected).norm() <= 1e-14 * expected.norm());
  const Matrix two = data.topRows(2);
  Matrix others;
  single.evaluate(0, {&at, 1}, {&two, 1}, others);
  CHECK(others == gradients.topRows(2));
  CHECK_THROWS_AS(single.evaluate(0, {}, {&two, 1}, others), Internal);
}

TEST_CASE("After the first evaluation nothing is allocated", "[autodiff]") {
  const Network network("hess1_mlp6-8-5-3_tanh", {6, 8, 5, 3}, tanh);
  const long before = test::mallocs();
  if (before == 0) return;  // not counted by this system
  ::operator delete(::operator new(1));
  REQUIRE(test::mallocs() == before + 1);
  CHECK(allocations_of_steps<double>(network) == 0);
  CHECK(allocations_of_steps<float>(network) == 0);
}

TEST_CASE("Two evaluators give the same bits, whatever was evaluated before", "[autodiff]") {
  const std::string name = "hess1_mlp6-8-5-3_tanh";
  const Network network(name, {6, 8, 5, 3}, tanh);
  const Matrix theta = test::fixture(name + ".params"), v = test::fixture(name + ".v");
  const Matrix elsewhere = 2 * theta;
  Evaluator<double> fresh(network.all()), used(network.all());
  used.set(network.theta, numbers(elsewhere));
  used.set(network.v, numbers(v));
  used.value(network.product);
  for (Evaluator<double>* evaluator : {&fresh, &used}) {
    evaluator->set(network.theta, numbers(theta));
    evaluator->set(network.v, numbers(v));
  }
  CHECK(vector_of(fresh.value(network.product)) == vector_of(used.value(network.product)));
  CHECK(vector_of(fresh.value(network.slope)) == vector_of(used.value(network.slope)));
}

}  // namespace
}  // namespace thalweg::autodiff
