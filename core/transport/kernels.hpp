// The loops in which transport solvers spend their time. Vectorised, parallel over fixed blocks of
// rows, the same bits at any thread count.
#pragma once

#include <cmath>

#include "core/math/sparse.hpp"
#include "core/transport/problem.hpp"

namespace thalweg::transport {

/// out_i = log Σ_j exp(η (f_i + g_j − C_ij)), never over- or underflowing. `log_mass` (n) is only
/// a guess of the result that makes one pass over the cost enough near a solution.
void log_row_sums(const Matrix& cost, double eta, const Vector& f, const Vector& g,
                  const Vector& log_mass, Vector& out);

/// One pass over the cost for two half-updates of Sinkhorn in logs: log_rows (n) as above, and
/// log_cols_j = log Σ_i P_ij of the plan whose rows were then scaled by (mass / sum)^relaxation.
void log_pass(const Problem& problem, double eta, const Vector& f, const Vector& g,
              double relaxation, Vector& log_rows, Vector& log_cols);

/// Sums of a plan P (n × m).
struct PlanSums {
  Vector rows, cols;
  double total = 0;

  /// Whether a Newton step can start here: finite, and no row or column has underflowed.
  bool usable() const {
    constexpr double least = 1e-100;
    return std::isfinite(total) && rows.minCoeff() > least && cols.minCoeff() > least;
  }
};

/// Fills P_ij = exp(η (f_i + g_j − C_ij)) and its sums. Entries below 1e-304 are stored as 0;
/// exponents above 709 give huge or infinite entries, which the caller has to reject.
void build_plan(const Matrix& cost, double eta, const Vector& f, const Vector& g, Matrix& plan,
                PlanSums& sums);

/// The sums alone.
void sum_plan(const Matrix& cost, double eta, const Vector& f, const Vector& g, PlanSums& sums);
/// The sums, and the entries ≥ threshold > 0 of the plan, which as a whole is never stored.
SparseMatrix plan_above(const Matrix& cost, double eta, const Vector& f, const Vector& g,
                        double threshold, PlanSums& sums);

/// One pass over a positive kernel K (n × m) that serves two half-updates of Sinkhorn:
/// kv = K v, u = a / kv, ktu = Kᵀ u.
void kernel_pass(const Matrix& kernel, const Vector& v, const Vector& a, Vector& kv, Vector& u,
                 Vector& ktu);

}  // namespace thalweg::transport
