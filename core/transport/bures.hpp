// Optimal transport between Gaussians in closed form: the Bures–Wasserstein geometry of covariances
// (Takatsu 2011; barycentres: Álvarez-Esteban, del Barrio, Cuesta-Albertos and Matrán 2016).
#pragma once

#include <vector>

#include "core/math/dense.hpp"

namespace thalweg::transport {

/// N(mean, covariance) in d dimensions; the covariance is symmetric and positive semi-definite.
struct Gaussian {
  Vector mean;
  Matrix covariance;
};

/// tr A + tr B − 2 tr (A^{1/2} B A^{1/2})^{1/2}, never below 0: W₂² of centred Gaussians. Singular
/// covariances are allowed; rounding then costs about 1e-8 (the root has no slope bound at 0).
double bures_squared(const Matrix& a, const Matrix& b);

/// W₂² between two Gaussians: the means' distance squared plus bures_squared.
double wasserstein_squared(const Gaussian& p, const Gaussian& q);

/// The symmetric T with T A T = B: x ↦ T x carries N(0, A) to N(0, B) optimally. A must be positive
/// definite; B may be singular.
Matrix optimal_linear_map(const Matrix& a, const Matrix& b);

/// ((1 − t) I + t T) A ((1 − t) I + t T): the shortest way from A (t = 0) to B (t = 1).
Matrix bures_geodesic(const Matrix& a, const Matrix& b, double t);
/// The same between Gaussians; means move in a straight line.
Gaussian geodesic(const Gaussian& p, const Gaussian& q, double t);

struct BarycentreOptions {
  Matrix start;            ///< empty: the weighted average of the covariances
  int iterations = 50;     ///< at most
  double tolerance = 0.0;  ///< on the residual; 0 does all iterations
};

struct Barycentre {
  Matrix covariance;
  /// ‖Σ w_i T_i − I‖_F before each iteration and at the end, T_i the map from the iterate to
  /// covariance i; 0 at the barycentre.
  std::vector<double> residuals;
};

/// The covariance that minimises Σ w_i bures_squared(·, covariances[i]) by the fixed point
/// S ← S^{-1/2} (Σ w_i (S^{1/2} A_i S^{1/2})^{1/2})² S^{-1/2}. Weights ≥ 0 with sum 1, empty for
/// equal ones; one of the covariances with weight > 0 must be positive definite.
Barycentre bures_barycentre(const std::vector<Matrix>& covariances, const Vector& weights = {},
                            const BarycentreOptions& options = {});

}  // namespace thalweg::transport
