// Dense Newton.
#include "core/transport/dense_newton.hpp"

#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/math/factor.hpp"

namespace thalweg::transport {

Vector dense_newton_direction(const Problem& problem, double eta, const Matrix& plan,
                              const PlanSums& sums, const StopCheck& stop) {
  const Index n = problem.n(), rest = problem.m() - 1;
  const Vector rows = problem.source - sums.rows;
  const Vector cols = (problem.target - sums.cols).head(rest);
  // [R P; Pᵀ C] (x; y) = (rows; cols), R and C diagonal: y from the Schur complement C − Pᵀ R⁻¹ P.
  const Matrix scaled = sums.rows.cwiseSqrt().cwiseInverse().asDiagonal() * plan.leftCols(rest);
  Matrix schur = Matrix::Zero(rest, rest);
  schur.diagonal() = sums.cols.head(rest);
  schur.selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose(), -1.0);
  Vector direction = Vector::Zero(n + rest + 1);
  const Vector rhs = cols - plan.leftCols(rest).transpose() * rows.cwiseQuotient(sums.rows);
  if (rest > 0) {
    const Vector solved = solve_spd(schur, rhs, stop);
    if (solved.size() == 0) return {};
    direction.segment(n, rest) = solved;
  }
  direction.head(n) =
      (rows - plan.leftCols(rest) * direction.segment(n, rest)).cwiseQuotient(sums.rows);
  return direction / eta;
}

DenseNewton::DenseNewton(const Problem& problem, const Potentials& start) : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.f = start.f;
  state_.g = start.g;
}

double DenseNewton::step(double eta, int warm_up, const StopCheck& stop) {
  if (state_.sweeps >= warm_up) {
    if (newton(eta, stop)) return state_.error;
    if (stop && stop()) return state_.error;
  }
  SweepCache cache;
  state_.error = log_sweep(*problem_, eta, state_.f, state_.g, cache);
  ++state_.sweeps;
  state_.work += 2;
  return state_.error;
}

// False when there is no usable step from here: a sweep helps.
bool DenseNewton::newton(double eta, const StopCheck& stop) {
  const Problem& p = *problem_;
  Matrix now, trial;
  PlanSums sums, trial_sums;
  build_plan(p.cost, eta, state_.f, state_.g, now, sums);
  if (!std::isfinite(sums.total) || sums.rows.minCoeff() <= 0 || sums.cols.minCoeff() <= 0) {
    return false;
  }
  const Vector direction = dense_newton_direction(p, eta, now, sums, stop);
  if (direction.size() == 0) return false;
  Vector gradient(p.n() + p.m());
  gradient << p.source - sums.rows, p.target - sums.cols;
  const double slope = gradient.dot(direction);
  if (!(slope >= 0)) return false;
  const double value = dual_value(p, eta, {state_.f, state_.g}, sums.total);
  for (double alpha = 1; alpha > 1e-12; alpha /= 2) {
    if (stop && stop()) return false;
    const Potentials next{state_.f + alpha * direction.head(p.n()),
                          state_.g + alpha * direction.tail(p.m())};
    build_plan(p.cost, eta, next.f, next.g, trial, trial_sums);
    const double reached = dual_value(p, eta, next, trial_sums.total);
    const double slack = alpha * slope < 1e-14 ? 1e-14 : -1e-4 * alpha * slope;
    if (!std::isfinite(reached) || reached < value - slack) continue;
    state_.f = next.f;
    state_.g = next.g;
    state_.error = marginal_error(p, trial_sums).sum();
    state_.step_length = alpha;
    state_.work += 2 + static_cast<double>(p.m()) / 3;
    ++state_.newton_steps;
    return true;
  }
  return false;
}

void DenseNewton::restore(State state) {
  THALWEG_ASSERT(state.f.size() == problem_->n() && state.g.size() == problem_->m());
  state_ = std::move(state);
}

bool DenseNewton::adopt(const Problem& problem) {
  if (!fits(problem, {state_.f, state_.g})) return false;
  problem_ = &problem;
  return true;
}

Potentials DenseNewton::potentials() const {
  Potentials out{state_.f, state_.g};
  fix_gauge(out);
  return out;
}

}  // namespace thalweg::transport
