// One picture in the colours of another: its palette is transported to the other's, and every pixel
// moves with its colour (Reinhard 2001 asked; Rabin, Ferradans, Papadakis 2014 answered by
// transport, with relaxed masses).
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/text.hpp"
#include "core/frame/convert.hpp"
#include "core/kits/clouds.hpp"
#include "core/kits/pictures.hpp"
#include "core/run/author.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/make_problem.hpp"
#include "core/transport/unbalanced.hpp"

namespace thalweg::experiments::colour_transfer {

using pictures::Scene;

struct Params {
  Scene source = Scene::sunset, target = Scene::sea;
  int colours = 250;
  std::int64_t seed = 0;
  double eta = 250, lambda = 0.02, strength = 1, tol = 1e-6;
};

void declare(Schema<Params>& s) {
  const ChoiceSpec scene{.choices = {{"sunset", "sunset"}, {"sea", "sea"}, {"meadow", "meadow"}}};
  s.choice("source", &Params::source, "Picture", "What is recoloured; or give your own under Data.",
           scene);
  s.choice("target", &Params::target, "Colours of", "Whose colours it takes.", scene);
  s.count("colours", &Params::colours, "Colours n", "Of each palette: clusters of pixels.",
          {.lo = 10, .hi = 1000, .min = 1, .log = true, .probe_hi = 40});
  s.seed("seed", &Params::seed, "Seed", "Of the palettes.", {.lo = 0, .hi = 1e6});
  RealSpec live{.lo = 10, .hi = 5000, .min = 0.1, .max = 1e6, .log = true, .when = When::live};
  live.scope = thalweg::Scope::shared, live.reciprocal = "Regularisation ε = 1/η";
  s.real("eta", &Params::eta, "Sharpness η = 1/ε",
         "Small: colours are averaged, and the result is pale.", live);
  live.lo = 5e-3, live.hi = 10, live.min = 1e-6, live.max = 1e6, live.reciprocal.clear();
  live.key = true, live.method = "unbalanced";
  s.real("lambda", &Params::lambda, "Relaxation λ",
         "Price of mass left out or made, in units of cost. Small: only colours that have a "
         "neighbour move. Large: balanced.",
         live);
  live.method.clear(), live.log = false, live.lo = live.min = 0, live.hi = live.max = 1;
  s.real("strength", &Params::strength, "Strength", "How far the pixels go: 0 stays, 1 arrives.",
         live);
  live.log = live.more = true, live.key = false;
  live.lo = live.min = 1e-12, live.hi = live.max = 1e-2;
  s.real("tol", &Params::tol, "Tolerance", "Marginal error at which a plan is taken as found.",
         live);
}

struct Problem {
  pictures::Picture picture, model;
  pictures::Palette from, to;
  transport::Problem palettes;
};

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  constexpr Index longest = 160;
  const auto chosen = [&](const char* slot, Scene scene) {
    const auto* own = inputs.get<ImagesData>(slot);
    return own ? pictures::given(*own, longest, slot) : pictures::painted(scene, 80, 120);
  };
  Problem out{chosen("picture", p.source), chosen("model", p.target), {}, {}, {}};
  out.from = pictures::palette(out.picture, p.colours, rng.split("picture"));
  out.to = pictures::palette(out.model, p.colours, rng.split("model"));
  out.palettes =
      transport::from_points(out.from.colours, out.to.colours, transport::GroundCost::squared,
                             out.from.share, out.to.share);
  return out;
}

/// Colours in space, where the place says the colour.
PointsData in_space(const Matrix& colours, const Vector& share) {
  PointsData out;
  for (Index i = 0; i < colours.rows(); ++i) {
    out.x.push_back(colours(i, 0)), out.y.push_back(colours(i, 1)), out.z.push_back(colours(i, 2));
    out.mass.push_back(share[i]);
  }
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("picture", pictures::shown(problem.picture));
  out.put("model", pictures::shown(problem.model));
  out.put("palette", in_space(problem.from.colours, problem.from.share));
  out.put("model_palette", in_space(problem.to.colours, problem.to.share));
  transport::put_notes(problem.palettes.notes, out);
}

CurveData difference(const Vector& sums, const Vector& mass) {
  return curve_data(Vector(sums - mass));
}

/// What every method shows: the picture with each palette colour moved to the mean of where its
/// mass goes; a pixel keeps its difference from its palette colour.
class Transfer : public Contender<Params, Problem> {
 public:
  using Contender::Contender;
  void observe(const Params& p, FrameBuilder& out) const override {
    const Matrix plan = present_plan(p);
    const transport::Problem& palettes = problem().palettes;
    const Vector rows = plan.rowwise().sum();
    // A colour without any mass left stays where it is.
    Matrix moved = problem().from.colours;
    const Matrix carried = plan * problem().to.colours;
    for (Index i = 0; i < moved.rows(); ++i) {
      if (rows[i] > 1e-12 * palettes.source[i]) moved.row(i) = carried.row(i) / rows[i];
    }
    if (has_stepped()) out.trace("error", error());
    out.trace("cost", palettes.cost_scale * transport::transport_cost(palettes, plan));
    out.trace("mass", plan.sum());
    const Eigen::RowVector3d mean = palettes.source.transpose() * moved;
    const Eigen::RowVector3d wanted = palettes.target.transpose() * problem().to.colours;
    if (has_stepped() && out.due("dual_gap")) out.trace("dual_gap", dual_gap(p, plan));
    out.trace("mean_gap", (mean - wanted).norm());
    if (out.wants("plan")) out.put("plan", matrix_data(plan));
    out.put("moved", in_space(moved, palettes.source));
    if (out.wants("destroyed")) out.put("destroyed", difference(rows, palettes.source));
    if (out.wants("unreached")) {
      out.put("unreached", difference(plan.colwise().sum().transpose(), palettes.target));
    }
    if (out.wants("result")) out.put("result", pictures::shown(result(p, moved)));
  }

 protected:
  virtual Matrix present_plan(const Params& p) const = 0;
  virtual double error() const = 0;
  virtual bool has_stepped() const = 0;
  virtual double dual_gap(const Params& p, const Matrix& plan) const = 0;

 private:
  pictures::Picture result(const Params& p, const Matrix& moved) const {
    pictures::Picture out = problem().picture;
    const Matrix shift = p.strength * (moved - problem().from.colours);
    for (Index i = 0; i < out.pixels.rows(); ++i) {
      out.pixels.row(i) += shift.row(problem().from.of[static_cast<std::size_t>(i)]);
    }
    out.pixels = out.pixels.cwiseMax(0).cwiseMin(1);
    return out;
  }
};

/// Sinkhorn, balanced (λ = ∞) or with relaxed masses.
class Sweeps final : public Transfer {
 public:
  explicit Sweeps(const Start<Params, Problem>& start)
      : Transfer(start), balanced_(start.method == "sinkhorn"), solver_(problem().palettes) {}
  Outcome step(const Params& p, StepScope& scope) override {
    solver_.step(p.eta, balanced_ ? std::numeric_limits<double>::infinity() : p.lambda);
    scope.add_work(2);
    return Outcome::proceed();
  }
  void archive(Archive& a) override {
    transport::UnbalancedSinkhorn::State state = solver_.state();
    a.vector("f", state.f), a.vector("g", state.g), a.value("sweeps", state.sweeps);
    a.value("error", state.error), a.value("work", state.work);
    if (a.loading()) solver_.restore(std::move(state));
  }

 protected:
  Matrix present_plan(const Params& p) const override {
    return transport::plan(problem().palettes, p.eta, solver_.potentials());
  }
  double error() const override { return solver_.state().error; }
  bool has_stepped() const override { return solver_.state().sweeps > 0; }
  double dual_gap(const Params& p, const Matrix& plan) const override {
    const transport::Problem& palettes = problem().palettes;
    const transport::Potentials at = solver_.potentials();
    if (!balanced_) {
      return transport::unbalanced_primal(palettes, p.eta, p.lambda, plan) -
             transport::unbalanced_dual(palettes, p.eta, p.lambda, at);
    }
    const Matrix rounded = transport::round_to_marginals(plan, palettes.source, palettes.target);
    return transport::transport_cost(palettes, rounded) - transport::entropy(rounded) / p.eta -
           transport::dual_value(palettes, p.eta, at, plan.sum());
  }

 private:
  bool balanced_;
  transport::UnbalancedSinkhorn solver_;
};

/// The unregularised optimum in one step; before it, nothing is moved.
class Exact final : public Transfer {
 public:
  using Transfer::Transfer;
  Outcome step(const Params&, StepScope& scope) override {
    solved_ = solve(scope.stop());
    return solved_ ? Outcome::converged("the optimum without entropy") : Outcome::proceed();
  }
  void archive(Archive& a) override {
    a.value("solved", solved_);
    if (a.loading() && solved_) solve({});
  }

 protected:
  Matrix present_plan(const Params&) const override {
    const transport::Problem& palettes = problem().palettes;
    return solved_ ? plan_ : Matrix(Matrix::Zero(palettes.n(), palettes.m()));
  }
  double error() const override {
    return transport::marginal_error(problem().palettes, plan_).sum();
  }
  bool has_stepped() const override { return solved_; }
  double dual_gap(const Params&, const Matrix&) const override { return gap_; }

 private:
  /// False when it was stopped.
  bool solve(const StepScope::Stop& stop) {
    const auto exact = transport::exact_plan(problem().palettes, stop);
    if (exact) plan_ = transport::dense_plan(problem().palettes, *exact), gap_ = exact->gap;
    return exact.has_value();
  }
  bool solved_ = false;
  Matrix plan_;
  double gap_ = 0;
};

Views views() {
  return {images("Result", "result"),
          images("Picture", "picture").subtitled("what is recoloured"),
          images("Colours of", "model"),
          space("Palettes", {"palette", "model_palette", "moved"}).labels("red", "green", "blue"),
          heatmap("Plan", "plan").log_values().labels("colour of the model", "of the picture"),
          curve("Mass made and destroyed", "*.destroyed")
              .subtitled("P1 − a, by colour of the picture")
              .labels("colour", "mass"),
          trace("Marginal error", "*.error").log_y().with_tolerance(),
          trace("Dual gap", "*.dual_gap").subtitled("primal of the plan − dual").log_y(),
          trace("Mass moved", "*.mass").labels("", "ΣP"),
          curve("Colours not reached", "*.unreached")
              .subtitled("Pᵀ1 − b, by colour of the model")
              .labels("colour", "mass"),
          trace("Distance of the mean colours", "*.mean_gap").log_y()};
}

void takes_the_mean_colour(ClaimScope& scope) {
  const Settings settings{{"colours", std::int64_t{100}}, {"tol", 1e-9}};
  const FrameSet end = scope.race(settings, {"sinkhorn", "exact"}, 5000);
  for (const std::string key : {"sinkhorn", "exact"}) {
    scope.at_most("distance of the result's mean colour from the model's, " + key,
                  scope.number_of(end, key + ".mean_gap"), 1e-6);
  }
}

void relaxation_leads_to_balance(ClaimScope& scope) {
  double last = 0;
  for (const double lambda : {0.01, 0.1, 1.0, 1e5}) {
    const Settings settings{{"colours", std::int64_t{60}}, {"lambda", lambda}, {"tol", 1e-10}};
    const FrameSet end = scope.race(settings, {"unbalanced"}, 5000);
    const double mass = scope.number_of(end, "unbalanced.mass");
    scope.at_least("mass moved at λ = " + real_text(lambda) + ", more than before", mass - last,
                   1e-6);
    last = mass;
    if (lambda < 1e5) continue;
    const FrameSet balanced = scope.race(settings, {"sinkhorn"}, 5000);
    scope.at_most("cost at λ = 1e5 against balanced, deviation",
                  std::abs(scope.number_of(end, "unbalanced.cost") /
                               scope.number_of(balanced, "sinkhorn.cost") -
                           1),
                  1e-3);
  }
}

const char* const method_page = R"md(
## What it does
The pixels of each picture are clustered to a palette $x_i$ (or $y_j$) with masses $a_i$ ($b_j$), the shares of
pixels. A plan $P$ carries one palette to the other at the cost $\|x_i - y_j\|^2$ in red, green and blue, and
a colour moves to the mean of where its mass goes:
$$ T(x_i) = \frac{\sum_j P_{ij}\, y_j}{\sum_j P_{ij}} $$
A pixel moves with its palette colour and keeps its difference from it, so that fine structure stays.

- **Sinkhorn**: with entropy; small $\eta$ averages many colours and the result is pale.
- **Unbalanced**: masses may be missed at the price $\lambda \operatorname{KL}$ on both sides. A sky of another size need
  not bleed into the hills: mass is destroyed where it would have to go far, and colours of the model
  are left out.
- **Exact**: each colour goes to very few; small changes of a colour may jump.

## What to look at
- Move $\lambda$ from 0.005 to 10 with *Unbalanced* in focus. Below $1/\eta$ the entropy, not the price, decides
  how much mass there is.
- *Mass made and destroyed* is 0 for the others, and shows which colours the relaxation gave up.
- Own pictures: PNG files or arrays of 1 or 3 tables under *Data*; at most 160 pixels a side are kept.

## Work
Plan passes: a sweep is two. The exact optimum stands outside this count.

## What the claim check measures
The mean colour of the recoloured palette equals the model's, for balanced plans. The mass moved grows with
$\lambda$, to the balanced plan's cost.

## Sources
- Reinhard, Ashikhmin, Gooch, Shirley, IEEE CG&A 21 (2001): the task.
- Rabin, Ferradans, Papadakis, ICIP 2014: relaxed transport of colours.
- arXiv:1607.05816: unbalanced Sinkhorn.
)md";

}  // namespace thalweg::experiments::colour_transfer

THALWEG_EXPERIMENT(
    colour_transfer,
    {.title = "Colour transfer",
     .question = "How would the sunset look in the colours of the sea?",
     .try_this = "Give two pictures of your own under Data, then relax the masses.",
     .tags = {"optimal transport", "images", "colour", "unbalanced", "Sinkhorn", "palette"},
     .step_unit = "sweep",
     .work_unit = "plan passes",
     .limit = 2000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .sampled = {"dual_gap"},
     .read_outs = {{"cost", "mean squared way of a colour"},
                   {"mass", "mass moved", ReadOut::Format::percent},
                   {"mean_gap", "mean colour off by"}},
     .inputs = {{"picture", "Picture", "A PNG, or 1 or 3 tables.", InputSpec::Kind::image,
                 When::restart},
                {"model", "Colours of", "A PNG, or 1 or 3 tables.", InputSpec::Kind::image,
                 When::restart}},
     .contenders = {contender<Sweeps>("sinkhorn", "Sinkhorn"),
                    contender<Sweeps>("unbalanced", "Unbalanced"),
                    contender<Exact>("exact", "Exact, network simplex",
                                     {.doc = "The optimum without entropy, in one step.",
                                      .starts = false})},
     .claims = {{"Balanced plans give a picture the mean colour of its model",
                 takes_the_mean_colour},
                {"Relaxed plans move less, and all as the price grows",
                 relaxation_leads_to_balance}},
     .method = method_page})
