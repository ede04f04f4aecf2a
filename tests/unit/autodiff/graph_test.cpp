// Values of operations against their definitions, equal expressions, derivatives of derivatives,
// and what is refused.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/autodiff/operations.hpp"
#include "core/autodiff/product.hpp"
#include "core/base/error.hpp"
#include "core/base/rng.hpp"

namespace thalweg::autodiff {
namespace {

std::vector<double> draws(Index count, std::uint64_t seed = 1) {
  std::vector<double> out;
  for (Index i = 0; i < count; ++i) out.push_back(random_normal(seed, static_cast<unsigned>(i)));
  return out;
}

/// The numbers of a node without inputs.
std::vector<double> evaluated(Node node) {
  Evaluator<double> evaluator({&node, 1});
  const auto value = evaluator.value(node);
  return {value.begin(), value.end()};
}

TEST_CASE("Equal expressions are one node", "[autodiff]") {
  Graph graph;
  const Node x = graph.input({3}), y = graph.input({3});
  CHECK(x * y == y * x);
  CHECK(exp(x + y) == exp(x + y));
  CHECK(tanh(x) != tanh(y));
  CHECK(slice(x, 0, 0, 3) == x);
}

/// c + op(a) op(b) for a matrix, a row or nothing to add, against Eigen's product.
template <class T>
void check_product(Index rows, Index depth, Index cols, bool ta, bool tb, Index summand_rows) {
  INFO(rows << " × " << depth << " × " << cols << ", transposed " << ta << tb << ", "
            << summand_rows << " rows to add");
  Graph graph;
  const Node a = graph.constant(ta ? Shape{depth, rows} : Shape{rows, depth}, draws(rows * depth));
  const Node b =
      graph.constant(tb ? Shape{cols, depth} : Shape{depth, cols}, draws(depth * cols, 2));
  Node out = product(a, ta, b, tb, false);
  Matrix expected = Matrix::Zero(rows, cols);
  if (summand_rows > 0) {
    const Shape shape = summand_rows == 1 ? Shape{cols} : Shape{rows, cols};
    const std::vector<double> numbers = draws(shape.size(), 3);
    out = out + graph.constant(shape, numbers);
    for (Index i = 0; i < rows; ++i) {
      const Index first = summand_rows == 1 ? 0 : i * cols;
      expected.row(i) = Eigen::Map<const Matrix>(numbers.data() + first, 1, cols);
    }
  }
  const auto read = [](Node node, bool transposed) {
    const std::vector<double> numbers = evaluated(node);
    const Matrix stored =
        Eigen::Map<const Matrix>(numbers.data(), node.shape()[0], node.shape()[1]);
    return transposed ? Matrix(stored.transpose()) : stored;
  };
  expected += read(a, ta) * read(b, tb);
  Evaluator<T> evaluator({&out, 1});
  const std::span<const T> value = evaluator.value(out);
  using Found = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Matrix found = Eigen::Map<const Found>(value.data(), rows, cols).template cast<double>();
  const double unit = std::is_same_v<T, float> ? 1e-6 : 1e-14;
  CHECK((found - expected).norm() <=
        unit * std::sqrt(static_cast<double>(depth)) * expected.norm());
}

TEST_CASE("A product of matrices of any size is the sum over the inner index", "[autodiff]") {
  const Index sizes[][3] = {{1, 1, 2},    {9, 5, 17},  {19, 600, 401}, {225, 64, 128},
                            {10, 225, 9}, {3, 300, 1}, {70, 257, 48},  {2, 3, 31}};
  for (const auto& [rows, depth, cols] : sizes) {
    for (const bool ta : {false, true}) {
      for (const bool tb : {false, true}) {
        for (const Index summand_rows : {Index{0}, Index{1}, rows}) {
          check_product<float>(rows, depth, cols, ta, tb, summand_rows);
          check_product<double>(rows, depth, cols, ta, tb, summand_rows);
        }
      }
    }
  }
}

TEST_CASE("tanh is right to four units in the last place", "[autodiff]") {
  Graph graph;
  std::vector<double> xs{0, -0.0, 1e-320, 0.6, std::nextafter(0.6, 0.0), 19.1, 20, 400, -1e300};
  for (const double x : draws(4000)) xs.insert(xs.end(), {x, 10 * x, 1e-3 * x});
  const std::vector<double> out =
      evaluated(tanh(graph.constant({static_cast<Index>(xs.size())}, xs)));
  double worst = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const auto exact = static_cast<double>(std::tanh(static_cast<long double>(xs[i])));
    const double unit = std::nextafter(std::abs(exact), 2.0) - std::abs(exact);
    worst = std::max(worst, std::abs(out[i] - exact) / unit);
  }
  CHECK(worst <= 4);
  CHECK(std::signbit(out[1]));
  const Node odd = graph.constant({2}, {NAN, INFINITY});
  CHECK(std::isnan(evaluated(tanh(odd))[0]));
  CHECK(evaluated(tanh(odd))[1] == 1);
}

/// Entry (a, b, i, j) of a tensor; 0 outside.
double entry(const std::vector<double>& x, const Shape& s, Index a, Index b, Index i, Index j) {
  if (i < 0 || j < 0 || i >= s[2] || j >= s[3]) return 0;
  return x[static_cast<std::size_t>(((a * s[1] + b) * s[2] + i) * s[3] + j)];
}

/// The convolution by its definition.
std::vector<double> summed_windows(Node x, Node k, Index stride, Index border) {
  const std::vector<double> xs = evaluated(x), ks = evaluated(k);
  const Shape s = convolution(x, k, stride, border).shape();
  std::vector<double> out;
  for (Index place = 0; place < s.size(); ++place) {
    const Index j = place % s[3], i = place / s[3] % s[2], o = place / s[3] / s[2] % s[1];
    double sum = 0;
    for (Index t = 0; t < k.shape().size() / k.shape()[0]; ++t) {
      const Index b = t % k.shape()[3], a = t / k.shape()[3] % k.shape()[2];
      const Index c = t / k.shape()[3] / k.shape()[2];
      sum += entry(ks, k.shape(), o, c, a, b) * entry(xs, x.shape(), place / s[3] / s[2] / s[1], c,
                                                      stride * i + a - border,
                                                      stride * j + b - border);
    }
    out.push_back(sum);
  }
  return out;
}

TEST_CASE("A convolution is the sum over its window", "[autodiff]") {
  struct Case {
    Index images, channels, height, width, outs, rows, cols, stride, border;
  };
  for (const Case& c : {Case{2, 3, 5, 6, 4, 2, 3, 2, 0}, Case{1, 1, 28, 28, 9, 3, 3, 1, 1},
                        Case{3, 9, 7, 40, 17, 3, 1, 1, 0}, Case{1, 2, 3, 3, 1, 5, 4, 3, 2},
                        Case{2, 1, 9, 50, 3, 4, 7, 5, 6}}) {
    Graph graph;
    const Shape x_shape{c.images, c.channels, c.height, c.width};
    const Shape k_shape{c.outs, c.channels, c.rows, c.cols};
    const Node x = graph.constant(x_shape, draws(x_shape.size()));
    const Node k = graph.constant(k_shape, draws(k_shape.size(), 2));
    const Node y = convolution(x, k, c.stride, c.border);
    const std::vector<double> expected = summed_windows(x, k, c.stride, c.border);
    const std::vector<double> out = evaluated(y);
    INFO(x_shape.text() << " with " << k_shape.text());
    REQUIRE(out.size() == expected.size());
    for (std::size_t i = 0; i < out.size(); ++i)
      REQUIRE(out[i] == Approx(expected[i]).margin(1e-12));
    // The transpose and the derivative by the window are the adjoints: ⟨g, y⟩ = ⟨Aᵀg, x⟩ = ⟨Bᵀg,
    // k⟩.
    const Node g = graph.constant(y.shape(), draws(y.shape().size(), 3));
    const double inner = evaluated(dot(g, y))[0];
    CHECK(evaluated(dot(gradient(dot(g, y), x), x))[0] == Approx(inner));
    CHECK(evaluated(dot(gradient(dot(g, y), k), k))[0] == Approx(inner));
  }
}

TEST_CASE("A transposed convolution is the adjoint of the convolution", "[autodiff]") {
  Graph graph;
  const Node x = graph.constant({2, 3, 6, 7}, draws(2 * 3 * 6 * 7));
  const Node k = graph.constant({4, 3, 2, 3}, draws(4 * 3 * 2 * 3, 2));
  const Node image = convolution(x, k, 2);
  const Node y = graph.constant(image.shape(), draws(image.shape().size(), 3));
  CHECK(evaluated(dot(y, image))[0] ==
        Approx(evaluated(dot(convolution_transpose(y, k, 6, 7, 2), x))[0]));
}

TEST_CASE("Windows of a pool may overlap", "[autodiff]") {
  Graph graph;
  const Node x = graph.constant({3, 4}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  CHECK(evaluated(average_pool(x, 2, 1)) == std::vector<double>{3.5, 4.5, 5.5, 7.5, 8.5, 9.5});
  CHECK(evaluated(max_pool(x, 2, 1)) == std::vector<double>{6, 7, 8, 10, 11, 12});
  CHECK(evaluated(average_pool(x, 3)) == std::vector<double>{6});  // what does not fit is left out
  CHECK(evaluated(gradient(sum(average_pool(x, 2, 1)), x)) ==
        std::vector<double>{0.25, 0.5, 0.5, 0.25, 0.5, 1, 1, 0.5, 0.25, 0.5, 0.5, 0.25});
}

TEST_CASE("Padding repeats what lies beyond the border", "[autodiff]") {
  Graph graph;
  const Node x = graph.constant({4}, {1, 2, 3, 4});
  CHECK(evaluated(pad(x, 0, 1, 2)) == std::vector<double>{0, 1, 2, 3, 4, 0, 0});
  CHECK(evaluated(pad(x, 0, 3, 2, Padding::circular)) ==
        std::vector<double>{2, 3, 4, 1, 2, 3, 4, 1, 2});
  CHECK(evaluated(pad(x, 0, 2, 3, Padding::reflect)) ==
        std::vector<double>{3, 2, 1, 2, 3, 4, 3, 2, 1});
}

TEST_CASE("log Σ exp neither overflows nor loses what is small", "[autodiff]") {
  Graph graph;
  const Node x = graph.constant({2, 2}, {1e4, 1e4, -1e4, -1e4 - 1});
  const std::vector<double> out = evaluated(log_sum_exp(x, 1));
  CHECK(out[0] == Approx(1e4 + std::log(2.0)));
  CHECK(out[1] == Approx(-1e4 + std::log1p(std::exp(-1.0))));
  CHECK(evaluated(softplus(x))[0] == 1e4);
  CHECK(evaluated(sum(softmax(x)))[0] == Approx(2));
}

TEST_CASE("Of equal entries a mask takes the first, a maximum shares its derivative",
          "[autodiff]") {
  Graph graph;
  const Node x = graph.constant({1, 5}, {2, 7, 7, 1, 7});
  CHECK(evaluated(top_k_mask(x, 2)) == std::vector<double>{0, 1, 1, 0, 0});
  CHECK(evaluated(top_k_mask(x, 4)) == std::vector<double>{1, 1, 1, 0, 1});
  const std::vector<double> share = evaluated(gradient(sum(max(x, 1)), x));
  CHECK(share[1] == Approx(1.0 / 3));
  CHECK(share[0] == 0);
}

TEST_CASE("No derivative passes stop_gradient, straight-through replaces one", "[autodiff]") {
  Graph graph;
  const Node x = graph.constant({4}, {0.5, -2, 3, 0.1});
  CHECK(evaluated(gradient(dot(x, stop_gradient(x)), x)) == evaluated(x));
  const Node row = reshape(x, {1, 4});
  const Node kept = row + stop_gradient(row * top_k_mask(abs(row), 2) - row);
  CHECK(evaluated(kept) == std::vector<double>{0, -2, 3, 0});
  CHECK(evaluated(gradient(sum(kept), x)) == std::vector<double>{1, 1, 1, 1});
}

TEST_CASE("A singular value decomposition gives the matrix back", "[autodiff]") {
  for (const Shape& shape : {Shape{5, 3}, Shape{3, 5}}) {
    Graph graph;
    const Node x = graph.constant(shape, draws(15));
    const Svd parts = svd(x);
    const Node back = matmul(parts.u * reshape(parts.values, {1, 3}), transpose(parts.v));
    CHECK(evaluated(sum(square(back - x)))[0] <= 1e-26);
    // ‖x‖²_F = Σ σ²: the derivative of the sum of squares is 2 x.
    const Node slope = gradient(sum(square(parts.values)), x);
    CHECK(evaluated(sum(square(slope - 2 * x)))[0] <= 1e-24);
  }
}

TEST_CASE("The derivative of log det by Cholesky is the inverse", "[autodiff]") {
  Graph graph;
  const Node a = graph.constant({2, 2}, {4, 1, 1, 3});
  const Node diagonal = cholesky(a) * graph.constant({2, 2}, {1, 0, 0, 1});
  const Node log_det = 2 * sum(log(sum(diagonal, 1)));
  CHECK(evaluated(log_det)[0] == Approx(std::log(11.0)));
  const std::vector<double> slope = evaluated(gradient(log_det, a));
  const double inverse[] = {3.0 / 11, -1.0 / 11, -1.0 / 11, 4.0 / 11};
  for (std::size_t i = 0; i < 4; ++i) CHECK(slope[i] == Approx(inverse[i]));
  CHECK(std::isnan(evaluated(cholesky(-a))[0]));
}

TEST_CASE("Derivatives may be taken to any order and of any node", "[autodiff]") {
  Graph graph;
  const Node x = graph.constant(0.3);
  Node y = sin(x);
  for (int order = 0; order < 5; ++order) y = gradient(y, x);
  CHECK(evaluated(y)[0] == Approx(std::cos(0.3)));
  // Mixed: ∂/∂a ∂/∂x of a² exp(x) at a = 2.
  const Node a = graph.constant(2);
  CHECK(evaluated(gradient(gradient(square(a) * exp(x), x), a))[0] == Approx(4 * std::exp(0.3)));
  // By an inner node, whatever may be merged around it, and by one on which nothing depends.
  const Node inner = square(x);
  CHECK(evaluated(gradient(exp(inner), inner))[0] == Approx(std::exp(0.09)));
  const Node scaled = 2 * x;
  CHECK(evaluated(gradient(3 * scaled, scaled))[0] == 3);
  CHECK(evaluated(gradient(3 * scaled * exp(x), scaled))[0] == Approx(3 * std::exp(0.3)));
  const Node piece = reshape(slice(graph.constant({4}, {1, 2, 3, 4}), 0, 0, 2), {1, 2});
  CHECK(evaluated(gradient(sum(square(reshape(piece, {2}))), piece)) == std::vector<double>{2, 4});
  const Node repeated = broadcast(x, {2});
  CHECK(evaluated(gradient(dot(repeated, repeated + x), repeated))[0] == Approx(0.9));
  CHECK(evaluated(gradient(exp(x), graph.input({3}))) == std::vector<double>{0, 0, 0});
}

TEST_CASE("Only what depends on a new input is computed again", "[autodiff]") {
  Graph graph;
  const Node x = graph.input({}), v = graph.input({});
  const Node y = log(x), z = y * v;
  const Node outputs[] = {y, z};
  Evaluator<double> evaluator(outputs);
  const auto set = [&](Node node, double value) { evaluator.set(node, std::span(&value, 1)); };
  CHECK_THROWS_AS(evaluator.value(y), Internal);
  set(x, 2.0), set(v, 3.0);
  CHECK(evaluator.number(z) == Approx(3 * std::log(2.0)));
  set(v, 5.0);
  CHECK(evaluator.number(z) == Approx(5 * std::log(2.0)));
  set(x, 4.0);
  CHECK(evaluator.number(z) == Approx(5 * std::log(4.0)));
  CHECK(evaluator.number(y) == Approx(std::log(4.0)));
  CHECK_THROWS_AS(evaluator.value(x), Internal);  // not one of the outputs
}

TEST_CASE("Shapes that do not fit are refused when the graph is built", "[autodiff]") {
  Graph graph;
  const Node a = graph.input({2, 3}), b = graph.input({4, 3}), c = graph.input({2, 3, 4, 5});
  CHECK_THROWS_WITH(a + b, Catch::Contains("add of [2, 3] and [4, 3]"));
  CHECK_THROWS_WITH(matmul(a, b), Catch::Contains("matmul of [2, 3] and [4, 3]"));
  CHECK_THROWS_AS(reshape(a, {5}), Internal);
  CHECK_THROWS_AS(broadcast(a, {4, 3}), Internal);
  CHECK_THROWS_AS(slice(a, 1, 1, 4), Internal);
  CHECK_THROWS_AS(slice(a, 2, 0, 1), Internal);
  CHECK_THROWS_AS(pad(a, 0, 2, 0, Padding::reflect), Internal);
  CHECK_THROWS_AS(convolution(c, graph.input({1, 2, 3, 3})), Internal);
  CHECK_THROWS_AS(average_pool(c, 5), Internal);
  CHECK_THROWS_AS(max_pool(c, 2, -1), Internal);
  CHECK_THROWS_AS(top_k_mask(a, 4), Internal);
  CHECK_THROWS_AS(cholesky(a), Internal);
  CHECK_THROWS_AS(gradient(a, a), Internal);
  CHECK_THROWS_AS(Shape({2, 0}), Internal);
  CHECK_THROWS_AS(graph.constant({2}, {1}), Internal);
  const Node rows = graph.constant({1}, {2});
  CHECK_THROWS_WITH(evaluated(gather(graph.constant({2, 1}, {1, 2}), rows)),
                    Catch::Contains("gather: there is no row 2 of [2, 1]"));
}

TEST_CASE("What cannot be meant is refused by the operation's name and its shapes", "[autodiff]") {
  using Catch::Contains;
  Graph graph, other;
  const Node a = graph.input({2, 3}), line = graph.input({3});
  CHECK_THROWS_WITH(sum_to(a, {3, 2}), Contains("sum_to of [2, 3] to [3, 2]"));
  CHECK_THROWS_WITH(sum_to(a, {6}), Contains("sum_to of [2, 3] to [6]"));
  CHECK_THROWS_WITH(sum_to(line, {2, 3}), Contains("sum_to of [3] to [2, 3]"));
  const Node b = graph.input({2, 2, 3, 4}), c = graph.input({4, 4, 5});
  CHECK_THROWS_WITH(matmul(b, c), Contains("matmul of [2, 2, 3, 4] and [4, 4, 5]"));
  CHECK_THROWS_WITH(matmul(b, graph.input({4, 1, 4, 5})), Contains("matmul of [2, 2, 3, 4]"));
  CHECK(matmul(b, graph.input({2, 2, 4, 5})).shape() == Shape{2, 2, 3, 5});
  CHECK_THROWS_WITH(transpose(line), Contains("transpose of [3]"));
  CHECK_THROWS_WITH(transpose(graph.constant(1)), Contains("transpose of []"));
  CHECK_THROWS_WITH(affine(a, graph.input({4, 3}), graph.input({2, 4})),
                    Contains("affine of [2, 3], [4, 3] and [2, 4]"));
  CHECK_THROWS_WITH(affine(a, graph.input({4, 2}), graph.input({4})), Contains("affine of"));
  CHECK_THROWS_WITH(power(line, {1, 2}), Contains("power of [3] with 2 exponents"));
  CHECK_THROWS_WITH(gather(graph.constant(1), line), Contains("gather of [] by [3]"));
  CHECK_THROWS_WITH(scatter_add(a, graph.input({2}), 0), Contains("scatter_add of [2, 3]"));
  const Node table = graph.constant({2, 1}, {1, 2});
  for (const double row : {0.5, -1.0, 2.0, std::nan("")}) {
    const Node rows = graph.constant({1}, {row});
    CHECK_THROWS_WITH(evaluated(gather(table, rows)), Contains("gather: there is no row"));
    CHECK_THROWS_WITH(evaluated(scatter_add(rows, rows, 2)), Contains("scatter_add: there is no"));
  }
}

TEST_CASE("Nodes of two graphs are not combined", "[autodiff]") {
  using Catch::Contains;
  Graph graph, other;
  const Node a = graph.input({3, 3}), b = other.input({3, 3});
  CHECK_THROWS_WITH(a + b, Contains("add of [3, 3], [3, 3]: nodes of different graphs"));
  CHECK_THROWS_WITH(a * b, Contains("multiply"));
  CHECK_THROWS_WITH(maximum(a, b), Contains("maximum"));
  CHECK_THROWS_WITH(matmul(a, b), Contains("matmul"));
  CHECK_THROWS_WITH(triangular_solve(a, b), Contains("triangular_solve"));
  CHECK_THROWS_WITH(flatten(std::array{a, b}), Contains("concatenate"));
  CHECK_THROWS_WITH(gather(a, other.input({2})), Contains("gather"));
  CHECK_THROWS_WITH(scatter_add(a, other.input({3}), 4), Contains("scatter_add"));
  CHECK_THROWS_WITH(convolution(graph.input({1, 1, 3, 3}), other.input({1, 1, 2, 2})),
                    Contains("convolution"));
}

}  // namespace
}  // namespace thalweg::autodiff
