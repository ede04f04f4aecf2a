// Layers written with the other operations.
#include "core/autodiff/operations.hpp"

namespace thalweg::autodiff {
namespace {

Node mean_to(Node x, const Shape& shape) {
  return sum_to(x, shape) *
         (static_cast<double>(shape.size()) / static_cast<double>(x.shape().size()));
}

/// x without mean and with variance 1 over the axes in which `shape` is 1.
Node standardise(Node x, const Shape& shape, double epsilon) {
  const Node centred = x - mean_to(x, shape);
  return centred * (1 / sqrt(mean_to(square(centred), shape) + epsilon));
}

}  // namespace

Node layer_norm(Node x, double epsilon) { return standardise(x, x.shape().with(-1, 1), epsilon); }

Node batch_norm(Node x, double epsilon) {
  Shape shape = x.shape().with(0, 1);
  for (int axis = 2; axis < shape.rank(); ++axis) shape = shape.with(axis, 1);
  return standardise(x, shape, epsilon);
}

}  // namespace thalweg::autodiff
