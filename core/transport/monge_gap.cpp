// A mean cost less an entropic one; both gradients are in the images.
#include "core/transport/monge_gap.hpp"

#include <cmath>

#include "core/base/error.hpp"

namespace thalweg::transport {

double mean_pair_cost(const Matrix& points, const Matrix& images, PointCost cost) {
  THALWEG_ASSERT(points.rows() == images.rows() && points.cols() == images.cols());
  const Matrix way = images - points;
  if (cost == PointCost::half_squared) return way.rowwise().squaredNorm().mean() / 2;
  return way.rowwise().norm().mean();
}

double mean_all_cost(const Matrix& points, const Matrix& images, PointCost cost) {
  return mean_cost(points, uniform_cloud(images), cost).mean();
}

Slope monge_gap(const Matrix& points, const Matrix& images, const EntropicOptions& options) {
  DivergenceState state;
  const Slope least = entropic_cost(uniform_cloud(images), uniform_cloud(points), options, state);
  Slope out{mean_pair_cost(points, images, options.cost) - least.value, images - points};
  if (options.cost == PointCost::distance) {
    for (Index i = 0; i < out.gradient.rows(); ++i) {
      const double length = out.gradient.row(i).norm();
      if (length > 0) out.gradient.row(i) /= length;
    }
  }
  out.gradient = out.gradient / static_cast<double>(points.rows()) - least.gradient;
  return out;
}

double exact_monge_gap(const Matrix& points, const Matrix& images, PointCost cost) {
  return mean_pair_cost(points, images, cost) -
         exact_divergence(uniform_cloud(images), uniform_cloud(points), cost).value;
}

Matrix monge_plan(const Matrix& points, const Matrix& images, const EntropicOptions& options) {
  const Cloud from = uniform_cloud(points), to = uniform_cloud(images);
  CloudPotentials at;
  solve_pair(from, to, options, at);
  Matrix plan(points.rows(), images.rows());
  const double unit = 1 / static_cast<double>(plan.size());
  for (Index i = 0; i < plan.rows(); ++i) {
    for (Index j = 0; j < plan.cols(); ++j) {
      const double squared = (points.row(i) - images.row(j)).squaredNorm();
      const double cost =
          options.cost == PointCost::half_squared ? squared / 2 : std::sqrt(squared);
      plan(i, j) = unit * std::exp((at.f[i] + at.g[j] - cost) / options.epsilon);
    }
  }
  return plan;
}

}  // namespace thalweg::transport
