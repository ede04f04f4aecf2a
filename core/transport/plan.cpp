// Values of a plan and rounding to exact marginals.
#include "core/transport/plan.hpp"

#include <cmath>

namespace thalweg::transport {

Potentials zero_potentials(const Problem& problem) {
  return {Vector::Zero(problem.n()), Vector::Zero(problem.m())};
}

void fix_gauge(Potentials& potentials) {
  const double shift = potentials.g[potentials.g.size() - 1];
  potentials.f.array() += shift;
  potentials.g.array() -= shift;
}

bool fits(const Problem& problem, const Potentials& potentials) {
  return potentials.f.size() == problem.n() && potentials.g.size() == problem.m() &&
         potentials.f.allFinite() && potentials.g.allFinite();
}

double extended_potential(const Problem& p, double eta, const Vector& g, const Vector& at) {
  Vector slack = g;
  for (Index d = 0; d < at.size(); ++d) {
    slack.array() -= (p.target_points.col(d).array() - at[d]).square() / p.cost_scale;
  }
  const double most = slack.maxCoeff();
  if (std::isinf(eta)) return -most;
  const double sum = (eta * (slack.array() - most)).exp().sum();
  return -most - (std::log(sum) + std::log(static_cast<double>(p.n()))) / eta;
}

Matrix plan(const Problem& problem, double eta, const Potentials& potentials) {
  Matrix out;
  PlanSums sums;
  build_plan(problem.cost, eta, potentials.f, potentials.g, out, sums);
  return out;
}

double dual_value(const Problem& problem, double eta, const Potentials& potentials, double total) {
  return potentials.f.dot(problem.source) + potentials.g.dot(problem.target) - total / eta;
}

double dual_value(const Problem& problem, double eta, const Potentials& potentials) {
  return dual_value(problem, eta, potentials, plan(problem, eta, potentials).sum());
}

double transport_cost(const Problem& problem, const Matrix& plan) {
  return problem.cost.cwiseProduct(plan).sum();
}

double entropy(const Matrix& plan) {
  double sum = 0;
  for (Index k = 0; k < plan.size(); ++k) {
    const double p = plan.data()[k];
    if (p > 0) sum += p * (1 - std::log(p));
  }
  return sum;
}

MarginalError marginal_error(const Problem& problem, const PlanSums& sums) {
  return {(sums.rows - problem.source).lpNorm<1>(), (sums.cols - problem.target).lpNorm<1>()};
}

MarginalError marginal_error(const Problem& problem, const Matrix& plan) {
  return marginal_error(problem,
                        PlanSums{plan.rowwise().sum(), plan.colwise().sum().transpose(), 0});
}

Matrix round_to_marginals(Matrix plan, const Vector& source, const Vector& target) {
  const auto shrink = [](double want, double have) { return have > want ? want / have : 1.0; };
  for (Index i = 0; i < plan.rows(); ++i) {
    plan.row(i) *= shrink(source[i], plan.row(i).sum());
  }
  const Vector cols = plan.colwise().sum().transpose();
  Vector scale(cols.size());
  for (Index j = 0; j < cols.size(); ++j) scale[j] = shrink(target[j], cols[j]);
  plan.array().rowwise() *= scale.transpose().array();

  const Vector missing_rows = (source - plan.rowwise().sum()).cwiseMax(0.0);
  const Vector missing_cols = (target - plan.colwise().sum().transpose()).cwiseMax(0.0);
  const double missing = missing_rows.sum();
  if (missing > 0 && missing_cols.sum() > 0) {
    plan.noalias() += missing_rows * (missing_cols / missing_cols.sum()).transpose();
  }
  return plan;
}

}  // namespace thalweg::transport
