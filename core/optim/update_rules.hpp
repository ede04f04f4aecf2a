// First- and second-order update rules as small structs: their fields are the whole state, their
// step changes x in place. Settings are passed at every step, since a person may change them.
#pragma once

#include <cstdint>

#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// x ← x − lr ∇f(x). One gradient.
struct GradientDescent {
  void step(const Objective& f, double lr, Vector& x) const;
};

/// v ← β v − lr ∇f(x), x ← x + v (Polyak 1964). One gradient.
struct HeavyBall {
  Vector velocity;  ///< empty before the first step
  void step(const Objective& f, double lr, double momentum, Vector& x);
};

/// v ← β v − lr ∇f(x + β v), x ← x + v (Nesterov 1983 in the form of Sutskever et al. 2013).
/// One gradient.
struct Nesterov {
  Vector velocity;
  void step(const Objective& f, double lr, double momentum, Vector& x);
};

/// Adam (Kingma and Ba 2015, algorithm 1), with bias correction. One gradient.
struct Adam {
  struct Settings {
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  };
  Vector mean, square;  ///< moving averages of ∇f and ∇f²; empty before the first step
  std::int64_t steps = 0;
  void step(const Objective& f, double lr, const Settings& settings, Vector& x);
};

/// x ← x − V diag(1 / max(|λ|, smallest)) Vᵀ ∇f(x) with ∇²f(x) = V diag(λ) Vᵀ: Newton's step where
/// the curvature is positive, downhill everywhere (Nocedal and Wright 2006, section 3.4), shortened
/// to the length `longest`. One gradient and one whole Hessian; does nothing where they are not
/// finite.
struct Newton {
  struct Settings {
    double smallest = 0.1, longest = 1e300;
  };
  void step(const Objective& f, const Settings& settings, Vector& x) const;
};

}  // namespace thalweg::optim
