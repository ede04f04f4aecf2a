// Solvers of the transport engine as contenders, and what every one of them shows. Templates over
// the experiment's parameter struct P.
#pragma once

#include <limits>
#include <string>

#include "core/frame/convert.hpp"
#include "core/kits/transport.hpp"
#include "core/run/author.hpp"
#include "core/transport/plan.hpp"
#include "core/transport/state_fields.hpp"

namespace thalweg::transport {

/// Where the Newton matrix [diag(P1) S; Sᵀ diag(Pᵀ1)] has entries, from the entries kept in S.
SparseData newton_pattern(const SparseMatrix& kept);

/// f over the plane around both clouds, in units of cost; see extended_potential().
FieldData potential_field(const Problem& problem, double eta, const Vector& g);

/// Why Sinkhorn on the grid cannot solve the problem, empty where it can; see cell_cost().
std::string grid_obstacle(const ProblemPtr& problem, const Settings& resolved);

/// What every solver shows: series error, cost (of the rounded plan), dual_gap; buffers plan,
/// displacement, f, g and potential. P has a field eta.
template <class P>
class Solver : public Contender<P, Problem> {
 public:
  using Contender<P, Problem>::Contender;
  void observe(const P& p, FrameBuilder& out) const override {
    if (has_stepped()) out.trace("error", error());
    const Potentials at = potentials();
    if (out.wants("f")) out.put("f", curve_data(at.f));
    if (out.wants("g")) out.put("g", curve_data(at.g));
    if (out.wants("potential_map")) show_potential(at, out);
    if (out.wants("potential") && this->problem().source_points.cols() == 2) {
      const double eta = entropic() ? own_eta(p) : std::numeric_limits<double>::infinity();
      out.put("potential", potential_field(this->problem(), eta, at.g));
    }
    const bool rounds = out.due("cost") || out.due("dual_gap") || out.wants("displacement");
    if (!rounds && !out.wants("plan")) return;
    const Matrix plan = present_plan(p, at);
    if (out.wants("plan")) out.put("plan", matrix_data(plan));
    if (!rounds || !plan.allFinite()) return;
    const Matrix rounded = round_to_marginals(plan, this->problem().source, this->problem().target);
    if (out.due("cost")) out.trace("cost", transport_cost(this->problem(), rounded));
    if (out.due("dual_gap")) out.trace("dual_gap", dual_gap(p, at, plan, rounded));
    if (out.wants("displacement")) show_displacement(rounded, out);
  }

 protected:
  virtual Potentials potentials() const = 0;
  virtual double error() const = 0;
  virtual bool has_stepped() const = 0;
  /// η of the plan that the potentials stand for.
  virtual double own_eta(const P& p) const { return p.eta; }
  /// Whether the plan is the one that the potentials stand for.
  virtual bool entropic() const { return true; }
  /// The method's own primal value of `rounded`, which is `plan` with exact marginals, less its
  /// dual value at the potentials: ≥ 0 up to rounding, 0 at the optimum.
  virtual double dual_gap(const P& p, const Potentials& at, const Matrix& plan,
                          const Matrix& rounded) const {
    const double eta = own_eta(p);
    return transport_cost(this->problem(), rounded) - entropy(rounded) / eta -
           dual_value(this->problem(), eta, at, plan.sum());
  }
  virtual Matrix present_plan(const P& p, const Potentials& at) const {
    return transport::plan(this->problem(), own_eta(p), at);
  }

 private:
  void show_potential(const Potentials& at, FrameBuilder& out) const {
    if (this->problem().source_points.cols() != 2) return;
    PointsData map = points_data(this->problem().source_points, this->problem().source);
    map.value.assign(at.f.data(), at.f.data() + at.f.size());
    out.put("potential_map", std::move(map));
  }
  void show_displacement(const Matrix& rounded, FrameBuilder& out) const {
    if (this->problem().source_points.cols() != 2) return;
    const Raster raster = this->problem().source_raster;
    const double pixels = raster.rows > 0 ? std::max(raster.rows, raster.cols) - 1 : 1;
    out.put(
        "displacement",
        DisplacementData{points_data(this->problem().source_points, this->problem().source, pixels),
                         points_data(this->problem().target_points, this->problem().target, pixels),
                         matrix_data(rounded), raster.rows, raster.cols});
  }
};

/// A solver of the engine with a state that is restored as a whole.
template <class P, class Engine>
class Engined : public Solver<P> {
 public:
  explicit Engined(const Start<P, Problem>& start) : Solver<P>(start), solver_(this->problem()) {}
  void archive(Archive& a) override {
    auto state = solver_.state();
    visit_fields(a, state);
    if (a.loading()) solver_.restore(std::move(state));
  }
  /// Rows are fitted to the moved problem at once, so that what is shown before the next step is a
  /// plan. This half-update belongs to the drag and is not counted as work.
  bool adopt(const P& p, const Problem& moved) override {
    if (!solver_.adopt(moved)) return false;
    if (has_stepped()) solver_.fit_rows(this->own_eta(p));
    return true;
  }

 protected:
  Potentials potentials() const override { return solver_.potentials(); }
  double error() const override { return error_of(solver_.state()); }
  bool has_stepped() const override { return transport::has_stepped(solver_.state()); }
  Engine& solver() { return solver_; }
  const Engine& solver() const { return solver_; }

 private:
  Engine solver_;
};

/// A solver whose step needs only η.
template <class P, class Engine>
class Sweeper final : public Engined<P, Engine> {
 public:
  using Engined<P, Engine>::Engined;
  Outcome step(const P& p, StepScope& scope) override {
    const double before = this->solver().state().work;
    // Only a greedy step is long enough to be stopped.
    if constexpr (requires { this->solver().step(p.eta, scope.stop()); }) {
      this->solver().step(p.eta, scope.stop());
    } else {
      this->solver().step(p.eta);
    }
    scope.add_work(this->solver().state().work - before);
    return Outcome::proceed();
  }
};

/// Offers a Sweeper, which knows why it is slow.
template <class P, class Engine>
Method sweeper(std::string key, std::string name, ContenderOptions options = {}) {
  options.when_slow = slow_sweeps;
  return contender<Sweeper<P, Engine>>(std::move(key), std::move(name), std::move(options));
}
/// Offers Sinkhorn by separable kernels, for two pictures on one grid.
template <class P>
Method grid_sweeper() {
  return sweeper<P, GridSinkhorn>(
      "grid", "Sinkhorn on the grid",
      {.doc = "Separable kernels: no matrix at all.", .starts = false, .obstacle = grid_obstacle});
}

/// Sinkhorn in the log domain at an η that doubles up to the wanted one. P has stage_sweeps.
template <class P>
class Scaling final : public Engined<P, EtaScaling<LogSinkhorn>> {
 public:
  using Base = Engined<P, EtaScaling<LogSinkhorn>>;
  using Base::Base;
  Outcome step(const P& p, StepScope& scope) override {
    this->solver().step(p.eta, p.stage_sweeps);
    scope.add_work(2);
    return this->solver().stage_eta() < p.eta ? Outcome::provisional() : Outcome::proceed();
  }
  void observe(const P& p, FrameBuilder& out) const override {
    Base::observe(p, out);
    out.trace("stage_eta", own_eta(p));
  }

 protected:
  double own_eta(const P& p) const override {
    return this->solver().stage_eta() > 0 ? this->solver().stage_eta() : p.eta;
  }
};

/// The whole Newton matrix. P has warm_up.
template <class P>
class DenseSteps final : public Engined<P, DenseNewton> {
 public:
  using Engined<P, DenseNewton>::Engined;
  Outcome step(const P& p, StepScope& scope) override {
    const double before = this->solver().state().work;
    this->solver().step(p.eta, p.warm_up, scope.stop());
    scope.add_work(this->solver().state().work - before);
    return Outcome::proceed();
  }
};

/// Most targets of dense Newton, whose matrix has a row for each: 0.1 s a step with 4 000 sources.
inline constexpr Index largest_dense = 500;
/// Why dense Newton cannot solve this problem; empty when it can.
std::string dense_obstacle(const ProblemPtr& problem, const Settings& resolved);

}  // namespace thalweg::transport
