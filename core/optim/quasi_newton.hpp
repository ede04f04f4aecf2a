// Optimisers that learn curvature from gradients, with a line search (strong Wolfe conditions).
#pragma once

#include "core/optim/line_search.hpp"

namespace thalweg::optim {

/// Limited-memory BFGS: two-loop recursion (Nocedal and Wright 2006, algorithms 7.4 and 7.5) over
/// the last `memory` pairs s = x₊ − x, y = ∇f₊ − ∇f with sᵀy > 0. The first length tried is 1, and
/// 1/‖∇f‖ before there is a pair.
struct Lbfgs final : Optimiser {
  double memory = 10;
  Known known;
  Vector moves, changes;  ///< the s and the y, one after the other, oldest first
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;

 private:
  void choose_direction();
  void remember();
  // Memory that steps reuse.
  WolfeSearch search_;
  Vector direction_, move_, change_, factors_;
};

/// Conjugate gradients by Polak and Ribière with β ≥ 0 (Nocedal and Wright 2006, section 5.2); a
/// direction that does not descend is replaced by −∇f. The first length tried is that of the same
/// first-order decrease as the last step had, and 1/‖∇f‖ at the start.
struct NonlinearConjugateGradients final : Optimiser {
  Known known;
  Vector direction;
  double decrease = 0;  ///< α dᵀ∇f of the last step
  Work step(const Objective& f, Vector& x) override;
  void state(StateVisitor& v) override;

 private:
  WolfeSearch search_;
};

}  // namespace thalweg::optim
