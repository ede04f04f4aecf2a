// Greedy Sinkhorn: one row or column at a time, the one that is furthest from its mass (Altschuler,
// Weed, Rigollet, NeurIPS 2017, arXiv:1705.09634, algorithm 4).
#pragma once

#include <cstdint>

#include "core/math/krylov.hpp"
#include "core/transport/plan.hpp"

namespace thalweg::transport {

class Greenkhorn {
 public:
  struct State {
    Vector f, g;
    std::int64_t sweeps = 0;   ///< calls of step()
    std::int64_t updates = 0;  ///< of single rows and columns
    double error = 0;          ///< L1 marginal error
    double work = 0;           ///< plan passes
  };

  explicit Greenkhorn(const Problem& problem) : Greenkhorn(problem, zero_potentials(problem)) {}
  Greenkhorn(const Problem& problem, const Potentials& start);

  /// n + m greedy updates, as many as a sweep of Sinkhorn makes; the plan is made afresh before
  /// them. The first step begins with a whole sweep, without which entries underflow. Returns
  /// the error after them. A stop leaves the state as it was.
  double step(double eta, const StopCheck& stop = {});
  const State& state() const { return state_; }
  void restore(State state);
  bool adopt(const Problem& problem);
  /// Half a sweep after adopt(), not counted.
  void fit_rows(double eta);
  Potentials potentials() const;

 private:
  const Problem* problem_;
  State state_;
};

}  // namespace thalweg::transport
