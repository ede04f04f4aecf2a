// The fields of every solver's state, visited in a fixed order by anything with value(name, field)
// and vector(name, numbers): saving, restoring, fingerprints.
#pragma once

#include "core/transport/automatic_newton.hpp"
#include "core/transport/dense_newton.hpp"
#include "core/transport/greenkhorn.hpp"
#include "core/transport/grid_sinkhorn.hpp"
#include "core/transport/sinkhorn.hpp"
#include "core/transport/sparse_newton.hpp"

namespace thalweg::transport {

template <class Visitor>
void visit_fields(Visitor& v, LogSinkhorn::State& s) {
  v.vector("f", s.f), v.vector("g", s.g), v.value("sweeps", s.sweeps);
  v.value("error", s.error), v.value("work", s.work);
}

template <class Visitor>
void visit_fields(Visitor& v, GridSinkhorn::State& s) {
  v.vector("f", s.f), v.vector("g", s.g), v.value("sweeps", s.sweeps);
  v.value("error", s.error), v.value("work", s.work);
}

template <class Visitor>
void visit_fields(Visitor& v, ScaledPotentials& z) {
  v.vector("f", z.f), v.vector("g", z.g), v.vector("u", z.u), v.vector("v", z.v);
  v.value("kernel eta", z.eta), v.value("absorbed", z.absorbed);
}

template <class Visitor>
void visit_fields(Visitor& v, StabilisedSinkhorn::State& s) {
  visit_fields(v, s.z);
  v.value("sweeps", s.sweeps), v.value("error", s.error), v.value("work", s.work);
}

template <class Visitor>
void visit_fields(Visitor& v, EtaScaling<LogSinkhorn>::State& s) {
  visit_fields(v, s.inner);
  v.value("stage eta", s.eta), v.value("sweeps in stage", s.sweeps_in_stage);
}

template <class Visitor>
void visit_fields(Visitor& v, DenseNewton::State& s) {
  v.vector("f", s.f), v.vector("g", s.g), v.value("sweeps", s.sweeps);
  v.value("newton steps", s.newton_steps), v.value("error", s.error);
  v.value("step length", s.step_length), v.value("work", s.work);
}

template <class Visitor>
void visit_fields(Visitor& v, Greenkhorn::State& s) {
  v.vector("f", s.f), v.vector("g", s.g), v.value("sweeps", s.sweeps);
  v.value("updates", s.updates), v.value("error", s.error), v.value("work", s.work);
}

template <class Visitor>
void visit_fields(Visitor& v, AutomaticNewton::State& s) {
  visit_fields(v, s.z);
  v.value("sweeps", s.sweeps), v.value("newton steps", s.newton_steps);
  v.value("newton", s.newton), v.value("error", s.error), v.value("work", s.work);
  v.value("eta", s.eta), v.value("spent", s.spent), v.value("patience", s.patience);
  v.value("ceiling", s.ceiling), v.vector("errors", s.errors), v.value("dual", s.dual);
  v.value("sweep rise", s.sweep_rise), v.value("sweep gain", s.sweep_gain);
  v.value("share", s.share), v.value("losses", s.losses), v.value("shift", s.shift);
  v.value("kept", s.kept), v.value("kept mass", s.kept_mass), v.value("products", s.products);
  v.value("direct", s.direct), v.value("condition", s.condition);
  v.value("step length", s.step_length);
}

template <class Visitor>
void visit_fields(Visitor& v, NewtonReport& r) {
  v.value("stage", r.stage), v.value("kept", r.kept), v.value("kept mass", r.kept_mass);
  v.value("cg iterations", r.cg_iterations), v.value("cg residual", r.cg_residual);
  v.value("cg reason", r.cg_reason), v.value("largest eigenvalue", r.largest_eigenvalue);
  v.value("condition", r.condition), v.value("step length", r.step_length);
  v.value("trials", r.trials), v.value("gain", r.gain), v.value("stalled", r.stalled);
  v.value("cure", r.cure_kappa), v.value("stopped", r.stopped);
}

template <class Visitor>
void visit_fields(Visitor& v, SparseNewton::State& s) {
  visit_fields(v, s.z), v.value("iterations", s.iterations);
  v.value("sweeps", s.sweeps), v.value("newton steps", s.newton_steps);
  v.value("newton", s.newton), v.value("doublings", s.doublings);
  v.value("short steps", s.short_steps), v.value("recovery", s.recovery);
  v.value("evaluated eta", s.evaluated_eta), v.value("error", s.error), v.value("dual", s.dual);
  v.value("work", s.work), v.vector("errors", s.errors);
  visit_fields(v, s.report);
}

/// The L1 marginal error in a solver's state.
template <class State>
double error_of(const State& s) {
  return s.error;
}
inline double error_of(const EtaScaling<LogSinkhorn>::State& s) { return s.inner.error; }

/// Whether a solver has taken a step, so that its error means something.
template <class State>
bool has_stepped(const State& s) {
  return s.sweeps > 0;
}
inline bool has_stepped(const EtaScaling<LogSinkhorn>::State& s) { return s.inner.sweeps > 0; }
inline bool has_stepped(const DenseNewton::State& s) { return s.sweeps + s.newton_steps > 0; }
inline bool has_stepped(const SparseNewton::State& s) { return s.iterations > 0; }

}  // namespace thalweg::transport
