// Sums over all pairs of two point clouds whose costs are computed where they are needed, 256
// columns at a time: no matrix is stored, memory is O(n d). Vectorised, parallel over fixed blocks
// of rows, the same bits at any thread count.
#pragma once

#include "core/math/dense.hpp"

namespace thalweg::transport {

/// ½ |x − y|² or |x − y|, Euclidean, not scaled.
enum class PointCost { half_squared, distance };

/// Points (n × d) with masses > 0 (n) of sum 1.
struct Cloud {
  Matrix points;
  Vector masses;
};
/// Equal masses.
Cloud uniform_cloud(Matrix points);

/// What stands at y when seen through entropy ε from x: the soft C-transform
/// out_i = −ε log Σ_j b_j exp((g_j − C(x_i, y_j)) / ε), never over- or underflowing. x is n × d.
Vector soft_transform(const Matrix& x, const Cloud& y, const Vector& g, double epsilon,
                      PointCost cost);

/// Row i is Σ_j w_ij ∇C(x_i, y_j), the gradient in x_i, with weights w_ij ∝ b_j exp((g_j − C_ij) /
/// ε) of sum 1. Where x_i = y_j the distance counts as flat. For ½ |x − y|² that is x_i minus the
/// mean of what it is sent to.
Matrix soft_gradient(const Matrix& x, const Cloud& y, const Vector& g, double epsilon,
                     PointCost cost);

/// out_i = Σ_j b_j C(x_i, y_j), and in `gradient` (n × d) its gradient in x_i unless it is null.
Vector mean_cost(const Matrix& x, const Cloud& y, PointCost cost, Matrix* gradient = nullptr);

}  // namespace thalweg::transport
