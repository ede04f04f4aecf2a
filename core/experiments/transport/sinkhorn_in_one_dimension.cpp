// Two densities on a line, painted by hand: what Sinkhorn computes beside what is known exactly.
// Computational Optimal Transport (Peyré and Cuturi 2019, arXiv:1803.00567), sections 2.6 and 4.2.
#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/text.hpp"
#include "core/frame/convert.hpp"
#include "core/kits/transport.hpp"
#include "core/kits/transport_exact.hpp"
#include "core/transport/convergence_rate.hpp"
#include "core/transport/make_problem.hpp"
#include "core/transport/one_dimension.hpp"

namespace thalweg::experiments::sinkhorn_in_one_dimension {

using transport::Potentials;
using transport::Problem;

enum class Shapes { mixtures, box };

struct Params {
  Shapes shapes = Shapes::mixtures;
  int n = 120;
  double power = 2, eta = 300, tol = 1e-10, relaxation = 1.6;
  int stage_sweeps = 20;
};

void declare(Schema<Params>& s) {
  s.choice("shapes", &Params::shapes, "Densities", "What stands there before you paint.",
           {.choices = {{"mixtures", "two bumps → two bumps"}, {"box", "flat → three spikes"}}});
  s.count("n", &Params::n, "Bins n", "Bins on each side. A painted density is carried over.",
          {.lo = 10, .hi = 200, .min = 2, .probe_hi = 40});
  s.real("power", &Params::power, "Power p of the cost",
         "The cost is |x − y|^p. At p = 1 many plans are optimal; from 1 on sorting is.",
         {.lo = 1, .hi = 4, .key = true});
  transport::declare_sharpness(s, "Large: the plan is sharp, its rate near 1 and Sinkhorn slow.", 1,
                               10000, 1e5);
  s.real("relaxation", &Params::relaxation, "Relaxation ω", "Every update goes ω times as far.",
         {.lo = 1, .hi = 1.99, .when = When::live, .method = "relaxed"});
  s.count("stage_sweeps", &Params::stage_sweeps, "Sweeps per stage", "Sweeps before η is doubled.",
          {.lo = 1, .hi = 200, .when = When::live, .method = "scaling"});
}

constexpr double floor_share = 0.01;  // of the mean, so that no bin is empty
constexpr int warm_up = 20;           // sweeps before Newton begins

double bump(double x, double mean, double sigma) {
  return std::exp(-0.5 * (x - mean) * (x - mean) / (sigma * sigma)) / sigma;
}

double height(Shapes shapes, bool source, double x) {
  switch (shapes) {
    case Shapes::mixtures:
      return source ? .5 * bump(x, .2, .05) + .5 * bump(x, .6, .1)
                    : .3 * bump(x, .35, .07) + .7 * bump(x, .8, .06);
    case Shapes::box:
      return source ? 1 : bump(x, .15, .02) + bump(x, .5, .02) + 2 * bump(x, .8, .02);
  }
  return 1;
}

/// The painted ordinates at place t of [0, 1], between its bins.
double painted(const CurveData& curve, double t) {
  const double at = t * static_cast<double>(curve.y.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(at), curve.y.size() - 1);
  const auto right = std::min(left + 1, curve.y.size() - 1);
  return std::lerp(curve.y[left], curve.y[right], at - static_cast<double>(left));
}

Vector masses(const Params& p, bool source, const Vector& x, const Inputs& inputs) {
  const char* name = source ? "source" : "target";
  const auto* given = inputs.get<CurveData>(name);
  if (given && given->y.empty()) throw BadInput("It has no values", name, "Paint or load some.");
  Vector out(x.size());
  for (Index i = 0; i < x.size(); ++i) {
    out[i] = given ? painted(*given, x[i]) : height(p.shapes, source, x[i]);
    const bool sound = std::isfinite(out[i]) && out[i] >= 0;
    if (!sound) throw BadInput("a height is not a number ≥ 0", name, "Paint above the axis.");
  }
  if (!(out.sum() > 0)) throw BadInput("there is no mass at all", name, "Paint some.");
  out = out.cwiseMax(floor_share * out.mean());
  return out / out.sum();
}

Problem pose(const Params& p, const Inputs& inputs, Rng) {
  transport::ProblemParts parts;
  parts.source_points = Vector::LinSpaced(p.n, 0, 1);
  parts.target_points = parts.source_points;
  const Vector x = parts.source_points.col(0);
  parts.cost = transport::power_cost(x, x, p.power);
  parts.source = masses(p, true, x, inputs);
  parts.target = masses(p, false, x, inputs);
  return transport::make_problem(std::move(parts));
}

/// Values over the bins.
CurveData over(const Matrix& points, const Vector& y) {
  CurveData curve = curve_data(y);
  curve.x.assign(points.data(), points.data() + points.size());
  return curve;
}

/// Masses as heights whose mean is 1.
CurveData density(const Matrix& points, const Vector& masses) {
  return over(points, masses * static_cast<double>(masses.size()));
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("source", density(problem.source_points, problem.source));
  out.put("target", density(problem.target_points, problem.target));
  transport::put_notes(problem.notes, out);
}

/// Where the plan sends each source bin on average.
Vector mean_map(const Problem& problem, const Matrix& plan) {
  const Vector sums = plan.rowwise().sum();
  return (plan * problem.target_points.col(0)).cwiseQuotient(sums);
}

/// A solver of the kit, with what is known on a line beside it.
template <class Engine>
class OnLine final : public transport::Engined<Params, Engine> {
 public:
  using Base = transport::Engined<Params, Engine>;
  explicit OnLine(const Start<Params, Problem>& start)
      : Base(start), relaxed_(start.method == "relaxed") {}
  Outcome step(const Params& p, StepScope& scope) override {
    before_ = this->has_stepped() ? this->error() : 0;
    const double eta = own_eta(p);
    const bool reached = sweep(this->solver(), p, scope);
    if (own_eta(p) != eta) before_ = 0;  // errors of two plans have no ratio
    return reached ? Outcome::proceed() : Outcome::provisional();
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    Base::observe(p, out);
    const bool sweeps = !std::is_same_v<Engine, transport::DenseNewton>;
    if (sweeps && before_ > 0 && this->error() > 1e-14) out.trace("rate", this->error() / before_);
    const Problem& problem = this->problem();
    const Potentials at = this->potentials();
    const double shift = -problem.source.dot(at.f);  // determined up to a constant: f has mean 0
    if (out.wants("f_entropic")) {
      out.put("f_entropic", over(problem.source_points, (at.f.array() + shift).matrix()));
    }
    if (out.wants("g_c_transform")) {
      const Vector f = transport::c_transform(problem.cost, at.g);
      out.put("g_c_transform", over(problem.source_points, (f.array() + shift).matrix()));
    }
    if (!out.wants("map") && !out.wants("source_now")) return;
    const Matrix plan = this->present_plan(p, at);
    if (!plan.allFinite()) return;
    out.put("map", over(problem.source_points, mean_map(problem, plan)));
    out.put("source_now", density(problem.source_points, plan.rowwise().sum()));
  }
  void archive(Archive& a) override {
    Base::archive(a);
    a.value("error before", before_);
  }

 protected:
  double own_eta(const Params& p) const override {
    if constexpr (std::is_same_v<Engine, transport::EtaScaling<transport::LogSinkhorn>>) {
      return this->solver().stage_eta() > 0 ? this->solver().stage_eta() : p.eta;
    }
    return p.eta;
  }

 private:
  /// True once it works at the wanted η.
  bool sweep(transport::LogSinkhorn& solver, const Params& p, StepScope& scope) {
    solver.step(p.eta, relaxed_ ? p.relaxation : 1);
    scope.add_work(2);
    return true;
  }
  static bool sweep(transport::EtaScaling<transport::LogSinkhorn>& solver, const Params& p,
                    StepScope& scope) {
    solver.step(p.eta, p.stage_sweeps);
    scope.add_work(2);
    return solver.stage_eta() >= p.eta;
  }
  static bool sweep(transport::DenseNewton& solver, const Params& p, StepScope& scope) {
    const double before = solver.state().work;
    solver.step(p.eta, warm_up, scope.stop());
    scope.add_work(solver.state().work - before);
    return true;
  }
  bool relaxed_;
  double before_ = 0;
};

/// The optimum without entropy, by sorting.
class Sorted final : public Analysis<Params, Problem> {
 public:
  using Analysis::Analysis;
  bool refine(const Params& p, StepScope&) override {
    const Vector x = problem().source_points.col(0), y = problem().target_points.col(0);
    plan_ = transport::line_plan(x, y, problem().source, problem().target, p.power);
    return true;
  }
  void observe(const Params&, FrameBuilder& out) const override {
    if (!plan_) return;
    out.scalar("cost", plan_->cost / problem().cost_scale);
    Matrix plan = Matrix::Zero(problem().n(), problem().m());
    for (const transport::PlanEntry& entry : plan_->entries) {
      plan(entry.row, entry.col) = entry.mass;
    }
    out.put("monotone_map", over(problem().source_points, mean_map(problem(), plan)));
    const Vector f = plan_->duals.f / problem().cost_scale;
    const double shift = -problem().source.dot(f);
    out.put("f_exact", over(problem().source_points, (f.array() + shift).matrix()));
  }

 private:
  std::optional<transport::LinePlan> plan_;
};

/// What theory says of a sweep: guaranteed from the cost alone, and near the optimal plan, which
/// Newton's method finds first.
class Rates final : public Analysis<Params, Problem> {
 public:
  explicit Rates(const std::shared_ptr<const Problem>& problem)
      : Analysis(problem), solver_(*problem) {}
  bool refine(const Params& p, StepScope& scope) override {
    if (!guaranteed_) {
      guaranteed_ = transport::guaranteed_rate(problem().cost, p.eta);
      return false;
    }
    constexpr double enough = 1e-9;
    constexpr int most_steps = 400;
    if (++steps_ <= most_steps && solver_.step(p.eta, 60, scope.stop()) > enough) return false;
    local_ = transport::local_rate(transport::plan(problem(), p.eta, solver_.potentials()));
    return true;
  }
  void observe(const Params&, FrameBuilder& out) const override {
    if (!local_) return;
    out.scalar("local", local_->factor);
    out.scalar("guaranteed", guaranteed_->factor);
    out.put("rates", TableData{{"Rate", "Factor a sweep", "Sweeps a digit"},
                               {row("guaranteed, λ(K)²", *guaranteed_),
                                row("near the plan, σ₂²", *local_)}});
  }

 private:
  static std::vector<std::string> row(std::string name, const transport::SweepRate& rate) {
    const double sweeps = rate.factor > 0 ? -std::log(10.0) / std::log1p(-rate.shortfall) : 0;
    std::string factor = rate.shortfall > 0 ? "1 − " + real_text(rate.shortfall) : "1";
    if (rate.shortfall > 1e-3) factor = real_text(rate.factor);
    return {std::move(name), factor, real_text(sweeps)};
  }
  transport::DenseNewton solver_;
  int steps_ = 0;
  std::optional<transport::SweepRate> guaranteed_, local_;
};

ViewSpec curves(std::string title, std::vector<std::string> names) {
  ViewSpec view = curve(std::move(title), names.front());
  view.names = std::move(names);
  return view;
}

Views views() {
  return {curves("Densities", {"source", "target"})
              .as(CurveStyle::area)
              .drag("*")
              .subtitled("drag along a curve to paint it; each keeps mean 1")
              .labels("place", "density"),
          heatmap("Transport plan", "plan")
              .subtitled("rows: source")
              .log_values()
              .labels("target bin", "source bin"),
          trace("Marginal error", "*.error")
              .subtitled("‖P1 − a‖₁ + ‖Pᵀ1 − b‖₁")
              .log_y()
              .with_tolerance(),
          curves("Map", {"map", "monotone_map"}).subtitled("on average").labels("x", "T(x)"),
          curves("Potential f", {"f_entropic", "g_c_transform", "f_exact"})
              .subtitled("of this plan, its C-transform, and exact")
              .labels("place", "potential"),
          trace("Rate of each sweep", "*.rate")
              .subtitled("error ÷ the one before")
              .guide({.label = "σ₂² of the plan", .name = "rates.local"}),
          trace("Gap to the exact optimum", "*.cost")
              .subtitled("⟨C, rounded P⟩ − sorted")
              .log_y()
              .relative_to("reference.cost"),
          curves("Row marginal", {"source_now", "source"}).labels("place", "density"),
          table("Rates in theory", "rates")};
}

void rate_is_predicted(ClaimScope& scope) {
  for (const double eta : {30.0, 100.0, 300.0}) {
    const auto end = scope.race({{"eta", eta}, {"tol", 1e-10}}, {"sinkhorn"}, 5000);
    const double seen = scope.number_of(end, "sinkhorn.rate");
    const double local = scope.number_of(end, "rates.local");
    const std::string where = ", η = " + real_text(eta);
    scope.at_most("|measured − σ₂²| / (1 − σ₂²)" + where, std::abs(seen - local) / (1 - local),
                  0.01);
    scope.at_least("guaranteed − measured rate" + where,
                   scope.number_of(end, "rates.guaranteed") - seen, 0);
  }
}

void sorting_is_exact(ClaimScope& scope) {
  for (const double power : {1.0, 1.5, 2.0, 3.0}) {
    const auto end = scope.race({{"power", power}}, {"exact"}, 1);
    scope.at_most(
        "|sorted − network simplex|, p = " + real_text(power),
        std::abs(scope.number_of(end, "exact.cost") - scope.number_of(end, "reference.cost")),
        1e-12);
  }
}

void entropy_costs_half_epsilon(ClaimScope& scope) {
  const double eta = 1600;
  const auto end = scope.race({{"n", std::int64_t{200}}, {"eta", eta}}, {"newton"}, 200);
  const double gap = scope.number_of(end, "newton.cost") - scope.number_of(end, "reference.cost");
  scope.at_most("|2η (⟨C, P⟩ − W₂²) − 1|", std::abs(2 * eta * gap - 1), 0.08);
}

}  // namespace thalweg::experiments::sinkhorn_in_one_dimension

THALWEG_EXPERIMENT(
    sinkhorn_in_one_dimension,
    {.title = "Sinkhorn in 1-D",
     .paper = "arXiv:1803.00567",
     .authors = "Peyré, Cuturi",
     .question = "What does Sinkhorn compute on a line, where the answer is known?",
     .try_this = "Paint a third bump with the mouse.",
     .tags = {"optimal transport", "entropy", "1-D", "convergence rate", "paint"},
     .step_unit = "iteration",
     .work_unit = "plan passes",
     .limit = 5000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .sampled = {"cost", "dual_gap"},
     .read_outs = {{"cost", "⟨C, P⟩ of the rounded plan"}, {"rates.local", "rate near the plan"}},
     .reference = {"reference.cost", "Sorted (closed form)"},
     .inputs = {{"source", "Source density", "Heights ≥ 0, any number of bins.",
                 InputSpec::Kind::masses, When::live, "Densities"},
                {"target", "Target density", "Heights ≥ 0, any number of bins.",
                 InputSpec::Kind::masses, When::live, "Densities"}},
     .contenders = {contender<OnLine<transport::LogSinkhorn>>("sinkhorn", "Sinkhorn"),
                    contender<OnLine<transport::LogSinkhorn>>("relaxed", "Over-relaxed"),
                    contender<OnLine<transport::EtaScaling<transport::LogSinkhorn>>>("scaling",
                                                                                     "η-scaling"),
                    contender<OnLine<transport::DenseNewton>>("newton", "Newton"),
                    contender<transport::ExactSolver<Params>>(
                        "exact", "Exact, network simplex",
                        {.doc = "The optimum without entropy, in one step.", .starts = false})},
     .analyses = {analysis<Sorted>("reference", "Sorted (closed form)",
                                   {"shapes", "n", "power", "source", "target"}),
                  analysis<Rates>("rates", "Rates of a sweep",
                                  {"shapes", "n", "power", "eta", "source", "target"})},
     .claims = {{"Sinkhorn ends at the rate of the plan's second singular value",
                 &rate_is_predicted},
                {"Sorting is the exact optimum for every convex cost", &sorting_is_exact},
                {"Entropy costs ε/2 on a line", &entropy_costs_half_epsilon}},
     .method = R"md(
## What is known on a line
For a cost $|x - y|^p$ with $p \ge 1$ the optimum never lets two masses cross: sort both sides and
match them from the left. That is the map $T = F_b^{-1} \circ F_a$ of the two distribution
functions, drawn as *monotone map*. Walking along this staircase also gives the exact potentials.

## What Sinkhorn does
With entropy $\varepsilon = 1/\eta$ the plan is
$$ P_{ij} = e^{\eta (f_i + g_j - C_{ij})} $$
and a sweep sets $f$, then $g$, so that rows and columns have their masses: a soft version of the
C-transform $f_i = \min_j (C_{ij} - g_j)$. As $\eta$ grows, $f$ and the C-transform of $g$ meet, the
plan's ridge thins to the monotone map, and the cost falls to the exact one: the gap is about
$\varepsilon / 2$ for $p = 2$.

## How fast
- *Guaranteed*: in Hilbert's metric a sweep contracts by $\lambda(K)^2$, $\lambda = \tanh(\eta D / 4)$, with
  $D = \max C_{jk} + C_{il} - C_{ik} - C_{jl}$. Look at the table: for a sharp plan it promises nothing.
- *Near the optimum*: by $\sigma_2^2$, the second singular value of
  $\operatorname{diag}(a)^{-1/2}\, P \operatorname{diag}(b)^{-1/2}$ squared: the measured ratio settles there.

## What to look at
- Paint a gap into the target: mass must jump, the map gets a step, and the rate goes towards 1.
- Raise $\eta$ live: the rate's line climbs; over-relaxing pays off, Newton hardly notices.

## What the claim check measures
The last error ratio of Sinkhorn against $\sigma_2^2$ at three $\eta$; the sorted cost against the
network simplex at four powers; $2\eta$ times the gap against 1 at $n = 200$, $\eta = 1600$.

## Sources
- arXiv:1803.00567: sections 2.6 (one dimension) and 4.2 (convergence).
- Franklin and Lorenz 1989: the contraction in Hilbert's metric. Knight 2008: the local rate.
)md"})
