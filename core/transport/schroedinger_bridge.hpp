// The light Schrödinger bridge (Korotin, Gushchin and Burnaev, ICLR 2024, arXiv:2310.01174): the
// Brownian motion of variance ε that leads one cloud into another. The adjusted potential is a
// mixture of Gaussians, so its normalisation, its plan and its drift are closed forms.
#pragma once

#include <vector>

#include "core/base/rng.hpp"
#include "core/math/dense.hpp"

namespace thalweg::transport {

/// v(x₁) = Σ_k α_k N(x₁ | r_k, ε S_k), k = 1 … K, in d dimensions, S_k diagonal.
struct BridgeMixture {
  Vector log_weights;  ///< log α (K), of any sum
  Matrix centres;      ///< r (K × d)
  Matrix log_scales;   ///< log of the diagonals of S (K × d), between least_ and largest_log_scale

  Index components() const { return log_weights.size(); }
  Index dimension() const { return centres.cols(); }
};
inline constexpr double least_log_scale = -8, largest_log_scale = 4;

/// Equal weights, centres at random rows of `target` (m × d), scales 0.1.
BridgeMixture start_mixture(Index components, const Matrix& target, Rng rng);

/// As one vector (log α, r, log S, row by row) for an optimiser, and back, log S clamped.
Vector flattened(const BridgeMixture& mixture);
void take_flat(const Vector& flat, BridgeMixture& mixture);

/// L = mean log c(x₀) − mean log v(x₁) over the rows of both samples, with the normalisation
/// c(x₀) = ∫ exp(⟨x₀, x₁⟩/ε) v(x₁) dx₁. Up to a constant the Kullback–Leibler divergence of the
/// bridge from the present one. The gradient is flat, or left out where it is null.
double bridge_loss(const BridgeMixture& mixture, double epsilon, const Matrix& source,
                   const Matrix& target, Vector* gradient);

/// log c at every row of `at` (n).
Vector log_normaliser(const BridgeMixture& mixture, double epsilon, const Matrix& at);

/// What the components make of `source`: the share of it that each sends on (K, sum 1), and the
/// mean of where (K × d; the centre where nothing is sent).
struct ComponentEnds {
  Vector shares;
  Matrix means;
};
ComponentEnds component_ends(const BridgeMixture& mixture, double epsilon, const Matrix& source);

/// E[x₁ | x_t = x] at every row of `at` (n × d) for 0 ≤ t < 1; at t = 0 the map of the plan.
Matrix mean_end(const BridgeMixture& mixture, double epsilon, const Matrix& at, double t);

/// The drift of dx = g dt + √ε dW: g(x, t) = (E[x₁ | x_t = x] − x) / (1 − t), 0 ≤ t < 1.
Matrix bridge_drift(const BridgeMixture& mixture, double epsilon, const Matrix& at, double t);

/// One draw of x₁ given x₀ for every row of `source`: a component by its share, then its Gaussian.
Matrix sample_ends(const BridgeMixture& mixture, double epsilon, const Matrix& source, Rng& rng);

/// x_t between ends: a Brownian bridge of variance ε t (1 − t), one step after another. Returns
/// steps + 1 matrices (n × d), t = 0 … 1, the first and the last being the ends.
std::vector<Matrix> bridge_paths(const Matrix& source, const Matrix& ends, double epsilon,
                                 int steps, Rng& rng);

}  // namespace thalweg::transport
