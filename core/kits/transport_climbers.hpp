// Climbers of the entropic dual beside Sinkhorn's sweeps, as contenders: automatic sparse Newton
// and L-BFGS. Templates over the experiment's parameter struct P.
#pragma once

#include "core/kits/dual_objective.hpp"
#include "core/kits/optimiser.hpp"
#include "core/kits/transport_solvers.hpp"
#include "core/optim/quasi_newton.hpp"
#include "core/transport/automatic_newton.hpp"

namespace thalweg::transport {

/// Sweeps and Newton steps in turn, with nothing to tune.
template <class P, bool safe>
class Automatic final : public Engined<P, AutomaticNewton> {
 public:
  using Base = Engined<P, AutomaticNewton>;
  using Base::Base;
  Outcome step(const P& p, StepScope& scope) override {
    const double work = this->solver().state().work;
    const bool newton = this->solver().state().newton;
    this->solver().step(p.eta, {.safe = safe, .target = p.tol}, scope.stop());
    const AutomaticNewton::State& now = this->solver().state();
    scope.add_work(now.work - work);
    if (now.newton && !newton) scope.event(Event::Kind::stage, "Newton steps");
    if (newton && !now.newton) scope.event(Event::Kind::stage, "Back to sweeps");
    return Outcome::proceed();
  }
  void observe(const P& p, FrameBuilder& out) const override {
    Base::observe(p, out);
    const AutomaticNewton::State& s = this->solver().state();
    if (out.wants("system")) out.put("system", newton_pattern(this->solver().kept(p.eta)));
    // Of the last Newton step; 0 before the first.
    out.trace("kept", static_cast<double>(s.kept));
    out.trace("share",
              static_cast<double>(s.kept) / static_cast<double>(this->problem().cost.size()));
    out.trace("cg", s.products);
    out.trace("condition", s.condition);
    out.trace("step_length", s.step_length);
  }
};

/// Limited-memory BFGS on the dual, which knows nothing of transport. P has memory.
template <class P>
class QuasiNewton final : public Solver<P> {
 public:
  explicit QuasiNewton(const Start<P, Problem>& start) : Solver<P>(start) {
    lbfgs_.memory = start.params.memory;
    const Potentials zero = zero_potentials(this->problem());
    x_.resize(this->problem().n() + this->problem().m());
    x_ << zero.f, zero.g;
  }
  Outcome step(const P& p, StepScope& scope) override {
    const DualObjective dual(this->problem(), p.eta);
    if (eta_ != p.eta) {
      // One half-update: without it the dual of a sharp plan is flat or infinite.
      Vector f = x_.head(this->problem().n());
      transport::fit_rows(this->problem(), p.eta, f, x_.tail(this->problem().m()));
      x_.head(this->problem().n()) = f;
      lbfgs_ = {};
      lbfgs_.memory = p.memory;
      eta_ = p.eta;
      scope.add_work(1);
    }
    const Vector before = x_;
    const optim::Work work = lbfgs_.step(dual, x_);
    scope.add_work(work.values + work.gradients);
    error_ = lbfgs_.known.gradient.lpNorm<1>();
    if (x_ == before && error_ > p.tol) {
      return Outcome::exhausted("no step raises the dual by more than its rounding");
    }
    return Outcome::proceed();
  }
  void archive(Archive& a) override {
    a.vector("x", x_), a.value("eta", eta_), a.value("error", error_);
    optim::archive_state(lbfgs_, a);
  }

 protected:
  Potentials potentials() const override {
    Potentials out{x_.head(this->problem().n()), x_.tail(this->problem().m())};
    fix_gauge(out);
    return out;
  }
  double error() const override { return error_; }
  bool has_stepped() const override { return eta_ > 0; }

 private:
  optim::Lbfgs lbfgs_;
  Vector x_;
  double eta_ = 0, error_ = 0;
};

}  // namespace thalweg::transport
