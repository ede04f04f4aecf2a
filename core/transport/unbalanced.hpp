// Unbalanced entropic transport: marginals may miss their masses at a price, so that mass is
// destroyed where carrying it would cost more (Chizat, Peyré, Schmitzer, Vialard 2018,
// arXiv:1607.05816).
#pragma once

#include <cstdint>

#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {

/// min ⟨C, P⟩ − H(P)/η + λ KL(P1 | a) + λ KL(Pᵀ1 | b), KL(x | y) = Σ x log(x/y) − x + y, with
/// P_ij = exp(η (f_i + g_j − C_ij)). λ > 0 in units of cost; λ = ∞ is balanced transport. In the
/// log domain: never over- or underflows. Potentials have no gauge here.
class UnbalancedSinkhorn {
 public:
  struct State {
    Vector f, g;
    std::int64_t sweeps = 0;
    double error = 0;  ///< ‖P1 − a e^(−f/λ)‖₁ after the last sweep; 0 at the optimum
    double work = 0;   ///< plan passes: 2 a sweep
  };

  /// Starts from zero potentials. Keeps a reference.
  explicit UnbalancedSinkhorn(const Problem& problem);

  /// One sweep at `eta` and `lambda`, which may differ from the last one's. Returns state().error.
  double step(double eta, double lambda);
  const State& state() const { return state_; }
  Potentials potentials() const { return {state_.f, state_.g}; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);
  /// Continues on another problem from the present potentials; false when the sizes differ.
  bool adopt(const Problem& problem);

 private:
  const Problem* problem_;
  State state_;
  SweepCache cache_;
};

/// The minimised sum, for any plan ≥ 0 and finite λ.
double unbalanced_primal(const Problem& problem, double eta, double lambda, const Matrix& plan);
/// λ Σ a (1 − e^(−f/λ)) + λ Σ b (1 − e^(−g/λ)) − ΣP/η: at most the primal, equal at the optimum.
double unbalanced_dual(const Problem& problem, double eta, double lambda,
                       const Potentials& potentials);

}  // namespace thalweg::transport
