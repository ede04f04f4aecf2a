// Optimal transport with at most k entries in each column of the plan, and a quadratic
// regularisation: dual and semi-dual (Liu, Puigcerver, Blondel 2023, arXiv:2209.15466).
#pragma once

#include "core/transport/plan.hpp"

namespace thalweg::transport {

/// min ⟨C, T⟩ + Σ_j γ/2 ‖t_j‖² over T ≥ 0 with marginals a, b and at most k entries > 0 in each
/// column t_j. k ≥ n is transport with quadratic regularisation; k = 1 is unregularised, but for
/// the constant γ/2 Σ_j b_j². Both duals are concave, and their optimum is that of the problem with
/// the constraint relaxed to its convex hull (the squared k-support norm). They have kinks where
/// the k-th and the next entry tie, and an optimum on a kink leaves row sums that miss a.
struct SparsityConstraint {
  double gamma = 0.1;  ///< > 0
  Index k = 2;         ///< ≥ 1
};

/// What a dual is at one place. The plan's entries are 0 but for at most k in each column.
struct SparseDual {
  double value = 0;
  Matrix plan;  ///< n × m
};

/// max_t ⟨s, t⟩ − γ/2 ‖t‖² over t ≥ 0 of sum `mass` with at most k entries: the k largest s (the
/// lower index where they tie), s/γ projected onto the simplex. Writes t, returns the maximum.
double best_column(const SparsityConstraint& constraint, const double* s, double mass, Vector& t);

/// ⟨C, T⟩ + γ/2 Σ_j ‖t_j‖², the norm being the k-support norm (Argyriou, Foygel, Srebro 2012,
/// arXiv:1204.5043): the relaxed problem, of which both duals are lower bounds. For columns with at
/// most k entries that is the sum above. T ≥ 0 (n × m).
double sparse_primal(const Problem& problem, const SparsityConstraint& constraint,
                     const Matrix& plan);

/// Semi-dual α·a − Σ_j Ω*_b(α − c_j). Columns of the plan sum to b exactly; the gradient is
/// a − T1.
SparseDual sparse_semi_dual(const Problem& problem, const SparsityConstraint& constraint,
                            const Vector& alpha);

/// Dual α·a + β·b − Σ_j Ω*(α + β_j − c_j) with Ω*(s) = Σ_{k largest} max(s, 0)² / 2γ. The gradient
/// is (a − T1, b − Tᵀ1).
SparseDual sparse_dual(const Problem& problem, const SparsityConstraint& constraint,
                       const Potentials& potentials);

}  // namespace thalweg::transport
