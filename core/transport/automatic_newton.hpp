// Sinkhorn sweeps and sparse Newton steps in turn, whichever gains more for its work: nothing to
// tune. The steps are those of Sinkhorn–Newton–Sparse (Tang et al., ICLR 2024, arXiv:2401.12253)
// or of the safe and sparse Newton method (Tang and Qiu, NeurIPS 2024).
#pragma once

#include <cstdint>
#include <vector>

#include "core/transport/newton_system.hpp"
#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {

struct AutomaticOptions {
  /// Newton steps with an adapted shift and accepted by the ratio of the gain to what was
  /// predicted; else without a shift, accepted by Armijo's rule.
  bool safe = false;
  double target = 1e-10;  ///< L1 marginal error that is wanted: systems are solved no further
};

class AutomaticNewton {
 public:
  struct State {
    ScaledPotentials z;  ///< between sweeps and Newton steps u = v = 1
    std::int64_t sweeps = 0;
    std::int64_t newton_steps = 0;
    bool newton = false;         ///< Newton steps are being taken
    double error = 0;            ///< L1 marginal error
    double work = 0;             ///< plan passes
    double eta = 0;              ///< of the last step
    std::int64_t spent = 0;      ///< sweeps since the last Newton step
    double patience = 10;        ///< sweeps before Newton is tried
    double ceiling = 0.05;       ///< the error from which it is tried
    std::vector<double> errors;  ///< after the last sweeps, oldest first, at most 11
    double dual = 0;             ///< after the first sweep since then and every tenth
    double sweep_rise = 0;       ///< of the dual, by a sweep
    double sweep_gain = 0;       ///< log of the factor by which a sweep reduced the error
    double share = 10;           ///< of the gradient that the dropped entries may hold, about
    int losses = 0;              ///< Newton steps in a row that gained less than sweeps would have
    double shift = 1;            ///< μ of the safe steps
    // What the last Newton step did.
    std::int64_t kept = 0;
    double kept_mass = 0;
    int products = 0;     ///< of the conjugate gradients
    bool direct = false;  ///< the system was factored
    double condition = 0;
    double step_length = 0;
  };

  explicit AutomaticNewton(const Problem& problem);
  AutomaticNewton(const Problem& problem, const Potentials& start);

  /// A sweep or a Newton step. Returns the L1 marginal error after it. A stop leaves all as it was.
  double step(double eta, const AutomaticOptions& options = {}, const StopCheck& stop = {});
  /// The entries the next Newton step would keep, from the state alone; for views.
  SparseMatrix kept(double eta) const;

  const State& state() const { return state_; }
  void restore(State state);
  bool adopt(const Problem& problem);
  /// Half a sweep after adopt(), not counted.
  void fit_rows(double eta);
  Potentials potentials() const { return state_.z.potentials(); }

 private:
  struct Step {
    Vector direction;
    double slope = 0;
    double predicted = 0;  ///< gain of the dual along a whole step, by the model
    double cost = 0;       ///< in sweeps
    bool limited = false;  ///< some potentials would have moved too far
  };
  struct Trial {
    bool accepted = false;
    double alpha = 0;
    int count = 0;
    double rise = 0;  ///< of the dual
    Vector f, g;
    PlanSums sums;
  };

  void start_over(double eta);
  double sweep(double eta, const AutomaticOptions& options);
  bool newton_pays(const AutomaticOptions& options) const;
  bool newton(double eta, const AutomaticOptions& options, const StopCheck& stop);
  Step solve(double eta, const AutomaticOptions& options, const StopCheck& stop);
  Trial search(double eta, const AutomaticOptions& options, const Step& step,
               const StopCheck& stop) const;
  void judge(double before, const Trial& found, bool limited, double cost);

  const Problem* problem_;
  State state_;
  KernelCache kernel_;
  PlanSums sums_;  // of the potentials, during Newton steps
  bool summed_ = false;
};

}  // namespace thalweg::transport
