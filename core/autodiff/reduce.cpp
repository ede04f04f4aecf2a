// Sums are adjoints of repetitions (view.cpp); what remains are maxima and log Σ exp along the last
// axis, and masks of the largest entries.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/autodiff/kernels.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"

namespace thalweg::autodiff {
namespace {

/// Calls row(numbers of a row of argument 0, its number) for all rows along the last axis.
template <class T, class F>
void rows_of(const Call<T>& call, F row) {
  const Index n = (*call.shapes[0])[-1], rows = call.shapes[0]->size() / n;
  for (Index i = 0; i < rows; ++i) row(ConstArray<T>(call.arguments[0] + i * n, n), i);
}

template <class T>
void evaluate_max(const Call<T>& call) {
  rows_of(call, [&](const ConstArray<T>& x, Index i) {
    call.out[i] = x.template maxCoeff<Eigen::PropagateNaN>();
  });
}

/// Exponentials and logarithms of all rows at once: rows may be shorter than a group of lanes.
template <class T>
void evaluate_log_sum_exp(const Call<T>& call) {
  const Index rows = call.size(), n = (*call.shapes[0])[-1];
  Array<T> shifted(call.scratch, rows * n), tops(call.scratch + rows * n, rows);
  rows_of(call, [&](const ConstArray<T>& x, Index i) {
    tops[i] = x.maxCoeff();
    shifted.segment(i * n, n) = x - (std::isfinite(tops[i]) ? tops[i] : T(0));
  });
  shifted = shifted.exp();
  Array<T> out(call.out, rows);
  for (Index i = 0; i < rows; ++i) out[i] = shifted.segment(i * n, n).sum();
  out = tops.isFinite().select(tops + out.log(), tops);
}

/// 1 / how often the row's value occurs where it occurs, else 0.
template <class T>
void evaluate_share(const Call<T>& call) {
  rows_of(call, [&](const ConstArray<T>& x, Index i) {
    Array<T> out(call.out + i * x.size(), x.size());
    out = (x == call.arguments[1][i]).template cast<T>();
    out /= std::max(T(1), out.sum());
  });
}

// integers: k
template <class T>
void evaluate_top_k(const Call<T>& call) {
  rows_of(call, [&](const ConstArray<T>& x, Index i) {
    std::copy_n(x.data(), x.size(), call.scratch);
    const Index k = call.record->integers[0];
    std::nth_element(call.scratch, call.scratch + k - 1, call.scratch + x.size(), std::greater<>());
    const T least = call.scratch[k - 1];
    Index ties = k - (x > least).count();
    T* const out = call.out + i * x.size();
    for (Index j = 0; j < x.size(); ++j) {
      const bool in = x[j] > least || (x[j] == least && ties-- > 0);
      out[j] = in ? T(1) : T(0);
    }
  });
}

const Operation share_operation{"share of the maximum", evaluate_share<float>,
                                evaluate_share<double>};
const Operation max_operation{
    "max", evaluate_max<float>, evaluate_max<double>, [](Pull& p) {
      const Node x = p.argument(0);
      const Node share = x.graph().add({&share_operation, x.shape(), {x.id(), p.y.id()}, {}, {}});
      p.give(0, reshape(p.g, p.g.shape().with_last(1)) * share);
    }};
const Operation log_sum_exp_operation{
    "log_sum_exp", evaluate_log_sum_exp<float>, evaluate_log_sum_exp<double>,
    [](Pull& p) {
      const Shape kept = p.y.shape().with_last(1);
      p.give(0, reshape(p.g, kept) * exp(p.argument(0) - reshape(p.y, kept)));
    },
    [](const Graph& graph, const Record& record) {
      return graph.record(record.arguments[0]).shape.size() + record.shape.size();
    }};
const Operation top_k_operation{
    "top_k_mask", evaluate_top_k<float>, evaluate_top_k<double>, nullptr,
    [](const Graph&, const Record& record) { return record.shape[-1]; }};

/// Applies an operation along the last axis to another one.
Node reduce(const Operation& operation, Node x, int given, bool keep) {
  const int axis = x.shape().axis(given), last = x.shape().rank() - 1;
  const Shape kept = x.shape().with(axis, 1);
  if (axis != last) {
    std::vector<int> order(static_cast<std::size_t>(last) + 1);
    std::iota(order.begin(), order.end(), 0);
    std::rotate(order.begin() + axis, order.begin() + axis + 1, order.end());
    x = permute(x, order);
  }
  const Node out = x.graph().add({&operation, x.shape().without(last), {x.id()}, {}, {}});
  return keep ? reshape(out, kept) : out;
}

}  // namespace

Node sum(Node x) { return sum_to(x, {}); }

Node sum(Node x, int axis, bool keep) {
  const Node kept = sum_to(x, x.shape().with(axis, 1));
  return keep ? kept : reshape(kept, kept.shape().without(axis));
}

Node mean(Node x) { return sum(x) / static_cast<double>(x.shape().size()); }

Node mean(Node x, int axis, bool keep) {
  return sum(x, axis, keep) / static_cast<double>(x.shape()[axis]);
}

Node dot(Node a, Node b) { return sum(a * b); }

Node max(Node x, int axis, bool keep) { return reduce(max_operation, x, axis, keep); }

Node log_sum_exp(Node x, int axis, bool keep) {
  return reduce(log_sum_exp_operation, x, axis, keep);
}

Node softmax(Node x, int axis) { return exp(log_softmax(x, axis)); }

Node log_softmax(Node x, int axis) { return x - log_sum_exp(x, axis, true); }

Node top_k_mask(Node x, Index k) {
  if (k < 1 || k > x.shape()[-1]) throw Internal("top_k_mask of " + x.shape().text() + ": k");
  return x.graph().add({&top_k_operation, x.shape(), {x.id()}, {k}, {}});
}

}  // namespace thalweg::autodiff
