// Layers written with the other operations.
#include <fmt/format.h>

#include "core/autodiff/operations.hpp"
#include "core/autodiff/product.hpp"
#include "core/autodiff/view.hpp"
#include "core/base/error.hpp"

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

/// Where the windows of a convolution lie in x [n, c, h, w].
struct Windows {
  Shape shape;  // [n, c, kh, kw, oh, ow]
  Strides strides{};
  Windows(const Shape& x, const Shape& k, Index stride) {
    const bool fits = x.rank() == 4 && k.rank() == 4 && x[1] == k[1] && stride >= 1 &&
                      x[2] >= k[2] && x[3] >= k[3];
    if (!fits) {
      throw Internal(
          fmt::format("convolution of {} with {}, stride {}", x.text(), k.text(), stride));
    }
    shape = {x[0], x[1], k[2], k[3], (x[2] - k[2]) / stride + 1, (x[3] - k[3]) / stride + 1};
    const Strides s = x.strides();
    strides = {s[0], s[1], s[2], s[3], stride * s[2], stride * s[3]};
  }
  /// One column for each place of the window.
  Shape columns() const { return {shape[0], shape[1] * shape[2] * shape[3], shape[4] * shape[5]}; }
};

Node as_rows(Node k) { return reshape(k, {k.shape()[0], k.shape().size() / k.shape()[0]}); }

Node blocks(Node x, Index size) {
  const Shape& s = x.shape();
  if (s.rank() < 2 || s.rank() > 4 || size < 1 || s[-1] % size != 0 || s[-2] % size != 0) {
    throw Internal(fmt::format("pool of {} by {}", s.text(), size));
  }
  std::vector<Index> sizes(s.sizes().begin(), s.sizes().end() - 2);
  sizes.insert(sizes.end(), {s[-2] / size, size, s[-1] / size, size});
  return reshape(x, Shape(sizes));
}

}  // namespace

Node layer_norm(Node x, double epsilon) { return standardise(x, x.shape().with(-1, 1), epsilon); }

Node batch_norm(Node x, double epsilon) {
  Shape shape = x.shape().with(0, 1);
  for (int axis = 2; axis < shape.rank(); ++axis) shape = shape.with(axis, 1);
  return standardise(x, shape, epsilon);
}

Node convolution(Node x, Node k, Index stride) {
  const Windows windows(x.shape(), k.shape(), stride);
  const Node columns = reshape(view(x, windows.shape, 0, windows.strides), windows.columns());
  const Node out = product(as_rows(k), false, columns, false, true);
  return reshape(out, {windows.shape[0], k.shape()[0], windows.shape[4], windows.shape[5]});
}

Node convolution_transpose(Node y, Node k, Index h, Index w, Index stride) {
  const Shape shape{y.shape()[0], k.shape()[1], h, w};
  const Windows windows(shape, k.shape(), stride);
  if (y.shape() != Shape{shape[0], k.shape()[0], windows.shape[4], windows.shape[5]}) {
    throw Internal("convolution_transpose of " + y.shape().text() + " to " + shape.text());
  }
  const Node flat = reshape(y, {shape[0], k.shape()[0], windows.columns()[2]});
  const Node columns = product(as_rows(k), true, flat, false, true);
  return unview(reshape(columns, windows.shape), shape, 0, windows.strides);
}

Node average_pool(Node x, Index size) {
  const Node split = blocks(x, size);
  const Node means = mean_to(split, split.shape().with(-1, 1).with(-3, 1));
  return reshape(means, x.shape().with(-1, x.shape()[-1] / size).with(-2, x.shape()[-2] / size));
}

Node max_pool(Node x, Index size) { return max(max(blocks(x, size), -1), -2); }

}  // namespace thalweg::autodiff
