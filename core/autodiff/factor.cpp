// Triangular solves, Cholesky factors and singular values, with their derivatives after Giles
// (2008), 'Collected matrix derivative results', Murray (2016), arXiv:1602.07527, and Townsend
// (2016), 'Differentiating the singular value decomposition'.
#include <algorithm>

#include "core/autodiff/kernels.hpp"
#include "core/autodiff/operation.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/math/small_factor.hpp"

namespace thalweg::autodiff {
namespace {

/// A constant n × n matrix of three numbers: below, on and above the diagonal.
Node triangles(Graph& graph, Index n, double below, double on, double above) {
  std::vector<double> entries;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) entries.push_back(i > j ? below : i == j ? on : above);
  }
  return graph.constant({n, n}, std::move(entries));
}

// integers: transposed
template <class T>
void evaluate_solve(const Call<T>& call) {
  const Shape& shape = call.record->shape;
  std::copy_n(call.arguments[1], call.size(), call.out);
  solve_lower(call.arguments[0], shape[0], call.record->integers[0] == 1, call.out, shape[1]);
}

const Operation solve_operation{
    "triangular_solve", evaluate_solve<float>, evaluate_solve<double>, [](Pull& p) {
      const bool transposed = p.record().integers[0] == 1;
      const Node l = p.argument(0), share = triangular_solve(l, p.g, !transposed);
      if (p.wants(1)) p.give(1, share);
      if (p.wants(0)) {
        const Node by_l =
            transposed ? matmul(p.y, transpose(share)) : matmul(share, transpose(p.y));
        p.give(0, -(by_l * triangles(l.graph(), l.shape()[0], 1, 1, 0)));
      }
    }};

template <class T>
void evaluate_cholesky(const Call<T>& call) {
  cholesky_factor(call.arguments[0], call.record->shape[0], call.out);
}

// Ā = ½ (S + Sᵀ) with S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, where Φ keeps the lower triangle and half the diagonal.
const Operation cholesky_operation{
    "cholesky", evaluate_cholesky<float>, evaluate_cholesky<double>, [](Pull& p) {
      const Node l = p.y, half = triangles(l.graph(), l.shape()[0], 1, 0.5, 0);
      const Node phi = matmul(transpose(l), p.g) * half;
      const Node left = triangular_solve(l, phi, true);
      const Node s = transpose(triangular_solve(l, transpose(left), true));
      p.give(0, 0.5 * (s + transpose(s)));
    }};

// The value is u, the singular values and v one after the other.
template <class T>
void evaluate_svd(const Call<T>& call) {
  const Index m = (*call.shapes[0])[0], n = (*call.shapes[0])[1], k = std::min(m, n);
  thin_svd(call.arguments[0], m, n, call.out, call.out + m * k, call.out + m * k + k);
}

Svd unpack(Node packed, Index m, Index n) {
  const Index k = std::min(m, n), v = m * k + k;
  return {reshape(slice(packed, 0, 0, m * k), {m, k}), slice(packed, 0, m * k, v),
          reshape(slice(packed, 0, v, v + n * k), {n, k})};
}

/// x − u (uᵀ x): what lies outside the columns of u.
Node outside(Node u, Node x) { return x - matmul(u, matmul(transpose(u), x)); }

void pull_svd(Pull& p) {
  const Node x = p.argument(0);
  const Index m = x.shape()[0], n = x.shape()[1], k = std::min(m, n);
  const auto [u, s, v] = unpack(p.y, m, n);
  const auto [u_bar, s_bar, v_bar] = unpack(p.g, m, n);
  const Node row = reshape(s, {1, k}), column = reshape(s, {k, 1});
  const Node eye = triangles(x.graph(), k, 0, 1, 0);
  const Node f = triangles(x.graph(), k, 1, 0, 1) / (square(row) - square(column) + eye);
  const auto turn = [&](Node q, Node q_bar) {
    const Node inner = matmul(transpose(q), q_bar);
    return f * (inner - transpose(inner));
  };
  const Node core = turn(u, u_bar) * row + eye * s_bar + column * turn(v, v_bar);
  Node share = matmul(u, matmul(core, transpose(v)));
  if (m > k) share = share + matmul(outside(u, u_bar) / row, transpose(v));
  if (n > k) share = share + matmul(u, transpose(outside(v, v_bar) / row));
  p.give(0, share);
}

const Operation svd_operation{"svd", evaluate_svd<float>, evaluate_svd<double>, pull_svd};

void require_square(Node a, const char* what) {
  if (a.shape().rank() != 2 || a.shape()[0] != a.shape()[1]) {
    throw Internal(std::string(what) + " of " + a.shape().text());
  }
}

}  // namespace

Node cholesky(Node a) {
  require_square(a, "cholesky");
  return a.graph().add({&cholesky_operation, a.shape(), {a.id()}, {}, {}});
}

Node triangular_solve(Node l, Node b, bool transposed) {
  require_square(l, "triangular_solve");
  if (b.shape().rank() != 2 || b.shape()[0] != l.shape()[0]) {
    throw Internal("triangular_solve of " + l.shape().text() + " and " + b.shape().text());
  }
  return l.graph().add(
      {&solve_operation, b.shape(), ids_of(l, b, "triangular_solve"), {transposed ? 1 : 0}, {}});
}

Svd svd(Node x) {
  if (x.shape().rank() != 2) throw Internal("svd of " + x.shape().text());
  const Index m = x.shape()[0], n = x.shape()[1], k = std::min(m, n);
  const Node packed = x.graph().add({&svd_operation, {k * (m + 1 + n)}, {x.id()}, {}, {}});
  return unpack(packed, m, n);
}

}  // namespace thalweg::autodiff
