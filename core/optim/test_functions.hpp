// Classical functions of two variables on which optimisers are tried, with exact derivatives and
// known minima. Definitions as collected in Jamil and Yang (2013), arXiv:1308.4008.
#pragma once

#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// (x² + y − 11)² + (x + y² − 7)²: four minima of value 0.
const Objective& himmelblau();
/// (1 − x)² + 100 (y − x²)²: a bent valley, minimum 0 at (1, 1).
const Objective& rosenbrock();
/// Σᵢ (cᵢ − x + x yⁱ)², c = 1.5, 2.25, 2.625: flat arms, minimum 0 at (3, 0.5).
const Objective& beale();
/// ½ Σ (x⁴ − 16 x² + 5 x) over both coordinates: four minima of different depth.
const Objective& styblinski_tang();

}  // namespace thalweg::optim
