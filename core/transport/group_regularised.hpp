// Entropic transport whose plan prefers, for each target, sources of few groups: a group lasso on
// the plan, by the generalised conditional gradient (Courty, Flamary, Tuia, Rakotomamonjy 2017,
// arXiv:1507.00504, section 4).
#pragma once

#include <cstdint>
#include <vector>

#include "core/transport/plan.hpp"

namespace thalweg::transport {

/// ‖P_cj‖₂, the norm of the entries of group c in column j (groups × m). `group`: one of 0 … groups
/// − 1 a source.
Matrix group_norms(const Matrix& plan, const std::vector<int>& group);

/// ⟨C, P⟩ − H(P)/η + λ Σ_cj ‖P_cj‖₂ in the scaled cost, H as in entropy().
double group_objective(const Problem& problem, const std::vector<int>& group, double eta,
                       double lambda, const Matrix& plan);

/// Minimises group_objective() over the plans with marginals a and b, a convex problem. Each step
/// takes the penalty's gradient at the present plan for its slope, solves the entropic problem with
/// the cost changed by it (Sinkhorn, from the last potentials), and goes towards that plan as far
/// as the objective falls. The plan is feasible throughout, and the gap proves how good it is.
class GroupTransport {
 public:
  struct State {
    Matrix plan;              ///< n × m, marginals exact up to rounding
    Potentials linearised;    ///< of the last entropic problem
    std::int64_t steps = 0;   ///< taken
    std::int64_t sweeps = 0;  ///< of Sinkhorn, all steps together
    double gap = 0;           ///< ≥ objective − optimum, of the plan before the last step
    double objective = 0;     ///< before the last step
    double length = 0;        ///< of the last step, in [0, 1]
    double work = 0;          ///< plan passes: 2 a sweep, 1 a look along the line
  };

  /// Starts from the plan a bᵀ. `group`: one of 0, 1, … a source. Keeps a reference.
  GroupTransport(const Problem& problem, std::vector<int> group);

  /// One step at `eta` > 0 and `lambda` ≥ 0, which may differ from the last one's; λ = 0 is
  /// entropic transport, and done in one. At most `most_sweeps` of Sinkhorn, fewer once they fit
  /// the marginals to 1e-10; where they do not, the gap counts what is missing. Returns
  /// state().gap.
  double step(double eta, double lambda, int most_sweeps = 2000);
  const State& state() const { return state_; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);

 private:
  const Problem* problem_;
  std::vector<int> group_;
  Problem tilted_;  ///< the problem with the cost of the last step
  State state_;
};

}  // namespace thalweg::transport
