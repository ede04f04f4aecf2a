// Means and maxima over windows of the last two axes.
#include <fmt/format.h>

#include <algorithm>

#include "core/autodiff/kernels.hpp"
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
  bool is_common() const { return size == 2 && stride == 2; }
  /// Where the windows of a row of results begin; rows of all images are counted through.
  Index first_entry(Index row) const { return (row / rows * height + row % rows * stride) * width; }
};

/// out[j] = share Σ in[j stride + i] over i < size; `common`: both are 2, known to the compiler.
template <bool common, class T>
void add_up(const Windows& w, T share, const T* in, T* out) {
  const Index size = common ? 2 : w.size, stride = common ? 2 : w.stride;
  for (Index j = 0; j < w.cols; ++j) {
    T sum = in[j * stride];
    for (Index i = 1; i < size; ++i) sum += in[j * stride + i];
    out[j] = share * sum;
  }
}
/// The adjoint: out[j stride + i] += share in[j].
template <bool common, class T>
void give_out(const Windows& w, T share, const T* in, T* out) {
  const Index size = common ? 2 : w.size, stride = common ? 2 : w.stride;
  for (Index j = 0; j < w.cols; ++j) {
    for (Index i = 0; i < size; ++i) out[j * stride + i] += share * in[j];
  }
}

// integers: size, stride
template <class T>
void evaluate_average(const Call<T>& call) {
  const Windows w(*call.shapes[0], *call.record);
  const T share = T(1) / static_cast<T>(w.size * w.size);
  const auto add = w.is_common() ? add_up<true, T> : add_up<false, T>;
  Array<T> sums(call.scratch, w.width);
  for (Index row = 0; row < w.images * w.rows; ++row) {
    const T* const x = call.arguments[0] + w.first_entry(row);
    sums = ConstArray<T>(x, w.width);
    for (Index i = 1; i < w.size; ++i) sums += ConstArray<T>(x + i * w.width, w.width);
    add(w, share, call.scratch, call.out + row * w.cols);
  }
}

template <class T>
void evaluate_spread(const Call<T>& call) {
  const Windows w(call.record->shape, *call.record);
  const T share = T(1) / static_cast<T>(w.size * w.size);
  const auto give = w.is_common() ? give_out<true, T> : give_out<false, T>;
  Array<T> sums(call.scratch, w.width);
  std::fill_n(call.out, call.size(), T(0));
  for (Index row = 0; row < w.images * w.rows; ++row) {
    sums.setZero();
    give(w, share, call.arguments[0] + row * w.cols, call.scratch);
    T* const x = call.out + w.first_entry(row);
    for (Index i = 0; i < w.size; ++i) Array<T>(x + i * w.width, w.width) += sums;
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
    .pull =
        [](Pull& p) {
          const auto& at = p.record().integers;
          p.give(0, made(spread_operation, p.g, p.argument(0).shape(), at[0], at[1]));
        },
    .scratch = [](const Graph& graph,
                  const Record& record) { return graph.record(record.arguments[0]).shape[-1]; }};
/// The adjoint: each entry shared among its window.
const Operation spread_operation{
    .name = "spread",
    .evaluate_float = evaluate_spread<float>,
    .evaluate_double = evaluate_spread<double>,
    .pull =
        [](Pull& p) {
          const auto& at = p.record().integers;
          p.give(0, made(average_operation, p.g, p.argument(0).shape(), at[0], at[1]));
        },
    .scratch = [](const Graph&, const Record& record) { return record.shape[-1]; }};

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
