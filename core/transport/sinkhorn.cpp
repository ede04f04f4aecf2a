// Sinkhorn's iteration in the log domain and on a stabilised kernel.
#include "core/transport/sinkhorn.hpp"

#include <cmath>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

constexpr std::int64_t absorb_after = 200;  // sweeps
const double largest_scaling = std::exp(200.0);

bool within_range(const Vector& scaling) {
  return scaling.maxCoeff() < largest_scaling && scaling.minCoeff() > 1 / largest_scaling;
}

bool usable(const Vector& scaling) { return scaling.allFinite() && scaling.minCoeff() > 0; }

}  // namespace

double log_sweep(const Problem& problem, double eta, Vector& f, Vector& g, SweepCache& cache) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta));
  if (!cache.valid || cache.eta != eta) {
    log_row_sums(problem.cost, eta, f, g, problem.log_source, cache.log_rows);
  }
  f += (problem.log_source - cache.log_rows) / eta;
  Vector log_cols;
  log_row_sums(problem.cost_transposed, eta, g, f, problem.log_target, log_cols);
  g += (problem.log_target - log_cols) / eta;
  log_row_sums(problem.cost, eta, f, g, problem.log_source, cache.log_rows);
  cache.eta = eta;
  cache.valid = true;
  return (cache.log_rows.array().exp() - problem.source.array()).abs().sum();
}

LogSinkhorn::LogSinkhorn(const Problem& problem) : LogSinkhorn(problem, zero_potentials(problem)) {}

LogSinkhorn::LogSinkhorn(const Problem& problem, const Potentials& start) : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.f = start.f;
  state_.g = start.g;
}

double LogSinkhorn::step(double eta) {
  state_.error = log_sweep(*problem_, eta, state_.f, state_.g, cache_);
  ++state_.sweeps;
  state_.work += 2;
  return state_.error;
}

void LogSinkhorn::restore(State state) {
  THALWEG_ASSERT(state.f.size() == problem_->n() && state.g.size() == problem_->m());
  state_ = std::move(state);
  cache_.valid = false;
}

bool LogSinkhorn::adopt(const Problem& problem) {
  if (!fits(problem, {state_.f, state_.g})) return false;
  problem_ = &problem;
  cache_.valid = false;
  return true;
}

Potentials LogSinkhorn::potentials() const {
  Potentials out{state_.f, state_.g};
  fix_gauge(out);
  return out;
}

StabilisedSinkhorn::StabilisedSinkhorn(const Problem& problem)
    : StabilisedSinkhorn(problem, zero_potentials(problem)) {}

StabilisedSinkhorn::StabilisedSinkhorn(const Problem& problem, const Potentials& start)
    : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.f = start.f;
  state_.g = start.g;
  state_.u = Vector::Ones(problem.n());
  state_.v = Vector::Ones(problem.m());
}

void StabilisedSinkhorn::absorb() {
  if (state_.eta > 0) {
    state_.f.array() += state_.u.array().log() / state_.eta;
    state_.g.array() += state_.v.array().log() / state_.eta;
  }
  state_.u.setOnes();
  state_.v.setOnes();
  state_.absorbed = 0;
  kernel_valid_ = false;
}

void StabilisedSinkhorn::step_in_logs(double eta) {
  absorb();
  SweepCache cache;
  state_.error = log_sweep(*problem_, eta, state_.f, state_.g, cache);
  state_.eta = eta;
  state_.work += 3;  // the sweep and the kernel it calls for
}

void StabilisedSinkhorn::prepare_kernel() {
  if (kernel_valid_) return;
  PlanSums sums;
  build_plan(problem_->cost, state_.eta, state_.f, state_.g, kernel_, sums);
  kernel_pass(kernel_, state_.v, problem_->source, row_sums_, next_u_, next_ktu_);
  kernel_valid_ = true;
}

// One sweep: u was prepared by the last pass over the kernel, v follows from Kᵀu, and one pass
// gives the row sums (the error) and prepares the next u.
bool StabilisedSinkhorn::step_on_kernel() {
  prepare_kernel();
  const Vector v = problem_->target.cwiseQuotient(next_ktu_);
  if (!usable(next_u_) || !usable(v)) return false;
  state_.u.swap(next_u_);
  state_.v = v;
  kernel_pass(kernel_, v, problem_->source, row_sums_, next_u_, next_ktu_);
  state_.error = (state_.u.cwiseProduct(row_sums_) - problem_->source).lpNorm<1>();
  state_.work += 2;
  ++state_.absorbed;
  if (state_.absorbed >= absorb_after || !within_range(state_.u) || !within_range(state_.v)) {
    absorb();
    state_.work += 1;
  }
  return true;
}

double StabilisedSinkhorn::step(double eta) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta));
  if (state_.eta != eta || !step_on_kernel()) step_in_logs(eta);
  ++state_.sweeps;
  return state_.error;
}

void StabilisedSinkhorn::restore(State state) {
  THALWEG_ASSERT(state.f.size() == problem_->n() && state.g.size() == problem_->m());
  THALWEG_ASSERT(state.u.size() == problem_->n() && state.v.size() == problem_->m());
  state_ = std::move(state);
  kernel_valid_ = false;
}

bool StabilisedSinkhorn::adopt(const Problem& problem) {
  const Potentials now = potentials();
  if (!fits(problem, now)) return false;
  absorb();
  problem_ = &problem;
  state_.eta = 0;  // the kernel of the new problem starts with a sweep in logs
  return true;
}

Potentials StabilisedSinkhorn::potentials() const {
  Potentials out{state_.f, state_.g};
  if (state_.eta > 0) {
    out.f.array() += state_.u.array().log() / state_.eta;
    out.g.array() += state_.v.array().log() / state_.eta;
  }
  fix_gauge(out);
  return out;
}

}  // namespace thalweg::transport
