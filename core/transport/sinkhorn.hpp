// Sinkhorn's iteration: in the log domain, with a stabilised kernel (Schmitzer 2019), and with
// η-scaling. One full sweep (both half-updates) per step; the state alone determines what follows.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/transport/plan.hpp"

namespace thalweg::transport {

/// Row sums of the present plan, and its column sums once the rows are fitted: kept between sweeps.
/// Never part of a state: recomputed on demand with the same bits.
struct SweepCache {
  Vector log_rows, log_cols;
  double eta = 0, relaxation = 1;
  bool valid = false;
};

/// f ← f + ω (log a − log P1)/η, then g likewise, with the relaxation ω in (0, 2). Returns the L1
/// marginal error afterwards; with ω = 1 the columns are exact up to rounding.
double log_sweep(const Problem& problem, double eta, Vector& f, Vector& g, SweepCache& cache,
                 double relaxation = 1);

/// The first half of a sweep: f ← f + (log a − log P1)/η, so that the plan's rows sum to a.
void fit_rows(const Problem& problem, double eta, Vector& f, const Vector& g);

/// Sinkhorn in the log domain: never over- or underflows. Over-relaxed as in Thibault, Chizat,
/// Dossal, Papadakis 2021, arXiv:1711.01851.
class LogSinkhorn {
 public:
  struct State {
    Vector f, g;
    std::int64_t sweeps = 0;
    double error = 0;  ///< L1 marginal error after the last sweep
    double work = 0;   ///< plan passes: 2 a sweep
  };

  /// Starts from zero potentials, or from `start`, of the problem's sizes. Keeps a reference.
  explicit LogSinkhorn(const Problem& problem);
  LogSinkhorn(const Problem& problem, const Potentials& start);

  /// One sweep at `eta`, which may differ from the last one's, over-relaxed (1 < ω < 2) once the
  /// error is below 0.1. Returns state().error.
  double step(double eta, double relaxation = 1);
  const State& state() const { return state_; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);
  /// Continues on another problem from the present potentials; false when the sizes differ.
  bool adopt(const Problem& problem);
  /// Half a sweep, not counted; see fit_rows().
  void fit_rows(double eta);
  /// With g[last] = 0.
  Potentials potentials() const;

 private:
  const Problem* problem_;
  State state_;
  SweepCache cache_;
};

/// Potentials as a stabilised kernel holds them: the plan is diag(u) K diag(v) with
/// K = exp(η (f + g − C)).
struct ScaledPotentials {
  Vector f, g;                ///< base potentials of the kernel
  Vector u, v;                ///< scalings, > 0
  double eta = 0;             ///< of the kernel; 0: none yet, and u = v = 1
  std::int64_t absorbed = 0;  ///< sweeps since the kernel was last rebuilt

  ScaledPotentials() = default;
  explicit ScaledPotentials(const Potentials& start);
  /// Moves u and v into f and g, which then are the potentials; u = v = 1.
  void absorb();
  /// f and g with u and v moved in, gauge g[last] = 0.
  Potentials potentials() const;
};

/// The kernel and the half-update that the last pass over it has prepared. Never part of a state:
/// rebuilt from the ScaledPotentials with the same bits.
struct KernelCache {
  Matrix kernel;
  Vector next_u, next_ktu, row_sums;
  bool valid = false;
};

/// One sweep u = a / Kv, v = b / Kᵀu, in one pass over K; about ten times faster than log_sweep.
/// The scalings are absorbed every 200 sweeps or when one leaves e^±200. The first sweep, one after
/// a change of η and any that would leave finite numbers are made in the log domain. Returns the
/// L1 marginal error. `absorbed` is 0 afterwards when the next sweep has to rebuild the kernel.
double kernel_sweep(const Problem& problem, double eta, ScaledPotentials& z, KernelCache& cache);

/// Plan passes of the kernel_sweep that left `z`: 2, and 1 for the kernel to rebuild.
inline double sweep_work(const ScaledPotentials& z) { return z.absorbed == 0 ? 3 : 2; }

/// Sinkhorn on a stabilised kernel.
class StabilisedSinkhorn {
 public:
  struct State {
    ScaledPotentials z;
    std::int64_t sweeps = 0;
    double error = 0;
    double work = 0;  ///< plan passes: 2 a sweep, 1 for a rebuilt kernel
  };

  explicit StabilisedSinkhorn(const Problem& problem);
  StabilisedSinkhorn(const Problem& problem, const Potentials& start);

  double step(double eta);
  const State& state() const { return state_; }
  void restore(State state);
  bool adopt(const Problem& problem);
  /// Half a sweep after adopt(), not counted.
  void fit_rows(double eta);
  Potentials potentials() const { return state_.z.potentials(); }

 private:
  const Problem* problem_;
  State state_;
  KernelCache cache_;
};

/// η-scaling over either solver: η₀ = 10, then doubled every `sweeps_per_stage` sweeps until it
/// reaches the wanted η. The error is that of the plan at the stage's own η.
template <class Inner>
class EtaScaling {
 public:
  struct State {
    typename Inner::State inner;
    double eta = 0;  ///< of the present stage; 0 before the first sweep
    std::int64_t sweeps_in_stage = 0;
  };

  explicit EtaScaling(const Problem& problem) : inner_(problem) {}
  EtaScaling(const Problem& problem, const Potentials& start) : inner_(problem, start) {}

  /// One sweep at the stage's η. A stage lasts `sweeps_per_stage` ≥ 1 sweeps, the last for ever.
  double step(double eta, std::int64_t sweeps_per_stage = 20, double eta_start = 10) {
    if (eta_ == 0) {
      eta_ = std::min(eta_start, eta);
    } else if (in_stage_ >= sweeps_per_stage && eta_ < eta) {
      eta_ = std::min(2 * eta_, eta);
      in_stage_ = 0;
    }
    eta_ = std::min(eta_, eta);
    ++in_stage_;
    return inner_.step(eta_);
  }
  /// η of the plan that potentials() stand for.
  double stage_eta() const { return eta_; }
  State state() const { return {inner_.state(), eta_, in_stage_}; }
  void restore(State state) {
    inner_.restore(std::move(state.inner));
    eta_ = state.eta;
    in_stage_ = state.sweeps_in_stage;
  }
  bool adopt(const Problem& problem) { return inner_.adopt(problem); }
  void fit_rows(double eta) { inner_.fit_rows(eta); }
  Potentials potentials() const { return inner_.potentials(); }
  const Inner& inner() const { return inner_; }

 private:
  Inner inner_;
  double eta_ = 0;
  std::int64_t in_stage_ = 0;
};

}  // namespace thalweg::transport
