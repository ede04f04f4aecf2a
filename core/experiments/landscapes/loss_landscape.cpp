// The loss of a small network on planes through its weights, and what ways of training do there
// (Li, Xu, Taylor, Studer, Goldstein 2018, arXiv:1712.09913).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/kits/landscape.hpp"
#include "core/kits/network.hpp"
#include "core/landscape/model_plane.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::loss_landscape {

using nn::Activation;
using nn::DataChoice;
using nn::LossChoice;

enum class PlaneChoice { path, filters, eigenvectors, solutions };

struct Params {
  PlaneChoice plane = PlaneChoice::path;
  ParamPoint start = {-1, 0.19};
  double span = 1.4;
  std::int64_t directions = 2001;
  DataChoice data = DataChoice::spirals;
  int classes = 3, examples = 200, width = 16, depth = 2;
  Activation activation = Activation::tanh;
  LossChoice loss = LossChoice::cross_entropy;
  std::int64_t seed = 1;
  std::string folder;
  double lr = 0.3, momentum = 0.9;
  int batch = 0;
  double tol = 0.02;
  NamedNumbers own;
};

void declare(Schema<Params>& s) {
  s.choice("plane", &Params::plane, "Plane", "Which two directions through the weights are shown.",
           {.choices = {{"path", "principal directions of a training run"},
                        {"filters", "two random directions, filter by filter"},
                        {"eigenvectors", "the two sharpest directions"},
                        {"solutions", "through two solutions and a start"}},
            .key = true});
  s.point(
      "start", &Params::start, "Start",
      "Where in the plane all contenders set out. They may leave the plane; drawn is their shadow.",
      {.lo = -3, .hi = 3, .drag = "Paths on the plane"});
  s.real("span", &Params::span, "Span",
         "Half the side of the shown square, in units of the directions.",
         {.lo = 0.1, .hi = 3, .min = 1e-3, .max = 100, .log = true});
  s.seed("directions", &Params::directions, "Seed of the directions",
         "Of the two random directions: whether a feature is of the loss or of the draw.",
         {.lo = 0, .hi = 1e6, .applies = [](const Settings& r) {
            return value_text(r.at("plane")) == "filters";
          }});
  nn::declare_task(s);
  nn::declare_training(s);
  for (const char* method : {"adam", "sam", "adahessian"}) {
    optim::declare_own(s, &Params::own, method, method, nn::shared_in_training);
  }
  s.preset("plane", "filters", {{"start", ParamPoint{-0.8, 0.7}}, {"span", 1.0}});
  s.preset("plane", "eigenvectors", {{"start", ParamPoint{-1.2, 1}}, {"span", 1.6}});
  s.preset("plane", "solutions", {{"start", ParamPoint{0.5, 0.6}}, {"span", 1.2}});
}

constexpr int reference_steps = 1000;

struct Problem {
  nn::Task task;
  landscape::Plane plane;
  landscape::Rectangle area;
  Vector end, other;  // two solutions, from different starts
  std::array<std::string, 2> axes = {"direction α", "direction β"};
  std::array<double, 2> explained{};
  double residual = 0;  // of the sharpest directions
};

landscape::Rectangle square(double x, double y, double span) {
  return {x - span, x + span, y - span, y + span};
}

void name_principal_axes(Problem& problem) {
  const auto share = [&](std::size_t i) {
    return fmt::format("{:.1f} % of variance", 100 * problem.explained[i]);
  };
  problem.axes = {"α (" + share(0) + ")", "β (" + share(1) + ")"};
}

Problem pose(const Params& p, const Inputs&, Rng) {
  Problem out;
  out.task = nn::make_task(p);
  const nn::TaskSettings chosen = nn::task_settings(p);
  const auto path = nn::trained(chosen, out.task, reference_steps, false);
  const nn::ModelObjective& f = *out.task.objective;
  out.end = path->back();
  out.other = nn::trained(chosen, out.task, reference_steps, true)->back();
  out.area = square(0, 0, p.span);
  switch (p.plane) {
    case PlaneChoice::path: {
      const landscape::PathPlane found = landscape::path_plane(*path);
      out.plane = found.plane, out.explained = found.explained;
      name_principal_axes(out);
      break;
    }
    case PlaneChoice::filters:
      out.plane =
          landscape::random_plane(out.end, f.layout(), static_cast<std::uint64_t>(p.directions));
      break;
    case PlaneChoice::eigenvectors: {
      const landscape::EigenPlane found = landscape::eigen_plane(f, out.end);
      out.plane = found.plane, out.residual = found.residual;
      out.axes = {"α along u₁", "β along u₂"};
      if (!found.converged) out.axes[1] += " (not converged)";
      break;
    }
    case PlaneChoice::solutions:
      out.plane = landscape::plane_through(out.end, out.other, out.task.start);
      out.area = square(0.5, 0.3, p.span);
  }
  Vector start = out.plane.at(p.start[0], p.start[1]);
  if (p.plane == PlaneChoice::path) {
    // The first weights, moved within the plane: what of them lies off it stays.
    const auto [a, b] = out.plane.coordinates(out.task.start);
    start += out.task.start - out.plane.at(a, b);
  }
  out.task.start = std::move(start);
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("task", TableData{{"what"}, {{nn::describe(problem.task)}}});
  if (problem.explained[0] > 0) {
    out.scalar("explained", problem.explained[0] + problem.explained[1]);
  }
  if (problem.residual > 0) out.scalar("residual", problem.residual);
  out.scalar("apart", (problem.end - problem.other).norm());
  out.scalar("way", (problem.end - problem.task.start).norm());
}

class Training final : public nn::Trainee<Params, Problem> {
 public:
  explicit Training(const Start<Params, Problem>& start)
      : Trainee(start, start.method == "sgd" ? "gd" : start.method) {
    remember();
  }

  Outcome step(const Params& p, StepScope& scope) override {
    const Outcome outcome = Trainee::step(p, scope);
    if (outcome.kind != Outcome::Kind::diverged) remember();
    return outcome;
  }

  void observe(const Params&, FrameBuilder& out) const override {
    const landscape::Plane& plane = problem().plane;
    out.trace("loss", f().value(theta_));
    const double moved = (theta_ - problem().task.start).norm();
    out.trace(
        "off_plane",
        moved > 0
            ? landscape::Plane{problem().task.start, plane.first, plane.second}.distance(theta_) /
                  moved
            : 0);
    out.trace("travelled", moved);
    out.trace("to_solution",
              std::min((theta_ - problem().end).norm(), (theta_ - problem().other).norm()));
    if (out.due("accuracy")) out.trace("accuracy", f().accuracy(theta_));
    if (out.wants("path")) out.put("path", CurveData{x_, y_, {}, {}});
  }

  void archive(Archive& a) override {
    Trainee::archive(a);
    a.vector("x", x_), a.vector("y", y_);
    if (x_.size() != y_.size()) throw BadFile("A path is torn", "", "Start the run again.");
  }

 private:
  void remember() {
    const auto [x, y] = problem().plane.coordinates(theta_);
    x_.push_back(x), y_.push_back(y);
  }
  std::vector<double> x_, y_;
};

/// The loss on the plane, coarse to fine, then along two straight lines.
class Landscape final : public Analysis<Params, Problem> {
 public:
  explicit Landscape(std::shared_ptr<const Problem> posed)
      : Analysis(posed),
        loss_(*posed->task.objective, posed->plane),
        grid_([this](double a, double b) { return loss_(a, b); }, posed->area, levels) {}

  bool refine(const Params&, StepScope&) override {
    if (descent_.t.empty()) {
      const optim::Objective& f = *problem().task.objective;
      descent_ = landscape::along_segment(f, problem().task.start, problem().end, 61, -0.25, 1.25);
      passage_ = landscape::along_segment(f, problem().end, problem().other, 61, -0.25, 1.25);
      return false;
    }
    return grid_.refine(slice);
  }

  void observe(const Params&, FrameBuilder& out) const override {
    if (!descent_.t.empty()) {
      out.put("start_to_end", CurveData{descent_.t, descent_.values, {}, {}});
      out.put("solution_to_solution", CurveData{passage_.t, passage_.values, {}, {}});
      out.scalar("barrier", landscape::barrier(passage_));
      out.scalar("hump", landscape::barrier(descent_));
    }
    if (grid_.side() == 0) return;
    FieldData field = landscape::field_data(grid_);
    field.x.label = problem().axes[0], field.y.label = problem().axes[1];
    out.put("minima", landscape::depths_of_minima(field, 8));
    out.put("field", std::move(field));
    out.scalar("side", static_cast<double>(grid_.side()));
  }

 private:
  static constexpr int levels = 4;
  static constexpr std::int64_t slice = 200;  // evaluations: about 10 ms

  landscape::ModelPlane<float> loss_;
  landscape::NestedGrid grid_;
  landscape::Segment descent_, passage_;
};

Views views() {
  ViewSpec lines = curve("Along straight lines", "landscape.start_to_end");
  lines.names.emplace_back("landscape.solution_to_solution");
  return {surface("Loss surface", "landscape.field")
              .subtitled("of the plane chosen; coarse first, then finer")
              .log_values()
              .paths("path"),
          plane("Paths on the plane", "landscape.field")
              .subtitled("drag the start; paths are shadows")
              .log_values()
              .paths("path")
              .drag("start"),
          trace("Loss", "*.loss").log_y().with_tolerance().labels("", "f(θ)"),
          std::move(lines)
              .subtitled("from the start to a solution, and on to another")
              .log_y()
              .labels("t", "f((1 − t) a + t b)")
              .guide({.vertical = true, .label = "a"})
              .guide({.vertical = true, .lo = 1, .hi = 1, .label = "b"})
              .with_numbers({{"landscape.barrier", "barrier between solutions"},
                             {"problem.apart", "distance of the solutions"},
                             {"problem.way", "start to the first of them"}}),
          trace("Distance to a solution", "*.to_solution")
              .subtitled("in all dimensions, to the nearer of the two")
              .labels("", "‖θ − θ*‖"),
          trace("Off the plane", "*.off_plane")
              .subtitled("share of the way from the start that leads out of it")
              .labels("", "distance / way"),
          bars("Depth of the minima", "landscape.minima")
              .subtitled("climb from each to a lower one; the first: to the highest point"),
          trace("Accuracy", "*.accuracy").labels("", "share of examples")};
}

/// The problem of some settings, for numbers that no view shows.
Problem posed(PlaneChoice plane, Activation activation = Activation::tanh) {
  Params p;
  p.plane = plane, p.activation = activation;
  return pose(p, {}, Rng(0));
}

void the_plane_is_the_loss(ClaimScope& scope) {
  const Problem problem = posed(PlaneChoice::eigenvectors);
  const nn::ModelObjective& f = *problem.task.objective;
  const landscape::ModelPlane<double> loss(f, problem.plane);
  double worst = 0;
  for (const auto& [a, b] : {ParamPoint{0, 0}, {0.7, -0.3}, {-1.5, 1.1}}) {
    worst = std::max(worst, std::abs(loss(a, b) / f.value(problem.plane.at(a, b)) - 1));
  }
  scope.at_most("largest relative deviation from the loss at θ(α, β)", worst, 1e-12);
  constexpr double h = 1e-3;
  const double bend = (loss(h, 0) - 2 * loss(0, 0) + loss(-h, 0)) / (h * h);
  const double sharpness = nn::sharpest(f, problem.end, 1, 60).pairs.values[0];
  scope.at_most("bend along the first axis over λ₁: deviation", std::abs(bend / sharpness - 1),
                1e-4);
}

void filters_do_not_see_scale(ClaimScope& scope) {
  const Problem problem = posed(PlaneChoice::filters, Activation::relu);
  const nn::ModelObjective& f = *problem.task.objective;
  Vector scaled = problem.end;
  const auto multiply = [&](const char* name, double factor) {
    const nn::Piece& piece = f.layout().at(name);
    scaled.segment(piece.begin, piece.shape.size()) *= factor;
  };
  multiply("1.weight", 10), multiply("1.bias", 10), multiply("2.weight", 0.1);
  const landscape::ModelPlane<double> one(f, problem.plane);
  const landscape::ModelPlane<double> same(f, landscape::random_plane(scaled, f.layout(), 2001));
  double worst = 0;
  for (int i = -4; i <= 4; ++i) {
    const double a = 0.2 * i, b = 0.15 * i * i - 1;
    worst = std::max(worst, std::abs(same(a, b) / one(a, b) - 1));
  }
  scope.at_most("change of the picture when a relu layer is scaled by 10 and the next by 1/10",
                worst, 1e-9);
}

void training_meets_no_hump(ClaimScope& scope) {
  const FrameSet end = scope.race({{"plane", std::string("path")}}, {"adam"}, 10);
  const double barrier = scope.number_of(end, "landscape.barrier");
  scope.at_least("barrier between two solutions", barrier, 0.5);
  scope.at_most("barrier from the start to a solution, as a share of it",
                scope.number_of(end, "landscape.hump") / barrier, 0.4);
  scope.at_least("share of the training run's way that its two directions hold",
                 scope.number_of(end, "problem.explained"), 0.8);
}

void contenders_arrive(ClaimScope& scope) {
  const FrameSet end = scope.race({}, {"adam", "momentum"}, 1500);
  scope.at_most("loss reached by Adam", scope.number_of(end, "adam.loss"), 0.02);
  scope.at_most("loss reached by momentum", scope.number_of(end, "momentum.loss"), 0.02);
}

const char* const method_page = R"md(
A network with $P$ weights has a loss over $P$ dimensions; shown are planes
$f(\theta_0 + \alpha\, d_1 + \beta\, d_2)$ through it. What is seen depends on the plane:

- **Principal directions of a training run**: the plane that holds most of the way which momentum
  took from the first weights to a solution. The only one in which a path looks like a path: in two
  random directions nearly all of it would be invisible, because high-dimensional vectors are nearly
  orthogonal.
- **Two random directions, filter by filter**: every row of a weight matrix in $d$ is scaled to the
  norm of that row in $\theta_0$, biases stay. Without it, scaling one relu layer up and the next down,
  which changes nothing, would make the picture look flat or sharp at will.
- **The two sharpest directions**: eigenvectors of the Hessian at the solution.
- **Through two solutions and a start**: (0, 0) and (1, 0) are solutions from different starts.

Contenders start at a point of the plane, wherever it is dragged, and then train in all dimensions. On
the plane of a training run the start keeps what of the first weights lies off it: left alone, momentum
repeats that run.
Drawn is their shadow on the plane; *Off the plane* says how much of their way it hides. The axes of
the plane of a training run say how much of the variance of its way each direction holds. Distances
are Euclidean, in all weights: units of a layer may be permuted without a change of the network, so
that two solutions may be far apart and yet alike.

## Straight lines
From the first weights to a solution the loss falls with hardly a hump (Goodfellow, Vinyals, Saxe
2015). Between two solutions there is a barrier, though curved ways around it exist.

## How it is computed
In single precision, coarse to fine on nested grids. The products of the examples with the first
layer's weights and with both directions are computed once: they are linear in $\alpha$ and $\beta$.

## What the check measures
The plane against the loss at the same weights and its bend against $\lambda_1$; that filter
normalisation does not see a rescaling that relu undoes; the hump, the barrier and the share of the
way; that Adam and momentum arrive.

## Sources
- H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein, arXiv:1712.09913.
- I. Goodfellow, O. Vinyals, A. Saxe, arXiv:1412.6544.
- F. Draxler, K. Veschgini, M. Salmhofer, F. Hamprecht, arXiv:1803.00885 (ways around barriers).
)md";

}  // namespace thalweg::experiments::loss_landscape

THALWEG_EXPERIMENT(
    loss_landscape,
    {.title = "Loss landscape of a small network",
     .paper = "arXiv:1712.09913",
     .authors = "Li, Xu, Taylor, Studer, Goldstein",
     .question = "What does the ground look like on which a network is trained?",
     .try_this = "Choose another plane: the same loss, at the same weights, looks quite different.",
     .tags = {"landscape", "neural network", "filter normalisation", "PCA", "barrier",
              "optimisers"},
     .step_unit = "step",
     .work_unit = "gradients",
     .limit = 2000,
     .story = 300,
     .measure = "loss",
     .tolerance = "tol",
     .builds = [](const Settings&) { return std::string("two solutions"); },
     .sampled = {"accuracy"},
     .read_outs = {{"loss", "loss"}, {"off_plane", "off the plane", ReadOut::Format::percent}},
     .contenders = {contender<Training>("gd", "Gradient descent"),
                    contender<Training>("momentum", "Momentum", {.overrides = {{"lr", 0.05}}}),
                    contender<Training>("adam", "Adam", {.overrides = {{"lr", 0.01}}}),
                    contender<Training>("sgd", "SGD, b = 16",
                                        {.overrides = {{"batch", std::int64_t{16}}}}),
                    contender<Training>("nesterov", "Nesterov",
                                        {.overrides = {{"lr", 0.05}}, .starts = false}),
                    contender<Training>("sam", "SAM", {.starts = false}),
                    contender<Training>("adahessian", "AdaHessian", {.starts = false})},
     .analyses = {analysis<Landscape>("landscape", "Landscape",
                                      {"plane", "span", "data", "classes", "examples", "width",
                                       "depth", "activation", "loss", "seed", "start",
                                       "directions"})},
     .claims = {{"The plane shows the loss and its curvature", the_plane_is_the_loss},
                {"Filter normalisation does not see scale", filters_do_not_see_scale},
                {"Between two solutions stands a barrier, from the start to one hardly any",
                 training_meets_no_hump},
                {"Adam and momentum arrive", contenders_arrive}},
     .method = method_page})
