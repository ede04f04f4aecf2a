// Points matched to those of a turned, mirrored and shuffled copy from the distances within each
// set alone: entropic Gromov–Wasserstein (Peyré, Cuturi, Solomon 2016).
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "core/frame/convert.hpp"
#include "core/run/author.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/gromov_wasserstein.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::experiments::gromov_wasserstein {

using transport::GromovWasserstein;

struct Params {
  int n = 60;
  double angle = 140, noise = 0.01;
  bool mirrored = true;
  std::int64_t seed = 0;
  double eta = 2000, growth = 1.1, tol = 1e-6;
};

void declare(Schema<Params>& s) {
  s.count("n", &Params::n, "Points n", "Along the curve.",
          {.lo = 5, .hi = 150, .min = 3, .max = 300, .probe_hi = 20});
  s.real("angle", &Params::angle, "Turned by", "How far the copy is turned.",
         {.lo = -180, .hi = 180, .key = true, .unit = "°"});
  s.flag("mirrored", &Params::mirrored, "Mirrored", "Whether the copy is a mirror image.", {});
  s.real("noise", &Params::noise, "Noise", "Standard deviation of the copy's places.",
         {.lo = 0, .hi = 0.2});
  s.seed("seed", &Params::seed, "Seed", "Of the noise and of the copy's order.",
         {.lo = 0, .hi = 1e6});
  RealSpec live{.lo = 10, .hi = 1e4, .min = 0.1, .max = 1e6, .log = true, .when = When::live};
  live.scope = Scope::shared;
  s.real("eta", &Params::eta, "Sharpness η = 1/ε",
         "For distances up to 1. Annealing ends there, the other begins there.", live);
  live.lo = 1.01, live.hi = live.max = 2, live.min = 1.001, live.method = "annealed";
  s.real("growth", &Params::growth, "Growth of η", "Factor a step from η = 10 on.", live);
  live.lo = live.min = 1e-12, live.hi = live.max = 1e-2, live.method.clear(), live.more = true;
  s.real("tol", &Params::tol, "Tolerance", "Change of the plan at which it has settled.", live);
}

struct Problem {
  Matrix source, target;  // n × 2
  Matrix source_distances, target_distances;
  std::vector<std::uint32_t> origin;  // which source point each target point copies
};

Matrix distances(const Matrix& at) {
  return transport::ground_cost(at, at, transport::GroundCost::squared).cwiseMax(0).cwiseSqrt();
}

/// A spiral with a straight tail: no two parts alike.
Matrix curve_of(int n) {
  Matrix out(n, 2);
  for (Index i = 0; i < n; ++i) {
    const double t = static_cast<double>(i) / std::max(1, n - 1);
    const double turn = std::min(t, 0.75) / 0.75 * 1.7 * std::numbers::pi;
    const double radius = 0.2 + 0.35 * std::min(t, 0.75) / 0.75;
    const double tail = std::max(0.0, t - 0.75) / 0.25 * 0.7;
    out.row(i) << radius * std::cos(turn) + 0.6 * tail, radius * std::sin(turn) - tail;
  }
  return out;
}

Problem pose(const Params& p, const Inputs&, Rng rng) {
  Problem out;
  out.source = curve_of(p.n);
  out.origin = rng.permutation(static_cast<std::uint32_t>(p.n));
  const double angle = p.angle * std::numbers::pi / 180, sine = std::sin(angle);
  Eigen::Matrix2d turn;
  turn << std::cos(angle), sine, -sine, std::cos(angle);
  Rng noise = rng.split("noise");
  out.target.resize(p.n, 2);
  for (Index j = 0; j < p.n; ++j) {
    Eigen::RowVector2d at = out.source.row(out.origin[static_cast<std::size_t>(j)]);
    if (p.mirrored) at[0] = -at[0];
    at = at * turn;
    const double right = noise.normal(), up = noise.normal();
    out.target.row(j) << at[0] + p.noise * right, at[1] + p.noise * up;
  }
  out.source_distances = distances(out.source);
  out.target_distances = distances(out.target);
  return out;
}

/// In the order of the curve: a right match lies on the diagonal.
Matrix in_order(const Problem& problem, const Matrix& by_copy) {
  Matrix out(by_copy.rows(), by_copy.cols());
  for (Index j = 0; j < out.cols(); ++j) {
    out.col(problem.origin[static_cast<std::size_t>(j)]) = by_copy.col(j);
  }
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("source_distances", matrix_data(problem.source_distances));
  Matrix rows = in_order(problem, problem.target_distances).transpose();
  out.put("target_distances", matrix_data(in_order(problem, rows)));
  out.put("shuffled_distances", matrix_data(problem.target_distances));
}

/// What every method shows of its plan.
void show(const Problem& problem, const Matrix& plan, FrameBuilder& out) {
  const Matrix ordered = in_order(problem, plan);
  double right = 0;
  for (Index i = 0; i < ordered.rows(); ++i) {
    Index largest = 0;
    ordered.row(i).maxCoeff(&largest);
    right += largest == i;
  }
  out.trace("matched", right / static_cast<double>(ordered.rows()));
  if (out.wants("plan")) out.put("plan", matrix_data(ordered));
  if (!out.wants("displacement")) return;
  const Vector mass = Vector::Constant(plan.rows(), 1.0 / static_cast<double>(plan.rows()));
  const Matrix beside = problem.target.rowwise() + Eigen::RowVector2d(2, 0);
  out.put("displacement", DisplacementData{points_data(problem.source, mass),
                                           points_data(beside, mass), matrix_data(plan), 0, 0});
}

/// Mirror descent at a fixed η, or at one that grows up to it.
class Matching final : public Contender<Params, Problem> {
 public:
  explicit Matching(const Start<Params, Problem>& start)
      : Contender(start),
        annealed_(start.method == "annealed"),
        solver_(problem().source_distances, problem().target_distances) {}
  Outcome step(const Params& p, StepScope& scope) override {
    const double before = solver_.state().work;
    eta_ = annealed_ ? std::min(p.eta, eta_ == 0 ? 10 : p.growth * eta_) : p.eta;
    solver_.step(eta_);
    scope.add_work(solver_.state().work - before);
    return eta_ < p.eta ? Outcome::provisional() : Outcome::proceed();
  }
  void observe(const Params&, FrameBuilder& out) const override {
    if (eta_ > 0) out.trace("error", solver_.state().error), out.trace("eta", eta_);
    out.trace("value", solver_.value());
    show(problem(), solver_.plan(), out);
  }
  void archive(Archive& a) override {
    GromovWasserstein::State state = solver_.state();
    a.vector("plan", state.plan), a.vector("f", state.f), a.vector("g", state.g);
    a.value("steps", state.steps), a.value("error", state.error), a.value("work", state.work);
    a.value("eta", eta_);
    if (a.loading()) solver_.restore(std::move(state));
  }

 private:
  bool annealed_;
  GromovWasserstein solver_;
  double eta_ = 0;
};

/// Transport by places, which knows nothing of turns.
class ByPlaces final : public Contender<Params, Problem> {
 public:
  using Contender::Contender;
  Outcome step(const Params&, StepScope& scope) override {
    solved_ = solve(scope.stop());
    return solved_ ? Outcome::converged("the optimum of squared distances between the two sets")
                   : Outcome::proceed();
  }
  void observe(const Params&, FrameBuilder& out) const override {
    if (!solved_) return;
    out.trace("error", 0);
    show(problem(), plan_, out);
  }
  void archive(Archive& a) override {
    a.value("solved", solved_);
    if (a.loading() && solved_) solve({});
  }

 private:
  /// False when it was stopped.
  bool solve(const StepScope::Stop& stop) {
    const transport::Problem places =
        transport::from_points(problem().source, problem().target, transport::GroundCost::squared);
    const auto exact = transport::exact_plan(places, stop);
    if (exact) plan_ = transport::dense_plan(places, *exact);
    return exact.has_value();
  }
  bool solved_ = false;
  Matrix plan_;
};

Views views() {
  return {displacement("Matching", "displacement").labels("x", "y"),
          heatmap("Plan", "plan")
              .subtitled("a right match lies on the diagonal")
              .labels("copy, in the curve's order", "point"),
          trace("Points matched rightly", "*.matched").labels("", "share"),
          trace("Gromov–Wasserstein value", "*.value").log_y(),
          heatmap("Distances of the points", "source_distances").labels("point", "point"),
          heatmap("Distances of the copy, shuffled", "shuffled_distances").labels("copy", "copy"),
          heatmap("Distances of the copy, in order", "target_distances").labels("copy", "copy"),
          trace("Change of the plan", "*.error").log_y().with_tolerance(),
          trace("Sharpness", "*.eta").log_y().labels("", "η")};
}

void finds_the_copy(ClaimScope& scope) {
  for (const double angle : {-100.0, 20.0, 180.0}) {
    const Settings settings{{"n", std::int64_t{30}}, {"angle", angle}, {"noise", 0.0}};
    const FrameSet end = scope.race(settings, {"annealed", "places"}, 300);
    const std::string which = " at " + std::to_string(static_cast<int>(angle)) + "°";
    scope.at_least("share matched by distances" + which, scope.number_of(end, "annealed.matched"),
                   1);
    scope.at_most("share matched by places" + which, scope.number_of(end, "places.matched"), 0.5);
  }
}

const char* const method_page = R"md(
## What it does
Two sets of points with distances $D$ and $E$ within each; nothing is known of how one lies to the other. A
plan $P$ should carry pairs to pairs of the same distance:
$$ \min_P \sum_{ijkl} (D_{ik} - E_{jl})^2 P_{ij} P_{kl} - \tfrac{1}{\eta} H(P) $$
This is not convex. Each step of mirror descent is an entropic transport problem with the cost $2 L(P)$,
$L_{ij} = \sum_{kl} (D_{ik} - E_{jl})^2 P_{kl}$. The square splits into $D^2$, $E^2$ and $-2 D P E$, so that the cost
takes $O(n^3)$ instead of $O(n^4)$.

## What to look at
- The plan begins as the product of the marginals, a flat picture, and a band along the diagonal appears.
- *Annealed*: while $\eta$ is small the problem is nearly convex and the coarse shape is found; a fixed large
  $\eta$ may settle in a wrong match.
- *By places* (add it) matches what lies close: wrong once the copy is turned or mirrored.
- Noise: the end of the curve slips along itself first.

## Work
Plan passes: a sweep is two, a cost $2n$.

## What the claim check measures
Points matched rightly at three angles of a mirrored copy, by distances and by places.

## Sources
- G. Peyré, M. Cuturi, J. Solomon, ICML 2016.
- F. Mémoli, Found. Comput. Math. 11 (2011): the distance.
)md";

}  // namespace thalweg::experiments::gromov_wasserstein

THALWEG_EXPERIMENT(
    gromov_wasserstein,
    {.title = "Matching without coordinates",
     .authors = "Peyré, Cuturi, Solomon",
     .question = "Can points be matched when only the distances within each set are known?",
     .try_this = "Turn the copy, then add 'By places': it is lost, the others do not care.",
     .tags = {"optimal transport", "Gromov–Wasserstein", "shapes", "isometry", "non-convex"},
     .step_unit = "step",
     .work_unit = "plan passes",
     .limit = 1000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .read_outs = {{"matched", "matched rightly", ReadOut::Format::percent},
                   {"value", "Gromov–Wasserstein value"}},
     .contenders = {contender<Matching>("annealed", "Annealed"),
                    contender<Matching>("fixed", "Fixed η"),
                    contender<ByPlaces>("places", "By places",
                                        {.doc = "Exact transport of the coordinates.",
                                         .starts = false})},
     .claims = {{"Distances alone match a turned, mirrored copy", finds_the_copy}},
     .method = method_page})
