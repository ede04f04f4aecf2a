// The network simplex one exchange of arcs at a time: its tree, its duals, the arc that enters.
// After Ahuja, Magnanti, Orlin, Network Flows (1993), chapter 11, and Cunningham (1976).
#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/kits/transport.hpp"
#include "core/kits/transport_exact.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::exact_step_by_step {

using transport::Arc;
using transport::Cell;
using transport::NetworkSimplex;
using transport::Pivot;
using transport::Pricing;
using transport::Problem;
using transport::StartRule;

enum class Masses { uneven, equal };

constexpr int most_points = 40;  // on a side

struct Params {
  int sources = 12, targets = 12;
  Masses masses = Masses::uneven;
  StartRule start = StartRule::north_west;
  int pivots = 1;
  std::int64_t seed = 5;
};

void declare(Schema<Params>& s) {
  s.count("sources", &Params::sources, "Sources", "Points that mass comes from.",
          {.lo = 2, .hi = most_points});
  s.count("targets", &Params::targets, "Targets", "Points that it goes to.",
          {.lo = 2, .hi = most_points});
  s.choice("masses", &Params::masses, "Masses",
           "Equal masses make nearly every pivot degenerate: arcs change, no mass moves.",
           {.choices = {{"uneven", "uneven: 1 to 9 parts"}, {"equal", "equal"}}});
  s.choice("start", &Params::start, "First plan", "Where the tree comes from.",
           {.choices = {{"regret", "by rows' regret"},
                        {"north_west", "north-west corner"},
                        {"least_cost", "least cost"},
                        {"vogel", "Vogel"}},
            .scope = Scope::shared,
            .key = true});
  s.count("pivots", &Params::pivots, "Pivots a step", "How many exchanges of arcs a step makes.",
          {.lo = 1, .hi = 100, .log = true, .when = When::live, .scope = Scope::shared});
  s.seed("seed", &Params::seed, "Seed", "Of the points and masses.", {.lo = 0, .hi = 1e6});
}

PointsData drawn(const char* side, int count, Masses masses, const Rng& rng) {
  Rng own = rng.split(side);
  PointsData points;
  for (int i = 0; i < count; ++i) {
    points.x.push_back(own.uniform()), points.y.push_back(own.uniform());
    const double parts = 1 + std::floor(9 * own.uniform());
    points.mass.push_back(masses == Masses::equal ? 1 : parts);
  }
  return points;
}

const PointsData* given(const Inputs& inputs, const char* slot) {
  const auto* points = inputs.get<PointsData>(slot);
  if (points && std::ssize(points->x) > most_points) {
    throw BadInput("It has " + count_text(std::ssize(points->x)) + " points", slot,
                   "Give at most " + count_text(most_points) + ": the tree has to be read.");
  }
  return points;
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  const PointsData* source = given(inputs, "source");
  const PointsData* target = given(inputs, "target");
  return transport::from_clouds(source ? *source : drawn("source", p.sources, p.masses, rng),
                                target ? *target : drawn("target", p.targets, p.masses, rng));
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("source", points_data(problem.source_points, problem.source));
  out.put("target", points_data(problem.target_points, problem.target));
  transport::put_notes(problem.notes, out);
}

/// One rule of pricing, a pivot a step.
class Simplex final : public Contender<Params, Problem> {
 public:
  explicit Simplex(const Start<Params, Problem>& start)
      : Contender(start),
        pricing_(pricing_of(start.method)),
        simplex_(posed(problem(), start.params.start)) {}

  Outcome step(const Params& p, StepScope& scope) override {
    for (int k = 0; k < p.pivots; ++k) {
      if (const auto pivot = simplex_.pivot(pricing_)) record(*pivot, scope);
    }
    // The proved gap may stand still for many pivots: that is no stall.
    if (simplex_.next(pricing_)) return Outcome::provisional();
    return Outcome::converged("no arc has a negative reduced cost");
  }

  void observe(const Params&, FrameBuilder& out) const override {
    const transport::ExactPlan now = transport::exact_plan(problem(), simplex_);
    const double scale = problem().cost_scale;
    const Matrix reduced =
        (problem().cost.colwise() - now.duals.f).rowwise() - now.duals.g.transpose();
    out.trace("cost", scale * now.cost);
    out.trace("gap",
              scale * std::max(0.0, now.cost - transport::dual_bound(problem(), now.duals.f)));
    out.trace("eligible", static_cast<double>((reduced.array() < -1e-12).count()));
    if (!moved_.empty()) out.trace("moved", moved_.back());
    out.trace("degenerate", static_cast<double>(simplex_.state().degenerate));
    if (out.wants("reduced")) out.put("reduced", matrix_data(Matrix(scale * reduced)));
    if (out.wants("f")) out.put("f", curve_data(Vector(scale * now.duals.f)));
    if (out.wants("g")) out.put("g", curve_data(Vector(scale * now.duals.g)));
    if (out.wants("tree")) out.put("tree", tree(now.duals));
    if (out.wants("pivots")) out.put("pivots", pivots());
  }

  void archive(Archive& a) override {
    transport::archive_tree(a, simplex_);
    a.vector("entering", entering_), a.vector("leaving", leaving_);
    a.vector("moved", moved_), a.vector("reduced", reduced_);
    if (a.loading() && (entering_.size() != moved_.size() || leaving_.size() != moved_.size() ||
                        reduced_.size() != moved_.size())) {
      throw BadFile("The list of pivots is torn", "exact_step_by_step", "Start the run again.");
    }
  }
  bool adopt(const Params&, const Problem& moved) override {
    NetworkSimplex warm = posed(moved, StartRule::regret);
    if (!warm.restore(simplex_.state())) return false;
    simplex_ = std::move(warm);
    return true;
  }

 private:
  static constexpr std::size_t pivots_shown = 100;

  static NetworkSimplex posed(const Problem& problem, StartRule start) {
    return {problem.cost, transport::whole_masses(problem.source, problem.target), start};
  }
  static Pricing pricing_of(const std::string& method) {
    if (method == "first") return Pricing::first_eligible;
    return method == "block" ? Pricing::block : Pricing::most_negative;
  }
  double mass(std::int64_t whole) const {
    return static_cast<double>(whole) / static_cast<double>(simplex_.masses().total);
  }
  /// An arc as one number; −1 for none.
  int number_of(Arc arc) const {
    return arc.row < 0 ? -1 : arc.row * static_cast<int>(problem().m()) + arc.col;
  }
  std::string name_of(int arc) const {
    const int m = static_cast<int>(problem().m());
    return arc < 0 ? "a seam" : "s" + std::to_string(arc / m) + " → t" + std::to_string(arc % m);
  }

  void record(const Pivot& pivot, StepScope& scope) {
    const bool first = pivot.mass == 0 && simplex_.state().degenerate == 1;
    if (first) scope.event(Event::Kind::note, "Degenerate pivot: the tree changes, no mass moves");
    entering_.push_back(number_of(pivot.entering)), leaving_.push_back(number_of(pivot.leaving));
    moved_.push_back(mass(pivot.mass));
    reduced_.push_back(static_cast<double>(pivot.reduced_cost) * simplex_.cost_unit() *
                       problem().cost_scale);
    scope.add_work(1);
  }

  TableData pivots() const {
    TableData table{{"pivot", "enters", "leaves", "reduced cost", "mass moved"}, {}};
    const std::size_t all = moved_.size();
    for (std::size_t k = all; k-- > all - std::min(all, pivots_shown);) {
      table.rows.push_back({std::to_string(k + 1), name_of(entering_[k]), name_of(leaving_[k]),
                            real_text(reduced_[k]),
                            moved_[k] > 0 ? real_text(moved_[k]) : "none: degenerate"});
    }
    return table;
  }

  /// Sources at height f_i, targets at −g_j: along an arc of the tree the height falls by its cost.
  GraphData tree(const transport::Potentials& duals) const {
    const auto n = static_cast<std::int32_t>(problem().n());
    const double scale = problem().cost_scale;
    GraphData graph;
    graph.nodes = points_data(problem().source_points, problem().source);
    const PointsData targets = points_data(problem().target_points, problem().target);
    for (Index j = 0; j < problem().m(); ++j) {
      const auto at = static_cast<std::size_t>(j);
      graph.nodes.x.push_back(targets.x[at]), graph.nodes.y.push_back(targets.y[at]);
      graph.nodes.mass.push_back(targets.mass[at]);
    }
    for (Index i = 0; i < n; ++i) graph.nodes.label.push_back("s" + std::to_string(i));
    for (Index j = 0; j < problem().m(); ++j) graph.nodes.label.push_back("t" + std::to_string(j));
    for (const double f : duals.f) graph.nodes.value.push_back(scale * f);
    for (const double g : duals.g) graph.nodes.value.push_back(-scale * g);
    const auto add = [&](Arc arc, double weight, EdgeMark mark) {
      graph.from.push_back(arc.row), graph.to.push_back(n + arc.col);
      graph.weight.push_back(weight), graph.mark.push_back(mark);
    };
    const auto pivot = simplex_.next(pricing_);
    const std::vector<int> cycle = pivot ? simplex_.path(pivot->entering) : std::vector<int>{};
    const auto on_cycle = [&](int node) {
      return std::find(cycle.begin(), cycle.end(), node) != cycle.end();
    };
    for (const Cell& cell : simplex_.tree()) {
      const bool leaves = pivot && cell.row == pivot->leaving.row && cell.col == pivot->leaving.col;
      const bool strong = on_cycle(cell.row) && on_cycle(n + cell.col);
      add({cell.row, cell.col}, mass(cell.mass),
          leaves   ? EdgeMark::removed
          : strong ? EdgeMark::strong
                   : EdgeMark::plain);
    }
    if (pivot) add(pivot->entering, mass(pivot->mass), EdgeMark::added);
    return graph;
  }

  Pricing pricing_;
  NetworkSimplex simplex_;
  std::vector<int> entering_, leaving_;
  std::vector<double> moved_, reduced_;
};

/// The optimum, as the reference line.
class Optimum final : public Analysis<Params, Problem> {
 public:
  using Analysis::Analysis;
  bool refine(const Params&, StepScope&) override {
    cost_ = problem().cost_scale * transport::exact_plan(problem()).cost;
    return true;
  }
  void observe(const Params&, FrameBuilder& out) const override { out.scalar("cost", cost_); }

 private:
  double cost_ = 0;
};

Views views() {
  ViewSpec duals = curve("Duals", "f").subtitled("f of the sources, g of the targets");
  duals.names.emplace_back("g");
  return {
      graph("Spanning tree", "tree")
          .subtitled("coloured arc enters, dashed leaves; nodes: height f, −g")
          .with_numbers({{"eligible", "eligible arcs", ReadOut::Format::count},
                         {"moved", "mass moved"},
                         {"degenerate", "degenerate", ReadOut::Format::count}}),
      trace("Above the optimum", "*.cost")
          .subtitled("⟨C, P⟩ − least cost")
          .symlog_y()
          .relative_to("reference.cost")
          .labels("", "cost above the optimum"),
      heatmap("Reduced costs", "reduced")
          .subtitled("C − f − g: below 0 an arc may enter")
          .labels("target j", "source i"),
      trace("Mass moved by each pivot", "*.moved").subtitled("0: degenerate").labels("", "mass"),
      table("Pivots", "pivots").subtitled("the last first").when_empty("No pivot yet"),
      points("Points", {"source", "target"}).subtitled("drag: the tree stays").drag("*"),
      std::move(duals).labels("index", "dual"),
      trace("Proved gap", "*.gap")
          .subtitled("cost − bound of the duals made feasible")
          .symlog_y()
          .labels("", "gap")};
}

Settings forty(std::int64_t seed, const char* masses, const char* start) {
  return {{"sources", std::int64_t{40}},
          {"targets", std::int64_t{40}},
          {"masses", masses},
          {"start", start},
          {"seed", seed}};
}

/// Mean pivots of a contender over five seeds.
double mean_pivots(ClaimScope& scope, const std::string& key, const char* start,
                   const char* name = "pivots", const char* masses = "uneven") {
  double sum = 0;
  for (std::int64_t seed = 0; seed < 5; ++seed) {
    const FrameSet end = scope.race(forty(seed, masses, start), {key}, 5000);
    sum += std::string(name) == "pivots" ? static_cast<double>(ClaimScope::steps_of(end, key))
                                         : ClaimScope::number_of(end, key + "." + name);
  }
  return sum / 5;
}

void every_rule_proves_the_optimum(ClaimScope& scope) {
  for (const char* masses : {"uneven", "equal"}) {
    double gap = 0, above = 0;
    for (const char* start : {"north_west", "least_cost", "vogel"}) {
      const FrameSet end =
          scope.race(forty(1, masses, start), {"negative", "block", "first"}, 5000);
      for (const Competitor& one : end.contenders) {
        gap = std::max(gap, ClaimScope::number_of(end, one.key + ".gap"));
        above = std::max(above, ClaimScope::number_of(end, one.key + ".cost") -
                                    ClaimScope::number_of(end, "reference.cost"));
      }
    }
    scope.at_most(std::string("largest proved gap, ") + masses + " masses", gap, 1e-13);
    scope.at_most(std::string("largest cost above the reference, ") + masses, above, 1e-13);
  }
}

void choosing_well_saves_pivots(ClaimScope& scope) {
  const double first = mean_pivots(scope, "first", "north_west");
  const double block = mean_pivots(scope, "block", "north_west");
  const double negative = mean_pivots(scope, "negative", "north_west");
  scope.at_most("pivots: most negative / first eligible", negative / first, 0.3);
  scope.at_most("pivots: block search / first eligible", block / first, 0.6);
}

void a_good_start_saves_pivots(ClaimScope& scope) {
  const double corner = mean_pivots(scope, "negative", "north_west");
  scope.at_most("pivots: from Vogel's plan / from the north-west corner",
                mean_pivots(scope, "negative", "vogel") / corner, 0.45);
}

void equal_masses_are_degenerate(ClaimScope& scope) {
  const auto share = [&](const char* masses) {
    return mean_pivots(scope, "block", "north_west", "degenerate", masses) /
           mean_pivots(scope, "block", "north_west", "pivots", masses);
  };
  scope.at_least("share of degenerate pivots, equal masses", share("equal"), 0.7);
  scope.at_most("share of degenerate pivots, uneven masses", share("uneven"), 0.1);
}

const char* const method_page = R"md(
## What it does
Least-cost transport is a linear programme:
$$ \min_{P \ge 0} \sum_{ij} C_{ij} P_{ij}, \qquad P 1 = a, \quad P^T 1 = b $$
Its corners are plans without cycles: their arcs, with a few that carry nothing, form a *spanning tree*
of the $n$ sources and $m$ targets. The tree fixes the duals by $f_i + g_j = C_{ij}$ on its arcs. An arc
outside it with a *reduced cost* $C_{ij} - f_i - g_j < 0$ closes a cycle on which mass can turn at a
gain: it enters, mass turns until an arc runs empty, and that arc leaves. When no reduced cost is
negative, $\sum_i a_i f_i + \sum_j b_j g_j$ equals the cost, and that proves the optimum.

## What to look at
- *Spanning tree*: darker arcs form the cycle, the coloured arc enters, the dashed one leaves. A seam that
  leaves (no dashed arc) joins two parts of the tree that no mass had connected.
- *Equal masses*: most pivots move nothing. They are needed: the tree turns until its duals say
  which exchange pays. It never cycles, since of all arcs that block the last one along the cycle
  leaves, counted from the side of the root (strongly feasible trees).
- *First plan*: the north-west corner looks at no cost at all; Vogel's rule begins near the end.
- *Drag a point* once it is solved: the tree stays a plan, the duals change, a few pivots mend it.

## Rules of pricing
*Most negative* looks at all $n m$ arcs to save pivots, *first eligible* looks at few and needs many.
*Block search* takes the best of one row; solvers for large problems do so, as the one behind
*Exact* in the other experiments: 4 000 points a side in about half a second.

## Exact
Masses and costs are whole numbers inside (costs in units of $2^{-47}$ of the largest), so that no
pivot is decided by rounding. The *proved gap* is the cost less the bound of the duals after they
are lowered until all reduced costs are $\ge 0$.

## What the claim check measures
40 sources and targets: the gap and the distance to the reference for all rules, first plans and
both kinds of masses; mean pivots over five seeds; the share of degenerate pivots.

## Sources
- Ahuja, Magnanti, Orlin, Network Flows, 1993, chapter 11.
- W. Cunningham, Math. Programming 11 (1976) 105–116: strongly feasible trees.
- N. Reinfeld and W. Vogel, Mathematical Programming, 1958: the first plan.
)md";

}  // namespace thalweg::experiments::exact_step_by_step

THALWEG_EXPERIMENT(
    exact_step_by_step,
    {.title = "Exact transport, step by step",
     .authors = "Dantzig; Cunningham; Ahuja, Magnanti, Orlin",
     .question = "How does a tree of arcs walk to the cheapest plan, and why does it never cycle?",
     .try_this = "Choose equal masses: most pivots then move nothing, and still lead on.",
     .tags = {"optimal transport", "network simplex", "linear programming", "duality"},
     .step_unit = "step",
     .work_unit = "pivots",
     .limit = 5000,
     .story = 40,
     .measure = "gap",
     .read_outs = {{"cost", "⟨C, P⟩"},
                   {"eligible", "eligible arcs", ReadOut::Format::count},
                   {"degenerate", "degenerate pivots", ReadOut::Format::count}},
     .reference = {"reference.cost", "Optimum"},
     .inputs = transport::cloud_inputs("Points"),
     .contenders = {contender<Simplex>("negative", "Most negative",
                                       {.doc = "Dantzig's rule: the least reduced cost of all."}),
                    contender<Simplex>("block", "Block search",
                                       {.doc = "The least of the next row that has one below 0."}),
                    contender<Simplex>("first", "First eligible",
                                       {.doc = "The first one below 0, in cyclic order."}),
                    contender<Simplex>("from_vogel", "Most negative, from Vogel's plan",
                                       {.doc = "Dantzig's rule from a better first plan.",
                                        .overrides = {{"start", "vogel"}},
                                        .starts = false})},
     .analyses = {analysis<Optimum>("reference", "Optimum")},
     .claims = {{"Every rule ends with a plan that its duals prove optimal",
                 every_rule_proves_the_optimum},
                {"Choosing the entering arc well saves pivots", choosing_well_saves_pivots},
                {"A good first plan saves pivots", a_good_start_saves_pivots},
                {"With equal masses most pivots are degenerate", equal_masses_are_degenerate}},
     .method = method_page})
