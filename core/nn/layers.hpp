// Layers with parameters, by the names under which they are saved. x is [n, …], examples first; of
// another rank than a layer says, or of sizes that do not fit, it is an Internal error that names
// the layer or the operation in it.
#pragma once

#include "core/nn/network.hpp"

namespace thalweg::nn {

/// x Wᵀ + b along the last axis: parameters name.weight [outputs, inputs] and name.bias (zero).
Node linear(Scope& s, const std::string& name, Node x, Index outputs, Init init = Init::lecun);

struct Conv2d {
  Index channels = 1;  ///< of the output
  Index window = 3;    ///< height and width
  Index stride = 1;
  Index pad = 1;  ///< on all four sides
  autodiff::Padding padding = autodiff::Padding::zero;
};
/// Cross-correlation of images [n, c, h, w] with name.weight [channels, c, window, window], plus
/// name.bias [channels].
Node conv2d(Scope& s, const std::string& name, Node x, const Conv2d& shape,
            Init init = Init::lecun);

/// Normalised, then scaled and shifted by name.scale (one) and name.shift (zero): along the last
/// axis (Ba et al. 2016), or over the minibatch at hand, of images a channel at a time (Ioffe and
/// Szegedy 2015; no running averages, so that the loss is a function of parameters and examples).
Node layer_norm(Scope& s, const std::string& name, Node x);
Node batch_norm(Scope& s, const std::string& name, Node x);

/// In training each entry is 0 with probability `rate`, else divided by 1 − rate (Srivastava et al.
/// 2014); otherwise x. 0 ≤ rate < 1.
Node dropout(Scope& s, Node x, double rate);

/// x + f(x), where f's parameters are named "name.…" (He et al. 2016).
Node residual(Scope& s, const std::string& name, Node x, const std::function<Node(Node)>& f);

/// Rows name.weight[token] [n, length, width] for whole numbers 0 ≤ x < tokens, x [n, length].
/// Other numbers are an Internal error when they are evaluated.
Node embedding(Scope& s, const std::string& name, Node x, Index tokens, Index width,
               Init init = Init::normal);

/// Softmax of q kᵀ/√d times v, `heads` times side by side (Vaswani et al. 2017) of x [n, length,
/// width], which heads divides: linear maps name.query, .key, .value, .out. Causal: no place sees a
/// later one.
Node attention(Scope& s, const std::string& name, Node x, Index heads, bool causal = false,
               Init init = Init::lecun);

/// The states [n, length, width] of a gated recurrent unit along x [n, length, features] from zero
/// (Cho et al. 2014, with the reset gate after the product): linear maps name.input and name.state
/// to three gates (reset, update, new).
Node gru(Scope& s, const std::string& name, Node x, Index width, Init init = Init::lecun);

enum class Activation { tanh, relu, gelu, silu, sigmoid, softplus };
Node apply(Activation activation, Node x);

/// Linear layers "1", "2", … of these widths with the activation between them, "out" at the end.
Network mlp(std::vector<Index> hidden, Index outputs, Activation activation,
            Init init = Init::lecun);

}  // namespace thalweg::nn
