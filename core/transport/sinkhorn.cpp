// Sinkhorn's iteration in the log domain and on a stabilised kernel.
#include "core/transport/sinkhorn.hpp"

#include <cmath>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

constexpr std::int64_t absorb_after = 200;  // sweeps
constexpr double relax_below = 0.1;         // further away over-relaxation may diverge
const double largest_scaling = std::exp(200.0);

bool within_range(const Vector& scaling) {
  return scaling.maxCoeff() < largest_scaling && scaling.minCoeff() > 1 / largest_scaling;
}

bool usable(const Vector& scaling) { return scaling.allFinite() && scaling.minCoeff() > 0; }

}  // namespace

double log_sweep(const Problem& problem, double eta, Vector& f, Vector& g, SweepCache& cache,
                 double relaxation) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta));
  if (!cache.valid || cache.eta != eta || cache.relaxation != relaxation) {
    log_pass(problem, eta, f, g, relaxation, cache.log_rows, cache.log_cols);
  }
  const Vector left = problem.log_target - cache.log_cols;
  f += relaxation / eta * (problem.log_source - cache.log_rows);
  g += relaxation / eta * left;
  log_pass(problem, eta, f, g, relaxation, cache.log_rows, cache.log_cols);
  cache.eta = eta;
  cache.relaxation = relaxation;
  cache.valid = true;
  const auto cols = problem.target.array() * ((relaxation - 1) * left.array()).exp();
  return (cache.log_rows.array().exp() - problem.source.array()).abs().sum() +
         (cols - problem.target.array()).abs().sum();
}

void fit_rows(const Problem& problem, double eta, Vector& f, const Vector& g) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta));
  Vector log_rows;
  log_row_sums(problem.cost, eta, f, g, problem.log_source, log_rows);
  f += (problem.log_source - log_rows) / eta;
}

LogSinkhorn::LogSinkhorn(const Problem& problem) : LogSinkhorn(problem, zero_potentials(problem)) {}

LogSinkhorn::LogSinkhorn(const Problem& problem, const Potentials& start) : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.f = start.f;
  state_.g = start.g;
}

double LogSinkhorn::step(double eta, double relaxation) {
  const bool near = state_.sweeps > 0 && state_.error < relax_below;
  state_.error = log_sweep(*problem_, eta, state_.f, state_.g, cache_, near ? relaxation : 1);
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

void LogSinkhorn::fit_rows(double eta) {
  transport::fit_rows(*problem_, eta, state_.f, state_.g);
  cache_.valid = false;
}

Potentials LogSinkhorn::potentials() const {
  Potentials out{state_.f, state_.g};
  fix_gauge(out);
  return out;
}

ScaledPotentials::ScaledPotentials(const Potentials& start)
    : f(start.f), g(start.g), u(Vector::Ones(f.size())), v(Vector::Ones(g.size())) {}

void ScaledPotentials::absorb() {
  if (eta > 0) {
    f.array() += u.array().log() / eta;
    g.array() += v.array().log() / eta;
  }
  u.setOnes();
  v.setOnes();
  absorbed = 0;
}

Potentials ScaledPotentials::potentials() const {
  ScaledPotentials whole = *this;
  whole.absorb();
  Potentials out{std::move(whole.f), std::move(whole.g)};
  fix_gauge(out);
  return out;
}

namespace {

// u was prepared by the last pass over the kernel, v follows from Kᵀu, and one pass gives the row
// sums (the error) and prepares the next u. False, with z untouched, where numbers would not last.
bool sweep_on_kernel(const Problem& problem, ScaledPotentials& z, KernelCache& cache,
                     double& error) {
  if (!cache.valid) {
    PlanSums sums;
    build_plan(problem.cost, z.eta, z.f, z.g, cache.kernel, sums);
    kernel_pass(cache.kernel, z.v, problem.source, cache.row_sums, cache.next_u, cache.next_ktu);
    cache.valid = true;
  }
  const Vector v = problem.target.cwiseQuotient(cache.next_ktu);
  if (!usable(cache.next_u) || !usable(v)) return false;
  z.u.swap(cache.next_u);
  z.v = v;
  kernel_pass(cache.kernel, z.v, problem.source, cache.row_sums, cache.next_u, cache.next_ktu);
  error = (z.u.cwiseProduct(cache.row_sums) - problem.source).lpNorm<1>();
  ++z.absorbed;
  if (z.absorbed >= absorb_after || !within_range(z.u) || !within_range(z.v)) {
    z.absorb();
    cache.valid = false;
  }
  return true;
}

}  // namespace

double kernel_sweep(const Problem& problem, double eta, ScaledPotentials& z, KernelCache& cache) {
  THALWEG_ASSERT(eta > 0 && std::isfinite(eta));
  double error = 0;
  if (z.eta == eta && sweep_on_kernel(problem, z, cache, error)) return error;
  z.absorb();
  SweepCache logs;
  error = log_sweep(problem, eta, z.f, z.g, logs);
  z.eta = eta;
  cache.valid = false;
  return error;
}

StabilisedSinkhorn::StabilisedSinkhorn(const Problem& problem)
    : StabilisedSinkhorn(problem, zero_potentials(problem)) {}

StabilisedSinkhorn::StabilisedSinkhorn(const Problem& problem, const Potentials& start)
    : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.z = ScaledPotentials(start);
}

double StabilisedSinkhorn::step(double eta) {
  state_.error = kernel_sweep(*problem_, eta, state_.z, cache_);
  ++state_.sweeps;
  state_.work += sweep_work(state_.z);
  return state_.error;
}

void StabilisedSinkhorn::restore(State state) {
  THALWEG_ASSERT(state.z.f.size() == problem_->n() && state.z.g.size() == problem_->m());
  THALWEG_ASSERT(state.z.u.size() == problem_->n() && state.z.v.size() == problem_->m());
  state_ = std::move(state);
  cache_.valid = false;
}

bool StabilisedSinkhorn::adopt(const Problem& problem) {
  if (!fits(problem, potentials())) return false;
  state_.z.absorb();
  state_.z.eta = 0;  // the new problem starts with a sweep in logs
  problem_ = &problem;
  cache_.valid = false;
  return true;
}

void StabilisedSinkhorn::fit_rows(double eta) {
  transport::fit_rows(*problem_, eta, state_.z.f, state_.z.g);
}

}  // namespace thalweg::transport
