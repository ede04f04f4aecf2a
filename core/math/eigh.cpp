// Symmetric eigenproblems, compiled once.
#include "core/math/eigh.hpp"

#include <Eigen/Eigenvalues>
#include <limits>

#include "core/base/error.hpp"

namespace thalweg {

SymmetricEigen eigh(const Matrix& a) {
  THALWEG_ASSERT(a.rows() == a.cols());
  if (!a.allFinite()) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {Vector::Constant(a.rows(), nan), Matrix::Constant(a.rows(), a.rows(), nan)};
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(a);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

}  // namespace thalweg
