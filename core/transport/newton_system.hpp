// The linear system of one Newton step on the entropic dual: η [diag(P1) S; Sᵀ diag(Pᵀ1)] + shift,
// where S keeps some entries of P and the diagonal stays that of the full P.
#pragma once

#include "core/math/krylov.hpp"
#include "core/math/sparse.hpp"
#include "core/transport/kernels.hpp"

namespace thalweg::transport {

/// cholesky: dense, of the Schur complement that is left when the rows are eliminated.
enum class NewtonSolver { cg, pcg, ldlt, cholesky };

/// How a Newton system was solved.
struct NewtonSolution {
  Vector direction;    ///< (n + m), empty when stopped or unusable
  int iterations = 0;  ///< products with the matrix
  double relative_residual = 0;
  CgReason reason = CgReason::converged;
  double condition = 0;  ///< of the Jacobi-scaled (cg: of the plain) matrix, estimated by CG; or 0
};

/// Takes out of a direction (n + m) its part along (1; −1), which changes no plan and would only
/// make the potentials large.
void remove_null_part(Vector& direction, Index n);

class NewtonSystem {
 public:
  /// `kept` ⊆ P (n × m) with the row and column sums of the full P, all > 0; `shift` ≥ 0 is added
  /// to the diagonal.
  NewtonSystem(SparseMatrix kept, const PlanSums& sums, double eta, double shift);

  /// Solves for the ascent direction of a gradient (n + m) that is orthogonal to (1; −1).
  /// Direct solves get a relative 1e-13 on the diagonal, since a part of the graph of S that lost
  /// nothing makes the matrix singular; they fall back to pcg where that does not help.
  NewtonSolution solve(NewtonSolver solver, const Vector& gradient, double tolerance,
                       int max_iterations, const StopCheck& stop) const;

  /// Extreme eigenvalues of M by `steps` Lanczos steps, for read-outs.
  Extremes extremes(int steps) const;
  /// Products of two entries that forming the Schur complement takes.
  double schur_entries() const;

  /// out = M x.
  void multiply(const Vector& x, Vector& out) const;
  const SparseMatrix& kept() const { return kept_; }

 private:
  SparseMatrix assembled() const;
  NewtonSolution solve_iteratively(bool jacobi, const Vector& gradient, double tolerance,
                                   int max_iterations, const StopCheck& stop) const;
  bool solve_directly(NewtonSolver solver, const Vector& gradient, const StopCheck& stop,
                      NewtonSolution& solution) const;
  Vector solve_by_schur(const Vector& gradient, const StopCheck& stop) const;

  SparseMatrix kept_;
  Vector diagonal_;
  double eta_;
};

}  // namespace thalweg::transport
