// Transport with quadratic regularisation and sparse columns, for experiments: as a contender, and
// as an objective for the optimisers.
#pragma once

#include <string>

#include "core/kits/transport_solvers.hpp"
#include "core/optim/objective.hpp"
#include "core/transport/quadratic.hpp"
#include "core/transport/sparsity_constrained.hpp"

namespace thalweg::transport {

enum class Formulation { semi_dual, dual };

/// −dual at (α) or (α, β).
class NegativeDual final : public optim::Objective {
 public:
  NegativeDual(const Problem& problem, SparsityConstraint constraint, Formulation formulation)
      : problem_(problem), constraint_(constraint), formulation_(formulation) {}
  std::string name() const override { return "negative dual"; }
  Index dimension() const override {
    return problem_.n() + (formulation_ == Formulation::dual ? problem_.m() : 0);
  }
  optim::Domain domain() const override {
    return {Vector::Constant(dimension(), -1), Vector::Ones(dimension())};
  }
  double value(const Vector& x) const override { return -look(x).value; }
  void gradient(const Vector& x, Vector& out) const override {
    const Matrix plan = look(x).plan;
    out.resize(dimension());
    out.head(problem_.n()) = plan.rowwise().sum() - problem_.source;
    if (formulation_ == Formulation::dual) {
      out.tail(problem_.m()) = plan.colwise().sum().transpose() - problem_.target;
    }
  }
  void hessian_times(const Vector&, const Vector&, Vector&) const override {
    throw Internal("a dual with kinks has no Hessian", name());
  }
  Potentials potentials(const Vector& x) const {
    if (formulation_ == Formulation::dual) return {x.head(problem_.n()), x.tail(problem_.m())};
    return {x, Vector::Zero(problem_.m())};
  }
  SparseDual look(const Vector& x) const {
    if (formulation_ == Formulation::dual) {
      return sparse_dual(problem_, constraint_, potentials(x));
    }
    return sparse_semi_dual(problem_, constraint_, x);
  }

 private:
  const Problem& problem_;
  SparsityConstraint constraint_;
  Formulation formulation_;
};

/// Quadratic regularisation by fitting rows and columns in turn. P has a field gamma; beside what
/// every solver shows, series value (of the dual) and entries (those > 0).
template <class P>
class QuadraticSolver final : public Solver<P> {
 public:
  explicit QuadraticSolver(const Start<P, Problem>& start)
      : Solver<P>(start), solver_(this->problem()) {}
  Outcome step(const P& p, StepScope& scope) override {
    solver_.step(p.gamma);
    scope.add_work(2);
    return Outcome::proceed();
  }
  void observe(const P& p, FrameBuilder& out) const override {
    Solver<P>::observe(p, out);
    const Matrix plan = present_plan(p, potentials());
    out.trace("entries", static_cast<double>((plan.array() > 1e-12).count()));
    if (has_stepped()) {
      out.trace("value", quadratic_dual(this->problem(), p.gamma, potentials()));
    }
  }
  void archive(Archive& a) override {
    QuadraticTransport::State state = solver_.state();
    a.vector("f", state.f), a.vector("g", state.g), a.value("sweeps", state.sweeps);
    a.value("error", state.error), a.value("work", state.work);
    if (a.loading()) solver_.restore(std::move(state));
  }
  bool adopt(const P&, const Problem& moved) override { return solver_.adopt(moved); }

 protected:
  Potentials potentials() const override { return solver_.potentials(); }
  double error() const override { return solver_.state().error; }
  bool has_stepped() const override { return solver_.state().sweeps > 0; }
  bool entropic() const override { return false; }
  Matrix present_plan(const P& p, const Potentials& at) const override {
    return quadratic_plan(this->problem(), p.gamma, at);
  }
  double dual_gap(const P& p, const Potentials& at, const Matrix&,
                  const Matrix& rounded) const override {
    return quadratic_primal(this->problem(), p.gamma, rounded) -
           quadratic_dual(this->problem(), p.gamma, at);
  }

 private:
  QuadraticTransport solver_;
};

}  // namespace thalweg::transport
