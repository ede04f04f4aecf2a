// Batch normalisation of covariances (arXiv:2504.00660).
#include "core/manifold/spd_batch_norm.hpp"

#include <cmath>

#include "core/base/error.hpp"

namespace thalweg::manifold {

std::vector<Matrix> deformed(const SpdView& view, const std::vector<Matrix>& points) {
  THALWEG_ASSERT(view.theta != 0);
  const Matrix inverse = view.m.size() > 0 ? power(view.m, -0.5) : Matrix();
  std::vector<Matrix> out;
  for (const Matrix& point : points) {
    out.push_back(view.theta == 1 ? point : power(point, view.theta));
    if (inverse.size() > 0) out.back() = symmetric_part(inverse * out.back() * inverse);
  }
  return out;
}

Matrix undeformed(const SpdView& view, const Matrix& x) {
  if (view.m.size() == 0) return view.theta == 1 ? x : power(x, 1 / view.theta);
  const Matrix root = square_root(view.m);
  return power(symmetric_part(root * x * root), 1 / view.theta);
}

SpdBatchStatistics batch_statistics(const SpdView& view, const std::vector<Matrix>& deformed_points,
                                    int mean_iterations) {
  SpdMean found = frechet_mean(view.metric, deformed_points, mean_iterations);
  double spread = 0;
  for (const Matrix& point : deformed_points) {
    spread += distance_squared(view.metric, found.mean, point);
  }
  const double count = static_cast<double>(deformed_points.size());
  return {{std::move(found.mean), spread / count / (view.theta * view.theta)},
          std::move(found.residuals)};
}

SpdStatistics moved_towards(const SpdView& view, const SpdStatistics& running,
                            const SpdStatistics& batch, double momentum) {
  return {geodesic(view.metric, running.mean, batch.mean, momentum),
          (1 - momentum) * running.variance + momentum * batch.variance};
}

std::vector<Matrix> scaled_tangents(const SpdView& view, const std::vector<Matrix>& deformed_points,
                                    const SpdStatistics& statistics, double scale, double epsilon) {
  std::vector<Matrix> out = centred_tangents(view.metric, deformed_points, statistics.mean);
  for (Matrix& v : out) v *= scale / std::sqrt(statistics.variance + epsilon);
  return out;
}

}  // namespace thalweg::manifold
