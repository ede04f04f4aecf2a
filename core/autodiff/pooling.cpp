// Means and maxima over windows of the last two axes.
#include <fmt/format.h>

#include <algorithm>

#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/autodiff/view.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

/// Where windows of size × size lie, `stride` apart; images are everything before the last axes.
struct Windows {
  Index size, stride, images, height, width, rows, cols;

  Windows(const Shape& x, Index size_, Index stride_)
      : size(size_), stride(stride_ == 0 ? size_ : stride_) {
    const bool fits = x.rank() >= 2 && size >= 1 && stride >= 1 && x[-1] >= size && x[-2] >= size;
    if (!fits) throw Internal(fmt::format("pool of {} by {}, stride {}", x.text(), size, stride));
    height = x[-2], width = x[-1], images = x.size() / (height * width);
    rows = (height - size) / stride + 1, cols = (width - size) / stride + 1;
  }
  explicit Windows(const Shape& x, const Record& record)
      : Windows(x, record.integers[0], record.integers[1]) {}
  Shape pooled(const Shape& x) const { return x.with(-2, rows).with(-1, cols); }
  /// Whether each entry lies in exactly one window.
  bool tile() const { return stride == size && height % size == 0 && width % size == 0; }
  bool is_common() const { return size == 2 && stride == 2; }
  /// Where the windows of a row of results begin; rows of all images are counted through.
  Index first_entry(Index row) const { return (row / rows * height + row % rows * stride) * width; }
};

/// A row of results from the rows of x in its windows. `common`: size and stride are 2, known to
/// the compiler.
template <bool common, class T>
void average_row(const Windows& w, T share, const T* x, T* out) {
  const Index size = common ? 2 : w.size, stride = common ? 2 : w.stride;
  for (Index j = 0; j < w.cols; ++j) {
    T sum = 0;
    for (Index a = 0; a < size; ++a) {
      for (Index b = 0; b < size; ++b) sum += x[a * w.width + j * stride + b];
    }
    out[j] = share * sum;
  }
}
/// The adjoint: adds to the rows of x, or writes them where windows tile them.
template <bool common, class T>
void spread_row(const Windows& w, T share, const T* g, T* x) {
  const Index size = common ? 2 : w.size, stride = common ? 2 : w.stride;
  if (!w.tile()) {
    for (Index a = 0; a < size; ++a) {
      for (Index j = 0; j < w.cols; ++j) {
        for (Index b = 0; b < size; ++b) x[a * w.width + j * stride + b] += share * g[j];
      }
    }
    return;
  }
  for (Index j = 0; j < w.cols; ++j) {
    const T value = share * g[j];
    for (Index b = 0; b < size; ++b) x[j * size + b] = value;
  }
  for (Index a = 1; a < size; ++a) std::copy_n(x, w.width, x + a * w.width);
}

// integers: size, stride
template <class T>
void evaluate_average(const Call<T>& call) {
  const Windows w(*call.shapes[0], *call.record);
  const T share = T(1) / static_cast<T>(w.size * w.size);
  const auto average = w.is_common() ? average_row<true, T> : average_row<false, T>;
  for (Index row = 0; row < w.images * w.rows; ++row) {
    average(w, share, call.arguments[0] + w.first_entry(row), call.out + row * w.cols);
  }
}

template <class T>
void evaluate_spread(const Call<T>& call) {
  const Windows w(call.record->shape, *call.record);
  const T share = T(1) / static_cast<T>(w.size * w.size);
  const auto spread = w.is_common() ? spread_row<true, T> : spread_row<false, T>;
  if (!w.tile()) std::fill_n(call.out, call.size(), T(0));
  for (Index row = 0; row < w.images * w.rows; ++row) {
    spread(w, share, call.arguments[0] + row * w.cols, call.out + w.first_entry(row));
  }
}

Node made(const Operation& operation, Node x, const Shape& shape, Index size, Index stride) {
  return x.graph().add({&operation, shape, {x.id()}, {size, stride}, {}});
}

extern const Operation spread_operation;
const Operation average_operation{
    .name = "average_pool",
    .evaluate_float = evaluate_average<float>,
    .evaluate_double = evaluate_average<double>,
    .pull = [](Pull& p) {
      const auto& at = p.record().integers;
      p.give(0, made(spread_operation, p.g, p.argument(0).shape(), at[0], at[1]));
    }};
/// The adjoint: each entry shared among its window.
const Operation spread_operation{
    .name = "spread",
    .evaluate_float = evaluate_spread<float>,
    .evaluate_double = evaluate_spread<double>,
    .pull = [](Pull& p) {
      const auto& at = p.record().integers;
      p.give(0, made(average_operation, p.g, p.argument(0).shape(), at[0], at[1]));
    }};

}  // namespace

Node average_pool(Node x, Index size, Index stride) {
  const Windows w(x.shape(), size, stride);
  return made(average_operation, x, w.pooled(x.shape()), w.size, w.stride);
}

Node max_pool(Node x, Index size, Index stride) {
  const Windows w(x.shape(), size, stride);
  const Strides strides{w.height * w.width, w.stride * w.width, w.stride, w.width, 1};
  const Node windows = view(x, {w.images, w.rows, w.cols, size, size}, 0, strides);
  return reshape(max(reshape(windows, {w.images, w.rows, w.cols, size * size}), -1),
                 w.pooled(x.shape()));
}

}  // namespace thalweg::autodiff
