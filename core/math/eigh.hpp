// Eigenvalues and eigenvectors of a dense symmetric matrix.
#pragma once

#include "core/math/dense.hpp"

namespace thalweg {

/// A = vectors · diag(values) · vectorsᵀ.
struct SymmetricEigen {
  Vector values;   ///< ascending; NaN when A is not finite
  Matrix vectors;  ///< orthonormal columns
};

/// All eigenpairs of the symmetric n × n matrix `a` (the lower triangle is read): tridiagonal
/// reduction and implicit QR, about 9 n³ operations.
SymmetricEigen eigh(const Matrix& a);

}  // namespace thalweg
