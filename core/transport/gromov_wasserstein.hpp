// Gromov–Wasserstein transport between two sets of points of which only the distances within each
// are known (Peyré, Cuturi, Solomon 2016, Gromov–Wasserstein averaging of kernel and distance
// matrices, ICML), with entropy and the squared loss.
#pragma once

#include <cstdint>

#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {

/// L_ij = Σ_kl (D_ik − E_jl)² P_kl for symmetric D (n × n) and E (m × m), in O(n² m + n m²) by
/// (D∘D) p 1ᵀ + 1 ((E∘E) q)ᵀ − 2 D P E, with the marginals p and q of P (proposition 1).
Matrix gromov_cost(const Matrix& source_distances, const Matrix& target_distances,
                   const Matrix& plan);

/// min Σ_ijkl (D_ik − E_jl)² P_ij P_kl − H(P)/η over plans of uniform marginals. Not convex: each
/// step is one of mirror descent, Sinkhorn with the cost 2 L(P) (their algorithm 1), and finds a
/// stationary point. From the product of the marginals, that of all symmetric starts, a growing η
/// finds good ones.
class GromovWasserstein {
 public:
  struct State {
    Vector plan;  ///< row-major
    Vector f, g;  ///< of the last inner problem
    std::int64_t steps = 0;
    double error = 0;  ///< ‖P − P before the step‖₁
    double work = 0;   ///< plan passes: 2 a sweep; the cost counts n + m
  };

  /// Symmetric distances ≥ 0, divided by the largest of both. Throws BadInput for other matrices.
  GromovWasserstein(Matrix source_distances, Matrix target_distances);

  /// One step at `eta` (in units of 1 / largest distance squared) with this many Sinkhorn sweeps,
  /// from the last step's potentials. Returns state().error.
  double step(double eta, int sweeps = 50);
  Matrix plan() const;
  /// Σ_ijkl (D_ik − E_jl)² P_ij P_kl, in units of the largest distance squared.
  double value() const;
  const State& state() const { return state_; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);

 private:
  Matrix source_distances_, target_distances_;
  Problem linearised_;
  State state_;
};

}  // namespace thalweg::transport
