// Layers and losses against loops over numbers, closed forms and difference quotients.
#include "core/nn/layers.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/nn/losses.hpp"
#include "core/nn/model.hpp"

namespace thalweg::nn {
namespace {

std::vector<double> normals(Index count, std::uint64_t seed) {
  std::vector<double> out;
  for (Index i = 0; i < count; ++i)
    out.push_back(random_normal(seed, static_cast<std::uint64_t>(i)));
  return out;
}

std::vector<double> numbers_of(Node node) {
  autodiff::Evaluator<double> evaluator({&node, 1});
  const auto values = evaluator.value(node);
  return {values.begin(), values.end()};
}

/// A network at its starting values plus noise, on constants.
struct Built {
  Built(const Network& network, const Shape& shape, std::vector<double> x) {
    Layout layout;
    {
      autodiff::Graph scratch;
      Scope scope(scratch, layout);
      network(scope, scratch.input(shape));
    }
    theta = initial_parameters(layout, 3);
    for (Index i = 0; i < theta.size(); ++i) theta[i] += 0.1 * random_normal(4, std::uint64_t(i));
    for (const Piece& piece : layout.pieces()) names.push_back(piece.name);
    const Node flat = graph.constant({theta.size()}, {theta.data(), theta.data() + theta.size()});
    Scope scope(layout, flat, false);
    out = network(scope, graph.constant(shape, std::move(x)));
    for (const Piece& piece : layout.pieces()) {
      const double* begin = theta.data() + piece.begin;
      parts[piece.name] = {begin, begin + piece.shape.size()};
    }
  }
  autodiff::Graph graph;
  Vector theta;
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> parts;
  Node out;
};

std::vector<double> linear_loop(const std::vector<double>& x, const std::vector<double>& w,
                                const std::vector<double>& b) {
  const std::size_t in = w.size() / b.size(), n = x.size() / in;
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t o = 0; o < b.size(); ++o) {
      double sum = b[o];
      for (std::size_t k = 0; k < in; ++k) sum += w[o * in + k] * x[i * in + k];
      out.push_back(sum);
    }
  }
  return out;
}

void check_equal(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == Approx(b[i]).margin(1e-12));
}

TEST_CASE("Attention is a softmax of products, head by head", "[nn]") {
  const Index n = 2, length = 3, width = 4, heads = 2;
  const bool causal = GENERATE(false, true);
  const std::vector<double> x = normals(n * length * width, 1);
  Built net([&](Scope& s, Node in) { return attention(s, "a", in, heads, causal); },
            {n, length, width}, x);
  const auto part = [&](const char* which) {
    return linear_loop(x, net.parts.at(std::string("a.") + which + ".weight"),
                       net.parts.at(std::string("a.") + which + ".bias"));
  };
  const std::vector<double> q = part("query"), k = part("key"), v = part("value");
  std::vector<double> joined(x.size(), 0.0);
  const auto at = [&](Index e, Index t, Index c) {
    return static_cast<std::size_t>((e * length + t) * width + c);
  };
  for (Index e = 0; e < n; ++e) {
    for (Index h = 0; h < heads; ++h) {
      for (Index t = 0; t < length; ++t) {
        std::vector<double> weight;
        double total = 0;
        for (Index u = 0; u < length; ++u) {
          double score = 0;
          for (Index c = 2 * h; c < 2 * h + 2; ++c) score += q[at(e, t, c)] * k[at(e, u, c)];
          weight.push_back(causal && u > t ? 0 : std::exp(score / std::sqrt(2.0)));
          total += weight.back();
        }
        for (Index u = 0; u < length; ++u) {
          for (Index c = 2 * h; c < 2 * h + 2; ++c) {
            joined[at(e, t, c)] += weight[static_cast<std::size_t>(u)] / total * v[at(e, u, c)];
          }
        }
      }
    }
  }
  check_equal(numbers_of(net.out),
              linear_loop(joined, net.parts.at("a.out.weight"), net.parts.at("a.out.bias")));
}

TEST_CASE("A gated recurrent unit goes along the sequence as its formulas say", "[nn]") {
  const Index n = 2, length = 3, features = 2, width = 2;
  const std::vector<double> x = normals(n * length * features, 2);
  Built net([&](Scope& s, Node in) { return gru(s, "g", in, width); }, {n, length, features}, x);
  const std::vector<double> driven =
      linear_loop(x, net.parts.at("g.input.weight"), net.parts.at("g.input.bias"));
  const auto sigma = [](double z) { return 1 / (1 + std::exp(-z)); };
  std::vector<double> expected(static_cast<std::size_t>(n * length * width));
  for (std::size_t e = 0; e < 2; ++e) {
    std::vector<double> state(2, 0.0);
    for (std::size_t t = 0; t < 3; ++t) {
      const std::vector<double> from =
          linear_loop(state, net.parts.at("g.state.weight"), net.parts.at("g.state.bias"));
      const double* in = driven.data() + (e * 3 + t) * 6;
      for (std::size_t c = 0; c < 2; ++c) {
        const double reset = sigma(in[c] + from[c]), update = sigma(in[2 + c] + from[2 + c]);
        const double fresh = std::tanh(in[4 + c] + reset * from[4 + c]);
        state[c] = (1 - update) * fresh + update * state[c];
        expected[(e * 3 + t) * 2 + c] = state[c];
      }
    }
  }
  check_equal(numbers_of(net.out), expected);
}

TEST_CASE("A convolution sees its window, its padding and its stride", "[nn]") {
  const std::vector<double> x = normals(2 * 4 * 4, 5);
  Built net([](Scope& s, Node in) { return conv2d(s, "c", in, {.channels = 3, .stride = 2}); },
            {1, 2, 4, 4}, x);
  const std::vector<double>&w = net.parts.at("c.weight"), &b = net.parts.at("c.bias");
  std::vector<double> expected;
  for (int o = 0; o < 3; ++o) {
    for (int r = -1; r < 3; r += 2) {
      for (int q = -1; q < 3; q += 2) {
        double sum = b[static_cast<std::size_t>(o)];
        for (int c = 0; c < 2; ++c) {
          for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 3; ++j) {
              if (r + i < 0 || r + i > 3 || q + j < 0 || q + j > 3) continue;
              sum += w[static_cast<std::size_t>(((o * 2 + c) * 3 + i) * 3 + j)] *
                     x[static_cast<std::size_t>((c * 4 + r + i) * 4 + q + j)];
            }
          }
        }
        expected.push_back(sum);
      }
    }
  }
  check_equal(numbers_of(net.out), expected);
}

TEST_CASE("Embeddings are rows, residuals add, norms scale and shift", "[nn]") {
  Built rows([](Scope& s, Node in) { return embedding(s, "e", in, 4, 3); }, {1, 2}, {2, 0});
  const std::vector<double>& table = rows.parts.at("e.weight");
  std::vector<double> expected(table.begin() + 6, table.begin() + 9);
  expected.insert(expected.end(), table.begin(), table.begin() + 3);
  check_equal(numbers_of(rows.out), expected);

  const std::vector<double> x = normals(6, 8);
  Built block(
      [](Scope& s, Node in) {
        return residual(s, "r", in, [&](Node y) { return linear(s, "in", y, 3); });
      },
      {2, 3}, x);
  std::vector<double> sum =
      linear_loop(x, block.parts.at("r.in.weight"), block.parts.at("r.in.bias"));
  for (std::size_t i = 0; i < 6; ++i) sum[i] += x[i];
  check_equal(numbers_of(block.out), sum);

  Built norm([](Scope& s, Node in) { return batch_norm(s, "b", in); }, {3, 2, 2, 2},
             normals(24, 9));
  const std::vector<double> y = numbers_of(norm.out);
  for (std::size_t c = 0; c < 2; ++c) {
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < 12; ++i) {
      const double value = y[i / 4 * 8 + c * 4 + i % 4];
      mean += value / 12, square += value * value / 12;
    }
    CHECK(mean == Approx(norm.parts.at("b.shift")[c]).margin(1e-12));
    CHECK(square - mean * mean == Approx(std::pow(norm.parts.at("b.scale")[c], 2)).epsilon(1e-4));
  }
  Built row([](Scope& s, Node in) { return layer_norm(s, "l", in); }, {2, 3}, x);
  CHECK(row.names == std::vector<std::string>{"l.scale", "l.shift"});
  CHECK(row.parts.at("l.scale").size() == 3);
}

TEST_CASE("Dropout keeps the mean in training and is nothing otherwise", "[nn]") {
  auto data = std::make_shared<data::Dataset>();
  data->inputs = Matrix::Ones(400, 50), data->targets = Matrix::Zero(400, 1);
  const Network network = [](Scope& s, Node x) {
    return linear(s, "out", dropout(s, x, 0.3), 1, Init::one);
  };
  const Loss mean_of = [](Node outputs, Node) { return mean(outputs); };
  const ModelObjective f(network, mean_of, data, {.noise = 4});
  const Vector theta = initial_parameters(f.layout(), 0);
  CHECK(f.outputs(theta)(0, 0) == Approx(50));
  const double trained = f.value(theta);
  CHECK(trained != 50);
  CHECK(trained == Approx(50).epsilon(0.02));
  CHECK(f.value(theta) == trained);
  const ModelObjective again(network, mean_of, data, {.noise = 4});
  CHECK(again.value(theta) == trained);
  const ModelObjective other(network, mean_of, data, {.noise = 5});
  CHECK(other.value(theta) != trained);
}

double loss_of(const Loss& loss, const std::vector<double>& a, const std::vector<double>& b,
               Index rows) {
  autodiff::Graph graph;
  const Index cols = static_cast<Index>(a.size()) / rows;
  return numbers_of(loss(graph.constant({rows, cols}, a), graph.constant({rows, cols}, b)))[0];
}

TEST_CASE("Losses are their closed forms", "[nn]") {
  const auto smooth = [](Node o, Node t) { return cross_entropy(o, t, 0.2); };
  const double total = std::exp(1.0) + std::exp(2.0);
  const double first = 1 - std::log(total), second = 2 - std::log(total);
  CHECK(loss_of(smooth, {1, 2}, {0, 1}, 1) == Approx(-(0.1 * first + 0.9 * second)));
  CHECK(loss_of([](Node o, Node t) { return cross_entropy(o, t); }, {1, 2, 1, 2}, {0, 1, 1, 0},
                2) == Approx(-(first + second) / 2));
  CHECK(loss_of(squared_error, {1, 2, 3, 5}, {0, 0, 3, 4}, 2) == Approx((5.0 + 1.0) / 4));
  const auto robust = [](Node o, Node t) { return huber(o, t, 2); };
  CHECK(loss_of(robust, {1, -5}, {0, 0}, 2) == Approx((0.5 + 2 * (5 - 1)) / 2));
  const auto margin = [](Node o, Node t) { return hinge(o, t); };
  CHECK(loss_of(margin, {2, 1.5, -4}, {1, 0, 0}, 1) == Approx(0.5));
  CHECK(loss_of(margin, {0, 1, 0.5}, {1, 0, 0}, 1) == Approx(2 + 1.5));
}

TEST_CASE("The contrastive loss compares cosines both ways", "[nn]") {
  const auto loss = [](Node a, Node b) { return contrastive(a, b, 0.5); };
  // Orthogonal things seen alike: scores 2 on the diagonal, 0 beside it.
  const double expected = -std::log(std::exp(2.0) / (std::exp(2.0) + 1));
  CHECK(loss_of(loss, {3, 0, 0, 5}, {1, 0, 0, 0.1}, 2) == Approx(expected));
  CHECK(loss_of(loss, {3, 0, 0, 5}, {0, 1, 1, 0}, 2) > 1.9);
}

TEST_CASE("Every layer has the derivatives of its difference quotients", "[nn]") {
  auto data = std::make_shared<data::Dataset>();
  data->inputs = Matrix::Map(normals(5 * 32, 12).data(), 5, 32);
  data->targets = Matrix::Map(normals(5 * 2, 13).data(), 5, 2);
  const Network network = [](Scope& s, Node x) {
    Node y = tanh(batch_norm(s, "norm", conv2d(s, "conv", x, {.channels = 4})));
    y = reshape(average_pool(y, 2), {x.shape()[0], 4, 4});
    y = residual(s, "block", layer_norm(s, "rows", y),
                 [&](Node z) { return attention(s, "attention", z, 2); });
    y = reshape(slice(gru(s, "gru", y, 3), 1, 3, 4), {x.shape()[0], 3});
    return linear(s, "out", dropout(s, y, 0.2), 2);
  };
  const ModelObjective f(network, squared_error, data, {.example = {2, 4, 4}, .noise = 1});
  const Vector theta = initial_parameters(f.layout(), 2);
  const Vector v = Vector::Map(normals(f.dimension(), 3).data(), f.dimension()).normalized();
  Vector slope, ahead, behind, product;
  f.gradient(theta, slope);
  constexpr double h = 1e-5;
  CHECK(slope.dot(v) ==
        Approx((f.value(theta + h * v) - f.value(theta - h * v)) / (2 * h)).epsilon(1e-6));
  f.hessian_times(theta, v, product);
  f.gradient(theta + h * v, ahead), f.gradient(theta - h * v, behind);
  CHECK((product - (ahead - behind) / (2 * h)).norm() <= 1e-6 * product.norm());
}

TEST_CASE("Layers start as they are told", "[nn]") {
  const auto start = [](const Network& network, const Shape& example) {
    const Layout layout = layout_of(network, example);
    std::map<std::string, Vector> out;
    const Vector all = initial_parameters(layout, 3);
    for (const Piece& piece : layout.pieces()) {
      out[piece.name] = all.segment(piece.begin, piece.shape.size());
    }
    return out;
  };
  const Init half{Init::one, 0.5};
  const auto rows = start([&](Scope& s, Node x) { return embedding(s, "e", x, 7, 2, half); }, {3});
  CHECK(rows.at("e.weight") == Vector::Constant(14, 0.5));
  const auto heads =
      start([&](Scope& s, Node x) { return attention(s, "a", x, 2, false, half); }, {3, 4});
  for (const char* const part : {"query", "key", "value", "out"}) {
    CHECK(heads.at(std::string("a.") + part + ".weight") == Vector::Constant(16, 0.5));
  }
  const auto gates = start([&](Scope& s, Node x) { return gru(s, "g", x, 2, half); }, {3, 4});
  CHECK(gates.at("g.input.weight") == Vector::Constant(24, 0.5));
  CHECK(gates.at("g.state.weight") == Vector::Constant(12, 0.5));
  CHECK_THROWS_WITH(start([&](Scope& s, Node x) { return embedding(s, "e", x, 7, 2); }, {3, 4}),
                    Catch::Contains("embedding of [2, 3, 4]"));
}

TEST_CASE("Losses refuse settings outside their ranges by name", "[nn]") {
  const std::vector<double> two{1, 2};
  const auto refusal = [&](const Loss& loss) { return loss_of(loss, two, two, 1); };
  const auto smooth = [](double by) {
    return [by](Node o, Node t) { return cross_entropy(o, t, by); };
  };
  CHECK_THROWS_WITH(refusal(smooth(1)), Catch::Contains("cross-entropy with a smoothing of 1"));
  CHECK_THROWS_AS(refusal(smooth(-0.1)), Internal);
  CHECK_THROWS_AS(refusal(smooth(NAN)), Internal);
  CHECK_THROWS_WITH(refusal([](Node o, Node t) { return huber(o, t, 0); }),
                    Catch::Contains("Huber loss with a delta of 0"));
  CHECK_THROWS_WITH(refusal([](Node o, Node t) { return contrastive(o, t, 0); }),
                    Catch::Contains("contrastive loss at a temperature of 0"));
}

}  // namespace
}  // namespace thalweg::nn
