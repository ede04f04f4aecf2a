// Divergences between point clouds and their gradients in the points: Sinkhorn's, which removes the
// entropic bias (Feydy et al. 2019, arXiv:1810.08278), its two limits, and the sliced distance.
#pragma once

#include <cstdint>

#include "core/math/krylov.hpp"
#include "core/transport/tiled_cost.hpp"

namespace thalweg::transport {

/// Entropy ε > 0 in units of cost, relative to the product of the masses:
/// OT_ε(α, β) = max ⟨a, f⟩ + ⟨b, g⟩ − ε ⟨a b, exp((f + g − C) / ε) − 1⟩.
struct EntropicOptions {
  double epsilon = 0.01;
  PointCost cost = PointCost::half_squared;
  double tolerance = 1e-6;  ///< on the largest change of a potential in a sweep, in units of ε
  int most_sweeps = 200;
  StopCheck stop;  ///< asked before every sweep; empty: never stops
};

/// Potentials of OT_ε(α, β): f on α, g on β; and f of the self term OT_ε(α, α) in a pair of its
/// own.
struct CloudPotentials {
  Vector f, g;
};

/// Alternating sweeps from `start`, or, where its sizes differ, from an ε of the clouds' size that
/// is halved down to the wanted one. The last half-sweep fits f, so that the rows of the plan have
/// their masses. Returns the sweeps taken at the wanted ε.
int solve_pair(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options,
               CloudPotentials& start);

/// The same of α with itself by the averaged symmetric sweep f ← (f + T f) / 2.
int solve_self(const Cloud& alpha, const EntropicOptions& options, Vector& start);

/// A value and its gradient in the points of α (n × d).
struct Slope {
  double value = 0;
  Matrix gradient;
};

/// Warm start of the next call, when points have moved a little.
struct DivergenceState {
  CloudPotentials pair;
  Vector source_self, target_self;
};

/// OT_ε(α, β), biased: its minimiser over α is a shrunken β.
Slope entropic_cost(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options,
                    DivergenceState& state);
/// S_ε(α, β) = OT_ε(α, β) − ½ OT_ε(α, α) − ½ OT_ε(β, β) ≥ 0, zero only for α = β.
Slope sinkhorn_divergence(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options,
                          DivergenceState& state);
/// Its limit ε → ∞: ⟨a b, C⟩ − ½ ⟨a a, C⟩ − ½ ⟨b b, C⟩. For the distance half the energy distance
/// (Székely and Rizzo 2013), for ½ |x − y|² half the squared distance of the means.
Slope kernel_divergence(const Cloud& alpha, const Cloud& beta, PointCost cost);
/// Its limit ε → 0: the exact cost, by the network simplex (both sides ≤ largest_exact). A stop
/// gives zeros.
Slope exact_divergence(const Cloud& alpha, const Cloud& beta, PointCost cost,
                       const StopCheck& stop = {});
/// d times the mean over `directions` evenly turned lines (plane only, d = 2) of the cost
/// ½ |x − y|² of the projections, sorted; the first line at `angle`.
Slope sliced_divergence(const Cloud& alpha, const Cloud& beta, int directions, double angle);

}  // namespace thalweg::transport
