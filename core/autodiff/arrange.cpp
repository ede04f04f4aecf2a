// Joining tensors, and rows chosen by numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/autodiff/kernels.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/autodiff/view.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

// integers: axis
template <class T>
void evaluate_concatenate(const Call<T>& call) {
  const Shape& shape = call.record->shape;
  const int axis = static_cast<int>(call.record->integers[0]);
  const Index inner = shape.strides()[static_cast<std::size_t>(axis)];
  const Index row = inner * shape[axis];
  Index place = 0;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Index piece = inner * (*call.shapes[i])[axis];
    for (Index k = 0; k * row < call.size(); ++k) {
      std::copy_n(call.arguments[i] + k * piece, piece, call.out + k * row + place);
    }
    place += piece;
  }
}

const Operation concatenate_operation{"concatenate", evaluate_concatenate<float>,
                                      evaluate_concatenate<double>, [](Pull& p) {
                                        const int axis = static_cast<int>(p.record().integers[0]);
                                        Index begin = 0;
                                        for (int i = 0; i < p.arguments(); ++i) {
                                          const Index end = begin + p.argument(i).shape()[axis];
                                          if (p.wants(i)) p.give(i, slice(p.g, axis, begin, end));
                                          begin = end;
                                        }
                                      }};

/// The row of `shape` that rows[i] names; Internal when there is none.
template <class T>
Index row_named(T number, const Shape& shape, const char* what) {
  if (number >= 0 && number < static_cast<T>(shape[0]) && number == std::floor(number)) {
    return static_cast<Index>(number);
  }
  throw Internal(fmt::format("{}: there is no row {} of {}", what, number, shape.text()));
}

template <class T>
void evaluate_gather(const Call<T>& call) {
  const Shape& from = *call.shapes[0];
  const Index inner = from.size() / from[0];
  for (Index i = 0; i < call.record->shape[0]; ++i) {
    const Index row = row_named(call.arguments[1][i], from, "gather");
    std::copy_n(call.arguments[0] + row * inner, inner, call.out + i * inner);
  }
}

template <class T>
void evaluate_scatter(const Call<T>& call) {
  const Shape& to = call.record->shape;
  const Index inner = call.size() / to[0];
  std::fill_n(call.out, call.size(), T(0));
  for (Index i = 0; i < (*call.shapes[0])[0]; ++i) {
    const Index row = row_named(call.arguments[1][i], to, "scatter_add");
    Array<T>(call.out + row * inner, inner) += ConstArray<T>(call.arguments[0] + i * inner, inner);
  }
}

const Operation gather_operation{
    "gather", evaluate_gather<float>, evaluate_gather<double>, [](Pull& p) {
      if (p.wants(0)) {
        p.give(0, scatter_add(p.g, p.argument(1), p.argument(0).shape()[0]));
      }
    }};
const Operation scatter_operation{"scatter_add", evaluate_scatter<float>, evaluate_scatter<double>,
                                  [](Pull& p) {
                                    if (p.wants(0)) p.give(0, gather(p.g, p.argument(1)));
                                  }};

/// Zeros before and after: x put into place along one axis.
Node pad_with_zeros(Node x, int axis, Index before, Index after) {
  const Shape shape = x.shape().with(axis, before + x.shape()[axis] + after);
  const Strides strides = shape.strides();
  return unview(x, shape, before * strides[static_cast<std::size_t>(axis)], strides);
}

}  // namespace

Node concatenate(std::span<const Node> parts, int given) {
  if (parts.empty()) throw Internal("concatenate of nothing");
  if (parts.size() == 1) return parts[0];
  const Shape& first = parts[0].shape();
  const int axis = first.axis(given);
  Record record{&concatenate_operation, first, {}, {axis}, {}};
  Index total = 0;
  for (const Node& part : parts) {
    if (part.shape().rank() != first.rank() || part.shape().with(axis, first[axis]) != first) {
      throw Internal("concatenate of " + first.text() + " and " + part.shape().text());
    }
    total += part.shape()[axis];
  }
  record.arguments = ids_of(parts, "concatenate");
  record.shape = first.with(axis, total);
  return parts[0].graph().add(std::move(record));
}

Node flatten(std::span<const Node> parts) {
  std::vector<Node> flat;
  for (const Node& part : parts) flat.push_back(reshape(part, {part.shape().size()}));
  return concatenate(flat, 0);
}

Node gather(Node x, Node rows) {
  if (x.shape().rank() < 1 || rows.shape().rank() != 1) {
    throw Internal("gather of " + x.shape().text() + " by " + rows.shape().text());
  }
  const Shape shape = x.shape().with(0, rows.shape()[0]);
  return x.graph().add({&gather_operation, shape, ids_of(x, rows, "gather"), {}, {}});
}

Node scatter_add(Node x, Node rows, Index count) {
  if (x.shape().rank() < 1 || rows.shape() != Shape{x.shape()[0]} || count < 1) {
    throw Internal(fmt::format("scatter_add of {} by {} to {} rows", x.shape().text(),
                               rows.shape().text(), count));
  }
  const Shape shape = x.shape().with(0, count);
  return x.graph().add({&scatter_operation, shape, ids_of(x, rows, "scatter_add"), {}, {}});
}

Node pad(Node x, int given, Index before, Index after, Padding mode) {
  const int axis = x.shape().axis(given);
  const Index n = x.shape()[axis], most = mode == Padding::reflect ? n - 1 : n;
  const bool fits =
      before >= 0 && after >= 0 && (mode == Padding::zero || std::max(before, after) <= most);
  if (!fits) throw Internal(fmt::format("pad of {} by {}, {}", x.shape().text(), before, after));
  if (before + after == 0) return x;
  if (mode == Padding::zero) return pad_with_zeros(x, axis, before, after);
  const bool circular = mode == Padding::circular;
  std::vector<Node> parts;
  if (before > 0) {
    parts.push_back(circular ? slice(x, axis, n - before, n) : slice(x, axis, before, 0, -1));
  }
  parts.push_back(x);
  if (after > 0) {
    parts.push_back(circular ? slice(x, axis, 0, after) : slice(x, axis, n - 2, n - 2 - after, -1));
  }
  return concatenate(parts, axis);
}

}  // namespace thalweg::autodiff
