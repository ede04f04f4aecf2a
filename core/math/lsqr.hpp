// Least squares with any matrix from products with it and its transpose (Paige and Saunders 1982).
#pragma once

#include "core/math/krylov.hpp"

namespace thalweg {

struct LsqrOptions {
  double damping = 0;        ///< λ of min ‖b − A x‖² + λ² ‖x‖²
  double tolerance = 1e-10;  ///< on |b − A x| / |b|, or on |Aᵀr| / (|A| |r|) of the damped system
  int max_iterations = 2000;  ///< products with A, and with its transpose
  StopCheck stop;             ///< asked before every iteration; empty: never stops
};

struct LsqrResult {
  Vector x;
  int iterations = 0;
  std::vector<double>
      residuals;  ///< |b − A x| / |b|, with the damping's share, before each and at the end
  double normal_residual = 0;  ///< |Aᵀr| / (|A| |r|) of the damped system
  CgReason reason = CgReason::converged;
};

/// Solves min ‖b − A x‖² + λ² ‖x‖² from x = 0 with A of `cols` columns; among several solutions the
/// one of least norm. a(x, out) computes A x, transposed(y, out) Aᵀ y; each sizes `out` as it likes
/// or finds it right.
LsqrResult lsqr(const LinearOperator& a, const LinearOperator& transposed, Index cols,
                const Vector& b, const LsqrOptions& options = {});

}  // namespace thalweg
