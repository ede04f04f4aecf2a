// From one cloud to another by Brownian motion of given noise: the likeliest way, learnt as a
// mixture of Gaussians. Light Schrödinger Bridge (Korotin et al., ICLR 2024, arXiv:2310.01174).
#include <algorithm>
#include <cmath>

#include "core/frame/convert.hpp"
#include "core/kits/clouds.hpp"
#include "core/kits/optimiser.hpp"
#include "core/optim/first_order.hpp"
#include "core/transport/divergence.hpp"
#include "core/transport/make_problem.hpp"
#include "core/transport/schroedinger_bridge.hpp"
#include "core/transport/sinkhorn.hpp"
#include "core/transport/state_fields.hpp"

namespace thalweg::experiments::light_schrodinger_bridge {

using transport::Cloud;
using transport::PointCost;

enum class Shapes { roll, eight, moons, gaussians };

struct Params {
  Shapes shapes = Shapes::roll;
  int n = 2000;
  std::int64_t seed = 0;
  double eps = 0.05;
  int components = 50;
  double lr = 1e-2, t = 0.5;
  int batch = 128, paths = 64, path_steps = 60;
};

void declare(Schema<Params>& s) {
  const std::string own = "bridge";
  s.choice("shapes", &Params::shapes, "Clouds", "What leads to what.",
           {.choices = {{"roll", "Gaussian → Swiss roll"},
                        {"eight", "Gaussian → 8 Gaussians"},
                        {"moons", "moons → circles"},
                        {"gaussians", "Gaussian → Gaussian"}}});
  s.count("n", &Params::n, "Samples n", "Of each cloud.",
          {.lo = 100, .hi = 10000, .min = 2, .log = true, .probe_hi = 200});
  s.seed("seed", &Params::seed, "Seed", "Of samples, batches and draws.", {.lo = 0, .hi = 1e6});
  s.real("eps", &Params::eps, "Noise ε",
         "Variance of the Brownian motion. Small: nearly a map. Large: nearly independent ends.",
         {.lo = 0.002,
          .hi = 10,
          .log = true,
          .when = When::live,
          .scope = Scope::shared,
          .key = true});
  s.count("components", &Params::components, "Components K", "Gaussians in the potential.",
          {.lo = 1, .hi = 500, .log = true, .method = own, .probe_hi = 20});
  s.real("lr", &Params::lr, "Step of Adam", "Learning rate.",
         {.lo = 1e-4, .hi = 1e-1, .log = true, .when = When::live, .method = own, .key = true});
  s.count("batch", &Params::batch, "Batch", "Samples of each cloud in one step of Adam.",
          {.lo = 16, .hi = 1024, .log = true, .when = When::live, .method = own, .probe_hi = 64});
  s.real("t", &Params::t, "Time t of the drift", "When the drift is drawn.",
         {.lo = 0, .hi = 0.95, .when = When::live, .scope = Scope::shared});
  s.count("paths", &Params::paths, "Paths", "How many are drawn.",
          {.lo = 1, .hi = 200, .when = When::live, .scope = Scope::shared, .more = true});
  s.count("path_steps", &Params::path_steps, "Steps of a path", "Points along each.",
          {.lo = 2, .hi = 200, .when = When::live, .scope = Scope::shared, .more = true});
}

struct Problem {
  Cloud source, target;
  Cloud held, fresh;  // of the target, unseen: to measure against, and what chance alone gives
  std::vector<std::string> notes;
};

constexpr Index held_out = 400;

Cloud cloud(const Params& p, bool source, Index n, const Rng& rng) {
  using transport::CloudShape;
  const CloudShape from = p.shapes == Shapes::moons ? CloudShape::moons : CloudShape::gaussian;
  const CloudShape to = p.shapes == Shapes::roll    ? CloudShape::swiss_roll
                        : p.shapes == Shapes::eight ? CloudShape::eight_gaussians
                        : p.shapes == Shapes::moons ? CloudShape::circles
                                                    : CloudShape::gaussian;
  return transport::uniform_cloud(transport::draw_cloud(source ? from : to, n, rng));
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  const auto* source = inputs.get<PointsData>("source");
  const auto* target = inputs.get<PointsData>("target");
  Problem out;
  out.source = source ? transport::cloud_of(*source, "source", out.notes)
                      : cloud(p, true, p.n, rng.split("source"));
  out.target = target ? transport::cloud_of(*target, "target", out.notes)
                      : cloud(p, false, p.n, rng.split("target"));
  out.held = cloud(p, false, held_out, rng.split("held"));
  out.fresh = cloud(p, false, held_out, rng.split("fresh"));
  if (target) out.held = out.fresh = out.target;
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("source", transport::shown(problem.source));
  out.put("target", transport::shown(problem.target));
  out.put("unseen", transport::shown(problem.held));
  transport::put_notes(problem.notes, out);
}

double energy_distance(const Cloud& a, const Cloud& b) {
  return 2 * transport::kernel_divergence(a, b, PointCost::distance).value;
}

/// A coupling of the two clouds: where does a source point end?
class Coupling : public Contender<Params, Problem> {
 public:
  explicit Coupling(const Start<Params, Problem>& start) : Contender(start), rng_(start.rng) {}
  void observe(const Params& p, FrameBuilder& out) const override {
    if (!ready()) return;
    Rng rng = rng_.split("shown");
    const Index count = std::min(problem().source.points.rows(), held_out);
    const Matrix from = problem().source.points.topRows(count), to = ends(p, count, rng);
    const Cloud generated = transport::uniform_cloud(to);
    out.trace("energy", energy_distance(generated, problem().held));
    out.trace("cost", (from - to).rowwise().squaredNorm().mean() / 2);
    if (out.wants("generated")) out.put("generated", transport::shown(generated));
    if (!out.wants("paths")) return;
    const Index few = std::min<Index>(count, p.paths);
    const std::vector<Matrix> paths =
        transport::bridge_paths(from.topRows(few), to.topRows(few), p.eps, p.path_steps, rng);
    PointsData data;
    for (std::size_t k = 0; k < paths.size(); ++k) {
      const double time = static_cast<double>(k) / static_cast<double>(paths.size() - 1);
      for (Index i = 0; i < few; ++i) {
        data.x.push_back(paths[k](i, 0)), data.y.push_back(paths[k](i, 1));
        data.z.push_back(100 * time), data.value.push_back(time);
      }
    }
    out.put("paths", std::move(data));
  }

 protected:
  virtual bool ready() const { return true; }
  /// A drawn end for each of the first `count` source points.
  virtual Matrix ends(const Params& p, Index count, Rng& rng) const = 0;
  const Rng& rng() const { return rng_; }

 private:
  Rng rng_;  // never moved: what is shown follows from the state alone
};

class Bridge final : public Coupling {
 public:
  explicit Bridge(const Start<Params, Problem>& start)
      : Coupling(start),
        batches_(start.rng.split("batches")),
        mixture_(transport::start_mixture(start.params.components, problem().target.points,
                                          start.rng.split("start"))),
        flat_(transport::flattened(mixture_)) {}
  Outcome step(const Params& p, StepScope& scope) override {
    adam_.lr = p.lr;
    Vector gradient;
    double sum = 0;
    for (int k = 0; k < batches_a_step; ++k) {
      const Matrix x = transport::random_rows(problem().source.points, p.batch, batches_);
      const Matrix y = transport::random_rows(problem().target.points, p.batch, batches_);
      sum += transport::bridge_loss(mixture_, p.eps, x, y, &gradient);
      adam_.update(gradient, flat_);
      transport::take_flat(flat_, mixture_);
      flat_ = transport::flattened(mixture_);
    }
    loss_ = sum / batches_a_step;
    ++steps_;
    scope.add_work(batches_a_step);
    const bool sound = std::isfinite(loss_) && flat_.allFinite();
    return sound ? Outcome::proceed() : Outcome::diverged("its loss left finite numbers");
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    Coupling::observe(p, out);
    if (steps_ > 0) out.trace("loss", loss_);
    out.scalar("scale", std::exp(mixture_.log_scales(0, 0)));
    if (out.wants("components")) {
      const auto parts = transport::component_ends(mixture_, p.eps, problem().source.points);
      out.put("components", points_data(parts.means, parts.shares));
    }
    if (out.wants("drift")) out.put("drift", drift(p));
  }
  void archive(Archive& a) override {
    a.vector("mixture", flat_);
    if (flat_.size() != transport::flattened(mixture_).size()) {
      throw BadFile("The mixture has another number of components", "bridge", "Start it again.");
    }
    transport::take_flat(flat_, mixture_);
    optim::archive_state(adam_, a);
    a.value("batches", batches_), a.value("steps", steps_), a.value("loss", loss_);
  }

 protected:
  Matrix ends(const Params& p, Index count, Rng& rng) const override {
    return transport::sample_ends(mixture_, p.eps, problem().source.points.topRows(count), rng);
  }

 private:
  static constexpr int batches_a_step = 10;
  VectorsData drift(const Params& p) const {
    const double reach = problem().target.points.cwiseAbs().maxCoeff() * 1.1;
    return transport::vectors_on_grid({-reach, -reach}, {reach, reach}, 22, [&](const Matrix& at) {
      return transport::bridge_drift(mixture_, p.eps, at, p.t);
    });
  }
  Rng batches_;
  transport::BridgeMixture mixture_;
  Vector flat_;
  optim::Adam adam_;
  std::int64_t steps_ = 0;
  double loss_ = 0;
};

/// Entropic transport of the samples themselves: it can end only where target samples are.
class Discrete final : public Coupling {
 public:
  explicit Discrete(const Start<Params, Problem>& start)
      : Coupling(start), samples_(sampled(problem())), solver_(samples_) {}
  Outcome step(const Params& p, StepScope& scope) override {
    constexpr double enough = 1e-6;
    solver_.step(1 / p.eps);
    scope.add_work(1);
    return solver_.state().error < enough ? Outcome::converged("its marginals hold")
                                          : Outcome::proceed();
  }
  void archive(Archive& a) override {
    auto state = solver_.state();
    transport::visit_fields(a, state);
    if (a.loading()) solver_.restore(std::move(state));
  }

 protected:
  bool ready() const override { return solver_.state().sweeps > 0; }
  Matrix ends(const Params& p, Index count, Rng& rng) const override {
    const Matrix plan = transport::plan(samples_, 1 / p.eps, solver_.potentials());
    Matrix out(count, 2);
    for (Index i = 0; i < count; ++i) {
      double left = rng.uniform() * plan.row(i).sum();
      Index j = 0;
      while (j + 1 < plan.cols() && left >= plan(i, j)) left -= plan(i, j++);
      out.row(i) = samples_.target_points.row(j);
    }
    return out;
  }

 private:
  static transport::Problem sampled(const Problem& problem) {
    const Index n = std::min(problem.source.points.rows(), held_out);
    const Index m = std::min(problem.target.points.rows(), held_out);
    transport::ProblemParts parts;
    parts.scale_cost = false;
    parts.source_points = problem.source.points.topRows(n);
    parts.target_points = problem.target.points.topRows(m);
    parts.cost = transport::ground_cost(parts.source_points, parts.target_points,
                                        transport::GroundCost::squared) /
                 2;
    return transport::make_problem(std::move(parts));
  }
  transport::Problem samples_;
  transport::LogSinkhorn solver_;
};

/// Ends that know nothing of their beginnings: the limit of much noise.
class Independent final : public Coupling {
 public:
  using Coupling::Coupling;
  Outcome step(const Params&, StepScope&) override {
    return Outcome::converged("there is nothing to learn");
  }
  void archive(Archive&) override {}

 protected:
  Matrix ends(const Params&, Index count, Rng& rng) const override {
    return transport::random_rows(problem().target.points, count, rng);
  }
};

/// Energy distance of two samples of the target: less is chance.
class Chance final : public Analysis<Params, Problem> {
 public:
  using Analysis::Analysis;
  bool refine(const Params&, StepScope&) override { return true; }
  void observe(const Params&, FrameBuilder& out) const override {
    out.scalar("energy", energy_distance(problem().fresh, problem().held));
  }
};

Views views() {
  return {space("Bridge in time", {"paths"})
              .subtitled("upwards: time")
              .labels("x", "y", "time, %")
              .sized(2.5),
          points("Samples", {"unseen", "generated"}),
          trace("Energy distance to unseen samples", "*.energy")
              .log_y()
              .guide({.label = "chance", .name = "chance.energy"}),
          vectors("Drift at time t", "drift")
              .as_streamlines()
              .when_empty("Only the light bridge knows its drift everywhere"),
          trace("Loss", "*.loss").subtitled("KL to the bridge + constant"),
          scatter("Paths", {"paths"}).subtitled("coloured by time").labels("x", "y"),
          trace("Transport cost", "*.cost").subtitled("mean ½ |x₀ − x₁|²"),
          scatter("Components", {"unseen", "components"})
              .subtitled("their mean ends, by share")
              .labels("x", "y")
              .when_empty("Only the light bridge has components")};
}

void equal_gaussians(ClaimScope& scope) {
  const auto end = scope.race({{"shapes", "gaussians"},
                               {"n", std::int64_t{10000}},
                               {"eps", 1.0},
                               {"components", std::int64_t{1}},
                               {"batch", std::int64_t{1024}}},
                              {"bridge"}, 150);
  scope.at_most("|S − (√5 − 1)/2|",
                std::abs(scope.number_of(end, "bridge.scale") - (std::sqrt(5.0) - 1) / 2), 0.03);
}

void equal_gaussians_on_the_line(ClaimScope& scope) {
  Rng source(1), target(2);
  const Matrix x = Matrix::NullaryExpr(20000, 1, [&] { return source.normal(); });
  const Matrix y = Matrix::NullaryExpr(20000, 1, [&] { return target.normal(); });
  for (const double eps : {1.0, 2.0}) {
    transport::BridgeMixture mixture = transport::start_mixture(1, y, Rng(3));
    Vector flat = transport::flattened(mixture), gradient;
    optim::Adam adam;
    adam.lr = 0.02;
    for (int k = 0; k < 600; ++k) {
      transport::bridge_loss(mixture, eps, x, y, &gradient);
      adam.update(gradient, flat);
      transport::take_flat(flat, mixture);
    }
    scope.at_most(
        "|S − (√(4 + ε²) − ε)/2| at ε = " + std::to_string(static_cast<int>(eps)),
        std::abs(std::exp(mixture.log_scales(0, 0)) - (std::sqrt(4 + eps * eps) - eps) / 2), 0.03);
  }
}

void eight_gaussians(ClaimScope& scope) {
  double before = 0, after = 0, chance = 0;
  for (std::int64_t seed = 0; seed < 5; ++seed) {
    const Settings eight{{"shapes", "eight"}, {"seed", seed}};
    const auto start = scope.race(eight, {"bridge"}, 0), end = scope.race(eight, {"bridge"}, 200);
    before += scope.number_of(start, "bridge.energy");
    after += scope.number_of(end, "bridge.energy");
    chance += scope.number_of(end, "chance.energy");
  }
  scope.at_most("energy distance after 2 000 batches ÷ chance, 5 seeds", after / chance, 1.5);
  scope.at_least("what is above chance, at the start ÷ then",
                 (before - chance) / std::abs(after - chance), 10);
}

}  // namespace thalweg::experiments::light_schrodinger_bridge

THALWEG_EXPERIMENT(
    light_schrodinger_bridge,
    {.title = "Light Schrödinger bridge",
     .paper = "arXiv:2310.01174",
     .authors = "Korotin, Gushchin, Burnaev",
     .question = "Which way does noise most likely take from one cloud to another?",
     .try_this = "Raise ε, then lower it.",
     .tags = {"optimal transport", "Schrödinger bridge", "mixture", "diffusion", "entropy"},
     .work_unit = "batches",
     .limit = 2000,
     .story = 120,
     .measure = "energy",
     .read_outs = {{"energy", "energy distance"}, {"cost", "mean ½ |x₀ − x₁|²"}},
     .reference = {"chance.energy", "Two samples of the target"},
     .inputs = {{"source", "Source points", "Rows x, y[, mass]; about unit size.",
                 InputSpec::Kind::points, When::restart},
                {"target", "Target points", "Rows x, y[, mass]; about unit size.",
                 InputSpec::Kind::points, When::restart}},
     .contenders = {contender<Bridge>("bridge", "Light bridge"),
                    contender<Discrete>("sinkhorn", "Sinkhorn on samples",
                                        {.doc = "Entropic transport of 400 samples."}),
                    contender<Independent>("independent", "Independent ends",
                                           {.doc = "The limit of much noise.", .starts = false})},
     .analyses = {analysis<Chance>("chance", "Two samples of the target")},
     .claims = {{"Between equal Gaussians it learns the exact bridge", &equal_gaussians},
                {"On the line it does at any noise", &equal_gaussians_on_the_line},
                {"Eight Gaussians are met as well as chance allows", &eight_gaussians}},
     .method = R"md(
## What it does
The bridge is Brownian motion of variance $\varepsilon$ between two clouds; its adjusted potential is a mixture,
$$ v(x_1) = \sum_k \alpha_k \, N(x_1 \mid r_k, \varepsilon S_k), \qquad
   c(x_0) = \sum_k \alpha_k \, e^{(x_0^T S_k x_0 + 2 r_k^T x_0) / 2 \varepsilon} $$
so that its normalisation $c$, the plan (a mixture given $x_0$) and the drift
$g(x, t) = (E[x_1 \mid x_t = x] - x) / (1 - t)$ are closed forms. Adam minimises
$$ L = \operatorname{mean} \log c(x_0) - \operatorname{mean} \log v(x_1) $$
which is the divergence from the bridge up to a constant. An iteration is ten batches. Left out: full
covariances $S_k$, digits, ellipses of components, sowing those that die again. Paths bridge drawn ends.

## What to look at
- Raise $\varepsilon$: paths tangle and ends become independent of starts. Lower it: they straighten.
- *Sinkhorn on samples* ends at its own target samples only; the light bridge fills the space between.

## What the claim check measures
$S$ for equal Gaussians at $\varepsilon = 1$ against $(\sqrt{5} - 1)/2$, on the line too; for eight Gaussians the energy
distance to unseen samples against that of two samples, and against the start (five seeds).
)md"})
