// Damped half-updates in the log domain, and both values.
#include "core/transport/unbalanced.hpp"

#include <cmath>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

double divergence(const Vector& x, const Vector& y) {
  double sum = y.sum() - x.sum();
  for (Index i = 0; i < x.size(); ++i) {
    if (x[i] > 0) sum += x[i] * std::log(x[i] / y[i]);
  }
  return sum;
}

double relaxed_value(const Vector& mass, const Vector& potential, double lambda) {
  return -lambda * mass.dot((-potential.array() / lambda).expm1().matrix());
}

}  // namespace

UnbalancedSinkhorn::UnbalancedSinkhorn(const Problem& problem) : problem_(&problem) {
  state_.f = Vector::Zero(problem.n());
  state_.g = Vector::Zero(problem.m());
}

double UnbalancedSinkhorn::step(double eta, double lambda) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta) && lambda > 0);
  const Problem& p = *problem_;
  Vector& f = state_.f;
  Vector& g = state_.g;
  // The share of Sinkhorn's own potential that the price allows.
  const double damping = 1 / (1 + 1 / (eta * lambda));
  if (!cache_.valid || cache_.eta != eta) {
    log_row_sums(p.cost, eta, f, g, p.log_source, cache_.log_rows);
  }
  f = damping * (f + (p.log_source - cache_.log_rows) / eta);
  Vector log_cols;
  log_row_sums(p.cost_transposed, eta, g, f, p.log_target, log_cols);
  g = damping * (g + (p.log_target - log_cols) / eta);
  log_row_sums(p.cost, eta, f, g, p.log_source, cache_.log_rows);
  cache_.eta = eta, cache_.valid = true;
  const Vector wanted = (p.log_source - f / lambda).array().exp();
  state_.error = (cache_.log_rows.array().exp() - wanted.array()).abs().sum();
  ++state_.sweeps;
  state_.work += 2;
  return state_.error;
}

void UnbalancedSinkhorn::restore(State state) {
  THALWEG_ASSERT(state.f.size() == problem_->n() && state.g.size() == problem_->m());
  state_ = std::move(state);
  cache_.valid = false;
}

bool UnbalancedSinkhorn::adopt(const Problem& problem) {
  if (!fits(problem, potentials())) return false;
  problem_ = &problem;
  cache_.valid = false;
  return true;
}

double unbalanced_primal(const Problem& problem, double eta, double lambda, const Matrix& plan) {
  return transport_cost(problem, plan) - entropy(plan) / eta +
         lambda * divergence(plan.rowwise().sum(), problem.source) +
         lambda * divergence(plan.colwise().sum().transpose(), problem.target);
}

double unbalanced_dual(const Problem& problem, double eta, double lambda,
                       const Potentials& potentials) {
  return relaxed_value(problem.source, potentials.f, lambda) +
         relaxed_value(problem.target, potentials.g, lambda) -
         plan(problem, eta, potentials).sum() / eta;
}

}  // namespace thalweg::transport
