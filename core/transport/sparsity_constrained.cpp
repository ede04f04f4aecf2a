// Selection of the k largest and projection onto the simplex, column by column.
#include "core/transport/sparsity_constrained.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::transport {
namespace {

/// Numbers of the k largest of s, the largest first; the lower number where they tie.
std::vector<Index> largest(const double* s, Index size, Index k) {
  std::vector<Index> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), Index{0});
  const auto before = [s](Index i, Index j) { return s[i] != s[j] ? s[i] > s[j] : i < j; };
  const auto end = order.begin() + std::min(size, k);
  std::partial_sort(order.begin(), end, order.end(), before);
  order.erase(end, order.end());
  return order;
}

Index column_grain(Index rows) { return std::max<Index>(1, 4096 / std::max<Index>(1, rows)); }

/// Calls column(j, s, t) for every column with s = α − c_j; adds up what it returns, in order, and
/// takes t as the plan's column.
template <class Column>
SparseDual over_columns(const Problem& problem, const Vector& alpha, const Column& column) {
  const Index n = problem.n(), m = problem.m();
  THALWEG_ASSERT(alpha.size() == n);
  SparseDual out;
  Matrix turned(m, n);
  out.value = -parallel_sum(m, column_grain(n), [&](Index begin, Index end) {
    double sum = 0;
    Vector s(n), t(n);
    for (Index j = begin; j < end; ++j) {
      s = alpha - problem.cost_transposed.row(j).transpose();
      sum += column(j, s, t);
      turned.row(j) = t;
    }
    return sum;
  });
  out.value += alpha.dot(problem.source);
  out.plan = turned.transpose();
  return out;
}

}  // namespace

double best_column(const SparsityConstraint& constraint, const double* s, double mass, Vector& t) {
  THALWEG_ASSERT(constraint.gamma > 0 && constraint.k >= 1 && mass >= 0);
  const std::vector<Index> top = largest(s, t.size(), constraint.k);
  // t_i = max(s_i − θ, 0) / γ; θ from the longest run of the largest that all stay positive.
  double sum = 0, threshold = 0;
  for (std::size_t count = 1; count <= top.size(); ++count) {
    const double next = s[top[count - 1]];
    if (count > 1 && next <= threshold) break;
    sum += next;
    threshold = (sum - constraint.gamma * mass) / static_cast<double>(count);
  }
  t.setZero();
  double value = 0;
  for (const Index i : top) {
    t[i] = std::max(s[i] - threshold, 0.0) / constraint.gamma;
    value += s[i] * t[i] - 0.5 * constraint.gamma * t[i] * t[i];
  }
  return value;
}

namespace {

/// Squared k-support norm of t ≥ 0: the largest entries count by themselves, the rest by its sum.
double squared_support_norm(Vector t, Index k) {
  std::sort(t.begin(), t.end(), std::greater<>());
  const Index most = std::min(k, t.size());
  double squares = 0, rest = t.sum();
  for (Index alone = 0; alone < most - 1; ++alone) {
    const auto shared = static_cast<double>(most - alone);
    if (t[alone] <= rest / shared) return squares + rest * rest / shared;
    squares += t[alone] * t[alone];
    rest = t.tail(t.size() - alone - 1).sum();
  }
  return squares + rest * rest;
}

}  // namespace

double sparse_primal(const Problem& problem, const SparsityConstraint& constraint,
                     const Matrix& plan) {
  double value = transport_cost(problem, plan);
  for (Index j = 0; j < plan.cols(); ++j) {
    value += 0.5 * constraint.gamma * squared_support_norm(plan.col(j), constraint.k);
  }
  return value;
}

SparseDual sparse_semi_dual(const Problem& problem, const SparsityConstraint& constraint,
                            const Vector& alpha) {
  return over_columns(problem, alpha, [&](Index j, const Vector& s, Vector& t) {
    return best_column(constraint, s.data(), problem.target[j], t);
  });
}

SparseDual sparse_dual(const Problem& problem, const SparsityConstraint& constraint,
                       const Potentials& potentials) {
  THALWEG_ASSERT(constraint.gamma > 0 && constraint.k >= 1);
  const auto column = [&](Index j, const Vector& s, Vector& t) {
    t.setZero();
    for (const Index i : largest(s.data(), s.size(), constraint.k)) {
      t[i] = std::max(s[i] + potentials.g[j], 0.0) / constraint.gamma;
    }
    return 0.5 * constraint.gamma * t.squaredNorm();
  };
  SparseDual out = over_columns(problem, potentials.f, column);
  out.value += potentials.g.dot(problem.target);
  return out;
}

}  // namespace thalweg::transport
