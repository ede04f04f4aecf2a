// Optimisers that ask for values alone.
#pragma once

#include "core/optim/optimiser.hpp"

namespace thalweg::optim {

/// The simplex method of Nelder and Mead with the standard coefficients (1, 2, ½, ½), as in
/// Lagarias et al. (1998). x is the best corner; a start elsewhere than the best corner begins
/// anew.
struct NelderMead final : Optimiser {
  double size = 0.5;  ///< of the first simplex: x and x + size eᵢ
  Vector corners;     ///< n + 1 points one after the other, the lowest first
  Vector values;
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;

 private:
  void begin(const Objective& f, const Vector& x);
  void sort();
};

}  // namespace thalweg::optim
