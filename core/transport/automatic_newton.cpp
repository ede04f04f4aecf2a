// Sweeps and Newton steps in turn.
#include "core/transport/automatic_newton.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/transport/plan.hpp"

namespace thalweg::transport {
namespace {

constexpr int sweeps_compared = 10;
constexpr std::size_t errors_kept = sweeps_compared + 1;
constexpr double start_ceiling = 0.05;  // Newton steps from larger errors are mostly shortened
constexpr double start_patience = 10;
constexpr double largest_share = 10;
constexpr double objective_noise = 1e-14;
constexpr double largest_move = 8;  // times 1/η: factors of the plan up to e^16
constexpr double few_sweeps = 120;  // two or three Newton steps cost as much

// Time in kernel sweeps, as measured: a pass that makes the plan's entries, and a product with an
// entry kept. Only choices depend on them.
constexpr double sweeps_a_pass = 4;
constexpr double sweeps_a_product = 6;
constexpr double sweeps_a_factor = 0.06;

// A part of the plan that hardly touches the rest is moved far by Newton's model, which there is
// exponentially wrong: no potential moves further than `most`. True where one would have.
bool limit_moves(Vector& direction, const Vector& gradient, double most) {
  const double furthest = direction.cwiseAbs().maxCoeff();
  if (furthest <= most) return false;
  const Vector limited = direction.cwiseMax(-most).cwiseMin(most);
  direction = gradient.dot(limited) > 0 ? limited : Vector(direction * (most / furthest));
  return true;
}

double mass_of(const SparseMatrix& kept) {
  double mass = 0;
  for (Index k = 0; k < kept.nonZeros(); ++k) mass += kept.valuePtr()[k];
  return mass;
}

}  // namespace

AutomaticNewton::AutomaticNewton(const Problem& problem)
    : AutomaticNewton(problem, zero_potentials(problem)) {}

AutomaticNewton::AutomaticNewton(const Problem& problem, const Potentials& start)
    : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.z = ScaledPotentials(start);
}

void AutomaticNewton::restore(State state) {
  THALWEG_ASSERT(state.z.f.size() == problem_->n() && state.z.g.size() == problem_->m());
  THALWEG_ASSERT(state.z.u.size() == problem_->n() && state.z.v.size() == problem_->m());
  state_ = std::move(state);
  kernel_.valid = false;
  summed_ = false;
}

bool AutomaticNewton::adopt(const Problem& problem) {
  if (!fits(problem, potentials())) return false;
  problem_ = &problem;
  start_over(0);
  return true;
}

void AutomaticNewton::fit_rows(double eta) {
  transport::fit_rows(*problem_, eta, state_.z.f, state_.z.g);
}

// The potentials stay; what was learnt about the old problem goes.
void AutomaticNewton::start_over(double eta) {
  state_.z.absorb();
  state_.z.eta = 0;
  state_.eta = eta;
  state_.newton = false;
  state_.spent = 0;
  state_.patience = start_patience;
  state_.ceiling = start_ceiling;
  state_.errors.clear();
  state_.share = largest_share;
  state_.losses = 0;
  state_.shift = 1;
  kernel_.valid = false;
  summed_ = false;
}

double AutomaticNewton::step(double eta, const AutomaticOptions& options, const StopCheck& stop) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta));
  if (state_.eta != eta) start_over(eta);
  if (state_.newton && newton(eta, options, stop)) return state_.error;
  if (state_.newton) return state_.error;  // stopped
  return sweep(eta, options);
}

double AutomaticNewton::sweep(double eta, const AutomaticOptions& options) {
  state_.error = kernel_sweep(*problem_, eta, state_.z, kernel_);
  ++state_.sweeps;
  state_.work += sweep_work(state_.z);
  ++state_.spent;
  state_.errors.push_back(state_.error);
  if (state_.errors.size() > errors_kept) state_.errors.erase(state_.errors.begin());
  if (state_.spent % sweeps_compared == 1) {
    const double before = state_.dual;
    state_.dual = dual_value(*problem_, eta, potentials(), 1);
    if (state_.spent > 1) state_.sweep_rise = (state_.dual - before) / sweeps_compared;
  }
  if (newton_pays(options)) {
    state_.sweep_gain = std::log(state_.errors.front() / state_.error) / sweeps_compared;
    state_.z.absorb();
    state_.z.eta = 0;
    kernel_.valid = false;
    state_.newton = true;
    state_.losses = 0;
  }
  return state_.error;
}

// Whether Newton steps are worth trying after this sweep.
bool AutomaticNewton::newton_pays(const AutomaticOptions& options) const {
  const auto spent = static_cast<double>(state_.spent);
  if (spent < state_.patience || state_.errors.size() < errors_kept) return false;
  const bool near = state_.error < state_.ceiling;
  if (!near && spent < 30 * start_patience) return false;
  const double gain = std::log(state_.errors.front() / state_.error);
  const double left = std::log(state_.error / options.target);
  const double sweeps_left = gain > 0 ? left * sweeps_compared / gain : 1e300;
  return sweeps_left > few_sweeps;
}

SparseMatrix AutomaticNewton::kept(double eta) const {
  ScaledPotentials z = state_.z;
  z.absorb();
  PlanSums sums;
  const double threshold =
      state_.share * std::max(state_.error, 1e-15) / static_cast<double>(problem_->cost.size());
  return plan_above(problem_->cost, eta, z.f, z.g, threshold, sums);
}

AutomaticNewton::Step AutomaticNewton::solve(double eta, const AutomaticOptions& options,
                                             const StopCheck& stop) {
  const Problem& p = *problem_;
  const auto size = static_cast<double>(p.cost.size());
  Vector gradient(p.n() + p.m());
  gradient << p.source - sums_.rows, p.target - sums_.cols;
  const double error = gradient.lpNorm<1>();
  SparseMatrix kept =
      plan_above(p.cost, eta, state_.z.f, state_.z.g, state_.share * error / size, sums_);
  state_.kept = kept.nonZeros();
  state_.kept_mass = mass_of(kept) / sums_.total;
  const double filled = static_cast<double>(state_.kept) / size;

  const double shift = options.safe ? state_.shift * gradient.norm() : 0;
  const NewtonSystem system(std::move(kept), sums_, eta, shift);
  // No further than a step can reach: its error is quadratic, or the one that is wanted.
  const double tolerance =
      std::clamp(std::max(0.1 * error, 0.05 * options.target / error), 1e-12, 0.1);
  const double factoring =
      sweeps_a_factor * static_cast<double>(p.m() * p.m()) / static_cast<double>(p.n()) +
      system.schur_entries() / size;
  const int most = std::max(50, static_cast<int>(2 * factoring / (sweeps_a_product * filled)));
  NewtonSolution solution = system.solve(NewtonSolver::pcg, gradient, tolerance, most, stop);
  state_.products = solution.iterations;
  state_.condition = solution.condition;
  state_.direct = solution.reason == CgReason::iteration_limit;
  if (state_.direct) solution = system.solve(NewtonSolver::cholesky, gradient, tolerance, 1, stop);
  Step out;
  out.cost = sweeps_a_pass + solution.iterations * sweeps_a_product * filled +
             (state_.direct ? factoring : 0);
  if (solution.reason == CgReason::stopped || solution.direction.size() == 0) return out;
  out.direction = std::move(solution.direction);
  remove_null_part(out.direction, p.n());
  out.limited = limit_moves(out.direction, gradient, largest_move / eta);
  out.slope = gradient.dot(out.direction);
  Vector image(out.direction.size());
  system.multiply(out.direction, image);
  out.predicted = out.slope - 0.5 * out.direction.dot(image);
  return out;
}

AutomaticNewton::Trial AutomaticNewton::search(double eta, const AutomaticOptions& options,
                                               const Step& step, const StopCheck& stop) const {
  const Problem& p = *problem_;
  const double dual = dual_value(p, eta, {state_.z.f, state_.z.g}, sums_.total);
  constexpr std::array<double, 8> lengths{1, .5, .25, .125, .0625, .03125, .015625, .0078125};
  constexpr std::array<double, 4> safe_lengths{1, .5, .25, .1};
  Trial out;
  for (int k = 0; k < (options.safe ? 4 : 8); ++k) {
    if (stop && stop()) return out;
    const auto at = static_cast<std::size_t>(k);
    out.alpha = options.safe ? safe_lengths[at] : lengths[at];
    out.f = state_.z.f + out.alpha * step.direction.head(p.n());
    out.g = state_.z.g + out.alpha * step.direction.tail(p.m());
    sum_plan(p.cost, eta, out.f, out.g, out.sums);
    ++out.count;
    if (!out.sums.usable()) continue;
    out.rise = dual_value(p, eta, {out.f, out.g}, out.sums.total) - dual;
    const double wanted = options.safe ? 0 : 1e-4 * out.alpha * step.slope;
    out.accepted =
        out.rise >= (out.alpha * step.slope < objective_noise ? -objective_noise : wanted);
    if (out.accepted) break;
  }
  if (!out.accepted) out.alpha = out.rise = 0;
  return out;
}

// False when a sweep has to be made instead; a stop leaves state().newton true.
bool AutomaticNewton::newton(double eta, const AutomaticOptions& options, const StopCheck& stop) {
  const Problem& p = *problem_;
  if (!summed_) sum_plan(p.cost, eta, state_.z.f, state_.z.g, sums_);
  summed_ = sums_.usable();
  if (!summed_) {
    state_.newton = false;
    state_.spent = 0;
    return false;
  }
  const State before = state_;
  const double error = marginal_error(p, sums_).sum();
  const Step step = solve(eta, options, stop);
  Trial found;
  if (step.direction.size() > 0 && step.slope > 0) found = search(eta, options, step, stop);
  if (stop && stop()) {
    state_ = before;
    return false;
  }
  const double filled = static_cast<double>(state_.kept) / static_cast<double>(p.cost.size());
  state_.work += 1 + state_.products * filled + found.count;
  state_.step_length = found.alpha;
  ++state_.newton_steps;
  if (options.safe) {
    const double a = found.alpha;
    const double model = a * step.slope - a * a * (step.slope - step.predicted);
    const double ratio = model > objective_noise ? found.rise / model : 1;
    if (ratio < 0.25) state_.shift *= 4;
    if (ratio > 0.75) state_.shift = std::max(state_.shift / 2, 1e-3);
  }
  if (found.accepted) {
    state_.z.f = found.f;
    state_.z.g = found.g;
    sums_ = found.sums;
  }
  state_.error = marginal_error(p, sums_).sum();
  judge(error, found, step.limited, step.cost + sweeps_a_pass * found.count);
  return true;
}

// Compares a Newton step with the sweeps that cost as much; after three losses sweeps take over.
void AutomaticNewton::judge(double before, const Trial& found, bool limited, double cost) {
  const double gain = std::log(before / std::max(state_.error, 1e-300));
  const bool whole = found.accepted && found.alpha == 1;
  const bool nearer = whole && gain > std::max(0.7, state_.sweep_gain * cost);
  // Far away the dual tells, since the error may rise; near by it is lost in rounding.
  const bool higher = found.rise > std::max(state_.sweep_rise * cost, 1e3 * objective_noise);
  if (nearer || higher) {
    state_.losses = 0;
    if (nearer || !whole || limited) return;
  }
  // A whole step that hardly helps has dropped too much.
  if (whole && !limited) state_.share = std::max(state_.share / 100, 1e-8);
  if (higher) return;
  if (++state_.losses < 3 && found.accepted) return;
  state_.newton = false;
  state_.patience = std::max(2 * state_.patience, cost);
  state_.ceiling = std::min(state_.ceiling, state_.error) / 3;
  state_.spent = 0;
  state_.errors.clear();
  summed_ = false;
}

}  // namespace thalweg::transport
