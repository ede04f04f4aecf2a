// Matrix products, the one operation behind matmul, and what all sums of products share: they are
// added up where they are formed.
#pragma once

#include <algorithm>

#include "core/autodiff/kernels.hpp"
#include "core/autodiff/strided.hpp"

namespace thalweg::autodiff {

/// op(a) op(b), where op exchanges the last two axes when asked; each of two axes or of three, of
/// which the first is a batch. Of a result without batch axis the products are summed.
Node product(Node a, bool a_transposed, Node b, bool b_transposed, bool batched);

// An operation that sums products (Operation::sums_products) computes c + Σ f(Aᵢ, Bᵢ), f bilinear.
// arguments: c when integers[0] is 1; A₁, B₁, A₂, B₂, …; integers: whether there is c, then equally
// many for each term. Only evaluators meet others than the single term without c.

inline std::size_t first_factor(const Record& record) {
  return static_cast<std::size_t>(record.integers[0]);
}
inline std::size_t term_count(const Record& record) {
  return (record.arguments.size() - first_factor(record)) / 2;
}

/// The record of the sum of products and `other`, a node that can be repeated to its shape; an
/// empty one when there is a c.
Record products_plus(const Record& products, int other);
/// The record of the sum of two of one shape; an empty one when both have a c, or f differs.
Record products_plus_products(const Record& a, const Record& b);

/// out = c.
template <class T>
void begin_sum(const Call<T>& call) {
  const Shape& shape = call.record->shape;
  const Walk<2> walk(shape, {shape.strides(), broadcast_strides(*call.shapes[0], shape)});
  walk.rows([&](const auto& at) {
    const T* const c = call.arguments[0] + at[1];
    if (walk.step()[1] == 0) {
      Array<T>(call.out + at[0], walk.length()).setConstant(*c);
    } else {
      std::copy_n(c, walk.length(), call.out + at[0]);
    }
  });
}

}  // namespace thalweg::autodiff
