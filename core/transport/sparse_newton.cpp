// Sinkhorn–Newton–Sparse.
#include "core/transport/sparse_newton.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/transport/sparsify.hpp"

namespace thalweg::transport {
namespace {

constexpr int recovery_sweeps = 10;
constexpr int steps_for_largest = 15;
constexpr int steps_for_condition = 60;
constexpr double short_step = 1e-3;
constexpr int most_halvings = 40;
constexpr std::size_t stall_window = 11;  // the error ten steps ago, and since

// Changes of the objective below this are rounding (the objective is of order 1 or less).
constexpr double objective_noise = 1e-14;

std::int64_t wanted_entries(const Problem& problem, double kappa, int doublings) {
  const auto side = static_cast<double>(std::max(problem.n(), problem.m()));
  const double wanted = std::ceil(std::ldexp(kappa * side, doublings));
  const double most = static_cast<double>(problem.n()) * static_cast<double>(problem.m());
  return static_cast<std::int64_t>(std::clamp(wanted, 1.0, most));
}

/// Summed one by one: Eigen does not align what sparse matrices hold, and the order of its own sums
/// depends on the address.
double kept_share(const SparseMatrix& kept, const PlanSums& sums) {
  double mass = 0;
  for (Index k = 0; k < kept.nonZeros(); ++k) mass += kept.valuePtr()[k];
  return mass / sums.total;
}

}  // namespace

SparseNewton::SparseNewton(const Problem& problem)
    : SparseNewton(problem, zero_potentials(problem)) {}

SparseNewton::SparseNewton(const Problem& problem, const Potentials& start) : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.z = ScaledPotentials(start);
}

void SparseNewton::restore(State state) {
  THALWEG_ASSERT(state.z.f.size() == problem_->n() && state.z.g.size() == problem_->m());
  THALWEG_ASSERT(state.z.u.size() == problem_->n() && state.z.v.size() == problem_->m());
  state_ = std::move(state);
  kernel_.valid = false;
  now_.eta = 0;
}

bool SparseNewton::adopt(const Problem& problem) {
  if (!fits(problem, potentials())) return false;
  settle();
  problem_ = &problem;
  state_.evaluated_eta = 0;
  state_.errors.clear();
  kernel_.valid = false;
  now_.eta = 0;
  return true;
}

void SparseNewton::fit_rows(double eta) {
  transport::fit_rows(*problem_, eta, state_.z.f, state_.z.g);
}

void SparseNewton::settle() {
  if (state_.z.eta == 0) return;
  state_.z.absorb();
  state_.z.eta = 0;
  kernel_.valid = false;
}

void SparseNewton::evaluate(double eta, const Vector& f, const Vector& g, Evaluation& out) const {
  build_plan(problem_->cost, eta, f, g, out.plan, out.sums);
  out.dual = dual_value(*problem_, eta, {f, g}, out.sums.total);
  out.eta = eta;
}

SparseMatrix SparseNewton::select(const Evaluation& at, const SparseNewtonOptions& options) const {
  switch (options.rule) {
    case SparsifyRule::top_k:
      return keep_largest(at.plan, wanted_entries(*problem_, options.kappa, 0));
    case SparsifyRule::adaptive:
      return keep_largest(at.plan, wanted_entries(*problem_, options.kappa, state_.doublings));
    case SparsifyRule::threshold:
      return keep_above(at.plan, options.threshold);
    case SparsifyRule::mass: {
      const double rows = (problem_->source - at.sums.rows).squaredNorm();
      const double cols = (problem_->target - at.sums.cols).squaredNorm();
      return keep_mass(at.plan, 0.01 * std::sqrt(rows + cols));
    }
    case SparsifyRule::none:
      break;
  }
  return keep_largest(at.plan, at.plan.size());
}

SparseMatrix SparseNewton::kept(double eta, const SparseNewtonOptions& options) const {
  ScaledPotentials z = state_.z;
  z.absorb();
  Evaluation at;
  evaluate(eta, z.f, z.g, at);
  return select(at, options);
}

bool SparseNewton::ready_for_newton(double eta, const SparseNewtonOptions& options) {
  switch (options.switch_rule) {
    case SwitchRule::never:
      return false;
    case SwitchRule::after_sweeps:
      return state_.newton || state_.sweeps >= options.warm_up;
    case SwitchRule::marginal_error:
      return state_.newton || (state_.sweeps > 0 && state_.error < options.switch_error);
    case SwitchRule::sparse_enough:
      break;
  }
  if (state_.newton) return true;
  if (state_.sweeps == 0 || state_.sweeps % 5 != 0) return false;
  ScaledPotentials z = state_.z;
  z.absorb();
  evaluate(eta, z.f, z.g, trial_);
  state_.work += 2;  // the plan and the selection
  return kept_share(select(trial_, options), trial_.sums) >= options.switch_mass;
}

double SparseNewton::step(double eta, const SparseNewtonOptions& options, const StopCheck& stop) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta));
  state_.report.stopped = false;
  if (!ready_for_newton(eta, options)) return sweep(eta, Stage::warm_up);
  state_.newton = true;
  return state_.recovery > 0 ? sweep(eta, Stage::recovery) : newton(eta, options, stop);
}

double SparseNewton::sweep(double eta, Stage stage) {
  state_.error = kernel_sweep(*problem_, eta, state_.z, kernel_);
  now_.eta = 0;
  state_.evaluated_eta = 0;
  state_.recovery = std::max(0, state_.recovery - 1);
  ++state_.sweeps;
  ++state_.iterations;
  state_.work += sweep_work(state_.z);
  state_.report.stage = stage;
  return state_.error;
}

double SparseNewton::newton(double eta, const SparseNewtonOptions& options, const StopCheck& stop) {
  const Problem& p = *problem_;
  settle();
  if (now_.eta != eta) evaluate(eta, state_.z.f, state_.z.g, now_);
  if (!now_.sums.usable()) {
    state_.recovery = recovery_sweeps;
    return sweep(eta, Stage::recovery);
  }
  Vector gradient(p.n() + p.m());
  gradient << p.source - now_.sums.rows, p.target - now_.sums.cols;
  const double before = gradient.lpNorm<1>();

  const NewtonSystem system(select(now_, options), now_.sums, eta, options.shift * gradient.norm());
  NewtonSolution solution =
      system.solve(options.solver, gradient, options.cg_tolerance, options.cg_limit, stop);
  Search found;
  if (solution.direction.size() > 0) remove_null_part(solution.direction, p.n());
  if (solution.reason != CgReason::stopped && solution.direction.size() > 0) {
    found = search(eta, solution.direction, gradient.dot(solution.direction), options, stop);
  }
  if (solution.reason == CgReason::stopped || found.stopped) {
    state_.report.stopped = true;
    return state_.error;
  }

  NewtonReport& report = state_.report;
  report.stage = Stage::newton;
  report.kept = system.kept().nonZeros();
  report.kept_mass = kept_share(system.kept(), now_.sums);
  report.cg_iterations = solution.iterations;
  report.cg_residual = solution.relative_residual;
  report.cg_reason = solution.reason;
  const bool direct = solution.condition == 0;
  const Extremes ritz = system.extremes(direct ? steps_for_condition : steps_for_largest);
  report.largest_eigenvalue = ritz.largest;
  report.condition =
      direct && ritz.smallest > 0 ? ritz.largest / ritz.smallest : solution.condition;
  report.step_length = found.accepted ? found.alpha : 0;
  report.trials = found.trials;
  const double dropped = now_.sums.total * (1 - report.kept_mass);
  const double passes = static_cast<double>(report.kept) / static_cast<double>(p.cost.size());
  // Selection, products, plans built; the first plan counts unless the last step had built it.
  state_.work += 1 + solution.iterations * passes + found.trials;
  if (state_.evaluated_eta != eta) {
    state_.work += 1;
    state_.errors.clear();
  }
  if (state_.errors.empty()) state_.errors.push_back(before);

  if (found.accepted) accept(found);
  state_.evaluated_eta = eta;
  state_.error = marginal_error(p, now_.sums).sum();
  state_.dual = now_.dual;
  ++state_.newton_steps;
  ++state_.iterations;
  judge(eta, before, dropped, options);
  return state_.error;
}

SparseNewton::Search SparseNewton::search(double eta, const Vector& direction, double slope,
                                          const SparseNewtonOptions& options,
                                          const StopCheck& stop) {
  const Index n = problem_->n(), m = problem_->m();
  Search s;
  if (!(slope >= 0)) return s;
  for (int halving = 0; halving <= most_halvings; ++halving, s.alpha /= 2) {
    if (stop && stop()) {
      s.stopped = true;
      return s;
    }
    s.f = state_.z.f + s.alpha * direction.head(n);
    s.g = state_.z.g + s.alpha * direction.tail(m);
    evaluate(eta, s.f, s.g, trial_);
    ++s.trials;
    if (!trial_.sums.usable() || !std::isfinite(trial_.dual)) continue;
    const double predicted = s.alpha * slope;
    const double slack =
        predicted < objective_noise ? objective_noise : -options.armijo * predicted;
    s.accepted = !options.line_search || trial_.dual >= now_.dual - slack;
    if (s.accepted) return s;
  }
  return s;
}

void SparseNewton::accept(const Search& found) {
  state_.z.f = found.f;
  state_.z.g = found.g;
  std::swap(now_, trial_);
  trial_.eta = 0;
  kernel_.valid = false;
}

// Learns from a Newton step: falls back to sweeps, doubles K, or says that it stalls.
void SparseNewton::judge(double eta, double error_before, double dropped,
                         const SparseNewtonOptions& options) {
  NewtonReport& report = state_.report;
  report.gain = state_.error > 0 ? error_before / state_.error : 0;
  state_.short_steps = report.step_length < short_step ? state_.short_steps + 1 : 0;
  if (report.step_length == 0 || state_.short_steps >= 2) {
    state_.recovery = recovery_sweeps;
    state_.short_steps = 0;
  }
  const bool too_sparse = dropped > 0.01 * state_.error;
  if (options.rule == SparsifyRule::adaptive && report.gain < 2 && too_sparse &&
      wanted_entries(*problem_, options.kappa, state_.doublings) < problem_->cost.size()) {
    ++state_.doublings;
  }

  state_.errors.push_back(state_.error);
  if (state_.errors.size() > stall_window) state_.errors.erase(state_.errors.begin());
  const double rounding = 1e-15 * std::max(1.0, eta);
  const bool was_stalled = report.stalled;
  report.stalled = state_.errors.size() == stall_window && state_.error > rounding &&
                   state_.error > 0.5 * state_.errors.front();
  if (!report.stalled || !too_sparse) {
    report.cure_kappa = 0;
  } else if (!was_stalled || report.cure_kappa == 0) {
    const auto side = static_cast<double>(std::max(problem_->n(), problem_->m()));
    const auto by_mass = static_cast<double>(entries_for_mass(now_.plan, 0.01 * state_.error));
    const double wanted = std::max({15.0, 2 * options.kappa, std::ceil(by_mass / side)});
    report.cure_kappa =
        std::min(wanted, static_cast<double>(std::min(problem_->n(), problem_->m())));
  }
}

}  // namespace thalweg::transport
