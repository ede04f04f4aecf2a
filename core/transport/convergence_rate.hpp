// How fast Sinkhorn converges: the rate that is guaranteed, and the rate that is seen in the end.
#pragma once

#include "core/transport/problem.hpp"

namespace thalweg::transport {

/// The factor by which the error falls in one sweep.
struct SweepRate {
  double factor = 0;     ///< in [0, 1]; rounds to 1 when it is closer than 1e-16
  double shortfall = 1;  ///< 1 − factor, exact also where factor rounds to 1
};

/// In Hilbert's metric every sweep contracts by λ(K)², λ = tanh(η D / 4), where D is the largest
/// C_jk + C_il − C_ik − C_jl (Birkhoff 1957; Franklin and Lorenz 1989). O(n² m).
SweepRate guaranteed_rate(const Matrix& cost, double eta);

/// Near the optimal plan P every sweep contracts by the second singular value squared of
/// diag(a)^-½ P diag(b)^-½ (Knight 2008). Taken from any plan P; masses are its own marginals.
SweepRate local_rate(const Matrix& plan);

}  // namespace thalweg::transport
