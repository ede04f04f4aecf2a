// Barycentres with a fixed support (a grid) and with a free one (a cloud).
#include "core/transport/barycentre.hpp"

#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::transport {

GridBarycentre::GridBarycentre(const Matrix& images, const GridKernel& kernel, Kind kind)
    : images_(&images), kernel_(&kernel), kind_(kind) {
  const Index cells = images.cols();
  THALWEG_ASSERT(cells == Index{kernel.raster().rows} * kernel.raster().cols);
  THALWEG_ASSERT(images.rows() > 0 && images.minCoeff() >= 0);
  log_images_ = images.array().log();
  log_kv_.resizeLike(images);
  state_.log_v = Vector::Zero(images.size());
  state_.log_d = Vector::Zero(cells);
  state_.log_mean = Vector::Constant(cells, -std::log(static_cast<double>(cells)));
}

void GridBarycentre::log_kernel(const Vector& x, Vector& out) const {
  const Raster raster = kernel_->raster();
  Matrix result;
  kernel_->apply_log(Eigen::Map<const Matrix>(x.data(), raster.rows, raster.cols), result);
  out = Eigen::Map<const Vector>(result.data(), result.size());
}

double GridBarycentre::step(const Vector& weights) {
  const Index count = images_->rows(), cells = images_->cols();
  THALWEG_ASSERT(weights.size() == count && weights.minCoeff() >= 0);
  Vector product;
  Matrix log_u(count, cells), log_ku(count, cells);
  for (Index k = 0; k < count; ++k) {
    if (!fresh_)
      log_kernel(state_.log_v.segment(k * cells, cells), product), log_kv_.row(k) = product;
    log_u.row(k) = log_images_.row(k) - log_kv_.row(k);
    log_kernel(log_u.row(k), product);
    log_ku.row(k) = product;
  }
  // P_k's columns sum to v_k K u_k, and all of them to p: v_k follows from the geometric mean.
  state_.log_mean = log_ku.transpose() * weights;
  if (kind_ == Kind::debiased) state_.log_mean += state_.log_d;
  state_.error = 0;
  for (Index k = 0; k < count; ++k) {
    const Vector log_v = state_.log_mean - log_ku.row(k).transpose();
    state_.log_v.segment(k * cells, cells) = log_v;
    log_kernel(log_v, product);
    log_kv_.row(k) = product;
    const Vector sums = (log_u.row(k) + log_kv_.row(k)).array().exp();
    state_.error += weights[k] * (sums.transpose() - images_->row(k)).lpNorm<1>();
  }
  if (kind_ == Kind::debiased) {
    log_kernel(state_.log_d, product);
    const Vector sums = (state_.log_d + product).array().exp();
    state_.error += (sums.array() - state_.log_mean.array().exp()).abs().sum();
    state_.log_d = 0.5 * (state_.log_d + state_.log_mean - product);
  }
  fresh_ = true;
  ++state_.sweeps;
  return state_.error;
}

Vector GridBarycentre::mean() const {
  const Vector mass = (state_.log_mean.array() - state_.log_mean.maxCoeff()).exp();
  return mass / mass.sum();
}

void GridBarycentre::restore(State state) {
  const bool fits = state.log_v.size() == images_->size() &&
                    state.log_d.size() == images_->cols() &&
                    state.log_mean.size() == images_->cols();
  THALWEG_ASSERT(fits);
  state_ = std::move(state);
  fresh_ = false;
}

bool GridBarycentre::adopt(const Matrix& images, const GridKernel& kernel) {
  const Raster raster = kernel.raster();
  const bool fits = images.size() == state_.log_v.size() &&
                    images.cols() == state_.log_mean.size() &&
                    images.cols() == Index{raster.rows} * raster.cols;
  if (!fits) return false;
  images_ = &images, kernel_ = &kernel;
  log_images_ = images.array().log();
  fresh_ = false;
  return true;
}

FreeBarycentre::FreeBarycentre(const std::vector<Matrix>& clouds, Matrix start) : clouds_(&clouds) {
  state_.positions = std::move(start);
  THALWEG_ASSERT(!clouds.empty() && state_.positions.rows() > 0);
}

double FreeBarycentre::step(const Vector& weights, double stride, const StopCheck& stop) {
  THALWEG_ASSERT(stride > 0 && stride <= 1);
  THALWEG_ASSERT(weights.size() == static_cast<Index>(clouds_->size()));
  Matrix& positions = state_.positions;
  const auto n = static_cast<double>(positions.rows());
  Matrix to = Matrix::Zero(positions.rows(), positions.cols());
  double objective = 0;
  for (std::size_t k = 0; k < clouds_->size(); ++k) {
    const double weight = weights[static_cast<Index>(k)];
    if (weight == 0) continue;
    const Matrix& cloud = (*clouds_)[k];
    const Problem problem = from_points(positions, cloud, GroundCost::squared);
    const std::optional<ExactPlan> exact = exact_plan(problem, stop);
    if (!exact) return state_.objective;
    objective += weight * exact->cost * problem.cost_scale;
    for (const PlanEntry& entry : exact->entries) {
      to.row(entry.row) += weight * n * entry.mass * cloud.row(entry.col);
    }
  }
  state_.objective = objective;
  state_.moved = stride * (to - positions).rowwise().norm().maxCoeff();
  positions += stride * (to - positions);
  ++state_.moves;
  return state_.objective;
}

void FreeBarycentre::restore(State state) {
  THALWEG_ASSERT(state.positions.rows() == state_.positions.rows() &&
                 state.positions.cols() == state_.positions.cols());
  state_ = std::move(state);
}

double barycentre_bound(const Matrix& squared, const Vector& weights) {
  double sum = 0;
  for (Index k = 0; k < weights.size(); ++k) {
    for (Index l = k + 1; l < weights.size(); ++l) sum += weights[k] * weights[l] * squared(k, l);
  }
  return sum;
}

}  // namespace thalweg::transport
