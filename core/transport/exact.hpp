// The exact optimum by a network simplex (LEMON), in integer arithmetic, with duals that prove it.
#pragma once

#include <vector>

#include "core/transport/plan.hpp"

namespace thalweg::transport {

/// Most points on a side of an exact solve.
inline constexpr Index largest_exact = 1000;

/// A plan entry with mass > 0.
struct PlanEntry {
  int row, col;
  double mass;
};

struct ExactPlan {
  double cost = 0;                 ///< ⟨C, P⟩ in the scaled cost
  std::vector<PlanEntry> entries;  ///< row-major, at most n + m − 1
  Potentials duals;                ///< f_i + g_j ≤ C_ij, g[last] = 0
  double least_reduced_cost = 0;   ///< min C_ij − f_i − g_j; ≥ −1e-14 when optimal
  double gap = 0;                  ///< cost − (f·a + g·b)
};

/// Masses are rounded to multiples of 2^-52 (the largest one takes up the remainder) and costs to
/// multiples of 2^-48, so that the simplex works without rounding and must end; the cost is then
/// within 4e-15 of the optimum. Cannot be interrupted: about 0.1 s at n = 1 000. Throws BadInput
/// beyond largest_exact, Internal if the result fails its own proof.
ExactPlan exact_plan(const Problem& problem);

/// The plan as a dense matrix (n × m).
Matrix dense_plan(const Problem& problem, const ExactPlan& exact);

}  // namespace thalweg::transport
