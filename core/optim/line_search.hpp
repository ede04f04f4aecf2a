// Step lengths that satisfy the strong Wolfe conditions (Nocedal and Wright 2006, section 3.5).
#pragma once

#include "core/optim/optimiser.hpp"

namespace thalweg::optim {

/// A point where value and gradient are known.
struct Known {
  Vector x, gradient;
  double value = 0;
  /// Computes both at x.
  void evaluate(const Objective& f, Work& work);
  /// Computes both at `place`, unless they are known there.
  void look(const Objective& f, const Vector& place, Work& work);
  void state(StateVisitor& v);
};

struct WolfeOptions {
  double first = 1;        ///< the first length tried
  double decrease = 1e-4;  ///< c₁ of f(x + α d) ≤ f(x) + c₁ α dᵀ∇f(x)
  double curvature = 0.9;  ///< c₂ of |dᵀ∇f(x + α d)| ≤ c₂ |dᵀ∇f(x)|
  int most = 25;           ///< evaluations
};

/// Searches one after the other; their memory is reused.
class WolfeSearch {
 public:
  /// From `start` along the descent direction d: a point that satisfies both conditions (algorithms
  /// 3.5 and 3.6, with cubic interpolation), or the lowest one met when none was found; `start`
  /// when no length decreases f. Valid until the next call.
  const Known& run(const Objective& f, const Known& start, const Vector& d,
                   const WolfeOptions& options, Work& work);

 private:
  struct Sample {  // φ(α) = f(x + α d) at one length
    double length = 0;
    Known at;
    double slope = 0;  // φ'(α)
  };
  static double cubic_step(const Sample& a, const Sample& b);
  bool too_high(const Sample& s) const;
  bool flat_enough(const Sample& s) const;
  template <class Try>
  const Known& zoom(Sample& low, Sample& high, Try try_length);

  WolfeOptions options_;
  int tried_ = 0;
  Sample start_, before_, now_, next_;
};

}  // namespace thalweg::optim
