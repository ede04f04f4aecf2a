// Sinkhorn–Newton–Sparse: a few Sinkhorn sweeps, then Newton steps whose Hessian keeps only the
// largest entries of the plan (Tang, Shavlovsky, Rahmanian, Tardini, Thekumparampil, Xiao, Ying,
// ICLR 2024, arXiv:2401.12253).
#pragma once

#include <cstdint>
#include <vector>

#include "core/transport/newton_system.hpp"
#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {

/// When the warm-up ends.
enum class SwitchRule {
  after_sweeps,    ///< after `warm_up` sweeps
  marginal_error,  ///< below `switch_error`
  never,           ///< pure Sinkhorn
  sparse_enough,   ///< the entries kept hold `switch_mass` of the plan (looked at every 5 sweeps)
};

enum class SparsifyRule {
  top_k,      ///< the ⌈κ max(n, m)⌉ largest entries
  adaptive,   ///< top_k, doubled whenever a step gains < 2× while the dropped mass is to blame
  threshold,  ///< entries ≥ `threshold`
  mass,       ///< Tang and Qiu 2024: mass ≤ 0.01 |gradient| dropped a column
  none,       ///< the whole plan
};

/// May change between any two steps.
struct SparseNewtonOptions {
  int warm_up = 20;
  SwitchRule switch_rule = SwitchRule::after_sweeps;
  double switch_error = 1e-2;
  double switch_mass = 0.99;
  double kappa = 15;
  SparsifyRule rule = SparsifyRule::top_k;
  double threshold = 1e-6;
  NewtonSolver solver = NewtonSolver::pcg;
  double cg_tolerance = 1e-10;
  int cg_limit = 2000;
  bool line_search = true;
  double armijo = 1e-4;  ///< c₁ of the sufficient increase
  double shift = 0;      ///< μ: μ |gradient| is added to the diagonal
};

enum class Stage { warm_up, newton, recovery };

/// What the last step did. Newton's numbers are those of the last Newton step.
struct NewtonReport {
  Stage stage = Stage::warm_up;
  std::int64_t kept = 0;  ///< entries of the plan in the Newton matrix
  double kept_mass = 0;   ///< their share of the plan's mass
  int cg_iterations = 0;
  double cg_residual = 0;  ///< relative
  CgReason cg_reason = CgReason::converged;
  double largest_eigenvalue = 0;
  double condition = 0;
  double step_length = 0;  ///< α; 0 when the line search failed
  int trials = 0;          ///< plans built by the line search
  double gain = 0;         ///< error before / error after
  bool stalled = false;    ///< error reduced less than 2× over 10 Newton steps, above rounding
  double cure_kappa = 0;   ///< when stalled by the dropped mass: the κ to try; else 0
  bool stopped = false;    ///< the stop check ended the step: nothing else has changed
};

class SparseNewton {
 public:
  struct State {
    ScaledPotentials z;           ///< in the Newton stage u = v = 1: f and g are the potentials
    std::int64_t iterations = 0;  ///< sweeps + Newton steps
    std::int64_t sweeps = 0;
    std::int64_t newton_steps = 0;
    bool newton = false;         ///< the warm-up is over
    int doublings = 0;           ///< of K, by the adaptive rule
    int short_steps = 0;         ///< consecutive α < 1e-3
    int recovery = 0;            ///< Sinkhorn sweeps still to do before the next Newton step
    double evaluated_eta = 0;    ///< η at which the last line search left the plan; 0: none
    double error = 0;            ///< L1 marginal error
    double dual = 0;             ///< objective after the last Newton step
    double work = 0;             ///< plan passes
    std::vector<double> errors;  ///< of the last Newton steps, oldest first, at most 11
    NewtonReport report;
  };

  explicit SparseNewton(const Problem& problem);
  SparseNewton(const Problem& problem, const Potentials& start);

  /// One iteration, a sweep or a Newton step. Returns the L1 marginal error after it. When `stop`
  /// says so, a Newton step is given up: state unchanged but for report.stopped.
  double step(double eta, const SparseNewtonOptions& options, const StopCheck& stop = {});

  /// The entries the next Newton step would keep, from the state alone; for views.
  SparseMatrix kept(double eta, const SparseNewtonOptions& options) const;

  const State& state() const { return state_; }
  void restore(State state);
  bool adopt(const Problem& problem);
  /// Half a sweep after adopt(), not counted.
  void fit_rows(double eta);
  Potentials potentials() const { return state_.z.potentials(); }

 private:
  // A plan at the present potentials, recomputed on demand with the same bits.
  struct Evaluation {
    Matrix plan;
    PlanSums sums;
    double eta = 0;  // 0: out of date
    double dual = 0;
  };
  struct Search {
    bool accepted = false;
    bool stopped = false;
    double alpha = 1;
    int trials = 0;
    Vector f, g;
  };

  bool ready_for_newton(double eta, const SparseNewtonOptions& options);
  double sweep(double eta, Stage stage);
  double newton(double eta, const SparseNewtonOptions& options, const StopCheck& stop);
  void evaluate(double eta, const Vector& f, const Vector& g, Evaluation& out) const;
  // Makes f and g the potentials, without scalings.
  void settle();
  SparseMatrix select(const Evaluation& at, const SparseNewtonOptions& options) const;
  Search search(double eta, const Vector& direction, double slope,
                const SparseNewtonOptions& options, const StopCheck& stop);
  void accept(const Search& found);
  void judge(double eta, double error_before, double dropped, const SparseNewtonOptions& options);

  const Problem* problem_;
  State state_;
  KernelCache kernel_;
  Evaluation now_, trial_;
};

}  // namespace thalweg::transport
