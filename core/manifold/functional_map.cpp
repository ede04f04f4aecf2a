// Row by row normal equations, their adjoint, nearest neighbours.
#include "core/manifold/functional_map.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/math/factor.hpp"

namespace thalweg::manifold {
namespace {

/// The normal matrix of row i.
Matrix row_matrix(const SpectralFeatures& f, const Matrix& gram, double alpha, Index row) {
  const double largest = std::max(f.values_x.maxCoeff(), f.values_y.maxCoeff());
  Matrix out = gram;
  out.diagonal().array() +=
      alpha * ((f.values_x.array() - f.values_y[row]) / largest).square() + 1e-12;
  return out;
}

}  // namespace

Matrix functional_map(const SpectralFeatures& f, double alpha) {
  const Matrix gram = f.x * f.x.transpose();
  Matrix c(f.y.rows(), f.x.rows());
  for (Index i = 0; i < c.rows(); ++i) {
    c.row(i) = solve_spd(row_matrix(f, gram, alpha, i), f.x * f.y.row(i).transpose());
  }
  return c;
}

FeatureGradient functional_map_gradient(const SpectralFeatures& f, double alpha, const Matrix& c,
                                        const Matrix& to_c) {
  const Matrix gram = f.x * f.x.transpose();
  Matrix u(c.rows(), c.cols());
  for (Index i = 0; i < c.rows(); ++i) {
    u.row(i) = solve_spd(row_matrix(f, gram, alpha, i), to_c.row(i).transpose());
  }
  const Matrix both = u.transpose() * c;
  return {u.transpose() * f.y - (both + both.transpose()) * f.x, u * f.x};
}

std::vector<Index> nearest_rows(const Matrix& from, const Matrix& to) {
  std::vector<Index> out(static_cast<std::size_t>(from.rows()));
  const Vector lengths = to.rowwise().squaredNorm();
  parallel_for(from.rows(), 64, [&](std::int64_t begin, std::int64_t end) {
    const Matrix products = from.middleRows(begin, end - begin) * to.transpose();
    for (Index i = begin; i < end; ++i) {
      (lengths - 2 * products.row(i - begin).transpose())
          .minCoeff(&out[static_cast<std::size_t>(i)]);
    }
  });
  return out;
}

std::vector<Index> point_map(const Matrix& c, const LaplaceBasis& x, const LaplaceBasis& y) {
  return nearest_rows(y.functions.leftCols(c.rows()) * c, x.functions.leftCols(c.cols()));
}

Matrix map_of_points(const std::vector<Index>& points, const LaplaceBasis& x, const LaplaceBasis& y,
                     Index count) {
  THALWEG_ASSERT(count <= x.functions.cols() && count <= y.functions.cols());
  Matrix pulled(std::ssize(points), count);
  for (Index i = 0; i < pulled.rows(); ++i) {
    pulled.row(i) = x.functions.row(points[static_cast<std::size_t>(i)]).head(count);
  }
  return y.functions.leftCols(count).transpose() * (y.masses.asDiagonal() * pulled);
}

}  // namespace thalweg::manifold
