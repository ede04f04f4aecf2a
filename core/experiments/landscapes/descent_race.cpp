// Ways down one landscape from a start that can be dragged: what a step length, momentum, scaling
// or curvature is good for, with all optimisers, on known functions and on formulas that are typed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/text.hpp"
#include "core/kits/functions.hpp"
#include "core/kits/landscape.hpp"
#include "core/kits/optimiser.hpp"
#include "core/math/eigh.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::descent_race {

struct Params {
  optim::FunctionChoice function = optim::function_choice("himmelblau");
  std::string formula = "f(x, y) = x^4 - 2x^2 + y^2 + 0.3x + sin(3x) cos(3y)";
  std::string command;
  int n = 2;
  double condition = 100;
  ParamPoint start = {0.2, -4};
  double lr = 0.003;
  double momentum = 0.75;
  double beta1 = 0.9, beta2 = 0.999;
  double smallest = 0.1, reach = 1.5;
  std::int64_t seed = 0;
  double tol = 1e-8;
  NamedNumbers own;
};

void declare(Schema<Params>& s) {
  optim::declare_function(s, "Paths on the plane");
  const auto live = [](double lo, double hi, bool more) {
    return RealSpec{.lo = lo, .hi = hi, .when = When::live, .scope = Scope::shared, .more = more};
  };
  RealSpec lr = live(1e-5, 1, false), momentum = live(0, 0.99, false),
           beta2 = live(0.5, 0.9999, true);
  lr.min = 1e-12, lr.max = 1e3, lr.log = lr.key = true, momentum.max = 0.9999;
  RealSpec beta1 = momentum;
  beta1.more = true, beta2.min = 0, beta2.max = 0.999999;
  s.real("lr", &Params::lr, "Step length η",
         "Factor of the gradient. Above 2/λ₁ gradient descent bounces or diverges.", lr);
  s.real("momentum", &Params::momentum, "Momentum β",
         "Share of the last move that momentum and Nesterov keep.", momentum);
  s.real("beta1", &Params::beta1, "β₁", "Memory of the mean gradient, of Adam and its kin.", beta1);
  s.real("beta2", &Params::beta2, "β₂", "Memory of the squared gradient, of Adam and its kin.",
         beta2);
  RealSpec smallest = live(1e-6, 10, true), reach = live(0.1, 10, true),
           tol = live(1e-12, 1e-2, true);
  smallest.log = reach.log = tol.log = true;
  s.real("smallest", &Params::smallest, "Least curvature",
         "Newton divides by max(|λ|, this), so that it goes downhill everywhere.", smallest);
  s.real("reach", &Params::reach, "Longest step", "Newton goes no further than this at once.",
         reach);
  s.preset("function", "quadratic", {{"smallest", 1e-6}});
  s.seed("seed", &Params::seed, "Seed", "Of the methods that draw by chance.",
         {.lo = 0, .hi = 1e6, .scope = Scope::shared, .more = true});
  s.real("tol", &Params::tol, "Tolerance",
         "A contender has arrived when its gradient is this short.", tol);
  for (const optim::OptimiserRow& row : optim::optimisers_without({"sgd"})) {
    optim::SharedNames shared{"lr", "momentum", "beta1", "beta2", "smallest", "seed"};
    if (row.key == std::string_view("newton")) shared.emplace_back("longest");
    optim::declare_own(s, &Params::own, row.key, row.key, shared);
  }
}

struct Problem {
  std::shared_ptr<const optim::Objective> function;
  Vector start, base;  // the plane shown goes through the base
  double lowest = 0;   // known, else the lowest value found
};

/// The point of the shown plane: all coordinates but the first two are those of the base.
Vector on_plane(const Problem& problem, double x, double y) {
  Vector at = problem.base;
  at[0] = x, at[1] = y;
  return at;
}

Problem pose(const Params& p, const Inputs&, Rng) {
  Problem out;
  out.function = optim::chosen_function(p.function, p.formula, p.command, p.n, p.condition);
  const Index n = out.function->dimension();
  out.start.resize(n), out.base = Vector::Zero(n);
  for (Index i = 0; i < n; ++i) out.start[i] = p.start[static_cast<std::size_t>(i % 2)];
  if (!out.function->minima().empty()) {
    out.lowest = out.function->minima().front().value;
    out.base = out.function->minima().front().at;
    return out;
  }
  out.lowest = optim::lowest_found(*out.function, optim::is_program(p.function) ? 5 : 40);
  return out;
}

void observe(const Problem& problem, FrameBuilder& out) {
  PointsData minima;
  for (const optim::Minimum& known : problem.function->minima()) {
    minima.x.push_back(known.at[0]), minima.y.push_back(known.at[1]);
  }
  out.put("minima", std::move(minima));
}

double sharpness(const optim::Objective& f, const Vector& x) {
  Matrix hessian;
  f.hessian(x, hessian);
  return eigh(hessian).values.maxCoeff();
}

/// One optimiser of the table: a position, the path behind it, and judgement of the step length.
class Descent final : public Contender<Params, Problem> {
 public:
  explicit Descent(const Start<Params, Problem>& start)
      : Contender(start),
        method_(start.method),
        rule_(optim::make_optimiser(start.method)),
        x_(problem().start),
        path_x_{x_[0]},
        path_y_{x_[1]} {}

  Outcome step(const Params& p, StepScope& scope) override {
    if (path_x_.size() == 1 && !optim::finite_at(f(), x_)) {
      scope.advise({"Drag the start to a place where f and its gradient are finite.", {}});
      return Outcome::diverged("found f or its gradient not finite at the start,");
    }
    const Vector before = x_;
    prepare(p);
    scope.add_work(optim::in_gradients(rule_->step(f(), x_)));
    if (!(x_.norm() < far_away)) {
      x_ = before;  // the last good place stays on show
      blame_step_length(p, scope, true);
      return Outcome::diverged("left the map");
    }
    if (path_x_.size() == patience) blame_step_length(p, scope, false);
    path_x_.push_back(x_[0]), path_y_.push_back(x_[1]);
    return Outcome::proceed();
  }

  void observe(const Params&, FrameBuilder& out) const override {
    Vector gradient;
    f().gradient(x_, gradient);
    out.trace("gap", f().value(x_) - problem().lowest);
    out.trace("gradient", gradient.norm());
    if (const optim::Minimum* nearest = optim::nearest_minimum(f(), x_)) {
      out.trace("distance", (x_ - nearest->at).norm());
    }
    if (out.due("sharpness")) out.trace("sharpness", sharpness(f(), x_));
    if (out.wants("path")) out.put("path", CurveData{path_x_, path_y_, {}, {}});
  }

  void archive(Archive& a) override {
    const Index size = x_.size();
    a.vector("x", x_), a.vector("path_x", path_x_), a.vector("path_y", path_y_);
    if (path_x_.empty() || path_x_.size() != path_y_.size() || x_.size() != size) {
      throw BadFile("A path is empty or torn", "descent_race", "Start the run again.");
    }
    optim::archive_state(*rule_, a);
  }

 private:
  static constexpr double far_away = 1e3;
  static constexpr std::size_t patience = 80;
  static constexpr std::size_t steps_back = 5;  // where the branch that cures a divergence starts

  const optim::Objective& f() const { return *problem().function; }

  /// Gives the optimiser those settings that it has.
  void prepare(const Params& p) {
    optim::use_settings(*rule_, method_, p.own,
                        {{"lr", p.lr},
                         {"momentum", p.momentum},
                         {"beta1", p.beta1},
                         {"beta2", p.beta2},
                         {"smallest", p.smallest},
                         {method_ == "newton" ? "longest" : "", p.reach},
                         {"seed", static_cast<double>(p.seed)}});
  }

  /// η λ₁ up to which the rule is stable at a minimum, and how to write that; 0 without a bound.
  struct Bound {
    double product = 0;
    const char* numerator = "";
  };
  Bound bound(const Params& p) const {
    const double beta = p.momentum;
    if (method_ == "gd") return {2, "2"};
    if (method_ == "momentum") return {2 * (1 + beta), "2(1 + β)"};
    if (method_ == "nesterov") return {2 * (1 + beta) / (1 + 2 * beta), "2(1 + β)/(1 + 2β)"};
    return {};
  }

  /// Says so if η is longer than the minimum nearby allows or, once diverged, the place it left.
  void blame_step_length(const Params& p, StepScope& scope, bool diverged) const {
    const std::size_t at = path_x_.size() - std::min(path_x_.size(), diverged ? steps_back : 1);
    const Vector place = on_plane(problem(), path_x_[at], path_y_[at]);
    const optim::Minimum* nearest = optim::nearest_minimum(f(), place);
    const double there = nearest ? sharpness(f(), nearest->at) : 0;
    const double here = diverged || !nearest ? sharpness(f(), place) : 0;
    const double limit = bound(p).product / std::max(here, there);
    if (!(limit > 0) || p.lr <= limit) return;
    const std::string text =
        fmt::format("{}η = {} exceeds {}/λ₁ = {} {}.",
                    diverged ? "" : "It does not settle: ", real_text(p.lr), bound(p).numerator,
                    real_text(limit), here > there ? "where it stood" : "at the minimum nearby");
    const std::string cure = real_text(0.9 * limit);
    scope.advise({text, {{.button = "η " + cure, .parameter = "lr", .value = 0.9 * limit}}});
  }

  std::string method_;
  std::unique_ptr<optim::Optimiser> rule_;
  Vector x_;
  std::vector<double> path_x_, path_y_;
};

/// Every optimiser of the table but SGD, which is gradient descent without minibatches.
std::vector<Method> racers() {
  const std::pair<std::string_view, double> own_lr[] = {
      {"adam", 0.2},     {"adamw", 0.2},    {"amsgrad", 0.2}, {"nadam", 0.2},
      {"adamp", 0.2},    {"lion", 0.05},    {"lamb", 0.05},   {"adagrad", 0.5},
      {"rmsprop", 0.05}, {"diffgrad", 0.2}, {"adamhd", 0.2},  {"adahessian", 0.2}};
  const std::string_view at_the_start[] = {"gd", "momentum", "adam", "newton"};
  std::vector<Method> out;
  for (const optim::OptimiserRow& row : optim::optimisers_without({"sgd"})) {
    const std::string_view key = row.key;
    ContenderOptions options{.doc = row.source};
    for (const auto& [method, lr] : own_lr) {
      if (method == key) options.overrides = {{"lr", lr}};
    }
    if (key == "levenberg_marquardt") {
      options.obstacle = [](const ProblemPtr& problem, const Settings&) {
        return optim::no_squares(*static_cast<const Problem*>(problem.get())->function);
      };
    }
    options.starts = std::count(std::begin(at_the_start), std::end(at_the_start), key) > 0;
    out.push_back(contender<Descent>(row.key, row.name, options));
  }
  return out;
}

/// f − f* on a grid, coarse to fine: one level a slice.
class Landscape final : public Analysis<Params, Problem> {
 public:
  explicit Landscape(std::shared_ptr<const Problem> posed)
      : Analysis(posed), grid_(height(*posed), area(*posed->function), levels) {}

  bool refine(const Params& p, StepScope&) override {
    return grid_.refine(optim::is_program(p.function) ? asked : slice);
  }
  void observe(const Params&, FrameBuilder& out) const override {
    if (grid_.side() == 0) return;
    out.put("field", landscape::field_data(grid_));
    out.scalar("side", static_cast<double>(grid_.side()));
  }

 private:
  static constexpr int levels = 4;
  // Evaluations in a few milliseconds: of formulas, and of a program that is asked for each.
  static constexpr std::int64_t slice = 20000, asked = 100;
  static landscape::NestedGrid::Function height(const Problem& problem) {
    return [&problem](double x, double y) {
      return problem.function->value(on_plane(problem, x, y)) - problem.lowest;
    };
  }
  static landscape::Rectangle area(const optim::Objective& f) {
    const optim::Domain box = f.domain();
    return {box.lo[0], box.hi[0], box.lo[1], box.hi[1]};
  }
  landscape::NestedGrid grid_;
};

Views views() {
  return {plane("Paths on the plane", "landscape.field")
              .subtitled("f − f*, drag the start")
              .log_values()
              .paths("path")
              .drag("start"),
          trace("Objective gap", "*.gap").subtitled("f − f*").log_y().labels("", "f(x) − f*"),
          surface("Landscape", "landscape.field").subtitled("f − f*").log_values().paths("path"),
          trace("Gradient norm", "*.gradient").log_y().with_tolerance().labels("", "‖∇f(x)‖"),
          trace("Distance to the nearest minimum", "*.distance").log_y().labels("", "‖x − x*‖"),
          trace("Sharpness", "*.sharpness").subtitled("λ₁ of the Hessian at x").labels("", "λ₁")};
}

// Himmelblau's minimum at (3, 2) has the Hessian ((74, 20), (20, 34)), so λ = 54 ± √800.
constexpr double largest_curvature = 54 + 28.284271247461902;
constexpr double smallest_curvature = 54 - 28.284271247461902;

Settings near_minimum(double lr = 0.01, double tol = 1e-11) {
  return {{"start", ParamPoint{3.3, 2.3}}, {"lr", lr}, {"tol", tol}, {"momentum", 0.9}};
}

/// Factor a step by which the gradient shrank over the last `span` steps.
double rate_of(const FrameSet& end, const std::string& key, std::size_t span) {
  const Trace& gradient = *end.contender(key)->frame->trace("gradient");
  if (gradient.size() <= span) return 0;
  const double ratio = gradient.back().value / gradient[gradient.size() - 1 - span].value;
  return std::pow(ratio, 1 / static_cast<double>(span));
}

void linear_rates(ClaimScope& scope) {
  for (const double lr : {0.005, 0.01, 0.02}) {
    const FrameSet end = scope.race(near_minimum(lr), {"gd"}, 1000);
    const double expected =
        std::max(std::abs(1 - lr * largest_curvature), std::abs(1 - lr * smallest_curvature));
    scope.at_most("GD's rate at η = " + real_text(lr) + " relative to max|1 − η λ|: deviation",
                  std::abs(rate_of(end, "gd", 15) / expected - 1), 0.05);
  }
  const FrameSet end = scope.race(near_minimum(0.01), {"momentum"}, 1000);
  scope.at_most("momentum's rate relative to √β: deviation",
                std::abs(rate_of(end, "momentum", 200) / std::sqrt(0.9) - 1), 0.05);
}

void stability_limit(ClaimScope& scope) {
  const double limit = 2 / largest_curvature;
  FrameSet end = scope.race(near_minimum(0.97 * limit), {"gd"}, 2000);
  scope.at_most("GD's gradient with η at 0.97 of 2/λ₁", scope.number_of(end, "gd.gradient"), 1e-8);
  end = scope.race(near_minimum(1.03 * limit), {"gd"}, 2000);
  scope.at_least("GD's gradient with η at 1.03 of 2/λ₁", scope.number_of(end, "gd.gradient"), 1e-2);
}

void newton_is_quadratic(ClaimScope& scope) {
  const FrameSet end = scope.race(near_minimum(0.01, 1e-10), {"newton"}, 100);
  scope.at_most("Newton's steps to a gradient of 1e-10",
                static_cast<double>(scope.steps_of(end, "newton")), 10);
  scope.at_most("gradient reached", scope.number_of(end, "newton.gradient"), 1e-10);
}

void adam_starts_with_its_step_length(ClaimScope& scope) {
  const FrameSet end = scope.race(near_minimum(), {"adam"}, 1);
  const auto* path = std::get_if<CurveData>(end.buffer("adam.path"));
  const double lr = 0.2;  // Adam's own
  scope.at_most("deviation of Adam's first move from η in both coordinates",
                std::max(std::abs(std::abs(path->x[1] - path->x[0]) / lr - 1),
                         std::abs(std::abs(path->y[1] - path->y[0]) / lr - 1)),
                1e-6);
}

const char* const method_page = R"md(
From a start $x_0$ every contender follows the slope of the same function $f$.

- **Gradient descent**: $x_{k+1} = x_k - \eta \nabla f(x_k)$.
- **Momentum** (Polyak): $v_{k+1} = \beta v_k - \eta \nabla f(x_k)$, $x_{k+1} = x_k + v_{k+1}$.
- **Nesterov**: the same with the gradient at $x_k + \beta v_k$.
- **Adam**: $x_{k+1} = x_k - \eta\, \hat m_k / (\sqrt{\hat s_k} + 10^{-8})$, with bias-corrected
  moving averages $\hat m$ of the gradient and $\hat s$ of its square.
- **Newton**: $x_{k+1} = x_k - V \max(|\Lambda|, \delta)^{-1} V^\top \nabla f(x_k)$ with
  $\nabla^2 f = V \Lambda V^\top$, shortened to a longest step: downhill everywhere, and Newton's
  step proper near a minimum.

With *Your own program* a child process computes the function, in any language; the protocol and clients
are in `assets/oracle`. A session never starts a program by itself. All other optimisers are under *Add contender*, their own settings under *More*. Functions for any number
of coordinates, and formulas such as `sum(i = 1..n, x[i]^4)`, are raced in $n$ dimensions; the plane
shows the first two, the others being those of the lowest known minimum, or 0. Where no minimum is
known, $f^*$ is the lowest value that 40 descents from random places of the box have found within it.

## Near a minimum
There $f$ is a quadratic with curvatures $\lambda_1 \ge \dots \ge \lambda_n > 0$. Gradient descent
shrinks the error by $\max_i |1 - \eta \lambda_i|$ a step: it converges only for
$\eta < 2/\lambda_1$, at best by $(\kappa - 1)/(\kappa + 1)$ with $\kappa = \lambda_1/\lambda_n$.
Momentum shrinks it by $\sqrt\beta$ once $\beta$ is large enough, and is stable up to
$\eta < 2 (1 + \beta)/\lambda_1$. Newton squares the error. Work is counted in gradients: a step of
Newton costs five, one for the gradient and two for each column of the Hessian.

## What the check measures
On Himmelblau's function, at the minimum (3, 2) with $\lambda = 54 \pm \sqrt{800}$: the rates above
within 5 %, convergence below and none above $2/\lambda_1$, Newton's steps to a gradient of
$10^{-10}$, and Adam's first move, which is $\eta$ in every coordinate.

## Sources
- B. Polyak, USSR Comp. Math. 4 (1964) 1–17; Y. Nesterov, Dokl. Akad. Nauk SSSR 269 (1983) 543–547.
- D. Kingma and J. Ba, arXiv:1412.6980; J. Nocedal and S. Wright, Numerical Optimization (2006).
- M. Jamil and X.-S. Yang, arXiv:1308.4008 (the functions).
)md";

}  // namespace thalweg::experiments::descent_race

THALWEG_EXPERIMENT(
    descent_race,
    {.title = "Optimiser race",
     .question = "From one start, which way down is the shortest?",
     .try_this = "Drag the start across a ridge: each contender may find another valley.",
     .tags = {"gradient descent", "momentum", "Adam", "Newton", "Himmelblau", "learning rate"},
     .work_unit = "gradients",
     .limit = 2000,
     .story = 90,
     .measure = "gradient",
     .tolerance = "tol",
     .sampled = {"sharpness"},
     .read_outs = {{"gap", "f − f*"}, {"gradient", "‖∇f‖"}, {"distance", "to the minimum"}},
     .contenders = racers(),
     .analyses = {analysis<Landscape>("landscape", "Landscape",
                                      {"function", "formula", "command", "n", "condition"})},
     .claims = {{"Near a minimum the error shrinks by max|1 − η λ| a step, with momentum by √β",
                 linear_rates},
                {"Gradient descent converges below η = 2/λ₁ and not above it", stability_limit},
                {"Newton needs at most ten steps near a minimum", newton_is_quadratic},
                {"Adam's first move is η in every coordinate", adam_starts_with_its_step_length}},
     .method = method_page})
