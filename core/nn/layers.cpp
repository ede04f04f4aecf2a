// Layers, written with the operations.
#include "core/nn/layers.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/error.hpp"

namespace thalweg::nn {
namespace {

Node normalised(Scope& s, const std::string& name, Node x, Node centred, int axis) {
  return s.within(name, [&] {
    const int place = x.shape().axis(axis);
    std::vector<Index> sizes(static_cast<std::size_t>(x.shape().rank() - place), 1);
    sizes[0] = x.shape()[place];
    const Shape shape(sizes);
    const Node scale = s.parameter("scale", shape, Init::one);
    const Node shift = s.parameter("shift", shape, Init::zero);
    return centred * scale + shift;
  });
}

/// x [n, length, width] as [n · heads, length, width / heads].
Node split_heads(Node x, Index heads) {
  const Shape& s = x.shape();
  const Node parts = reshape(x, {s[0], s[1], heads, s[2] / heads});
  const int order[] = {0, 2, 1, 3};
  return reshape(permute(parts, order), {s[0] * heads, s[1], s[2] / heads});
}

Node join_heads(Node x, Index heads) {
  const Shape& s = x.shape();
  const Node parts = reshape(x, {s[0] / heads, heads, s[1], s[2]});
  const int order[] = {0, 2, 1, 3};
  return reshape(permute(parts, order), {s[0] / heads, s[1], s[2] * heads});
}

/// −10⁹ above the diagonal: weights that vanish to the last bit.
Node causal_mask(autodiff::Graph& graph, Index length) {
  std::vector<double> values;
  for (Index i = 0; i < length; ++i) {
    for (Index j = 0; j < length; ++j) values.push_back(j > i ? -1e9 : 0);
  }
  return graph.constant({length, length}, std::move(values));
}

}  // namespace

Node linear(Scope& s, const std::string& name, Node x, Index outputs, Init init) {
  return s.within(name, [&] {
    const Index inputs = x.shape()[-1];
    const Node weight = s.parameter("weight", {outputs, inputs}, init);
    const Node bias = s.parameter("bias", {outputs}, Init::zero);
    if (x.shape().rank() == 2) return s.affine(x, weight, bias);
    const Node flat = reshape(x, {x.shape().size() / inputs, inputs});
    return reshape(s.affine(flat, weight, bias), x.shape().with(-1, outputs));
  });
}

Node conv2d(Scope& s, const std::string& name, Node x, const Conv2d& shape, Init init) {
  if (x.shape().rank() != 4) throw Internal("conv2d of " + x.shape().text(), name);
  return s.within(name, [&] {
    const Shape window{shape.channels, x.shape()[1], shape.window, shape.window};
    const Node weight = s.parameter("weight", window, init);
    const Node bias = s.parameter("bias", {shape.channels}, Init::zero);
    // Zeros need not be there to be read.
    const bool zeros = shape.padding == autodiff::Padding::zero;
    Node wide = x;
    for (int axis = 2; axis < 4 && shape.pad > 0 && !zeros; ++axis) {
      wide = pad(wide, axis, shape.pad, shape.pad, shape.padding);
    }
    const Node sums = convolution(wide, weight, shape.stride, zeros ? shape.pad : 0);
    return sums + reshape(bias, {shape.channels, 1, 1});
  });
}

Node layer_norm(Scope& s, const std::string& name, Node x) {
  return normalised(s, name, x, autodiff::layer_norm(x), -1);
}

Node batch_norm(Scope& s, const std::string& name, Node x) {
  s.couple_examples();
  return normalised(s, name, x, autodiff::batch_norm(x), 1);
}

Node dropout(Scope& s, Node x, double rate) {
  if (!(rate >= 0 && rate < 1)) throw Internal(fmt::format("dropout at the rate {}", rate));
  if (!s.training() || rate == 0) return x;
  return x * indicator(s.noise(x.shape()), rate, 2) * (1 / (1 - rate));
}

Node residual(Scope& s, const std::string& name, Node x, const std::function<Node(Node)>& f) {
  return x + s.within(name, [&] { return f(x); });
}

Node embedding(Scope& s, const std::string& name, Node x, Index tokens, Index width, Init init) {
  if (x.shape().rank() != 2) throw Internal("embedding of " + x.shape().text(), name);
  return s.within(name, [&] {
    const Node table = s.parameter("weight", {tokens, width}, init);
    const Node rows = gather(table, reshape(x, {x.shape().size()}));
    return reshape(rows, {x.shape()[0], x.shape()[1], width});
  });
}

Node attention(Scope& s, const std::string& name, Node x, Index heads, bool causal, Init init) {
  const Index width = x.shape()[-1];
  if (x.shape().rank() != 3 || heads < 1 || width % heads != 0) {
    throw Internal(fmt::format("{} heads of attention to {}", heads, x.shape().text()), name);
  }
  return s.within(name, [&] {
    const Node query = split_heads(linear(s, "query", x, width, init), heads);
    const Node key = split_heads(linear(s, "key", x, width, init), heads);
    const Node value = split_heads(linear(s, "value", x, width, init), heads);
    const double scale = 1 / std::sqrt(static_cast<double>(width / heads));
    Node scores = matmul(query, transpose(key)) * scale;
    if (causal) scores = scores + causal_mask(x.graph(), x.shape()[1]);
    return linear(s, "out", join_heads(matmul(softmax(scores), value), heads), width, init);
  });
}

Node gru(Scope& s, const std::string& name, Node x, Index width, Init init) {
  if (x.shape().rank() != 3) throw Internal("gru of " + x.shape().text(), name);
  return s.within(name, [&] {
    const Index n = x.shape()[0], length = x.shape()[1];
    const Node driven = linear(s, "input", x, 3 * width, init);
    const Node weight = s.parameter("state.weight", {3 * width, width}, init);
    const Node bias = s.parameter("state.bias", {3 * width}, Init::zero);
    const auto gate = [&](Node all, Index i) { return slice(all, 1, i * width, (i + 1) * width); };
    const std::vector<double> zeros(static_cast<std::size_t>(n * width), 0.0);
    Node state = x.graph().constant({n, width}, zeros);
    std::vector<Node> states;
    for (Index t = 0; t < length; ++t) {
      const Node in = reshape(slice(driven, 1, t, t + 1), {n, 3 * width});
      const Node from = affine(state, weight, bias);
      const Node reset = sigmoid(gate(in, 0) + gate(from, 0));
      const Node update = sigmoid(gate(in, 1) + gate(from, 1));
      const Node fresh = tanh(gate(in, 2) + reset * gate(from, 2));
      state = fresh + update * (state - fresh);
      states.push_back(reshape(state, {n, 1, width}));
    }
    return concatenate(states, 1);
  });
}

Node apply(Activation activation, Node x) {
  switch (activation) {
    case Activation::tanh:
      return tanh(x);
    case Activation::relu:
      return relu(x);
    case Activation::gelu:
      return gelu(x);
    case Activation::silu:
      return silu(x);
    case Activation::sigmoid:
      return sigmoid(x);
    case Activation::softplus:
      break;
  }
  return softplus(x);
}

Network mlp(std::vector<Index> hidden, Index outputs, Activation activation, Init init) {
  return [=](Scope& s, Node x) {
    for (std::size_t l = 0; l < hidden.size(); ++l) {
      x = apply(activation, linear(s, fmt::format("{}", l + 1), x, hidden[l], init));
    }
    return linear(s, "out", x, outputs, init);
  };
}

}  // namespace thalweg::nn
