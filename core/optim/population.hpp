// Optimisers that move a cloud of points by their values alone. Random draws are numbered, so that
// a run depends on the seed and on nothing else.
#pragma once

#include "core/optim/optimiser.hpp"

namespace thalweg::optim {

/// Covariance matrix adaptation with the standard settings (Hansen 2016, arXiv:1604.00772, figure 6
/// and table 1, positive weights only); samples are mean + σ C^½ z. x is the mean; where it was
/// moved from outside, the search begins anew.
struct CmaEs final : Optimiser {
  double first = 0.5, seed = 1;  ///< σ at the start
  Vector mean, covariance;       ///< [n], [n · n] row by row
  Vector path_sigma, path_c;     ///< evolution paths
  double sigma = 0;
  std::int64_t generation = 0;
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// Consensus-based optimisation: xⁱ ← xⁱ − λ Δt (xⁱ − c) + σ √Δt ‖xⁱ − c‖ B with the consensus
/// point c = Σ wᵢ xⁱ / Σ wᵢ, wᵢ = exp(−α f(xⁱ)) (Riedl, Klock, Geldhauser and Fornasier,
/// arXiv:2306.09778). x is c; where it was moved from outside, a new cloud is drawn around it.
struct ConsensusBased final : Optimiser {
  double particles = 200, spread = 0.5, drift = 1, noise = 1.6, time_step = 0.01, alpha = 100;
  double seed = 1;
  Vector consensus, cloud;  ///< [n], the particles one after the other
  std::int64_t steps = 0;
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

}  // namespace thalweg::optim
