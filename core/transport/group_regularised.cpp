// Generalised conditional gradient: linearise the penalty, keep the entropy, search the line.
#include "core/transport/group_regularised.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {
namespace {

int count_groups(const std::vector<int>& group) {
  return group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
}

/// P_ij / ‖P_cj‖ for i in group c; 0 where the whole group is, which is one of its subgradients.
Matrix penalty_slope(const Matrix& plan, const std::vector<int>& group) {
  const Matrix norms = group_norms(plan, group);
  Matrix slope = plan;
  for (Index i = 0; i < plan.rows(); ++i) {
    const auto norm = norms.row(group[static_cast<std::size_t>(i)]).array();
    slope.row(i).array() /= (norm > 0).select(norm, 1);
  }
  return slope;
}

/// Where the objective is least between `plan` (0) and plan + way (1): its slope along the line
/// rises, and is halved in on. `looks` counts how often it was computed.
double best_length(const Matrix& cost, const std::vector<int>& group, double eta, double lambda,
                   const Matrix& plan, const Matrix& way, int& looks) {
  const auto rises = [&](double length) {
    ++looks;
    const Matrix at = plan + length * way;
    const Matrix slope = cost + lambda * penalty_slope(at, group);
    // An entry that stays 0 has no part in the entropy's slope.
    const auto entropic = (way.array() == 0).select(0, way.array() * at.array().max(1e-300).log());
    return way.cwiseProduct(slope).sum() + entropic.sum() / eta > 0;
  };
  if (!rises(1)) return 1;
  double lo = 0, hi = 1;
  while (hi - lo > 1e-3 * hi && hi > 1e-12) (rises((lo + hi) / 2) ? hi : lo) = (lo + hi) / 2;
  return lo;
}

}  // namespace

Matrix group_norms(const Matrix& plan, const std::vector<int>& group) {
  THALWEG_ASSERT(static_cast<Index>(group.size()) == plan.rows());
  Matrix squares = Matrix::Zero(count_groups(group), plan.cols());
  for (Index i = 0; i < plan.rows(); ++i) {
    squares.row(group[static_cast<std::size_t>(i)]) += plan.row(i).cwiseAbs2();
  }
  return squares.cwiseSqrt();
}

double group_objective(const Problem& problem, const std::vector<int>& group, double eta,
                       double lambda, const Matrix& plan) {
  return transport_cost(problem, plan) - entropy(plan) / eta +
         lambda * group_norms(plan, group).sum();
}

GroupTransport::GroupTransport(const Problem& problem, std::vector<int> group)
    : problem_(&problem), group_(std::move(group)), tilted_(problem) {
  THALWEG_ASSERT(static_cast<Index>(group_.size()) == problem.n());
  state_.plan = problem.source * problem.target.transpose();
  state_.linearised = zero_potentials(problem);
}

double GroupTransport::step(double eta, double lambda, int most_sweeps) {
  THALWEG_ASSERT(eta > 0 && lambda >= 0 && most_sweeps > 0);
  const Matrix& plan = state_.plan;
  tilted_.cost = problem_->cost + lambda * penalty_slope(plan, group_);
  tilted_.cost_transposed = tilted_.cost.transpose();
  StabilisedSinkhorn sinkhorn(tilted_, state_.linearised);
  for (int k = 0; k < most_sweeps && (k == 0 || sinkhorn.state().error > 1e-10); ++k) {
    sinkhorn.step(eta);
  }
  state_.linearised = sinkhorn.potentials();
  // A convex penalty lies above its slope at P, so that the dual of the entropic problem bounds the
  // optimum from below.
  state_.objective = group_objective(*problem_, group_, eta, lambda, plan);
  state_.gap = state_.objective - dual_value(tilted_, eta, state_.linearised);
  const Matrix to = round_to_marginals(transport::plan(tilted_, eta, state_.linearised),
                                       problem_->source, problem_->target);
  int looks = 0;
  // Without a penalty the slope is the objective, and the way leads to the optimum.
  state_.length =
      lambda == 0 ? 1 : best_length(problem_->cost, group_, eta, lambda, plan, to - plan, looks);
  state_.plan += state_.length * (to - plan);
  state_.sweeps += sinkhorn.state().sweeps;
  state_.work += sinkhorn.state().work + looks;
  ++state_.steps;
  return state_.gap;
}

void GroupTransport::restore(State state) {
  THALWEG_ASSERT(state.plan.rows() == problem_->n() && state.plan.cols() == problem_->m() &&
                 fits(*problem_, state.linearised));
  state_ = std::move(state);
}

}  // namespace thalweg::transport
