// Geometries of symmetric positive definite (SPD) matrices, written around the identity: what a
// batch normalisation of covariances needs of them (Wang et al., CVPR 2025, arXiv:2504.00660).
#pragma once

#include <vector>

#include "core/math/symmetric_function.hpp"

namespace thalweg::manifold {

enum class SpdMetric { log_euclidean, affine_invariant, bures_wasserstein };

/// Squared geodesic distance. Log-Euclidean: ‖log A − log B‖². Affine-invariant:
/// ‖log A^{-1/2} B A^{-1/2}‖². Bures–Wasserstein: transport::bures_squared.
double distance_squared(SpdMetric metric, const Matrix& a, const Matrix& b);

/// The point at share t of the geodesic from A (t = 0) to B (t = 1).
Matrix geodesic(SpdMetric metric, const Matrix& a, const Matrix& b, double t);

struct SpdMean {
  Matrix mean;
  /// Length of the mean tangent vector towards the points, before each iteration and at the end.
  std::vector<double> residuals;
};

/// Fréchet mean with equal weights, by `iterations` steps of the usual fixed point from the
/// arithmetic mean (affine-invariant: Karcher flow; Bures–Wasserstein: Álvarez-Esteban et al.).
/// The log-Euclidean mean is exact at once.
SpdMean frechet_mean(SpdMetric metric, const std::vector<Matrix>& points, int iterations);

/// The tangent vector from `centre` to each point, carried in parallel to the identity, in the
/// coordinates of symmetric matrices. Bures–Wasserstein: with L = Log_B X and B = U diag(b) Uᵀ it
/// is U (√(2/(b_k + b_l)) (Uᵀ L U)_kl) Uᵀ.
std::vector<Matrix> centred_tangents(SpdMetric metric, const std::vector<Matrix>& points,
                                     const Matrix& centre);

/// The point that the tangent vector V at the identity leads to: exp V, or (I + V/2)². The latter
/// is a geodesic only while I + V/2 is positive definite; eigenvalues below 1e-6 are raised to it.
Matrix from_identity(SpdMetric metric, const Matrix& v);

/// Least eigenvalue of I + V/2: below 0 the Bures–Wasserstein exponential has left its cone. +1 for
/// metrics whose exponential is defined everywhere.
double cone_margin(SpdMetric metric, const Matrix& v);

/// V carried in parallel from the identity to G = exp S and followed from there: log-Euclidean
/// exp(S + V), affine-invariant G^{1/2} exp(V) G^{1/2}, Bures–Wasserstein (I + K) G (I + K) with
/// K_kl = V_kl / √(2 (a_k + a_l)) in the eigenbasis of G, a its eigenvalues.
Matrix from_bias(SpdMetric metric, const Matrix& v, const Matrix& s);

/// Gradients of ⟨H, from_bias(V, S)⟩ for a symmetric H.
struct BiasGradient {
  Matrix v, s;
};
BiasGradient bias_gradient(SpdMetric metric, const Matrix& v, const Matrix& s, const Matrix& h);

}  // namespace thalweg::manifold
