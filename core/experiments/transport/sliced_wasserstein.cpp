// A cloud flows to another along lines: each step sorts both clouds' shadows and moves every point
// towards its partner. Sliced Wasserstein flows (Rabin et al. 2012; Bonneel et al. 2015).
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "core/base/text.hpp"
#include "core/frame/convert.hpp"
#include "core/kits/clouds.hpp"
#include "core/transport/bures.hpp"
#include "core/transport/one_dimension.hpp"
#include "core/transport/sliced.hpp"

namespace thalweg::experiments::sliced_wasserstein {

using transport::Cloud;
using transport::MaxSliced;

enum class Target { ring, spiral, moons, letters };

struct Params {
  Target target = Target::spiral;
  int n = 300, m = 300;
  std::int64_t seed = 1;
  int slices = 16;
  double step = 0.4, tol = 1e-3;
};

void declare(Schema<Params>& s) {
  s.choice("target", &Params::target, "Target", "What the cloud flows to.",
           {.choices = {{"ring", "a ring"},
                        {"spiral", "a spiral"},
                        {"moons", "two moons"},
                        {"letters", "a square and a dot"}}});
  s.count("n", &Params::n, "Points n", "Of the cloud that flows.",
          {.lo = 10, .hi = 1000, .min = 2, .probe_hi = 80});
  s.count("m", &Params::m, "Target points m", "Their number need not be n.",
          {.lo = 10, .hi = 1000, .min = 2, .probe_hi = 80});
  s.seed("seed", &Params::seed, "Seed", "Of both clouds and of the directions.",
         {.lo = 0, .hi = 1e6});
  s.count("slices", &Params::slices, "Slices L", "Directions a step looks along.",
          {.lo = 1,
           .hi = 128,
           .max = 1024,
           .log = true,
           .when = When::live,
           .scope = Scope::shared,
           .key = true});
  s.real("step", &Params::step, "Step", "Share of the way to the partners, averaged over slices.",
         {.lo = 0.05, .hi = 2, .when = When::live, .scope = Scope::shared, .key = true});
  s.real("tol", &Params::tol, "Tolerance", "Sliced distance at which the cloud has arrived.",
         {.lo = 1e-5, .hi = 0.1, .log = true, .when = When::live, .scope = Scope::shared});
}

struct Problem {
  Cloud source, target;
  std::uint64_t seed = 0;
  std::vector<std::string> notes;
};

constexpr double pi = std::numbers::pi;

/// A point of the shape for u in [0, 1), before noise; the plane's middle is (0, 0).
Vector place(Target target, double u, Rng& rng) {
  const auto at = [](double x, double y) { return (Vector(2) << x, y).finished(); };
  switch (target) {
    case Target::ring:
      return at(std::cos(2 * pi * u), std::sin(2 * pi * u));
    case Target::spiral: {
      const double r = std::sqrt(u), turn = 3.5 * pi * r;
      return at(1.2 * r * std::cos(turn), 1.2 * r * std::sin(turn));
    }
    case Target::moons: {
      const double angle = pi * std::fmod(2 * u, 1);
      return u < 0.5 ? at(std::cos(angle) - 0.5, std::sin(angle) - 0.25)
                     : at(0.5 - std::cos(angle), 0.25 - std::sin(angle));
    }
    case Target::letters:
      break;
  }
  if (u < 0.25) return at(0.15 * rng.normal() * 0.6, 0.15 * rng.normal() * 0.6);
  const double along = 8 * (u - 0.25) / 0.75, side = std::fmod(along, 2) - 1;
  return along < 2   ? at(side, -1)
         : along < 4 ? at(1, side)
         : along < 6 ? at(-side, 1)
                     : at(-1, -side);
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  Rng from = rng.split("source"), to = rng.split("target");
  Matrix source(p.n, 2), target(p.m, 2);
  for (double& value : source.reshaped()) value = 0.35 * from.normal();
  source.col(0).array() -= 0.9, source.col(1).array() += 0.7;
  for (Index i = 0; i < target.rows(); ++i) {
    const double u = (static_cast<double>(i) + 0.5) / p.m;
    const Vector at = place(p.target, u, to);
    target.row(i) << at[0] + 0.02 * to.normal(), at[1] + 0.02 * to.normal();
  }
  Problem out;
  const auto chosen = [&](const char* slot, Matrix drawn) {
    const auto* given = inputs.get<PointsData>(slot);
    return given ? transport::cloud_of(*given, slot, out.notes)
                 : transport::uniform_cloud(std::move(drawn));
  };
  out.source = chosen("source_points", std::move(source));
  out.target = chosen("target_points", std::move(target));
  out.seed = rng.seed();
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("source_points", transport::shown(problem.source));
  out.put("target_points", transport::shown(problem.target));
  transport::put_notes(problem.notes, out);
}

/// Moves points of mass a by x ← x − step · d · ½ ∇ SW² / a: with evenly spread directions a
/// translation is undone in one step of length 1.
class Flow final : public Contender<Params, Problem> {
 public:
  explicit Flow(const Start<Params, Problem>& start)
      : Contender(start), method_(start.method), start_(problem().source), cloud_(start_) {}

  Outcome step(const Params& p, StepScope& scope) override {
    Matrix& points = cloud_.points;
    if (method_ == "gaussian") {
      fit_gaussian(p.step);
    } else {
      const Matrix directions = chosen(p);
      const auto at = transport::sliced_squared(cloud_, problem().target, directions, true);
      // The largest slice alone tells of one direction only: no factor d.
      const double factor = method_ == "max" ? 0.5 : 1;
      points -= p.step * factor * (cloud_.masses.cwiseInverse().asDiagonal() * at.source_gradient);
      scope.add_work(static_cast<double>(directions.rows()));
    }
    ++steps_;
    if (!(points.cwiseAbs().maxCoeff() < 1e6)) {
      points = points.cwiseMin(1e6).cwiseMax(-1e6);
      scope.advise({.text = "The points overshoot further at every step: the step is too long.",
                    .cures = {{.button = "Step 1", .parameter = "step", .value = 1.0}}});
      return Outcome::diverged("the cloud left every bound");
    }
    return Outcome::proceed();
  }

  void observe(const Params&, FrameBuilder& out) const override {
    static const Matrix fan = transport::even_directions(64);
    const auto at = transport::sliced_squared(cloud_, problem().target, fan);
    out.trace("distance", std::sqrt(at.squared));
    if (out.due("largest")) out.trace("largest", std::sqrt(largest().squared));
    if (out.wants("cloud")) out.put("cloud", transport::shown(cloud_));
    if (out.wants("by_direction")) {
      CurveData curve;
      for (Index l = 0; l < fan.rows(); ++l) {
        curve.x.push_back(180.0 * static_cast<double>(l) / static_cast<double>(fan.rows()));
        curve.y.push_back(std::sqrt(at.slices[l]));
      }
      out.put("by_direction", std::move(curve));
    }
    if (out.wants("shadow") || out.wants("target_shadow")) put_shadows(largest().direction, out);
    if (out.wants("matching")) put_matching(largest().direction, out);
  }

  void archive(Archive& a) override {
    Vector flat = Eigen::Map<const Vector>(cloud_.points.data(), cloud_.points.size());
    const Index size = flat.size();
    a.vector("points", flat), a.value("steps", steps_);
    if (flat.size() != size || steps_ < 0) {
      throw BadFile("The cloud has another number of points", "", "Start the run again.");
    }
    cloud_.points = Eigen::Map<const Matrix>(flat.data(), size / 2, 2);
  }

  /// The target may be moved under way; another source starts afresh.
  bool adopt(const Params&, const Problem& moved) override {
    return moved.source.points.rows() == start_.points.rows() &&
           moved.source.points == start_.points && moved.source.masses == start_.masses;
  }

 private:
  Matrix chosen(const Params& p) const {
    if (method_ == "even") return transport::even_directions(p.slices);
    if (method_ == "max") return largest().direction.transpose();
    return transport::random_directions(
        p.slices, 2, random_word(problem().seed, static_cast<std::uint64_t>(steps_)));
  }
  MaxSliced largest() const {
    return transport::max_sliced(cloud_, problem().target,
                                 {.restarts = 2, .candidates = 24, .iterations = 20});
  }
  static transport::Gaussian moments(const Cloud& cloud) {
    const Vector mean = cloud.points.transpose() * cloud.masses;
    const Matrix away = cloud.points.rowwise() - mean.transpose();
    Matrix covariance = away.transpose() * cloud.masses.asDiagonal() * away;
    covariance.diagonal().array() += 1e-9;
    return {mean, covariance};
  }
  /// The share `step` of the optimal map between the clouds' Gaussians.
  void fit_gaussian(double step) {
    const auto from = moments(cloud_), to = moments(problem().target);
    const Matrix map = transport::optimal_linear_map(from.covariance, to.covariance);
    const Matrix away = cloud_.points.rowwise() - from.mean.transpose();
    const Matrix moved = (away * map).rowwise() + to.mean.transpose();
    cloud_.points += step * (moved - cloud_.points);
  }
  void put_shadows(const Vector& direction, FrameBuilder& out) const {
    const auto quantiles = [&](const Cloud& cloud) {
      const Vector at = cloud.points * direction;
      CurveData curve;
      double left = 0;
      for (const int i : transport::sorted_order(at)) {
        curve.x.push_back(at[i]), curve.y.push_back(left + cloud.masses[i] / 2);
        left += cloud.masses[i];
      }
      return curve;
    };
    out.put("shadow", quantiles(cloud_));
    out.put("target_shadow", quantiles(problem().target));
  }
  void put_matching(const Vector& direction, FrameBuilder& out) const {
    const Cloud& target = problem().target;
    MatrixData plan{cloud_.points.rows(), problem().target.points.rows(), {}};
    plan.values.assign(static_cast<std::size_t>(plan.rows * plan.cols), 0.0);
    for (const auto& match : transport::match_along(cloud_, problem().target, direction)) {
      plan.values[static_cast<std::size_t>(match.row * plan.cols + match.col)] = match.mass;
    }
    out.put("matching",
            DisplacementData{points_data(cloud_.points, cloud_.masses),
                             points_data(target.points, target.masses), std::move(plan), 0, 0});
  }

  std::string method_;
  Cloud start_, cloud_;
  std::int64_t steps_ = 0;
};

Views views() {
  ViewSpec shadows = curve("The slice that differs most", "shadow")
                         .subtitled("share of points left of a place on the line")
                         .labels("place along the direction", "share");
  shadows.names.emplace_back("target_shadow");
  return {points("Cloud and target", {"target_points", "cloud"}),
          trace("Sliced distance", "*.distance").log_y().with_tolerance().labels("", "SW₂"),
          curve("By direction", "*.by_direction").labels("angle (degrees)", "W₂ of the shadows"),
          std::move(shadows),
          trace("Largest slice", "*.largest").log_y().labels("", "max-SW₂"),
          displacement("Matched along that slice", "matching"),
          points("Draw the clouds", {"source_points", "target_points"}).drag("*")};
}

// ---- Claims

double end_of(ClaimScope& scope, const Settings& settings, const std::string& key,
              std::int64_t steps) {
  return scope.number_of(scope.race(settings, {key}, steps), key + ".distance");
}

void clouds_arrive(ClaimScope& scope) {
  for (const char* target : {"ring", "spiral", "moons", "letters"}) {
    scope.at_most(std::string("SW₂ to the ") + target + " after 200 steps",
                  end_of(scope, {{"target", target}, {"slices", std::int64_t{32}}}, "random", 200),
                  0.02);
  }
}

void few_fixed_directions_do_not_suffice(ClaimScope& scope) {
  const Settings two{{"slices", std::int64_t{2}}};
  const double fixed = end_of(scope, two, "even", 300), drawn = end_of(scope, two, "random", 300);
  scope.at_least("SW₂ left by two fixed directions over that by two drawn ones", fixed / drawn, 2);
}

void a_gaussian_is_not_enough(ClaimScope& scope) {
  const double linear = end_of(scope, {}, "gaussian", 30),
               sliced = end_of(scope, {}, "random", 200);
  scope.at_least("SW₂ left by the linear map over that of the flow", linear / sliced, 3);
}

const char* const method_page = R"md(
On a line optimal transport needs no solver: sort both clouds and match from the left. The **sliced
Wasserstein distance** looks along many directions $\theta$ and averages:
$$ SW_2^2(X, Y) = \frac1L \sum_{l=1}^{L} W_2^2(X \theta_l, Y \theta_l) $$
Different numbers of points are matched by quantiles. Its gradient moves each point along each
direction towards its partners, which costs $L\, n \log n$, while a plan has $n m$ entries.

- **Drawn directions**: new ones each step; a few a step suffice, since errors average out.
- **Even directions**: the same fan each step. With few of them the flow stops at a cloud with the same
  shadows and another shape.
- **Largest slice**: only the direction in which the clouds differ most (max-sliced), found by
  ascent on the circle.
- **Gaussian map**: the optimal linear map between the clouds' means and covariances (Bures), exact for
  Gaussians and blind to all else.

Steps of length 1 undo a translation at once when directions are evenly spread; at 2 points jump past
their partners and back.

## What the check measures
The flow reaches four shapes; two fixed directions leave at least twice what two drawn ones leave; the
linear map leaves at least three times what the flow leaves.

## Sources
- J. Rabin, G. Peyré, J. Delon, M. Bernot, SSVM 2011 (2012).
- N. Bonneel, J. Rabin, G. Peyré, H. Pfister, J. Math. Imaging Vis. 51 (2015).
- I. Deshpande et al., arXiv:1904.05877 (max-sliced).
)md";

}  // namespace thalweg::experiments::sliced_wasserstein

THALWEG_EXPERIMENT(
    sliced_wasserstein,
    {.title = "Sliced Wasserstein",
     .paper = "doi:10.1007/s10851-014-0506-3",
     .authors = "Rabin, Peyré, Delon, Bernot; Bonneel, Pfister",
     .question = "Can shadows on lines carry one cloud to another?",
     .try_this = "Set slices to 2: fixed directions stop at a wrong cloud with the right shadows.",
     .tags = {"sliced Wasserstein", "optimal transport", "flow", "projection", "Bures",
              "point cloud"},
     .step_unit = "step",
     .work_unit = "slices",
     .limit = 400,
     .story = 60,
     .measure = "distance",
     .tolerance = "tol",
     .sampled = {"largest"},
     .read_outs = {{"distance", "SW₂, 64 directions"}, {"largest", "max-SW₂"}},
     .inputs = {{"source_points",
                 "Source points",
                 "Rows x, y[, mass]; masses are scaled to a total of 1.",
                 InputSpec::Kind::points,
                 When::live,
                 "Draw the clouds",
                 {}},
                {"target_points",
                 "Target points",
                 "Rows x, y[, mass]; masses are scaled to a total of 1.",
                 InputSpec::Kind::points,
                 When::live,
                 "Draw the clouds",
                 {}}},
     .contenders = {contender<Flow>("random", "Drawn directions"),
                    contender<Flow>("even", "Even directions"),
                    contender<Flow>("max", "Largest slice"),
                    contender<Flow>("gaussian", "Gaussian map")},
     .claims = {{"Clouds arrive", clouds_arrive},
                {"Few fixed directions do not suffice", few_fixed_directions_do_not_suffice},
                {"A linear map is not enough", a_gaussian_is_not_enough}},
     .method = method_page})
