// Reading and adding along strides.
#include "core/autodiff/view.hpp"

#include <algorithm>
#include <numeric>

#include "core/autodiff/kernels.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/autodiff/rewrites.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

// integers: offset, one stride for each axis of the smaller side.
Strides strides_of(const Record& record) {
  Strides out{};
  std::copy(record.integers.begin() + 1, record.integers.end(), out.begin());
  return out;
}

template <class T>
void evaluate_view(const Call<T>& call) {
  const Shape& shape = call.record->shape;
  const Walk<2> walk(shape, {shape.strides(), strides_of(*call.record)}, true);
  const T* const x = call.arguments[0] + call.record->integers[0];
  const Index n = walk.length(), to = walk.step()[0], from = walk.step()[1];
  walk.rows([&](const auto& at) {
    T* const out = call.out + at[0];
    const T* const in = x + at[1];
    if (to == 1 && from == 1) {
      std::copy_n(in, n, out);
    } else if (to == 1 && from == 0) {
      Array<T>(out, n).setConstant(*in);
    } else {
      for (Index i = 0; i < n; ++i) out[i * to] = in[i * from];
    }
  });
}

template <class T>
void evaluate_unview(const Call<T>& call) {
  const Shape& shape = *call.shapes[0];
  const Walk<2> walk(shape, {shape.strides(), strides_of(*call.record)}, true);
  std::fill_n(call.out, call.size(), T(0));
  T* const y = call.out + call.record->integers[0];
  const Index n = walk.length(), from = walk.step()[0], to = walk.step()[1];
  walk.rows([&](const auto& at) {
    const T* const g = call.arguments[0] + at[0];
    T* const out = y + at[1];
    if (from == 1 && to == 1) {
      Array<T>(out, n) += ConstArray<T>(g, n);
    } else if (from == 1 && to == 0) {
      *out += ConstArray<T>(g, n).sum();
    } else {
      for (Index i = 0; i < n; ++i) out[i * to] += g[i * from];
    }
  });
}

extern const Operation unview_operation;

const Operation view_operation{
    "view", evaluate_view<float>, evaluate_view<double>, [](Pull& p) {
      p.give(0, unview(p.g, p.argument(0).shape(), p.record().integers[0], strides_of(p.record())));
    }};
const Operation unview_operation{
    "unview", evaluate_unview<float>, evaluate_unview<double>, [](Pull& p) {
      p.give(0, view(p.g, p.argument(0).shape(), p.record().integers[0], strides_of(p.record())));
    }};

template <class T>
void evaluate_nothing(const Call<T>&) {}

// integers: first entry
Node alias(Node x, const Shape& shape, Index first);
const Operation alias_operation{.name = "alias",
                                .evaluate_float = evaluate_nothing<float>,
                                .evaluate_double = evaluate_nothing<double>,
                                .pull =
                                    [](Pull& p) {
                                      const Shape& from = p.argument(0).shape();
                                      const Index first = p.record().integers[0];
                                      if (from.size() == p.y.shape().size()) {
                                        return p.give(0, reshape(p.g, from));
                                      }
                                      const Node flat = reshape(p.g, {p.g.shape().size()});
                                      const Shape whole{from.size()};
                                      p.give(0, reshape(unview(flat, whole, first, {1}), from));
                                    },
                                .alias = true};

Node alias(Node x, const Shape& shape, Index first) {
  if (shape == x.shape()) return x;
  return x.graph().add({&alias_operation, shape, {x.id()}, {first}, {}});
}

std::vector<Index> integers_of(Index offset, const Strides& strides, int rank) {
  std::vector<Index> out{offset};
  out.insert(out.end(), strides.begin(), strides.begin() + rank);
  return out;
}

}  // namespace

Strides broadcast_strides(const Shape& from, const Shape& to) {
  Strides out{};
  const Strides own = from.strides();
  for (int i = 1; i <= from.rank(); ++i) {
    if (from[-i] == 1) continue;
    out[static_cast<std::size_t>(to.rank() - i)] = own[static_cast<std::size_t>(from.rank() - i)];
  }
  return out;
}

Node view(Node x, const Shape& shape, Index offset, const Strides& strides) {
  // Entries that lie in one piece are not copied.
  const Strides dense = shape.strides();
  bool contiguous = true;
  for (int i = 0; i < shape.rank(); ++i) {
    const auto axis = static_cast<std::size_t>(i);
    contiguous = contiguous && (shape[i] == 1 || strides[axis] == dense[axis]);
  }
  if (contiguous) return alias(x, shape, offset);
  return x.graph().add(
      {&view_operation, shape, {x.id()}, integers_of(offset, strides, shape.rank()), {}});
}

Node unview(Node g, const Shape& shape, Index offset, const Strides& strides) {
  return g.graph().add(
      {&unview_operation, shape, {g.id()}, integers_of(offset, strides, g.shape().rank()), {}});
}

bool is_broadcast(const Record& record, const Records& records) {
  if (record.operation != &view_operation || record.integers[0] != 0) return false;
  const Shape &from = records(record.arguments[0]).shape, &to = record.shape;
  if (from.rank() > to.rank()) return false;
  for (int i = 1; i <= from.rank(); ++i) {
    if (from[-i] != 1 && from[-i] != to[-i]) return false;
  }
  return strides_of(record) == broadcast_strides(from, to);
}

Node reshape(Node x, const Shape& shape) {
  if (shape.size() != x.shape().size()) {
    throw Internal("reshape of " + x.shape().text() + " to " + shape.text());
  }
  return alias(x, shape, 0);
}

Node broadcast(Node x, const Shape& shape) {
  if (shape == x.shape()) return x;
  if (broadcast_shape(x.shape(), shape, "broadcast") != shape) {
    throw Internal("broadcast of " + x.shape().text() + " to " + shape.text());
  }
  return view(x, shape, 0, broadcast_strides(x.shape(), shape));
}

Node sum_to(Node x, const Shape& shape) {
  const Shape& from = x.shape();
  if (shape == from) return x;
  bool fits = shape.rank() <= from.rank();
  for (int i = 1; fits && i <= shape.rank(); ++i) fits = shape[-i] == 1 || shape[-i] == from[-i];
  if (!fits) throw Internal("sum_to of " + from.text() + " to " + shape.text());
  if (shape.size() == from.size()) return reshape(x, shape);
  return unview(x, shape, 0, broadcast_strides(shape, x.shape()));
}

Node permute(Node x, std::span<const int> order) {
  const Shape& from = x.shape();
  std::vector<char> seen(static_cast<std::size_t>(from.rank()));
  std::vector<Index> sizes;
  Strides strides{};
  for (const int given : order) {
    const auto axis = static_cast<std::size_t>(from.axis(given));
    seen[axis] = 1;
    strides[sizes.size()] = from.strides()[axis];
    sizes.push_back(from[given]);
  }
  if (sizes.size() != seen.size() || std::count(seen.begin(), seen.end(), 0) > 0) {
    throw Internal("permute of " + from.text() + ": each axis must occur once");
  }
  return view(x, Shape(sizes), 0, strides);
}

Node transpose(Node x) {
  if (x.shape().rank() < 2) throw Internal("transpose of " + x.shape().text());
  std::vector<int> order(static_cast<std::size_t>(x.shape().rank()));
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return permute(x, order);
}

Node slice(Node x, int given, Index begin, Index end, Index step) {
  const Shape& from = x.shape();
  const int axis = from.axis(given);
  const Index count = step == 0 ? 0 : (end - begin + step - (step > 0 ? 1 : -1)) / step;
  if (count < 1 || begin < 0 || begin >= from[axis] || begin + (count - 1) * step >= from[axis] ||
      begin + (count - 1) * step < 0) {
    throw Internal("slice of " + from.text() + " outside its axis");
  }
  Strides strides = from.strides();
  Index& along = strides[static_cast<std::size_t>(axis)];
  const Index offset = begin * along;
  along *= step;
  return view(x, from.with(axis, count), offset, strides);
}

}  // namespace thalweg::autodiff
