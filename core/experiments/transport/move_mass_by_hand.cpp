// Two clouds that a person drags, and the plan between them that follows: the exact one from its
// last tree, the entropic one from its last potentials.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/kits/transport.hpp"
#include "core/kits/transport_exact.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::move_mass_by_hand {

using transport::Problem;

enum class Shapes { blobs, ring, letters, line };

struct Params {
  Shapes shapes = Shapes::blobs;
  int sources = 60, targets = 60;
  double eta = 200, tol = 1e-6;
  int pivots = 20;
  std::int64_t seed = 1;
};

void declare(Schema<Params>& s) {
  s.choice("shapes", &Params::shapes, "Clouds", "What is moved to what, before it is dragged.",
           {.choices = {{"blobs", "two heaps → three heaps"},
                        {"ring", "a heap → a ring"},
                        {"letters", "a square → a cross"},
                        {"line", "a column → a row"}}});
  s.count("sources", &Params::sources, "Sources", "Points that mass comes from.",
          {.lo = 2, .hi = 200, .probe_hi = 30});
  s.count("targets", &Params::targets, "Targets", "Points that it goes to.",
          {.lo = 2, .hi = 200, .probe_hi = 30});
  transport::declare_sharpness(
      s, "Of the entropic plan. Live: the solve goes on from its potentials.", 5, 2000, 1e5);
  s.count("pivots", &Params::pivots, "Pivots a step",
          "How far the exact plan goes in a step: few to watch it, many to have it at once.",
          {.lo = 1, .hi = 1000, .log = true, .when = When::live, .method = "exact"});
  s.seed("seed", &Params::seed, "Seed", "Of the points.", {.lo = 0, .hi = 1e6});
}

constexpr double pi = 3.14159265358979323846;

/// Point i of `count` of a shape, with some noise.
ParamPoint place(Shapes shapes, bool source, int i, int count, Rng& rng) {
  const double u = (i + rng.uniform()) / count;
  const double dx = 0.02 * rng.normal(), dy = 0.02 * rng.normal();
  switch (shapes) {
    case Shapes::blobs:
      break;
    case Shapes::ring:
      if (source) return {0.5 + 4 * dx, 0.5 + 4 * dy};
      return {0.5 + 0.4 * std::cos(2 * pi * u) + dx / 2, 0.5 + 0.4 * std::sin(2 * pi * u) + dy / 2};
    case Shapes::letters:
      if (source) return {0.1 + 0.3 * rng.uniform(), 0.35 + 0.3 * rng.uniform()};
      return i % 2 == 0 ? ParamPoint{0.75 + dx, 0.25 + 0.5 * u}
                        : ParamPoint{0.5 + 0.5 * u, 0.5 + dy};
    case Shapes::line:
      return source ? ParamPoint{0.2 + dx, 0.1 + 0.8 * u} : ParamPoint{0.35 + 0.6 * u, 0.3 + dy};
  }
  constexpr double sources[2][3] = {{0.25, 0.3, 0.08}, {0.35, 0.75, 0.06}};
  constexpr double targets[3][3] = {{0.7, 0.2, 0.05}, {0.85, 0.5, 0.05}, {0.65, 0.8, 0.06}};
  const double* heap = source ? sources[i % 2] : targets[i % 3];
  return {heap[0] + heap[2] * dx / 0.02, heap[1] + heap[2] * dy / 0.02};
}

PointsData drawn(const Params& p, bool source, const Rng& rng) {
  Rng own = rng.split(source ? "source" : "target");
  PointsData points;
  const int count = source ? p.sources : p.targets;
  for (int i = 0; i < count; ++i) {
    const ParamPoint at = place(p.shapes, source, i, count, own);
    points.x.push_back(at[0]), points.y.push_back(at[1]);
  }
  return points;
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  const auto* source = inputs.get<PointsData>("source");
  const auto* target = inputs.get<PointsData>("target");
  return transport::from_clouds(source ? *source : drawn(p, true, rng),
                                target ? *target : drawn(p, false, rng));
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("source", points_data(problem.source_points, problem.source));
  out.put("target", points_data(problem.target_points, problem.target));
  transport::put_notes(problem.notes, out);
}

class Exact final : public transport::ExactSolver<Params> {
 public:
  using ExactSolver::ExactSolver;

 protected:
  std::int64_t pivots_a_step(const Params& p) const override { return p.pivots; }
};

Views views() {
  ViewSpec potentials = curve("Potentials", "f").subtitled("f and g, in units of cost");
  potentials.names.emplace_back("g");
  return {
      displacement("Transport", "displacement")
          .subtitled("drag a point, Shift+drag round many, click one for its rays")
          .drag("*"),
      heatmap("Plan", "plan").subtitled("a click lights its rays").labels("target j", "source i"),
      plane("Potential over space", "potential").subtitled("the c-transform of g"),
      trace("Marginal error", "*.error")
          .subtitled("‖P1 − a‖₁ + ‖Pᵀ1 − b‖₁")
          .log_y()
          .with_tolerance(),
      trace("Gap to the exact cost", "*.cost")
          .subtitled("⟨C, rounded P⟩ − exact")
          .symlog_y()
          .relative_to("reference.cost"),
      std::move(potentials).labels("index", "potential")};
}

Settings heaps(std::int64_t seed, double eta) {
  return {{"sources", std::int64_t{60}},
          {"targets", std::int64_t{60}},
          {"seed", seed},
          {"eta", eta},
          {"tol", 1e-9}};
}

/// Least (x − x′)·(y − y′) over all pairs x → y and x′ → y′ that carry mass.
double least_product(const DisplacementData& moved) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < moved.source.x.size(); ++i) {
    for (std::size_t j = 0; j < moved.target.x.size(); ++j) {
      const auto row = static_cast<std::int64_t>(i), col = static_cast<std::int64_t>(j);
      if (moved.plan.at(row, col) > 1e-12) pairs.emplace_back(i, j);
    }
  }
  double least = 0;
  const PointsData &x = moved.source, &y = moved.target;
  for (const auto& [i, j] : pairs) {
    for (const auto& [k, l] : pairs) {
      least = std::min(
          least, (x.x[i] - x.x[k]) * (y.x[j] - y.x[l]) + (x.y[i] - x.y[k]) * (y.y[j] - y.y[l]));
    }
  }
  return least;
}

void the_exact_plan_is_monotone(ClaimScope& scope) {
  double least = 0, used = 0, above = 0;
  for (std::int64_t seed = 0; seed < 5; ++seed) {
    const FrameSet end = scope.race(heaps(seed, 200), {"exact"}, 1000);
    const auto& moved = std::get<DisplacementData>(*end.buffer("exact.displacement"));
    least = std::min(least, least_product(moved));
    const auto mass = [](double entry) { return entry > 0; };
    used = std::max(used, static_cast<double>(std::count_if(moved.plan.values.begin(),
                                                            moved.plan.values.end(), mass)));
    above = std::max(above, std::abs(scope.number_of(end, "exact.cost") -
                                     scope.number_of(end, "reference.cost")));
  }
  scope.at_least("least (x − x′)·(y − y′) over pairs", least, -1e-12);
  scope.at_most("entries of the plan, 60 equal masses a side", used, 60);
  scope.at_most("distance to the reference", above, 1e-14);
}

void sharp_plans_are_nearly_exact(ClaimScope& scope) {
  double before = 0;
  for (const double eta : {50.0, 200.0, 800.0}) {
    const FrameSet end = scope.race(heaps(1, eta), {"entropic"}, 20000);
    const double excess =
        scope.number_of(end, "entropic.cost") - scope.number_of(end, "reference.cost");
    const std::string at = "η = " + std::to_string(static_cast<int>(eta));
    scope.at_least("cost above the exact one at " + at, excess, 0);
    scope.at_most("the same over its bound (log m)/η at " + at, excess * eta / std::log(60), 1);
    if (before > 0) scope.at_most("the same over that at a quarter of η", excess / before, 0.5);
    before = excess;
  }
}

const char* const method_page = R"md(
## What it does
Mass at the points $x_i$ is carried to the points $y_j$ at the cost $C_{ij} = |x_i - y_j|^2$ a unit
(divided by the largest one). The plan $P_{ij}$ says how much goes where; its rays are drawn, the
darker the more mass.

- **Exact**: the network simplex. When a point is dragged, the last tree is still a plan: its duals
  are computed anew and a few pivots make it the optimum again.
- **Entropic**: Sinkhorn, $P_{ij} = e^{\eta (f_i + g_j - C_{ij})}$, goes on from the last potentials.
  Every source sends some mass to every target; the larger $\eta$, the less.

## What to look at
- Drag one point, or draw a loop with Shift and drag the whole heap. One drag is one edit: Ctrl+Z.
- The play bar moves the mass along its rays: displacement interpolation.
- Click a row of the plan, or a point: only its rays stay bright.
- *Potential over space* extends $f$ to the plane: $f(x) = \min_j |x - y_j|^2 - g_j$. Its creases
  are the borders between the cells of mass that go to the same target; at finite $\eta$ the minimum
  is a soft one, and the creases are round.
- Exact rays may cross, but pairs never gain by swapping: $(x - x') \cdot (y - y') \ge 0$.
- At this size the exact plan is also the faster one. Entropy is for smooth plans, not for speed.

## What the claim check measures
Two heaps to three, 60 points each: the least $(x - x') \cdot (y - y')$ over five seeds, the number
of entries of the plan, and its cost against the reference. The entropic cost exceeds the exact one
by at most $(\log m)/\eta$, since entropy lies between that of a permutation and $\log n m$.

## Sources
- G. Peyré and M. Cuturi, Computational Optimal Transport, arXiv:1803.00567.
- Y. Brenier, Comm. Pure Appl. Math. 44 (1991) 375–417: monotone plans.
- R. McCann, Adv. Math. 128 (1997) 153–179: displacement interpolation.
)md";

}  // namespace thalweg::experiments::move_mass_by_hand

THALWEG_EXPERIMENT(
    move_mass_by_hand,
    {.title = "Move mass by hand",
     .authors = "Monge; Kantorovich; Brenier; Cuturi",
     .question = "Where does each grain go when the heaps are moved?",
     .try_this = "Shift+drag a loop round a heap, then drag it through the others.",
     .tags = {"optimal transport", "point clouds", "displacement", "network simplex", "start"},
     .step_unit = "iteration",
     .work_unit = "plan passes",
     .limit = 20000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .sampled = {"cost", "dual_gap"},
     .read_outs = {{"cost", "⟨C, P⟩, largest cost 1"}},
     .reference = {"reference.cost", "Exact (network simplex)"},
     .inputs = transport::cloud_inputs("Transport"),
     .contenders = {contender<Exact>("exact", "Exact",
                                     {.doc = "The network simplex, from its last tree.",
                                      .measured_by = "reference"}),
                    contender<transport::Sweeper<Params, transport::StabilisedSinkhorn>>(
                        "entropic", "Entropic", {.doc = "Sinkhorn, from its last potentials."}),
                    contender<transport::Sweeper<Params, transport::LogSinkhorn>>(
                        "log", "Entropic, log domain",
                        {.doc = "The same plan, slower, at any η.", .starts = false})},
     .analyses = {analysis<transport::Exact<Params>>("reference", "Exact (network simplex)")},
     .claims = {{"The exact plan is a monotone permutation", the_exact_plan_is_monotone},
                {"Entropy costs at most (log m)/η", sharp_plans_are_nearly_exact}},
     .method = method_page})
