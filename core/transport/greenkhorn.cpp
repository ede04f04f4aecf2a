// Greedy updates of a stored plan.
#include "core/transport/greenkhorn.hpp"

#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {
namespace {

// What an exact fit of a sum to its mass gains: ρ(mass, sum) = sum − mass + mass log(mass / sum) of
// the paper, without its cancellation.
double gain(double mass, double sum) {
  const double excess = (sum - mass) / mass;
  return mass * (excess - std::log1p(excess));
}

constexpr double least_sum = 1e-200;

struct Choice {
  Index index = 0;
  double gain = -1;
};

Choice best_fit(const Vector& mass, const Vector& sums) {
  Choice best;
  for (Index i = 0; i < mass.size(); ++i) {
    const double g = gain(mass[i], sums[i]);
    if (g > best.gain) best = {i, g};
  }
  return best;
}

}  // namespace

Greenkhorn::Greenkhorn(const Problem& problem, const Potentials& start) : problem_(&problem) {
  THALWEG_ASSERT(fits(problem, start));
  state_.f = start.f;
  state_.g = start.g;
}

double Greenkhorn::step(double eta, const StopCheck& stop) {
  const Problem& p = *problem_;
  const State before = state_;
  if (state_.sweeps == 0) {
    SweepCache cache;
    log_sweep(p, eta, state_.f, state_.g, cache);
    state_.work += 2;
  }
  Matrix plan;
  PlanSums sums;
  build_plan(p.cost, eta, state_.f, state_.g, plan, sums);
  ++state_.sweeps;
  if (!sums.usable()) {
    // Sums have underflowed, and no factor mends them: one sweep in the log domain does.
    SweepCache cache;
    state_.error = log_sweep(p, eta, state_.f, state_.g, cache);
    state_.work += 3;
    return state_.error;
  }
  const Index updates = p.n() + p.m();
  for (Index k = 0; k < updates; ++k) {
    if (k % 32 == 0 && stop && stop()) {
      state_ = before;
      return state_.error;
    }
    const Choice row = best_fit(p.source, sums.rows), col = best_fit(p.target, sums.cols);
    const bool by_row = row.gain >= col.gain;
    // What is left of a sum after cancellation need not be above 0: the plan has to be made afresh.
    if (!((by_row ? sums.rows[row.index] : sums.cols[col.index]) > least_sum)) break;
    ++state_.updates;
    if (by_row) {
      const Index i = row.index;
      const double factor = p.source[i] / sums.rows[i];
      sums.cols += (factor - 1) * plan.row(i).transpose();
      plan.row(i) *= factor;
      sums.rows[i] = p.source[i];
      state_.f[i] += std::log(factor) / eta;
    } else {
      const Index j = col.index;
      const double factor = p.target[j] / sums.cols[j];
      sums.rows += (factor - 1) * plan.col(j);
      plan.col(j) *= factor;
      sums.cols[j] = p.target[j];
      state_.g[j] += std::log(factor) / eta;
    }
  }
  state_.error = marginal_error(p, sums).sum();
  state_.work += 3;  // the plan, and as many entries as a sweep touches
  return state_.error;
}

void Greenkhorn::restore(State state) {
  THALWEG_ASSERT(state.f.size() == problem_->n() && state.g.size() == problem_->m());
  state_ = std::move(state);
}

bool Greenkhorn::adopt(const Problem& problem) {
  if (!fits(problem, {state_.f, state_.g})) return false;
  problem_ = &problem;
  return true;
}

void Greenkhorn::fit_rows(double eta) { transport::fit_rows(*problem_, eta, state_.f, state_.g); }

Potentials Greenkhorn::potentials() const {
  Potentials out{state_.f, state_.g};
  fix_gauge(out);
  return out;
}

}  // namespace thalweg::transport
