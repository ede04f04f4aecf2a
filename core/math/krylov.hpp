// Conjugate gradients (Hestenes and Stiefel 1952) with a residual log and the extreme eigenvalues
// that their coefficients reveal, and a short Lanczos run for read-outs.
#pragma once

#include <functional>
#include <vector>

#include "core/math/dense.hpp"
#include "core/math/sparse.hpp"

namespace thalweg {

/// Asked now and then by long computations; true means: return soon, with what there is.
using StopCheck = std::function<bool()>;

/// out = A x for a symmetric A; `out` already has the right size and is overwritten.
using LinearOperator = std::function<void(const Vector& x, Vector& out)>;

enum class CgReason { converged, iteration_limit, not_positive, not_finite, stopped };

struct CgOptions {
  double tolerance = 1e-10;   ///< on |b − A x| / |b|, recurrence residual
  int max_iterations = 2000;  ///< products with A
  Vector diagonal;            ///< of A: Jacobi preconditioning; empty: none. Entries > 0.
  StopCheck stop;             ///< asked before every product; empty: never stops
};

struct CgResult {
  Vector x;                      ///< the last iterate; an ascent direction for b when A ≥ 0
  int iterations = 0;            ///< products with A that led to an update
  double relative_residual = 0;  ///< of x
  CgReason reason = CgReason::converged;
  std::vector<double> residuals;  ///< relative, one before each iteration and one at the end
  /// Ritz values of the operator iterated with (D^{-1/2} A D^{-1/2} under Jacobi); 0 without any.
  double smallest_ritz = 0;
  double largest_ritz = 0;
};

/// Solves A x = b from x = 0 for a symmetric positive (semi-)definite A; b in the range of A.
/// Ends without an exception: `reason` says how. d'Ad ≤ 0 ends it with the iterate so far.
CgResult conjugate_gradients(const LinearOperator& a, const Vector& b, const CgOptions& options);
CgResult conjugate_gradients(const SparseMatrix& a, const Vector& b, const CgOptions& options);

struct Extremes {
  double smallest = 0;
  double largest = 0;
};

/// Extreme eigenvalues of the symmetric tridiagonal matrix with `diagonal` (k) and `off` (k − 1),
/// by bisection on Sturm counts; relative accuracy 1e-12 of the largest magnitude.
Extremes tridiagonal_extremes(const std::vector<double>& diagonal, const std::vector<double>& off);

/// Extreme Ritz values of a symmetric A (size × size) after `steps` Lanczos steps without
/// reorthogonalisation, from a fixed random start. The largest is accurate after about 15 steps.
Extremes lanczos_extremes(const LinearOperator& a, Index size, int steps);

}  // namespace thalweg
