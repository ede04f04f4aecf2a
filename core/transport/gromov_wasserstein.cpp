// Mirror descent with the factorised square loss.
#include "core/transport/gromov_wasserstein.hpp"

#include <algorithm>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

void check(const Matrix& distances, const char* name) {
  const bool square = distances.rows() == distances.cols() && distances.rows() > 0;
  if (square && distances.allFinite() && distances.minCoeff() >= 0 &&
      (distances - distances.transpose()).cwiseAbs().maxCoeff() <= 1e-12 * distances.maxCoeff()) {
    return;
  }
  throw BadInput("The distances are not a symmetric matrix of finite numbers ≥ 0", name,
                 "Give one distance for each pair of points.");
}

}  // namespace

Matrix gromov_cost(const Matrix& source_distances, const Matrix& target_distances,
                   const Matrix& plan) {
  const Vector p = plan.rowwise().sum(), q = plan.colwise().sum().transpose();
  Matrix out = -2 * source_distances * plan * target_distances;
  out.colwise() += source_distances.cwiseAbs2() * p;
  out.rowwise() += (target_distances.cwiseAbs2() * q).transpose();
  return out;
}

GromovWasserstein::GromovWasserstein(Matrix source_distances, Matrix target_distances)
    : source_distances_(std::move(source_distances)),
      target_distances_(std::move(target_distances)) {
  check(source_distances_, "source distances");
  check(target_distances_, "target distances");
  const double largest = std::max(source_distances_.maxCoeff(), target_distances_.maxCoeff());
  if (largest > 0) source_distances_ /= largest, target_distances_ /= largest;
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = Matrix::Zero(source_distances_.rows(), target_distances_.rows());
  linearised_ = make_problem(std::move(parts));
  const Matrix product = linearised_.source * linearised_.target.transpose();
  state_.plan = Eigen::Map<const Vector>(product.data(), product.size());
  state_.f = Vector::Zero(linearised_.n()), state_.g = Vector::Zero(linearised_.m());
}

double GromovWasserstein::step(double eta, int sweeps) {
  linearised_.cost = 2 * gromov_cost(source_distances_, target_distances_, plan());
  linearised_.cost_transposed = linearised_.cost.transpose();
  SweepCache cache;
  for (int k = 0; k < sweeps; ++k) {
    if (log_sweep(linearised_, eta, state_.f, state_.g, cache) < 1e-12) break;
    state_.work += 2;
  }
  const Matrix next = transport::plan(linearised_, eta, {state_.f, state_.g});
  const Eigen::Map<const Vector> flat(next.data(), next.size());
  state_.error = (flat - state_.plan).lpNorm<1>();
  state_.plan = flat;
  state_.work += static_cast<double>(linearised_.n() + linearised_.m());
  ++state_.steps;
  return state_.error;
}

Matrix GromovWasserstein::plan() const {
  return Eigen::Map<const Matrix>(state_.plan.data(), linearised_.n(), linearised_.m());
}

double GromovWasserstein::value() const {
  const Matrix now = plan();
  return gromov_cost(source_distances_, target_distances_, now).cwiseProduct(now).sum();
}

void GromovWasserstein::restore(State state) {
  THALWEG_ASSERT(state.plan.size() == linearised_.cost.size());
  THALWEG_ASSERT(state.f.size() == linearised_.n() && state.g.size() == linearised_.m());
  state_ = std::move(state);
}

}  // namespace thalweg::transport
