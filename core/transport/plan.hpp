// Potentials, the plan they stand for, its values, and rounding to exact marginals (Altschuler,
// Weed, Rigollet 2017). Convention: P_ij = exp(η (f_i + g_j − C_ij)), gauge g[last] = 0.
#pragma once

#include "core/transport/kernels.hpp"
#include "core/transport/problem.hpp"

namespace thalweg::transport {

/// f (n) and g (m), in units of cost.
struct Potentials {
  Vector f, g;
};

/// Zero potentials of the problem's size.
Potentials zero_potentials(const Problem& problem);
/// Shifts f and g so that g[last] = 0; the plan stays.
void fix_gauge(Potentials& potentials);
/// Whether both vectors have the problem's sizes and are finite.
bool fits(const Problem& problem, const Potentials& potentials);

/// f at any place `at` (d) of the source, for squared distances: min_j c(at, y_j) − g_j, at finite
/// η the soft minimum −(1/η) log Σ_j exp(η (g_j − c(at, y_j))) − (log n)/η, that of a point of mass
/// 1/n.
double extended_potential(const Problem& problem, double eta, const Vector& g, const Vector& at);

/// The plan of `potentials` (n × m).
Matrix plan(const Problem& problem, double eta, const Potentials& potentials);

/// Entropic dual f·a + g·b − (ΣP)/η, from the sum of the plan, or building the plan.
double dual_value(const Problem& problem, double eta, const Potentials& potentials, double total);
double dual_value(const Problem& problem, double eta, const Potentials& potentials);

/// ⟨C, P⟩ in the scaled cost.
double transport_cost(const Problem& problem, const Matrix& plan);
/// Σ P (1 − log P), with 0 log 0 = 0. The entropic primal value is transport_cost − entropy / η.
double entropy(const Matrix& plan);

/// L1 distances of the plan's marginals from the problem's.
struct MarginalError {
  double rows = 0;
  double cols = 0;
  double sum() const { return rows + cols; }
};
MarginalError marginal_error(const Problem& problem, const Matrix& plan);
MarginalError marginal_error(const Problem& problem, const PlanSums& sums);

/// The nearest feasible plan in the sense of Altschuler et al.: rows, then columns scaled down to
/// at most their mass, the rest added as a rank-one term. Marginals exact up to rounding.
Matrix round_to_marginals(Matrix plan, const Vector& source, const Vector& target);

}  // namespace thalweg::transport
