// y = c + Σ op(Aᵢ) op(Bᵢ): a layer, its derivative by all of its arguments at once, and the sums of
// the reverse sweep are each one node, added up where the product is formed.
#include "core/autodiff/product.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/autodiff/kernels.hpp"
#include "core/autodiff/multiply.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

// integers of each term: 1 if A is transposed, plus 2 if B is.
bool a_transposed(const Record& record, std::size_t i) { return record.integers[i + 1] & 1; }
bool b_transposed(const Record& record, std::size_t i) { return record.integers[i + 1] & 2; }

/// One factor of a term: a matrix, or a batch of them, as it is read.
template <class T>
struct Factor {
  StridedMatrix<T> first;
  Index next, batch;  ///< numbers to the next matrix of the batch: 0 for a shared one
  Factor(const T* numbers, const Shape& shape, bool transposed)
      : first{numbers, shape[-2], shape[-1], shape[-1], 1},
        next(shape.rank() == 3 ? first.rows * first.cols : 0),
        batch(shape.rank() == 3 ? shape[0] : 1) {
    if (!transposed) return;
    std::swap(first.rows, first.cols);
    std::swap(first.row, first.col);
  }
  StridedMatrix<T> matrix(Index i) const {
    StridedMatrix<T> out = first;
    out.data += i * next;
    return out;
  }
};

/// A single column leaves the lanes of multiply() empty; Eigen's loops go along the rows instead.
template <class T>
void multiply_column(const StridedMatrix<T>& a, const T* column, bool add, T* out) {
  using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
  const Eigen::Map<const Column> b(column, a.cols);
  Eigen::Map<Column> to(out, a.rows);
  if (!add) to.setZero();
  if (a.col == 1) {
    to.noalias() += ConstMatrixMap<T>(a.data, a.rows, a.cols) * b;
  } else {
    to.noalias() += ConstMatrixMap<T>(a.data, a.cols, a.rows).transpose() * b;
  }
}

template <class T>
void evaluate_product(const Call<T>& call) {
  const Record& record = *call.record;
  const Shape& shape = record.shape;
  const std::size_t first = first_factor(record);
  // One row for all, such as a layer's bias, is added where the first product is formed.
  const bool row_for_all = first == 1 && shape[-1] > 1 && *call.shapes[0] == Shape{shape[-1]};
  if (first == 1 && !row_for_all) begin_sum(call);
  const Index next = shape.rank() == 3 ? shape[1] * shape[2] : 0;
  for (std::size_t i = 0; i < term_count(record); ++i) {
    const std::size_t at = first + 2 * i;
    const Factor<T> a(call.arguments[at], *call.shapes[at], a_transposed(record, i));
    const Factor<T> b(call.arguments[at + 1], *call.shapes[at + 1], b_transposed(record, i));
    for (Index k = 0; k < std::max(a.batch, b.batch); ++k) {
      const bool begun = i > 0 || (k > 0 && next == 0);
      T* const out = call.out + k * next;
      if (shape[-1] == 1) {
        multiply_column(a.matrix(k), b.matrix(k).data, begun || first == 1, out);
        continue;
      }
      Summand<T> c;
      if (row_for_all && !begun) {
        c = {call.arguments[0], 0};
      } else if (begun || first == 1) {
        c = {out, shape[-1]};
      }
      multiply(a.matrix(k), b.matrix(k), c, out, call.scratch);
    }
  }
}

Index product_scratch(const Graph& graph, const Record& record) {
  Index most = 0;
  for (std::size_t i = 0; i < term_count(record); ++i) {
    const int a = record.arguments[first_factor(record) + 2 * i];
    const Index depth = graph.record(a).shape[a_transposed(record, i) ? -2 : -1];
    most = std::max(most, multiply_scratch(depth, record.shape[-1]));
  }
  return most;
}

void pull_product(Pull& p) {
  const bool ta = a_transposed(p.record(), 0), tb = b_transposed(p.record(), 0);
  const Node a = p.argument(0), b = p.argument(1);
  if (p.wants(0)) {
    const bool batched = a.shape().rank() == 3;
    p.give(0, ta ? product(b, tb, p.g, true, batched) : product(p.g, false, b, !tb, batched));
  }
  if (p.wants(1)) {
    const bool batched = b.shape().rank() == 3;
    p.give(1, tb ? product(p.g, true, a, ta, batched) : product(a, !ta, p.g, false, batched));
  }
}

const Operation product_operation{.name = "matmul",
                                  .evaluate_float = evaluate_product<float>,
                                  .evaluate_double = evaluate_product<double>,
                                  .pull = pull_product,
                                  .scratch = product_scratch,
                                  .sums_products = true};

[[noreturn]] void misfit(Node a, Node b) {
  throw Internal(fmt::format("matmul of {} and {}", a.shape().text(), b.shape().text()));
}

Index batch_of(Node x) { return x.shape().rank() == 3 ? x.shape()[0] : 1; }

/// x with all axes but the last two as one batch axis.
Node with_one_batch_axis(Node x) {
  const Shape& shape = x.shape();
  if (shape.rank() <= 3) return x;
  return reshape(x, {shape.size() / (shape[-1] * shape[-2]), shape[-2], shape[-1]});
}

}  // namespace

Node product(Node a, bool ta, Node b, bool tb, bool batched) {
  const Shape &sa = a.shape(), &sb = b.shape();
  const Index batch = std::max(batch_of(a), batch_of(b));
  const bool fits = sa.rank() >= 2 && sa.rank() <= 3 && sb.rank() >= 2 && sb.rank() <= 3 &&
                    sa[ta ? -2 : -1] == sb[tb ? -1 : -2] &&
                    (sa.rank() == 2 || batch_of(a) == batch) &&
                    (sb.rank() == 2 || batch_of(b) == batch);
  if (!fits) misfit(a, b);
  const Index rows = sa[ta ? -1 : -2], cols = sb[tb ? -2 : -1];
  const Shape shape = batched ? Shape{batch, rows, cols} : Shape{rows, cols};
  return a.graph().add(
      {&product_operation, shape, ids_of(a, b, "matmul"), {0, (ta ? 1 : 0) + (tb ? 2 : 0)}, {}});
}

Record products_plus(const Record& record, int other) {
  if (first_factor(record) == 1) return {};
  Record out = record;
  out.integers[0] = 1;
  out.arguments.insert(out.arguments.begin(), other);
  return out;
}

Record products_plus_products(const Record& a, const Record& b) {
  if (a.operation != b.operation) return {};
  if (first_factor(a) == 1 && first_factor(b) == 1) return {};
  if (first_factor(b) == 1) return products_plus_products(b, a);
  Record out = a;
  out.arguments.insert(out.arguments.end(), b.arguments.begin(), b.arguments.end());
  out.integers.insert(out.integers.end(), b.integers.begin() + 1, b.integers.end());
  return out;
}

Node matmul(Node a, Node b) {
  const Shape sa = a.shape(), sb = b.shape();
  if (sa.rank() < 2 || sb.rank() < 2 || sa[-1] != sb[-2]) misfit(a, b);
  if (sa.rank() == 2 && sb.rank() == 2) return product(a, false, b, false, false);
  if (sa.rank() > 2 && sb.rank() > 2 && sa.with(-2, 1).with(-1, 1) != sb.with(-2, 1).with(-1, 1)) {
    misfit(a, b);
  }
  if (sb.rank() == 2) {  // the leading axes of a are rows
    const Node rows = reshape(a, {sa.size() / sa[-1], sa[-1]});
    return reshape(product(rows, false, b, false, false), sa.with(-1, sb[-1]));
  }
  const Node out = product(with_one_batch_axis(a), false, with_one_batch_axis(b), false, true);
  const Shape& batched = sa.rank() > 2 ? sa : sb;
  return reshape(out, batched.with(-2, sa[-2]).with(-1, sb[-1]));
}

Node affine(Node x, Node weights, Node bias) {
  const Shape &sx = x.shape(), &sw = weights.shape(), &sb = bias.shape();
  if (sx.rank() != 2 || sw.rank() != 2 || sx[1] != sw[1] || sb != Shape{sw[0]}) {
    throw Internal(fmt::format("affine of {}, {} and {}", sx.text(), sw.text(), sb.text()));
  }
  return product(x, false, weights, true, false) + bias;
}

}  // namespace thalweg::autodiff
