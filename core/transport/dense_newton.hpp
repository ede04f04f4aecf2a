// Newton's method on the entropic dual with the whole Hessian: O(n³) a step, for comparison.
#pragma once

#include <cstdint>

#include "core/math/krylov.hpp"
#include "core/transport/plan.hpp"
#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {

/// Ascent direction (n + m, last entry 0): the Newton system without its last unknown, solved by
/// eliminating f, which leaves an (m − 1) × (m − 1) positive definite matrix. Empty when stopped.
Vector dense_newton_direction(const Problem& problem, double eta, const Matrix& plan,
                              const PlanSums& sums, const StopCheck& stop = {});

/// Warm-up by `warm_up` log-domain sweeps, then full Newton steps with Armijo backtracking.
class DenseNewton {
 public:
  struct State {
    Vector f, g;
    std::int64_t sweeps = 0, newton_steps = 0;
    double error = 0;
    double step_length = 0;
    double work = 0;  ///< plan passes; a factorisation counts as m/3 of them
  };

  explicit DenseNewton(const Problem& problem) : DenseNewton(problem, zero_potentials(problem)) {}
  DenseNewton(const Problem& problem, const Potentials& start);

  /// One iteration. Returns the L1 marginal error after it. A stop leaves the state as it was.
  double step(double eta, int warm_up = 20, const StopCheck& stop = {});
  const State& state() const { return state_; }
  void restore(State state);
  bool adopt(const Problem& problem);
  /// Half a sweep, not counted.
  void fit_rows(double eta) { transport::fit_rows(*problem_, eta, state_.f, state_.g); }
  Potentials potentials() const;

 private:
  bool newton(double eta, const StopCheck& stop);

  const Problem* problem_;
  State state_;
};

}  // namespace thalweg::transport
