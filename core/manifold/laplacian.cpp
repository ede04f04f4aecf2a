// Cotangent weights, subspace iteration, signatures.
#include "core/manifold/laplacian.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.hpp"
#include "core/math/basis.hpp"
#include "core/math/factor.hpp"
#include "core/math/symmetric_function.hpp"

namespace thalweg::manifold {
namespace {

/// Replaces the columns of v by the Ritz vectors of the pencil, the lowest first.
Vector rayleigh_ritz(const Laplacian& laplacian, Matrix& v) {
  for (Index j = 0; j < v.cols(); ++j) v.col(j) /= v.col(j).norm();
  const Matrix gram = v.transpose() * (laplacian.masses.asDiagonal() * v);
  const Matrix whitened = v * power(symmetric_part(gram), -0.5);
  const Matrix product = laplacian.stiffness * whitened;
  const SymmetricEigen ritz = eigh(symmetric_part(whitened.transpose() * product));
  v = whitened * ritz.vectors;
  return ritz.values;
}

void standardise(Matrix& columns, const Vector& masses) {
  const Vector shares = masses / masses.sum();
  for (Index j = 0; j < columns.cols(); ++j) {
    columns.col(j).array() -= shares.dot(columns.col(j));
    const double variance = shares.dot(columns.col(j).cwiseAbs2());
    if (variance > 1e-24) columns.col(j) /= std::sqrt(variance);
  }
}

}  // namespace

Laplacian cotangent_laplacian(const TriangleMesh& mesh) {
  constexpr double least_weight = 1e-6;
  const Index n = mesh.size();
  std::vector<Eigen::Triplet<double, int>> sums;
  Vector masses = Vector::Zero(n);
  for (std::size_t t = 0; t < mesh.corners.size(); t += 3) {
    for (std::size_t k = 0; k < 3; ++k) {
      const int a = mesh.corners[t + k], b = mesh.corners[t + (k + 1) % 3],
                c = mesh.corners[t + (k + 2) % 3];
      const Vector u = mesh.points.row(a) - mesh.points.row(c);
      const Vector v = mesh.points.row(b) - mesh.points.row(c);
      const double product = u.dot(v);
      const double twice_area =
          std::sqrt(std::max(1e-300, u.squaredNorm() * v.squaredNorm() - product * product));
      masses[a] += twice_area / 6;
      // The cotangent at c belongs to the edge a–b; the other triangle adds its own.
      sums.emplace_back(std::min(a, b), std::max(a, b), 0.5 * product / twice_area);
    }
  }
  SparseMatrix upper(n, n);
  upper.setFromTriplets(sums.begin(), sums.end());
  std::vector<Eigen::Triplet<double, int>> entries;
  for (int row = 0; row < n; ++row) {
    for (SparseMatrix::InnerIterator it(upper, row); it; ++it) {
      const double weight = std::max(it.value(), least_weight);
      const int col = static_cast<int>(it.col());
      entries.emplace_back(row, col, -weight), entries.emplace_back(col, row, -weight);
      entries.emplace_back(row, row, weight), entries.emplace_back(col, col, weight);
    }
  }
  Laplacian out{SparseMatrix(n, n), std::move(masses)};
  out.stiffness.setFromTriplets(entries.begin(), entries.end());
  return out;
}

LaplaceBasis lowest_eigenfunctions(const Laplacian& laplacian, Index count) {
  constexpr int iterations = 24;
  const Index n = laplacian.masses.size(), block = std::min(n, 2 * count + 4);
  THALWEG_ASSERT(count > 0 && count <= n);
  SparseMatrix shifted = laplacian.stiffness;
  for (int i = 0; i < n; ++i) shifted.coeffRef(i, i) += laplacian.masses[i];
  const SparseLdlt factor(shifted);
  THALWEG_ASSERT(factor.ok());
  Matrix v(n, block);
  for (Index j = 0; j < block; ++j) v.col(j) = normal_vector(static_cast<std::uint64_t>(j) + 1, n);
  Vector values = rayleigh_ritz(laplacian, v);
  for (int k = 0; k < iterations; ++k) {
    for (Index j = 0; j < block; ++j) {
      v.col(j) = factor.solve(laplacian.masses.cwiseProduct(v.col(j)));
    }
    values = rayleigh_ritz(laplacian, v);
  }
  return {values.head(count), v.leftCols(count), laplacian.masses};
}

Matrix spectral_descriptors(const LaplaceBasis& basis, Index count) {
  const Index n = basis.functions.rows(), k = basis.values.size();
  THALWEG_ASSERT(k >= 2 && count >= 2);
  const double lowest = std::max(basis.values[1], 1e-12), highest = basis.values[k - 1];
  const Matrix squares = basis.functions.cwiseAbs2();
  Matrix out(n, 2 * count);
  const double longest = 4 * std::log(10) / lowest, shortest = 4 * std::log(10) / highest;
  const double first = std::log(lowest), last = std::log(highest);
  const double width = 7 * (last - first) / static_cast<double>(count);
  for (Index j = 0; j < count; ++j) {
    const double share = static_cast<double>(j) / static_cast<double>(count - 1);
    const double time = shortest * std::pow(longest / shortest, share);
    const Vector heat = (-time * basis.values).array().exp();
    out.col(j) = squares * heat / heat.sum();
    const double energy = first + share * (last - first);
    Vector wave = Vector::Zero(k);
    for (Index i = 1; i < k; ++i) {
      const double away = (std::log(std::max(basis.values[i], 1e-12)) - energy) / width;
      wave[i] = std::exp(-0.5 * away * away);
    }
    out.col(count + j) = squares * wave / wave.sum();
  }
  standardise(out, basis.masses);
  return out;
}

}  // namespace thalweg::manifold
