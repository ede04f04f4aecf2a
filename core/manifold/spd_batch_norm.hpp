// Batch normalisation of symmetric positive definite matrices in a chosen geometry, deformed by a
// power and by a matrix (Wang et al., CVPR 2025, arXiv:2504.00660, algorithm 1).
#pragma once

#include <vector>

#include "core/manifold/spd.hpp"

namespace thalweg::manifold {

/// How matrices are seen: X = M^{-1/2} P^θ M^{-1/2}, distances divided by θ. θ → 0 under
/// Bures–Wasserstein tends to the log-Euclidean geometry.
struct SpdView {
  SpdMetric metric = SpdMetric::bures_wasserstein;
  double theta = 1;  ///< not 0
  Matrix m = {};     ///< SPD; empty: the identity
};

std::vector<Matrix> deformed(const SpdView& view, const std::vector<Matrix>& points);
/// P of a deformed X: (M^{1/2} X M^{1/2})^{1/θ}.
Matrix undeformed(const SpdView& view, const Matrix& x);

struct SpdStatistics {
  Matrix mean;          ///< of the deformed points
  double variance = 0;  ///< mean squared distance to it, over θ²
};

struct SpdBatchStatistics {
  SpdStatistics statistics;
  std::vector<double> residuals;  ///< of the mean's fixed point, see SpdMean
};

/// Statistics of one batch of deformed points.
SpdBatchStatistics batch_statistics(const SpdView& view, const std::vector<Matrix>& deformed_points,
                                    int mean_iterations);

/// Moves running statistics towards a batch's: the mean along the geodesic, the variance straight.
SpdStatistics moved_towards(const SpdView& view, const SpdStatistics& running,
                            const SpdStatistics& batch, double momentum);

/// Tangents V at the identity after centring, times scale / √(variance + epsilon).
std::vector<Matrix> scaled_tangents(const SpdView& view, const std::vector<Matrix>& deformed_points,
                                    const SpdStatistics& statistics, double scale, double epsilon);

}  // namespace thalweg::manifold
