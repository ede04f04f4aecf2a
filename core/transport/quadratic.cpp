// Rows and columns fitted exactly, one side after the other.
#include "core/transport/quadratic.hpp"

#include <algorithm>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::transport {
namespace {

Index row_grain(Index cols) { return std::max<Index>(1, 4096 / std::max<Index>(1, cols)); }

/// out_i such that Σ_j max(out_i + other_j − C_ij, 0) = γ mass_i.
void fit(const Matrix& cost, const Vector& other, const Vector& mass, double gamma, Vector& out) {
  parallel_for(cost.rows(), row_grain(cost.cols()), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      out[i] = filling_level(cost.row(i).transpose() - other, gamma * mass[i]);
    }
  });
}

}  // namespace

Matrix quadratic_plan(const Problem& problem, double gamma, const Potentials& potentials) {
  Matrix plan = -problem.cost;
  plan.colwise() += potentials.f;
  plan.rowwise() += potentials.g.transpose();
  return plan.cwiseMax(0) / gamma;
}

double quadratic_primal(const Problem& problem, double gamma, const Matrix& plan) {
  return transport_cost(problem, plan) + 0.5 * gamma * plan.squaredNorm();
}

double quadratic_dual(const Problem& problem, double gamma, const Potentials& potentials) {
  return potentials.f.dot(problem.source) + potentials.g.dot(problem.target) -
         0.5 * gamma * quadratic_plan(problem, gamma, potentials).squaredNorm();
}

double filling_level(Vector r, double mass) {
  THALWEG_ASSERT(mass > 0 && r.size() > 0);
  std::sort(r.begin(), r.end());
  double sum = 0, level = 0;
  for (Index count = 1; count <= r.size(); ++count) {
    if (count > 1 && r[count - 1] >= level) break;
    sum += r[count - 1];
    level = (mass + sum) / static_cast<double>(count);
  }
  return level;
}

QuadraticTransport::QuadraticTransport(const Problem& problem) : problem_(&problem) {
  state_.f = Vector::Zero(problem.n());
  state_.g = Vector::Zero(problem.m());
}

double QuadraticTransport::step(double gamma) {
  THALWEG_ASSERT(gamma > 0);
  fit(problem_->cost, state_.g, problem_->source, gamma, state_.f);
  fit(problem_->cost_transposed, state_.f, problem_->target, gamma, state_.g);
  const Matrix plan = quadratic_plan(*problem_, gamma, {state_.f, state_.g});
  state_.error = marginal_error(*problem_, plan).sum();
  ++state_.sweeps;
  state_.work += 2;
  return state_.error;
}

void QuadraticTransport::restore(State state) {
  THALWEG_ASSERT(state.f.size() == problem_->n() && state.g.size() == problem_->m());
  state_ = std::move(state);
}

bool QuadraticTransport::adopt(const Problem& problem) {
  if (!fits(problem, {state_.f, state_.g})) return false;
  problem_ = &problem;
  return true;
}

Potentials QuadraticTransport::potentials() const {
  Potentials out{state_.f, state_.g};
  fix_gauge(out);
  return out;
}

}  // namespace thalweg::transport
