// The average of point clouds in the sense of transport, on points that are free to move: each goes
// to the mean of its partners in the exact plans (Cuturi, Doucet 2014; Álvarez-Esteban, del Barrio,
// Cuesta-Albertos, Matrán 2016).
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/frame/convert.hpp"
#include "core/kits/shapes.hpp"
#include "core/run/author.hpp"
#include "core/transport/barycentre.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::experiments::barycentre_of_clouds {

using shapes::Corners;
using shapes::Shape;

struct Params {
  Shape a = Shape::heart, b = Shape::cross, c = Shape::ring;
  int n = 150;
  std::int64_t seed = 0;
  ParamPoint weights = {0.42, 0.3};
  double stride = 0.3, tol = 1e-6;
};

void declare(Schema<Params>& s) {
  const ChoiceSpec shape{.choices = shapes::shape_choices()};
  s.choice("a", &Params::a, "Shape A", "Where the first cloud is drawn from: lower left.", shape);
  s.choice("b", &Params::b, "Shape B", "The second: lower right.", shape);
  s.choice("c", &Params::c, "Shape C", "The third: top.", shape);
  s.count("n", &Params::n, "Points n", "Of each cloud, and of the barycentre.",
          {.lo = 10, .hi = 500, .min = 1, .max = 1000, .log = true, .probe_hi = 30});
  s.seed("seed", &Params::seed, "Seed", "Of the points.", {.lo = 0, .hi = 1e6});
  s.point("weights", &Params::weights, "Weights",
          "Drag it: the nearer a corner, the more its cloud weighs.",
          {.lo = -0.25, .hi = 1.25, .scope = Scope::shared, .drag = "Weights"});
  s.real("stride", &Params::stride, "Stride",
         "Share of the way that a move goes: 1 is the fixed point, less is easier to follow.",
         {.lo = 0.05, .hi = 1, .when = When::live, .scope = Scope::shared});
  RealSpec tol{.lo = 1e-12, .hi = 0.1, .min = 1e-14, .when = When::live, .scope = Scope::shared};
  tol.log = tol.more = true;
  s.real("tol", &Params::tol, "Tolerance", "Way of a point below which the cloud is found.", tol);
}

struct Problem {
  std::vector<Matrix> clouds;
  Matrix squared;  ///< W₂² between the clouds, above the diagonal
  Matrix heap;     ///< a start that knows nothing of them
};

double squared_distance(const Matrix& x, const Matrix& y) {
  const transport::Problem between = transport::from_points(x, y, transport::GroundCost::squared);
  return between.cost_scale * transport::exact_plan(between).cost;
}

Problem pose(const Params& p, const Inputs&, Rng rng) {
  constexpr int side = 64;
  Problem out;
  int number = 0;
  for (const Shape shape : {p.a, p.b, p.c}) {
    out.clouds.push_back(shapes::points_drawn(shapes::drawn(shape, side), side, p.n,
                                              rng.split("cloud" + std::to_string(number++))));
  }
  out.squared = Matrix::Zero(3, 3);
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t l = k + 1; l < 3; ++l) {
      out.squared(static_cast<Index>(k), static_cast<Index>(l)) =
          squared_distance(out.clouds[k], out.clouds[l]);
    }
  }
  Rng own = rng.split("heap");
  out.heap = Matrix::NullaryExpr(p.n, 2, [&] { return 0.5 + 0.05 * own.normal(); });
  return out;
}

PointsData shown(const Matrix& at) {
  PointsData out = points_data(at, Vector(Vector::Ones(at.rows())));
  out.mass.clear();
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("A", shown(problem.clouds[0]));
  out.put("B", shown(problem.clouds[1]));
  out.put("C", shown(problem.clouds[2]));
  PointsData corners;
  char name = 'A';
  for (const ParamPoint at : shapes::corners_of(Corners::triangle)) {
    corners.x.push_back(at[0]), corners.y.push_back(at[1]);
    corners.label.emplace_back(1, name++);
  }
  out.put("corners", std::move(corners));
}

/// A move of all points a step, from the heap or from the first cloud.
class Moves final : public Contender<Params, Problem> {
 public:
  explicit Moves(const Start<Params, Problem>& start)
      : Contender(start),
        solver_(problem().clouds,
                start.method == "heap" ? problem().heap : problem().clouds.front()) {}
  Outcome step(const Params& p, StepScope& scope) override {
    const Vector weights = weights_of(p);
    solver_.step(weights, p.stride, scope.stop());
    scope.add_work(static_cast<double>((weights.array() > 0).count()));
    return Outcome::proceed();
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    const transport::FreeBarycentre::State& state = solver_.state();
    if (state.moves > 0) {
      const double bound = transport::barycentre_bound(problem().squared, weights_of(p));
      out.trace("moved", state.moved);
      out.trace("objective", state.objective);
      out.trace("excess", state.objective - bound);
    }
    out.put("barycentre", shown(state.positions));
    out.put("weights", PointsData{{p.weights[0]}, {p.weights[1]}, {}, {}, {}});
    if (out.wants("displacement")) out.put("displacement", heaviest(p));
  }
  void archive(Archive& a) override {
    transport::FreeBarycentre::State state = solver_.state();
    Vector entries = state.positions.reshaped<Eigen::RowMajor>();
    a.vector("positions", entries), a.value("objective", state.objective);
    a.value("moved", state.moved), a.value("moves", state.moves);
    if (!a.loading()) return;
    if (entries.size() != state.positions.size()) {
      throw BadFile("The cloud is not one of this size", "positions", "Start it again.");
    }
    state.positions = entries.reshaped<Eigen::RowMajor>(state.positions.rows(), 2);
    solver_.restore(std::move(state));
  }

 private:
  static Vector weights_of(const Params& p) {
    return shapes::weights_at(Corners::triangle, p.weights);
  }
  /// The plan from the barycentre to the cloud that weighs most.
  DisplacementData heaviest(const Params& p) const {
    Index most = 0;
    weights_of(p).maxCoeff(&most);
    const Matrix& cloud = problem().clouds[static_cast<std::size_t>(most)];
    const transport::Problem between =
        transport::from_points(solver_.state().positions, cloud, transport::GroundCost::squared);
    const Vector ones = Vector::Ones(cloud.rows());
    return {points_data(solver_.state().positions, ones), points_data(cloud, ones),
            matrix_data(transport::dense_plan(between, transport::exact_plan(between)))};
  }
  transport::FreeBarycentre solver_;
};

Views views() {
  return {points("Barycentre", {"barycentre"}),
          points("Weights", {"corners", "weights"}).subtitled("drag the point").drag("weights"),
          displacement("To the heaviest cloud", "displacement"),
          trace("Above the bound", "*.excess").subtitled("Σ w W₂² − Σ w w′ W₂²").log_y(),
          trace("Way of a point", "*.moved").subtitled("the longest").log_y().with_tolerance(),
          trace("Objective", "*.objective").subtitled("Σ w W₂²"),
          scatter("Clouds and barycentre", {"A", "B", "C", "barycentre"}).labels("x", "y")};
}

/// How much the series `name` rises at most from one step to the next.
double largest_rise(const FrameSet& end, const std::string& key, const std::string& name) {
  const Trace& trace = *end.contender(key)->frame->trace(name);
  double rise = 0;
  for (std::size_t k = 1; k < trace.size(); ++k) {
    rise = std::max(rise, trace[k].value - trace[k - 1].value);
  }
  return rise;
}

void between_two_clouds(ClaimScope& scope) {
  for (const double at : {0.2, 0.5, 0.9}) {
    const FrameSet end =
        scope.race({{"weights", ParamPoint{at, 0}}, {"stride", 1.0}}, {"first"}, 2);
    const std::string where = ", " + std::to_string(static_cast<int>(100 * at)) + " % of the way";
    scope.at_most(
        "excess over the bound / objective" + where,
        std::abs(scope.number_of(end, "first.excess")) / scope.number_of(end, "first.objective"),
        1e-10);
  }
}

void never_rises(ClaimScope& scope) {
  for (std::int64_t seed = 0; seed < 3; ++seed) {
    const FrameSet end = scope.race({{"seed", seed}}, {"heap", "first"}, 200);
    for (const std::string key : {"heap", "first"}) {
      const std::string which = ", " + key + ", seed " + std::to_string(seed);
      scope.at_most("largest rise of the objective" + which, largest_rise(end, key, "objective"),
                    1e-12);
      scope.at_most("longest way in the last move" + which, scope.number_of(end, key + ".moved"),
                    1e-6);
      scope.at_most(
          "excess over the bound / objective" + which,
          scope.number_of(end, key + ".excess") / scope.number_of(end, key + ".objective"), 0.1);
    }
  }
}

const char* const method_page = R"md(
## What it does
The barycentre of clouds $\nu_k$ with weights $w_k$ is the cloud $\mu$ of $n$ equal points that minimises
$\sum_k w_k W_2^2(\nu_k, \mu)$. Its points are not cells of a grid: they are free. A step solves one exact plan
$P^k$ a cloud and moves every point to the mean of its partners:
$$ y_i \leftarrow \sum_k w_k\, n \sum_j P^k_{ij}\, x^k_j $$
For fixed plans this is the minimum over the points, and for fixed points the plans are, so that the
objective never rises. It ends where no point moves, often after four full moves, since there are finitely
many plans between equal points. A *stride* below 1 goes a part of the way, which is easier to follow.

- **From a heap**: the points start close together, knowing nothing of the clouds.
- **From cloud A**: they start as its points.

## What to look at
- Drag the weights along an edge: from cloud A the barycentre of two clouds is found in one full move, McCann's
  interpolation of the two.
- The problem is not convex in the points, and the two starts end in different clouds. *Above the bound* tells
  how good each is: no cloud comes below $\sum_{k<l} w_k w_l W_2^2(\nu_k, \nu_l)$, and with three clouds that
  bound itself is seldom reached.
- *Barycentre triangle* does the same for images on a grid, with entropy.

Unequal masses of the points, which the first paper also learns, are left out: all weigh $1/n$.

## Work
A plan is one unit: three a step inside the triangle.

## What the claim check measures
On an edge the distance to the bound. Inside, for three seeds, the largest rise of the objective, the last move,
and the distance to the bound.

## Sources
- arXiv:1310.4375 (Cuturi, Doucet), algorithm 2: free support.
- arXiv:1511.05355 (Álvarez-Esteban and others): the fixed point and why it never rises.
)md";

}  // namespace thalweg::experiments::barycentre_of_clouds

THALWEG_EXPERIMENT(
    barycentre_of_clouds,
    {.title = "Barycentre of clouds",
     .paper = "arXiv:1310.4375",
     .authors = "Cuturi, Doucet; Álvarez-Esteban, del Barrio, Cuesta-Albertos, Matrán",
     .question = "Which cloud lies between three clouds, when its points are free?",
     .try_this = "Drag the point of weights along an edge, then inwards.",
     .tags = {"optimal transport", "barycentre", "free support", "point clouds", "exact"},
     .step_unit = "move",
     .work_unit = "exact plans",
     .limit = 500,
     .story = 30,
     .measure = "moved",
     .tolerance = "tol",
     .read_outs = {{"objective", "Σ w W₂²"}, {"excess", "above the bound"}},
     .contenders = {contender<Moves>("heap", "From a heap"),
                    contender<Moves>("first", "From cloud A")},
     .claims = {{"Between two clouds one full move finds the barycentre", between_two_clouds},
                {"The objective never rises, and the cloud comes to rest", never_rises}},
     .method = method_page})
