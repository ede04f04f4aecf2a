// Hyper-parameters that many update rules have, and what else they share.
#pragma once

#include "core/base/error.hpp"
#include "core/optim/optimiser.hpp"

namespace thalweg::optim {

inline HyperParameter lr_of(double& lr) { return {"lr", &lr, 0, 1e300, "Step length."}; }
inline HyperParameter momentum_of(double& momentum) {
  return {"momentum", &momentum, 0, 1, "Share of the last move that is kept."};
}
inline HyperParameter epsilon_of(double& epsilon) {
  return {"epsilon", &epsilon, 0, 1e300, "Added to the root, so that nothing is divided by zero."};
}
inline HyperParameter decay_of(double& decay) {
  return {"decay", &decay, 0, 1e300, "Weight decay λ: pulls towards the origin."};
}
inline HyperParameter seed_of(double& seed) {
  return {"seed", &seed, 0, 9007199254740992.0, "A whole number that names the random draws."};
}

inline void start_at_zero(Vector& state, const Vector& like) {
  if (state.size() != like.size()) state = Vector::Zero(like.size());
}

}  // namespace thalweg::optim
