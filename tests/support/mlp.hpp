// Small networks on one flat vector of parameters, written with the operations: oracles and
// benchmarks are about them. Layout: W₁, b₁, W₂, b₂, …, each row by row, W is out × in.
#pragma once

#include <vector>

#include "core/autodiff/operations.hpp"

namespace thalweg::test {

using autodiff::Node;

/// Consecutive pieces of a flat vector, as tensors.
inline std::vector<Node> unflatten(Node flat, const std::vector<autodiff::Shape>& shapes) {
  std::vector<Node> out;
  Index begin = 0;
  for (const autodiff::Shape& shape : shapes) {
    out.push_back(reshape(slice(flat, 0, begin, begin + shape.size()), shape));
    begin += shape.size();
  }
  return out;
}

inline std::vector<autodiff::Shape> mlp_shapes(const std::vector<Index>& widths) {
  std::vector<autodiff::Shape> out;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    out.push_back({widths[l + 1], widths[l]});
    out.push_back({widths[l + 1]});
  }
  return out;
}

inline Index total_size(const std::vector<autodiff::Shape>& shapes) {
  Index out = 0;
  for (const autodiff::Shape& shape : shapes) out += shape.size();
  return out;
}

/// The outputs [n, classes] for x [n, inputs], with `activation` between the layers.
inline Node mlp(Node x, const std::vector<Node>& parameters, Node (*activation)(Node)) {
  for (std::size_t l = 0; l < parameters.size(); l += 2) {
    x = affine(x, parameters[l], parameters[l + 1]);
    if (l + 2 < parameters.size()) x = activation(x);
  }
  return x;
}

/// Mean cross-entropy of outputs [n, classes] with labels as rows of 0 and 1.
inline Node cross_entropy(Node outputs, Node labels) {
  return dot(labels, log_softmax(outputs)) * (-1 / static_cast<double>(labels.shape()[0]));
}

}  // namespace thalweg::test
