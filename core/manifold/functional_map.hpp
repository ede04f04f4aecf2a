// Functional maps between two surfaces: small matrices that carry functions from one Laplace basis
// to the other (Ovsjanikov et al. 2012), point maps, ZoomOut (Melzi et al. 2019).
#pragma once

#include <vector>

#include "core/manifold/laplacian.hpp"

namespace thalweg::manifold {

/// Coefficients of the same d features in both bases (k_x × d, k_y × d), with the eigenvalues.
struct SpectralFeatures {
  Matrix x, y;
  Vector values_x, values_y;
};

/// C (k_y × k_x) with least ‖C X − Y‖² + α ‖C Λ_x − Λ_y C‖², eigenvalues divided by the largest:
/// row i solves (X Xᵀ + α diag_j (λ^x_j − λ^y_i)²) c = X y_i. α > 0.
Matrix functional_map(const SpectralFeatures& features, double alpha);

/// How a loss with gradient `to_c` at C = functional_map(…) changes with the coefficients.
struct FeatureGradient {
  Matrix x, y;
};
FeatureGradient functional_map_gradient(const SpectralFeatures& features, double alpha,
                                        const Matrix& c, const Matrix& to_c);

/// For each row of `from` (m × d) the nearest row of `to` (n × d); the first of equals.
std::vector<Index> nearest_rows(const Matrix& from, const Matrix& to);

/// The point map Y → X of a functional map from X: rows of Φ_y C to rows of Φ_x.
std::vector<Index> point_map(const Matrix& c, const LaplaceBasis& x, const LaplaceBasis& y);
/// Φ_y⁺ Π Φ_x for a point map Y → X, with the first `count` functions of either.
Matrix map_of_points(const std::vector<Index>& points, const LaplaceBasis& x, const LaplaceBasis& y,
                     Index count);

}  // namespace thalweg::manifold
