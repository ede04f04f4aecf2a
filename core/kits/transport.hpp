// What experiments on optimal transport share: the choice of problem, what every solver shows, the
// exact optimum. Templates over the experiment's parameter struct P.
#pragma once

#include <algorithm>
#include <optional>

#include "core/frame/convert.hpp"
#include "core/run/author.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/plan.hpp"
#include "core/transport/state_fields.hpp"

namespace thalweg::transport {

/// The problems every transport experiment offers. The struct P has the fields problem (this),
/// source_digit, target_digit, sample, side, n (int) and seed (std::int64_t).
enum class ProblemChoice { digits_w2, digits_w1, random, densities, mixtures, clouds, own };

struct ProblemSettings {
  ProblemChoice problem = ProblemChoice::digits_w2;
  int source_digit = 3, target_digit = 8, sample = 0, side = 20, n = 500;
};

/// Poses the chosen problem, with the person's inputs where it takes them. Throws BadInput.
Problem pose_choice(const ProblemSettings& chosen, const Inputs& inputs, Rng rng);
template <class P>
Problem pose_choice(const P& p, const Inputs& inputs, Rng rng) {
  return pose_choice(
      ProblemSettings{p.problem, p.source_digit, p.target_digit, p.sample, p.side, p.n}, inputs,
      rng);
}
/// Points of a problem that is not on a raster, and its notes.
void observe_problem(const Problem& problem, FrameBuilder& out);
/// The slots of 'own cost matrix' and 'two point clouds'.
std::vector<InputSpec> problem_inputs();
/// True when the chosen problem is one of `values`.
std::function<bool(const Settings&)> problem_is(std::vector<std::string> values);

/// Declares the fields of P that choose the problem; see ProblemChoice.
template <class P>
void declare_problem(Schema<P>& s) {
  s.choice("problem", &P::problem, "Source → target",
           "What is carried to what. Each problem brings its own κ and warm-up.",
           {.choices = {{"digits_w2", "digits, squared Euclidean"},
                        {"digits_w1", "digits, Manhattan"},
                        {"random", "random assignment"},
                        {"densities", "two mixtures on a line"},
                        {"mixtures", "two mixtures on a grid"},
                        {"clouds", "two point clouds"},
                        {"own", "own cost matrix"}}});
  const auto digits = problem_is({"digits_w2", "digits_w1"});
  s.count("source_digit", &P::source_digit, "Source digit", "Which digit is moved.",
          {.lo = 0, .hi = 9, .applies = digits});
  s.count("target_digit", &P::target_digit, "Target digit", "Which digit it becomes.",
          {.lo = 0, .hi = 9, .applies = digits});
  s.count("sample", &P::sample, "Hand", "Which of the people who wrote it.",
          {.lo = 0, .hi = 170, .more = true, .applies = digits});
  s.count("side", &P::side, "Grid side", "Points on a side of the grid; n is its square.",
          {.lo = 5,
           .hi = 28,
           .applies = problem_is({"digits_w2", "digits_w1", "mixtures"}),
           .probe_hi = 12});
  s.count("n", &P::n, "Points n", "Points on each side.",
          {.lo = 10,
           .hi = 1000,
           .min = 2,
           .applies = problem_is({"random", "densities", "clouds"}),
           .probe_hi = 60});
  s.seed("seed", &P::seed, "Seed", "Of random costs and clouds.",
         {.lo = 0, .hi = 1e6, .applies = problem_is({"random", "clouds"})});
  s.preset("problem", "clouds", {{"n", std::int64_t{60}}});
}

/// What every solver shows: series error, cost (of the rounded plan), dual_gap; buffers plan,
/// displacement, f and g. P has a field eta.
template <class P>
class Solver : public Contender<P, Problem> {
 public:
  using Contender<P, Problem>::Contender;
  void observe(const P& p, FrameBuilder& out) const override {
    if (has_stepped()) out.trace("error", error());
    const Potentials at = potentials();
    if (out.wants("f")) out.put("f", curve_data(at.f));
    if (out.wants("g")) out.put("g", curve_data(at.g));
    const bool rounds = out.due("cost") || out.due("dual_gap") || out.wants("displacement");
    if (!rounds && !out.wants("plan")) return;
    const double eta = own_eta(p);
    const Matrix plan = transport::plan(this->problem(), eta, at);
    if (out.wants("plan")) out.put("plan", matrix_data(plan));
    if (!rounds || !plan.allFinite()) return;
    const Matrix rounded = round_to_marginals(plan, this->problem().source, this->problem().target);
    const double cost = transport_cost(this->problem(), rounded);
    if (out.due("cost")) out.trace("cost", cost);
    if (out.due("dual_gap")) {
      const double primal = cost - entropy(rounded) / eta;
      out.trace("dual_gap", primal - dual_value(this->problem(), eta, at, plan.sum()));
    }
    if (out.wants("displacement")) show_displacement(rounded, out);
  }

 protected:
  virtual Potentials potentials() const = 0;
  virtual double error() const = 0;
  virtual bool has_stepped() const = 0;
  /// η of the plan that the potentials stand for.
  virtual double own_eta(const P& p) const { return p.eta; }

 private:
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
  bool adopt(const Problem& moved) override { return solver_.adopt(moved); }

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
    this->solver().step(p.eta);
    scope.add_work(this->solver().state().work - before);
    return Outcome::proceed();
  }
};

/// The unregularised optimum, as the reference line.
template <class P>
class Exact final : public Analysis<P, Problem> {
 public:
  using Analysis<P, Problem>::Analysis;
  bool refine(const P&, StepScope&) override {
    if (std::max(this->problem().n(), this->problem().m()) <= largest_exact) {
      cost_ = exact_plan(this->problem()).cost;
    }
    return true;
  }
  void observe(const P&, FrameBuilder& out) const override {
    if (cost_) out.scalar("cost", *cost_);
  }

 private:
  std::optional<double> cost_;
};

}  // namespace thalweg::transport
