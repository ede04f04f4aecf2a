// A cloud flows down a distance to another one: which distance brings it there, and which leaves it
// shrunken. Interpolating between optimal transport and MMD (Feydy et al. 2019, arXiv:1810.08278).
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/text.hpp"
#include "core/kits/clouds.hpp"
#include "core/transport/divergence.hpp"
#include "core/transport/examples.hpp"

namespace thalweg::experiments::gradient_flow {

using transport::Cloud;
using transport::PointCost;
using transport::Slope;

enum class Shapes { blobs, ring, spiral };

struct Params {
  Shapes shapes = Shapes::spiral;
  int n = 150;
  std::int64_t seed = 1;
  double blur = 0.08, tau = 0.1, tol = 3e-4;
  int sweeps = 10, directions = 24;
};

void declare(Schema<Params>& s) {
  s.choice("shapes", &Params::shapes, "Clouds", "What flows into what.",
           {.choices = {{"blobs", "two blobs → three blobs"},
                        {"ring", "blob → ring"},
                        {"spiral", "square → spiral"}}});
  s.count("n", &Params::n, "Points n", "Points on each side.",
          {.lo = 10, .hi = 500, .min = 2, .max = 1000, .probe_hi = 40});
  s.seed("seed", &Params::seed, "Seed", "Of the clouds.", {.lo = 0, .hi = 1e6});
  s.real("blur", &Params::blur, "Blur √ε",
         "Width of the entropic kernel, as a length. Small: nearly exact transport. Large: nearly "
         "a kernel distance.",
         {.lo = 0.005,
          .hi = 2,
          .max = 100,
          .log = true,
          .when = When::live,
          .scope = Scope::shared,
          .key = true});
  s.real("tau", &Params::tau, "Step τ", "Part of its gradient that every point goes in a step.",
         {.lo = 0.005,
          .hi = 1,
          .max = 4,
          .log = true,
          .when = When::live,
          .scope = Scope::shared,
          .key = true});
  s.real("tol", &Params::tol, "Tolerance", "Energy distance at which a flow has arrived.",
         {.lo = 1e-7, .hi = 1e-1, .log = true, .when = When::live, .scope = Scope::shared});
  s.count("sweeps", &Params::sweeps, "Sweeps a step",
          "Sinkhorn sweeps in a step, from the potentials of the last one.",
          {.lo = 1,
           .hi = 100,
           .max = 1000,
           .when = When::live,
           .scope = Scope::shared,
           .more = true,
           .probe_hi = 20});
  s.count("directions", &Params::directions, "Directions", "Lines that a sliced step projects on.",
          {.lo = 1, .hi = 200, .when = When::live, .method = "sliced", .probe_hi = 20});
}

struct Problem {
  Cloud source, target;
  std::vector<std::string> notes;
};

Matrix shape(Shapes shapes, bool source, int n, Rng rng) {
  if (shapes == Shapes::blobs) {
    const transport::Clouds clouds = transport::example_clouds(n, rng);
    return source ? clouds.source : clouds.target;
  }
  Matrix points(n, 2);
  for (Index i = 0; i < n; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / n;
    const double radius = shapes == Shapes::ring ? 0.4 : 0.06 + 0.38 * share;
    const double angle = (shapes == Shapes::ring ? 2 : 4.5) * std::numbers::pi * share;
    if (source && shapes == Shapes::ring) {
      points.row(i) << 0.5 + 0.08 * rng.normal(), 0.5 + 0.08 * rng.normal();
    } else if (source) {
      points.row(i) << rng.uniform(), rng.uniform();
    } else {
      points(i, 0) = 0.5 + radius * std::cos(angle) + 0.01 * rng.normal();
      points(i, 1) = 0.5 + radius * std::sin(angle) + 0.01 * rng.normal();
    }
  }
  return points;
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  const auto* source = inputs.get<PointsData>("source");
  const auto* target = inputs.get<PointsData>("target");
  Problem out;
  out.source = source ? transport::cloud_of(*source, "source", out.notes)
                      : transport::uniform_cloud(shape(p.shapes, true, p.n, rng));
  out.target = target ? transport::cloud_of(*target, "target", out.notes)
                      : transport::uniform_cloud(shape(p.shapes, false, p.n, rng.split("target")));
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("source", transport::shown(problem.source));
  out.put("target", transport::shown(problem.target));
  transport::put_notes(problem.notes, out);
}

/// Root of the mean squared distance from the mean.
double spread(const Matrix& points, const Vector& masses) {
  const Eigen::RowVectorXd mean = masses.transpose() * points;
  return std::sqrt(masses.dot((points.rowwise() - mean).rowwise().squaredNorm()));
}

class Flow final : public Contender<Params, Problem> {
 public:
  explicit Flow(const Start<Params, Problem>& start)
      : Contender(start), method_(start.method), rng_(start.rng), cloud_(problem().source) {
    keep_trail();
  }
  Outcome step(const Params& p, StepScope& scope) override {
    const Slope slope = slope_of(p, scope);
    if (scope.stop_requested()) return Outcome::proceed();
    const Matrix move = p.tau * (cloud_.masses.cwiseInverse().asDiagonal() * slope.gradient);
    cloud_.points -= move;
    objective_ = slope.value;
    ++steps_;
    scope.add_work(1);
    if (!cloud_.points.allFinite()) return Outcome::diverged("a point left finite numbers");
    keep_trail();
    const bool still = move.cwiseAbs().maxCoeff() < 1e-3 * p.tau * spread_of_target();
    if (still && !still_ && method_ == "biased") advise(p, scope);
    still_ = still;
    return Outcome::proceed();
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    const Cloud& target = problem().target;
    out.trace("energy",
              2 * transport::kernel_divergence(cloud_, target, PointCost::distance).value);
    out.trace("spread", relative_spread());
    if (steps_ > 0) out.trace("objective", objective_);
    const Index larger = std::max(cloud_.masses.size(), target.masses.size());
    if (out.due("wasserstein") && larger <= 500) {
      const double half =
          transport::exact_divergence(cloud_, target, PointCost::half_squared).value;
      out.trace("wasserstein", std::sqrt(std::max(0.0, 2 * half)));
    }
    if (out.wants("particles")) out.put("particles", transport::shown(cloud_));
    if (out.wants("trails")) out.put("trails", trails());
    if (out.wants("velocity") && steps_ > 0) show_velocity(p, out);
  }
  void archive(Archive& a) override {
    Vector flat = Eigen::Map<const Vector>(cloud_.points.data(), cloud_.points.size());
    a.vector("points", flat);
    if (flat.size() != cloud_.points.size()) {
      throw BadFile("The points are not those of this cloud", "gradient flow", "Start it again.");
    }
    cloud_.points = Eigen::Map<const Matrix>(flat.data(), cloud_.points.rows(), 2);
    a.vector("f", state_.pair.f), a.vector("g", state_.pair.g);
    a.vector("source self", state_.source_self), a.vector("target self", state_.target_self);
    a.vector("trail", trail_), a.value("trail every", trail_every_), a.value("rng", rng_);
    a.value("steps", steps_), a.value("objective", objective_), a.value("still", still_);
  }
  /// A moved target is followed from where the points are; another source starts afresh. The
  /// target's potential, which may have more points now, is fitted to that of the particles.
  bool adopt(const Params& p, const Problem& moved) override {
    const Matrix& start = moved.source.points;
    const bool same = moved.source.masses.size() == cloud_.masses.size() &&
                      moved.source.masses == cloud_.masses &&
                      std::equal(start.data(), start.data() + start.size(), trail_.begin());
    if (!same) return false;
    if (state_.pair.f.size() > 0) {
      state_.pair.g = transport::soft_transform(moved.target.points, cloud_, state_.pair.f,
                                                p.blur * p.blur, PointCost::half_squared);
    }
    return true;
  }

 private:
  static transport::EntropicOptions options(const Params& p, const StepScope::Stop& stop) {
    return {.epsilon = p.blur * p.blur, .tolerance = 1e-4, .most_sweeps = p.sweeps, .stop = stop};
  }
  Slope slope_of(const Params& p, StepScope& scope) {
    const Cloud& target = problem().target;
    if (method_ == "biased") {
      return entropic_cost(cloud_, target, options(p, scope.stop()), state_);
    }
    if (method_ == "energy") {
      return kernel_divergence(cloud_, target, PointCost::distance);
    }
    if (method_ == "exact") {
      return exact_divergence(cloud_, target, PointCost::half_squared, scope.stop());
    }
    if (method_ == "sliced") {
      const double angle = rng_.uniform(0, std::numbers::pi / p.directions);
      return sliced_divergence(cloud_, target, p.directions, angle);
    }
    return sinkhorn_divergence(cloud_, target, options(p, scope.stop()), state_);
  }
  double spread_of_target() const {
    return spread(problem().target.points, problem().target.masses);
  }
  double relative_spread() const {
    const double wanted = spread_of_target();
    return wanted > 0 ? spread(cloud_.points, cloud_.masses) / wanted : 1;
  }
  void advise(const Params& p, StepScope& scope) const {
    const double sharper = std::max(0.005, p.blur / 3);
    scope.advise(
        {.text = "It stands still at " + real_text(100 * relative_spread()) +
                 " % of the target's spread: entropy pays it to gather within the blur of " +
                 real_text(p.blur) + ". Blur less, or take the bias out?",
         .cures = {
             {.button = "blur → " + real_text(sharper), .parameter = "blur", .value = sharper},
             {.act = Cure::Act::explain, .button = "Why"}}});
  }
  /// At most 32 moments, evenly apart: every second goes when there are too many.
  void keep_trail() {
    constexpr std::size_t most = 32;
    if (steps_ % trail_every_ != 0) return;
    const auto size = static_cast<std::size_t>(cloud_.points.size());
    trail_.insert(trail_.end(), cloud_.points.data(), cloud_.points.data() + size);
    if (trail_.size() < most * size) return;
    std::vector<double> thinner;
    for (std::size_t k = 0; k < trail_.size(); k += 2 * size) {
      const auto from = trail_.begin() + static_cast<std::ptrdiff_t>(k);
      thinner.insert(thinner.end(), from, from + static_cast<std::ptrdiff_t>(size));
    }
    trail_ = std::move(thinner);
    trail_every_ *= 2;
  }
  PointsData trails() const {
    PointsData data;
    const auto size = static_cast<std::size_t>(cloud_.points.size());
    for (std::size_t k = 0; k + 1 < trail_.size(); k += 2) {
      data.x.push_back(trail_[k]), data.y.push_back(trail_[k + 1]);
      data.value.push_back(static_cast<double>(k / size) * static_cast<double>(trail_every_));
    }
    return data;
  }
  /// What a point would do anywhere, on a grid around both clouds.
  void show_velocity(const Params& p, FrameBuilder& out) const {
    if (method_ == "exact" || method_ == "sliced") return;
    const Matrix& source = problem().source.points;
    const Matrix& target = problem().target.points;
    std::array<double, 2> lo{}, hi{};
    for (Index k = 0; k < 2; ++k) {
      const auto axis = static_cast<std::size_t>(k);
      lo[axis] = std::min(source.col(k).minCoeff(), target.col(k).minCoeff());
      hi[axis] = std::max(source.col(k).maxCoeff(), target.col(k).maxCoeff());
    }
    out.put("velocity", transport::vectors_on_grid(
                            lo, hi, 22, [&](const Matrix& at) { return velocity(p, at); }));
  }
  Matrix velocity(const Params& p, const Matrix& at) const {
    const Cloud& target = problem().target;
    Matrix slope, apart;
    if (method_ == "energy") {
      transport::mean_cost(at, target, PointCost::distance, &slope);
      transport::mean_cost(at, cloud_, PointCost::distance, &apart);
      return apart - slope;
    }
    const double epsilon = p.blur * p.blur;
    const auto half = PointCost::half_squared;
    slope = transport::soft_gradient(at, target, state_.pair.g, epsilon, half);
    if (method_ == "biased") return -slope;
    return transport::soft_gradient(at, cloud_, state_.source_self, epsilon, half) - slope;
  }

  std::string method_;
  Rng rng_;
  Cloud cloud_;
  transport::DivergenceState state_;
  std::vector<double> trail_;
  std::int64_t trail_every_ = 1, steps_ = 0;
  double objective_ = 0;
  bool still_ = false;
};

Views views() {
  return {points("Particles", {"target", "particles"})
              .subtitled("hollow: the target, draggable")
              .drag("target"),
          scatter("All flows", {"*.particles"}).labels("x", "y"),
          scatter("Trails", {"trails"}).subtitled("coloured by iteration").labels("x", "y"),
          trace("Energy distance to the target", "*.energy").log_y().with_tolerance(),
          trace("Spread", "*.spread")
              .subtitled("of the particles ÷ of the target")
              .guide({.lo = 1, .hi = 1, .label = "the target's"}),
          vectors("Velocity", "velocity")
              .subtitled("of a point anywhere")
              .when_empty("Exact and sliced transport push only their own points"),
          trace("Wasserstein distance to the target", "*.wasserstein")
              .subtitled("exact W₂ of the clouds")
              .log_y()
              .when_empty("Computed for at most 500 points"),
          trace("Own objective", "*.objective").subtitled("what each flow descends")};
}

void bias_shrinks(ClaimScope& scope) {
  const Settings ring{{"shapes", "ring"}, {"blur", 0.2}, {"tol", 1e-7}};
  const auto end = scope.race(ring, {"sinkhorn", "biased"}, 300);
  scope.at_most("spread left by the entropic cost", scope.number_of(end, "biased.spread"), 0.9);
  scope.at_most("|spread − 1| of the Sinkhorn divergence",
                std::abs(scope.number_of(end, "sinkhorn.spread") - 1), 0.02);
  scope.at_least("energy distance, entropic cost ÷ divergence",
                 scope.number_of(end, "biased.energy") / scope.number_of(end, "sinkhorn.energy"),
                 10);
  const auto wide = scope.race({{"blur", 0.3}}, {"biased"}, 300);
  scope.at_most("spread left at blur 0.3", scope.number_of(wide, "biased.spread"), 0.05);
}

void small_blur_is_transport(ClaimScope& scope) {
  const auto end = scope.race({{"blur", 0.01}, {"sweeps", std::int64_t{100}}, {"tol", 1e-7}},
                              {"sinkhorn", "exact"}, 1);
  const double exact = scope.number_of(end, "exact.objective");
  scope.at_most("|S_ε − W₂²/2| ÷ W₂²/2, blur 0.01",
                std::abs(scope.number_of(end, "sinkhorn.objective") - exact) / exact, 0.02);
}

}  // namespace thalweg::experiments::gradient_flow

THALWEG_EXPERIMENT(
    gradient_flow,
    {.title = "Gradient flow",
     .paper = "arXiv:1810.08278",
     .authors = "Feydy, Séjourné, Vialard, Amari, Trouvé, Peyré",
     .question = "Which distance carries one cloud into another, and which one shrinks it?",
     .try_this = "Drag target points, then lower the blur.",
     .tags = {"optimal transport", "Sinkhorn divergence", "MMD", "energy distance", "sliced"},
     .step_unit = "iteration",
     .work_unit = "gradients",
     .limit = 2000,
     .story = 80,
     .measure = "energy",
     .tolerance = "tol",
     .sampled = {"wasserstein"},
     .read_outs = {{"energy", "energy distance"}, {"spread", "spread ÷ target's"}},
     .inputs = {{"target", "Target points", "Rows x, y[, mass].", InputSpec::Kind::points,
                 When::live, "Particles"},
                {"source", "Source points", "Rows x, y[, mass]. It starts afresh.",
                 InputSpec::Kind::points}},
     .contenders = {contender<Flow>("sinkhorn", "Sinkhorn divergence"),
                    contender<Flow>("energy", "Energy distance",
                                    {.doc = "The kernel −|x − y|: the limit of large blur."}),
                    contender<Flow>("sliced", "Sliced Wasserstein",
                                    {.doc = "Sorts projections on turned lines."}),
                    contender<Flow>("biased", "Entropic cost", {.doc = "Without the self terms."}),
                    contender<Flow>("exact", "Exact Wasserstein",
                                    {.doc = "A network simplex a step: straight lines.",
                                     .starts = false})},
     .claims = {{"The entropic cost shrinks the cloud, the divergence does not", &bias_shrinks},
                {"With a small blur the divergence is exact transport", &small_blur_is_transport}},
     .method = R"md(
## What flows
Every point $x_i$ of a cloud $\alpha$ goes down the gradient of a distance to the target $\beta$:
$$ x_i \leftarrow x_i - \tau \, \frac{1}{a_i} \nabla_{x_i} F(\alpha, \beta) $$

- *Entropic cost* $\mathrm{OT}_\varepsilon$, with $\varepsilon = \text{blur}^2$ and the cost $\frac{1}{2}|x - y|^2$:
  every point seeks the mean of what it is sent to. Entropy blurs that, so the cloud gathers.
- *Sinkhorn divergence* subtracts what blur costs a cloud against itself:
$$ S_\varepsilon(\alpha, \beta) = \mathrm{OT}_\varepsilon(\alpha, \beta) - \tfrac{1}{2} \mathrm{OT}_\varepsilon(\alpha, \alpha) - \tfrac{1}{2} \mathrm{OT}_\varepsilon(\beta, \beta) $$
  It is zero for $\alpha = \beta$ only. Its limits are exact transport (no blur) and a kernel distance.
- *Energy distance*: all targets attract, all particles repel, with forces of equal strength at any
  distance. Cheap, but single points lag behind.
- *Sliced Wasserstein*: sorted projections on lines. *Exact Wasserstein*: straight lines.

Gradients hold the potentials and move the costs (envelope theorem). Costs are computed in tiles as
they are needed, so no matrix is stored.

## What to look at
- *Spread*: the entropic cost settles below 1, the others at 1. At blur 0.3 it is a single point.
- Lower the blur: the bias goes, and Sinkhorn needs more sweeps. Raise it: both become slow and soft.
- Drag a target point far out: transport sends one particle after it, the energy distance hesitates.

## What the claim check measures
Spread and energy distance after 300 steps with and without the self terms (blob to ring, blur 0.2),
the spread at blur 0.3; the divergence at blur 0.01 against half the squared exact distance.

## Sources
- arXiv:1810.08278: divergence, positivity, gradient.
)md"})
