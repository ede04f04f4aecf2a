// Minimal residuals for symmetric systems that need not be definite (Paige and Saunders 1975).
#pragma once

#include "core/math/krylov.hpp"

namespace thalweg {

struct MinresOptions {
  double tolerance = 1e-10;   ///< on |b − A x| / |b|
  int max_iterations = 2000;  ///< products with A
  StopCheck stop;             ///< asked before every product; empty: never stops
};

struct MinresResult {
  Vector x;
  int iterations = 0;             ///< products with A
  std::vector<double> residuals;  ///< relative, one before each iteration and one at the end
  /// converged, iteration_limit (also when b is not in the range of a singular A), not_finite or
  /// stopped.
  CgReason reason = CgReason::converged;
};

/// Solves A x = b from x = 0 for a symmetric A; the residual norm never grows.
MinresResult minres(const LinearOperator& a, const Vector& b, const MinresOptions& options);

}  // namespace thalweg
