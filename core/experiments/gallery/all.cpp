// Every kind of figure, with data that mean something: three ways to measure π with points, and the
// specimens. Hidden from the catalogue; opened from Help.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/base/rng.hpp"
#include "core/kits/specimens.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::all {

constexpr double pi = std::numbers::pi;

struct Params {
  int side = 24;
  double whiskers = 2;
  std::int64_t seed = 1;
};

void declare(Schema<Params>& s) {
  s.count("side", &Params::side, "Points along a side",
          "Every step takes the square of this number of points.",
          {.lo = 4, .hi = 64, .key = true});
  s.real("whiskers", &Params::whiskers, "Whiskers",
         "Length of error bars and bands in standard errors.",
         {.lo = 1, .hi = 4, .when = When::live, .scope = Scope::shared});
  s.seed("seed", &Params::seed, "Seed", "Decides the random points and the springs.",
         {.lo = 0, .hi = 1000});
}

struct Problem {
  int side = 24;
  Rng rng;
};

Problem pose(const Params& p, const Inputs&, Rng rng) { return {p.side, rng}; }

void observe(const Problem& problem, FrameBuilder& out) {
  for (auto& [name, buffer] : specimens::all(problem.rng)) out.put(name, std::move(buffer));
}

// ---- Three ways to measure π: the share of points inside a quarter circle

constexpr std::size_t rings = 6;  // of equal area, out to the circle

struct Place {
  double x = 0, y = 0;
};

class Points : public Contender<Params, Problem> {
 public:
  explicit Points(const Start<Params, Problem>& start)
      : Contender(start), seed_(start.rng.seed()), in_ring_(rings, 0) {}

  Outcome step(const Params&, StepScope& scope) override {
    double inside = 0;
    for (const Place& at : batch(batches_.size())) {
      const double r2 = at.x * at.x + at.y * at.y;
      if (r2 >= 1) continue;
      ++inside;
      ++in_ring_[static_cast<std::size_t>(r2 * rings)];
    }
    batches_.push_back(4 * inside / size());
    scope.add_work(size());
    return Outcome::proceed();
  }

  void observe(const Params& p, FrameBuilder& out) const override {
    const double mean = mean_of(batches_.size());
    if (!batches_.empty()) {
      out.trace("error", std::abs(mean - pi));
      out.trace("batch", batches_.back());
    }
    out.scalar("estimate", mean);
    if (out.wants("running")) out.put("running", running(p.whiskers));
    if (out.wants("batches")) out.put("batches", CurveData{steps(), batches_, {}, {}});
    if (out.wants("rings")) out.put("rings", ring_scores());
    if (out.wants("profile")) out.put("profile", profile(p.whiskers));
    if (out.wants("cloud")) out.put("cloud", cloud());
  }

  void archive(Archive& a) override {
    a.value("seed", seed_);
    a.vector("batches", batches_);
    a.vector("in_ring", in_ring_);
    if (in_ring_.size() != rings) throw BadFile("Rings are missing", "gallery", "Start again.");
  }

 protected:
  /// The i-th point of all.
  virtual Place place(std::uint64_t i) const = 0;
  double uniform(std::uint64_t i) const { return random_uniform(seed_, i); }
  int side() const { return problem().side; }
  double size() const { return static_cast<double>(side()) * side(); }

 private:
  std::vector<Place> batch(std::size_t number) const {
    const auto count = static_cast<std::uint64_t>(size());
    std::vector<Place> list;
    for (std::uint64_t i = 0; i < count; ++i) list.push_back(place(number * count + i));
    return list;
  }

  std::vector<double> steps() const {
    std::vector<double> list;
    for (std::size_t k = 1; k <= batches_.size(); ++k) list.push_back(static_cast<double>(k));
    return list;
  }

  double mean_of(std::size_t count) const {
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k) sum += batches_[k];
    return count > 0 ? sum / static_cast<double>(count) : 0;
  }

  /// The mean so far and standard errors of it, from the spread of the batches.
  CurveData running(double whiskers) const {
    CurveData curve;
    double sum = 0, squares = 0;
    for (std::size_t k = 0; k < batches_.size(); ++k) {
      const double n = static_cast<double>(k + 1);
      sum += batches_[k], squares += batches_[k] * batches_[k];
      const double variance = std::max(0.0, squares / n - sum / n * (sum / n));
      const double error = k > 0 ? whiskers * std::sqrt(variance / (n - 1)) : 0;
      curve.x.push_back(n), curve.y.push_back(sum / n);
      curve.lo.push_back(sum / n - error), curve.hi.push_back(sum / n + error);
    }
    return curve;
  }

  /// How many points a ring's area asks for.
  double expected() const { return pi / 4 / rings * size() * static_cast<double>(batches_.size()); }

  /// Points in ring r over the number that its area asks for, and standard errors.
  CurveData profile(double whiskers) const {
    CurveData curve;
    const double asked = expected();
    for (std::size_t r = 0; r < rings && asked > 0; ++r) {
      const double ratio = in_ring_[r] / asked,
                   error = whiskers * std::sqrt(std::max(1.0, in_ring_[r])) / asked;
      curve.x.push_back(static_cast<double>(r + 1)), curve.y.push_back(ratio);
      curve.lo.push_back(ratio - error), curve.hi.push_back(ratio + error);
    }
    return curve;
  }

  CategoriesData ring_scores() const {
    CategoriesData data;
    for (std::size_t r = 0; r < rings; r += 2) {
      data.label.push_back(r == 0 ? "centre" : r == 2 ? "middle" : "rim");
      data.value.push_back(in_ring_[r] + in_ring_[r + 1] - 2 * expected());
    }
    return data;
  }

  PointsData cloud() const {
    PointsData points;
    for (const Place& at : batch(batches_.empty() ? 0 : batches_.size() - 1)) {
      points.x.push_back(at.x), points.y.push_back(at.y);
    }
    return points;
  }

  std::uint64_t seed_;
  std::vector<double> batches_, in_ring_;
};

class Random final : public Points {
 public:
  using Points::Points;

 private:
  Place place(std::uint64_t i) const override { return {uniform(2 * i), uniform(2 * i + 1)}; }
};

/// One random point in each cell of a grid.
class Stratified final : public Points {
 public:
  using Points::Points;

 private:
  Place place(std::uint64_t i) const override {
    const auto n = static_cast<std::uint64_t>(side());
    const auto col = static_cast<double>(i % n), row = static_cast<double>(i / n % n);
    return {(col + uniform(2 * i)) / side(), (row + uniform(2 * i + 1)) / side()};
  }
};

/// Multiples of two irrational numbers, modulo 1.
class Lattice final : public Points {
 public:
  using Points::Points;

 private:
  Place place(std::uint64_t i) const override {
    // 1/ρ and 1/ρ² for the root ρ of ρ³ = ρ + 1.
    const double n = static_cast<double>(i) + 0.5;
    const double x = 0.7548776662466927 * n, y = 0.5698402909980532 * n;
    return {x - std::floor(x), y - std::floor(y)};
  }
};

ViewSpec area_view() {
  ViewSpec view = curve("Areas", "before").as(CurveStyle::area).labels("x", "density");
  view.names.emplace_back("after");
  return view;
}

ViewSpec resonance_view() {
  ViewSpec view = curve("Rules, spans and notes", "weak_damping")
                      .subtitled("an oscillator")
                      .log_x()
                      .log_y()
                      .labels("frequency / natural frequency", "amplitude")
                      .guide({true, 0.9, 1.1, "", ""})
                      .guide({true, 1, 1, "natural", ""})
                      .guide({false, 1, 1, "at rest", ""})
                      .noted("remarks");
  view.names.emplace_back("strong_damping");
  return view;
}

Views views() {
  return {
      trace("Lines", "*.error").subtitled("error of π").log_y().labels("", "|estimate − π|"),
      trace("Steps", "*.batch")
          .subtitled("each batch")
          .as(CurveStyle::steps)
          .labels("", "4 × share"),
      curve("Bands", "*.running")
          .log_x()
          .subtitled("mean ± standard errors")
          .labels("batches", "estimate")
          .guide({false, pi, pi, "π", ""}),
      curve("Error bars", "random.profile").with_error_bars().labels("ring", "points / expected"),
      curve("Small multiples", "*.running").log_x().small_multiples().labels("batches", "estimate"),
      bars("Grouped bars", "*.rings").labels("", "points more than expected"),
      histogram("Histogram", "*.batches")
          .bins(32)
          .subtitled("estimates by batch")
          .labels("estimate", ""),
      scatter("Clouds", {"*.cloud"}).subtitled("the last batch").labels("x", "y"),
      scatter("Scatter", {"springs"})
          .subtitled("colour: turns, size: wire")
          .log_x()
          .labels("stiffness (N/mm)", "mass (g)"),
      table("Table", "catalogue").subtitled("80 springs, the softest first"),
      parallel("Parallel coordinates", "designs").subtitled("80 springs"),
      area_view(),
      resonance_view(),
      curve("Stems", "bernoulli")
          .subtitled("Bernoulli numbers, symmetric-log axis")
          .as(CurveStyle::stems)
          .symlog_y()
          .labels("2n", "B_{2n}"),
      plane("Filled contours", "hills").labels("east (km)", "north (km)"),
      plane("Contour lines", "hills").with_level_labels().labels("east (km)", "north (km)"),
      surface("Surface", "hills").labels("east", "north"),
      surface("Fine surface", "ripples").subtitled("200 × 200 samples"),
      space("Mesh", {"torus"}).subtitled("Gaussian curvature"),
      space("Cloud in space", {"swiss_roll"}).subtitled("colour: length along the spiral"),
      space("Curve in space", {"trefoil"})
          .subtitled("a trefoil, and its shadows")
          .with_projections(),
      vectors("Vector field", "gyres").subtitled("two gyres"),
      vectors("Streamlines", "gyres").subtitled("two gyres").as_streamlines(),
      heatmap("Heat map", "distances").subtitled("between digits").labels("digit", "digit"),
      heatmap("Mask, gaps and values", "correlation")
          .subtitled("of pixels; two never change")
          .masked_by("lower")
          .with_cell_values()
          .labels("pixel", "pixel"),
      sparsity("Sparsity", "laplacian").subtitled("Laplacian"),
      images("Images", "digits"),
      displacement("Displacement", "morph"),
      graph("Graph", "weather").subtitled("a Markov chain")};
}

double spread(const std::vector<double>& values) {
  double sum = 0, squares = 0;
  for (const double v : values) sum += v, squares += v * v;
  const auto n = static_cast<double>(values.size());
  return std::sqrt(squares / n - sum / n * (sum / n));
}

void random_is_binomial(ClaimScope& scope) {
  const FrameSet end = scope.race({}, {"random"}, 120);
  const auto* batches = std::get_if<CurveData>(end.buffer("random.batches"));
  const double expected = std::sqrt(pi * (4 - pi)) / 24;
  scope.at_most("spread of random batches relative to √(π (4 − π) / n): deviation",
                std::abs(spread(batches->y) / expected - 1), 0.15);
}

void order_helps(ClaimScope& scope) {
  const FrameSet end = scope.race({}, {"random", "stratified", "lattice"}, 120);
  const auto* random = std::get_if<CurveData>(end.buffer("random.batches"));
  const auto* stratified = std::get_if<CurveData>(end.buffer("stratified.batches"));
  scope.at_most("spread of stratified batches over that of random ones",
                spread(stratified->y) / spread(random->y), 0.5);
  scope.at_most("error of the lattice after 69 120 points", scope.number_of(end, "lattice.error"),
                1e-3);
}

const char* const method_page = R"md(
Every kind of figure that the laboratory draws, on one page.

Three contenders measure $\pi$: four times the share of points of the unit square that lie inside
the quarter circle. **Random** points are independent; **stratified** ones are random within the
cells of a grid; the **lattice** takes multiples of $1/\rho$ and $1/\rho^2$ modulo 1, where
$\rho^3 = \rho + 1$. Of $n$ random points the estimate spreads by $\sqrt{\pi (4 - \pi)/n}$.

The other figures show specimens: handwritten digits, three hills, two gyres, eighty steel springs of
stiffness $k = G d^4 / (8 D^3 n)$, a driven oscillator, Bernoulli numbers, a Markov chain.

## What the check measures
The spread of random batches against that formula, stratified against random ones, and the lattice's
error.

## Sources
- D. Freedman and P. Diaconis, Z. Wahrscheinlichkeitstheorie 57 (1981) 453–476 (bins).
- M. Roberts, 'The unreasonable effectiveness of quasirandom sequences' (2018) (the lattice).
)md";

}  // namespace thalweg::experiments::all

THALWEG_EXPERIMENT(
    all, {.title = "Gallery of figures",
          .question = "What can the laboratory draw?",
          .try_this = "Zoom into a figure, hide a contender, export them all in either theme.",
          .tags = {"gallery", "figures", "Monte Carlo", "π"},
          .work_unit = "points",
          .limit = 120,
          .story = 60,
          .measure = "error",
          .hidden = true,
          .read_outs = {{"estimate", "estimate of π"}},
          .contenders = {contender<Random>("random", "Random"),
                         contender<Stratified>("stratified", "Stratified"),
                         contender<Lattice>("lattice", "Lattice")},
          .claims = {{"Random points spread by the binomial law", random_is_binomial},
                     {"Strata halve the spread, the lattice errs by less than 1e-3", order_helps}},
          .method = method_page})
