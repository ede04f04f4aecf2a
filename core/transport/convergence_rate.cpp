// Birkhoff's contraction coefficient and the second singular value of a plan.
#include "core/transport/convergence_rate.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/math/eigenpairs.hpp"

namespace thalweg::transport {

SweepRate guaranteed_rate(const Matrix& cost, double eta) {
  THALWEG_ASSERT(eta > 0);
  Vector widest(cost.rows());
  parallel_for(cost.rows(), 4, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      double most = 0;
      for (Index j = 0; j < i; ++j) {
        const auto difference = cost.row(i).array() - cost.row(j).array();
        most = std::max(most, difference.maxCoeff() - difference.minCoeff());
      }
      widest[i] = most;
    }
  });
  const double diameter = eta * widest.maxCoeff();
  const double lambda = std::tanh(diameter / 4), secant = 1 / std::cosh(diameter / 4);
  return {lambda * lambda, secant * secant};
}

SweepRate local_rate(const Matrix& plan) {
  const Vector rows = plan.rowwise().sum(), cols = plan.colwise().sum().transpose();
  if (!plan.allFinite() || rows.minCoeff() <= 0 || cols.minCoeff() <= 0) return {1, 0};
  const Vector row_root = rows.cwiseSqrt() / std::sqrt(rows.sum());
  const Matrix scaled = rows.cwiseSqrt().cwiseInverse().asDiagonal() * plan *
                        cols.cwiseSqrt().cwiseInverse().asDiagonal();
  // The first singular value is 1, with the roots of the masses as its vectors: taken out.
  const LinearOperator rest = [&](const Vector& v, Vector& out) {
    out.noalias() = scaled * (scaled.transpose() * v);
    out -= row_root * row_root.dot(v);
  };
  if (plan.rows() < 2) return {0, 1};
  const Eigenpairs found = eigenpairs(rest, plan.rows(), 1, {.tolerance = 1e-10});
  const double factor =
      found.pairs.values.size() > 0 ? std::clamp(found.pairs.values[0], 0.0, 1.0) : 0;
  return {factor, 1 - factor};
}

}  // namespace thalweg::transport
