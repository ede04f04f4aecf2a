// Training by gradient descent drives the largest curvature up to 2/η and then holds it there: the
// edge of stability (Cohen, Kaur, Li, Kolter, Talwalkar 2021, arXiv:2103.00065).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/kits/network.hpp"
#include "core/optim/first_order.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::edge_of_stability {

using nn::Activation;
using nn::DataChoice;
using nn::LossChoice;

struct Params {
  double lr = 0.2, momentum = 0.9;
  int batch = 0;
  double tol = 1e-3;
  DataChoice data = DataChoice::spirals;
  int classes = 3, examples = 300, width = 32, depth = 2;
  Activation activation = Activation::tanh;
  LossChoice loss = LossChoice::squared;
  std::int64_t seed = 1;
  std::string folder;
  NamedNumbers own;
};

/// Those beside plain steps: not the ones that need a whole Hessian or a population, and not those
/// that want to know the layers.
std::vector<optim::OptimiserRow> others() {
  return optim::optimisers_without({"gd", "sgd", "newton", "cubic", "gns", "levenberg_marquardt",
                                    "nelder_mead", "cma_es", "consensus", "lamb", "adamp", "sgdp"});
}

void declare(Schema<Params>& s) {
  nn::declare_training(s);
  nn::declare_task(s);
  for (const optim::OptimiserRow& row : others()) {
    optim::declare_own(s, &Params::own, row.key, row.key, nn::shared_in_training);
  }
}

struct Problem {
  nn::Task task;
};

Problem pose(const Params& p, const Inputs&, Rng) { return {nn::make_task(p)}; }

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("task", TableData{{"what"}, {{nn::describe(problem.task)}}});
}

/// The optimiser of a method: plain steps but for the ones that have a name of their own.
std::string rule_of(const std::string& method) {
  return method == "half" || method == "sgd" ? "gd" : method;
}

/// η λ₁ up to which a quadratic is descended; 0 where no bound is known.
double bound_of(const std::string& rule, double momentum) {
  if (rule == "gd") return 2;
  if (rule == "momentum") return 2 * (1 + momentum);
  if (rule == "nesterov") return 2 * (1 + momentum) / (1 + 2 * momentum);
  return 0;
}

class Training final : public nn::Trainee<Params, Problem> {
 public:
  explicit Training(const Start<Params, Problem>& start)
      : Trainee(start, rule_of(start.method)), rule_(rule_of(start.method)) {}

  void observe(const Params& p, FrameBuilder& out) const override {
    out.trace("loss", f().value(theta_));
    const double bound = bound_of(rule_, p.momentum);
    if (bound > 0 || rule_ == "sam") out.scalar("edge", 2 / p.lr);
    const bool due = out.due("sharpness"), cut = out.wants("cut");
    if (out.due("accuracy")) out.trace("accuracy", f().accuracy(theta_));
    if (!due && !cut) return;
    const RitzPairs& top = curvature();
    if (due) {
      out.trace("residual", nn::relative_residual(top));
      Vector gradient;
      f().gradient(theta_, gradient);
      out.trace("sharpness", top.values[0]);
      if (top.values.size() > 1) out.trace("second", top.values[1]);
      if (bound > 0) out.trace("share", p.lr * top.values[0] / bound);
      if (const auto adam = share_of_adam(p.lr)) out.trace("share", *adam);
      const double along = top.vectors.row(0).dot(gradient);
      out.trace("alignment", std::pow(along / std::max(gradient.norm(), 1e-300), 2));
    }
    if (cut) put_cut(p, out);
  }

 private:
  static constexpr Index basis = 24;  // vectors of Lanczos' method between restarts

  /// Recomputed when the weights have moved.
  const RitzPairs& curvature() const {
    if (at_.size() == 0 || at_ != theta_)
      at_ = theta_, top_ = nn::sharpest(f(), theta_, 2, basis).pairs;
    return top_;
  }

  /// For Adam and AdamW after a step: η times the largest eigenvalue of P^(-1/2) H P^(-1/2) with
  /// P = diag(√ŝ + ε), over 2 (1 + β₁)/(1 − β₁) (Cohen et al. 2022, arXiv:2207.14484).
  std::optional<double> share_of_adam(double lr) const {
    const auto* adam = dynamic_cast<const optim::Adam*>(optimiser_.get());
    if (!adam || adam->steps == 0 || (rule_ != "adam" && rule_ != "adamw")) return {};
    const double weight = 1 - std::pow(adam->beta2, static_cast<double>(adam->steps));
    const Vector scale = ((adam->square / weight).array().sqrt() + adam->epsilon).rsqrt().matrix();
    Vector scaled;
    const LinearOperator preconditioned = [&](const Vector& v, Vector& out) {
      scaled = scale.cwiseProduct(v);
      f().hessian_times(theta_, scaled, out);
      out = out.cwiseProduct(scale);
    };
    const Eigenpairs top = eigenpairs(preconditioned, theta_.size(), 1,
                                      {.tolerance = nn::sharpness_tolerance,
                                       .basis = basis,
                                       .most_products = 8 * static_cast<int>(basis)});
    return lr * top.pairs.values[0] * (1 - adam->beta1) / (2 * (1 + adam->beta1));
  }

  /// The loss along the sharpest direction, and the parabola that two derivatives foretell.
  void put_cut(const Params& p, FrameBuilder& out) const {
    const Vector direction = curvature().vectors.row(0);
    const double curvature_here = curvature().values[0];
    Vector gradient;
    f().gradient(theta_, gradient);
    const double slope = direction.dot(gradient), value = f().value(theta_);
    // At least three steps of gradient descent to either side.
    const double reach = std::max(3 * p.lr * std::abs(slope), 0.6);
    CurveData loss, parabola;
    for (int i = -12; i <= 12; ++i) {
      const double t = reach * i / 12;
      loss.x.push_back(t), loss.y.push_back(f().value(theta_ + t * direction));
      parabola.x.push_back(t);
      parabola.y.push_back(value + slope * t + 0.5 * curvature_here * t * t);
    }
    out.put("cut", std::move(loss)), out.put("parabola", std::move(parabola));
  }

  std::string rule_;
  mutable Vector at_;
  mutable RitzPairs top_;
};

std::vector<Method> trainers() {
  std::vector<Method> out = {
      contender<Training>("gd", "Gradient descent"),
      contender<Training>("half", "Half the step", {.overrides = {{"lr", 0.1}}}),
      contender<Training>("sgd", "SGD, b = 16", {.overrides = {{"batch", std::int64_t{16}}}})};
  const std::pair<std::string_view, double> own_lr[] = {
      {"momentum", 0.05}, {"nesterov", 0.05}, {"adagrad", 0.02},  {"rmsprop", 0.002},
      {"adam", 0.005},    {"adamw", 0.005},   {"amsgrad", 0.005}, {"nadam", 0.005},
      {"lion", 0.001},    {"diffgrad", 0.01}, {"adamhd", 0.005},  {"adahessian", 0.05},
      {"mfac", 1e-4}};
  for (const optim::OptimiserRow& row : others()) {
    ContenderOptions options{.doc = row.source, .starts = false};
    for (const auto& [method, lr] : own_lr) {
      if (method == row.key) options.overrides = {{"lr", lr}};
    }
    out.push_back(contender<Training>(row.key, row.name, options));
  }
  return out;
}

Views views() {
  const Guide edge{
      .label = "2/η", .name = "edge", .parameter = "lr", .to_parameter = [](double place) {
        return 2 / place;
      }};
  return {trace("Sharpness", "*.sharpness")
              .subtitled("λ₁ of the Hessian against 2/η of the focus")
              .labels("", "λ₁")
              .guide(edge)
              .with_numbers({{"residual", "residual / λ₁"}}),
          trace("Loss", "*.loss").log_y().with_tolerance().labels("", "f(θ)"),
          trace("Sharpness over its limit", "*.share")
              .subtitled("1 is the edge of each contender's own stability")
              .labels("", "λ₁ / limit")
              .guide({.lo = 1, .hi = 1, .label = "edge"}),
          trace("Gradient in the sharpest direction", "*.alignment")
              .subtitled("share of ‖∇f‖²")
              .labels("", "(u₁ · ∇f)² / ‖∇f‖²"),
          [] {
            ViewSpec cut = curve("Across the valley", "cut");
            cut.names.emplace_back("parabola");
            return std::move(cut)
                .subtitled("loss along the sharpest direction, and its parabola")
                .labels("t", "f(θ + t u₁)")
                .guide({.vertical = true, .label = "now"});
          }(),
          trace("Second curvature", "*.second").subtitled("λ₂").labels("", "λ₂").guide(edge),
          trace("Accuracy", "*.accuracy").labels("", "share of examples")};
}

const Trace& series(const FrameSet& end, const std::string& key, const std::string& name) {
  return *end.contender(key)->frame->trace(name);
}

/// Mean of the samples of a series from `first` steps on.
double late_mean(const Trace& samples, std::int64_t first) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].step >= first) sum += samples[i].value, ++count;
  }
  return count > 0 ? sum / count : 0;
}

void sharpness_settles_at_the_edge(ClaimScope& scope) {
  for (const double lr : {0.15, 0.2}) {
    const FrameSet end = scope.race({{"lr", lr}, {"tol", 1e-6}}, {"gd"}, 1000);
    const double ratio = late_mean(series(end, "gd", "share"), 600);
    scope.at_least(fmt::format("λ₁ η/2 in the last 400 of 1000 steps, η = {}", lr), ratio, 0.95);
    scope.at_most(fmt::format("the same, η = {}", lr), ratio, 1.15);
  }
}

void loss_falls_on_the_edge(ClaimScope& scope) {
  const FrameSet end = scope.race({{"lr", 0.2}, {"tol", 1e-6}}, {"gd"}, 1000);
  const Trace& loss = series(end, "gd", "loss");
  double rises = 0;
  for (std::size_t i = 600; i + 1 < loss.size(); ++i) rises += loss[i + 1].value > loss[i].value;
  scope.at_least("steps of the last 400 in which the loss rises", rises, 40);
  const auto highest = [&](std::size_t first) {
    double out = 0;
    for (std::size_t i = first; i < first + 100; ++i) out = std::max(out, loss[i].value);
    return out;
  };
  scope.at_most("highest loss of the last 100 steps over that of steps 300 … 400",
                highest(900) / highest(300), 0.9);
}

void a_shorter_step_lets_it_rise(ClaimScope& scope) {
  const FrameSet end = scope.race({{"lr", 0.05}, {"tol", 1e-6}}, {"gd"}, 2000);
  const Trace& sharpness = series(end, "gd", "sharpness");
  scope.at_least("λ₁ of η = 0.05 after 2000 steps over 2/0.2", sharpness.back().value / (2 / 0.2),
                 1.2);
  scope.at_least("its growth since the start", sharpness.back().value / sharpness[0].value, 2);
  const Trace& loss = series(end, "gd", "loss");
  double rises = 0;
  for (std::size_t i = 0; i + 1 < loss.size(); ++i) rises += loss[i + 1].value > loss[i].value;
  scope.at_most("steps in which the loss rises below the edge", rises, 0);
}

void adam_settles_at_its_own_edge(ClaimScope& scope) {
  for (const double beta : {0.9, 0.8}) {
    const FrameSet end = scope.race({{"adam.beta1", beta}, {"tol", 1e-6}}, {"adam"}, 1500);
    const double ratio = late_mean(series(end, "adam", "share"), 800);
    scope.at_least(fmt::format("sharpness scaled as its steps over the limit, β₁ = {}", beta),
                   ratio, 0.9);
    scope.at_most(fmt::format("the same, β₁ = {}", beta), ratio, 1.1);
  }
}

const char* const method_page = R"md(
A quadratic of largest curvature $\lambda_1$ is descended by $\theta \leftarrow \theta - \eta \nabla f$
only while $\lambda_1 < 2/\eta$. Networks do not choose a safe place and stay there:

- **Progressive sharpening.** While $\lambda_1 < 2/\eta$ training drives $\lambda_1$ up.
- **Edge of stability.** At $2/\eta$ it stops rising. The iterate bounces across the valley along the
  sharpest direction, the loss goes up as often as down from one step to the next, and yet falls over
  many steps. The bouncing itself, by the third derivative, holds the curvature down.

Shorten $\eta$ while it runs and the edge moves away: $\lambda_1$ follows it.

- **Momentum** has its edge at $2(1 + \beta)/\eta$, **Nesterov** at $2(1+\beta)/((1+2\beta)\eta)$.
- **SGD**, with small minibatches, stays below the edge: noise alone keeps to flatter places.
- **Adam** and **AdamW** have theirs at $2 (1 + \beta_1)/((1 - \beta_1) \eta)$, not for $H$ but for
  $P^{-1/2} H P^{-1/2}$ with $P = \mathrm{diag}(\sqrt{\hat s} + \epsilon)$, the scaling of their steps:
  *Sharpness over its limit* shows it, while $\lambda_1$ of $H$ itself may go on rising.
- **SAM** looks for the worst place nearby and settles lower still.

## What is measured
$\lambda_1$ and its direction $u_1$ come from Lanczos' method, restarted every 24 exact products with the
Hessian of the loss on all examples until $\|H u - \lambda u\| \le 10^{-4} \lambda_1$ for the first two, at
most 8 times; the residual reached stands beside the figure. $\lambda_1$ is sampled ever more thinly as a run grows
long. *Across the valley* shows the loss along $u_1$ at the shown moment beside the parabola
$f + g t + \lambda_1 t^2/2$: where they part, the third derivative speaks.

## What the check measures
Over the last 400 of 1000 steps $\lambda_1 \eta/2$ is between 0.95 and 1.15, for two step lengths; the
loss rises in many of these steps and yet is lower than 600 steps before; with a shorter step it never rises, and
$\lambda_1$ passes the edge of the longer one. Adam's scaled sharpness is between 0.9 and 1.1 of its limit
over the last 700 of 1500 steps, for two memories $\beta_1$.

## Sources
- J. Cohen, S. Kaur, Y. Li, J. Z. Kolter, A. Talwalkar, arXiv:2103.00065.
- A. Damian, E. Nichani, J. Lee, arXiv:2209.15594 (why it holds itself there).
- J. Cohen, B. Ghorbani, S. Krishnan et al., arXiv:2207.14484 (adaptive methods).
- P. Foret, A. Kleiner, H. Mobahi, B. Neyshabur, arXiv:2010.01412 (SAM).
)md";

}  // namespace thalweg::experiments::edge_of_stability

THALWEG_EXPERIMENT(
    edge_of_stability,
    {.title = "Edge of stability",
     .paper = "arXiv:2103.00065",
     .authors = "Cohen, Kaur, Li, Kolter, Talwalkar",
     .question = "Why does training not blow up when its steps are too long for the curvature?",
     .try_this =
         "Drag the line 2/η up while it runs: the edge moves away, and the sharpness follows it.",
     .tags = {"sharpness", "gradient descent", "Hessian", "learning rate", "neural network",
              "progressive sharpening"},
     .step_unit = "step",
     .work_unit = "gradients",
     .limit = 3000,
     .story = 700,
     .measure = "loss",
     .tolerance = "tol",
     .sampled = {"sharpness", "accuracy"},
     .read_outs = {{"loss", "loss"}, {"sharpness", "λ₁"}, {"edge", "2/η"}},
     .contenders = trainers(),
     .claims = {{"The sharpness settles at 2/η", sharpness_settles_at_the_edge},
                {"On the edge the loss rises often and falls in the long run",
                 loss_falls_on_the_edge},
                {"Shorter steps let the sharpness rise further, without bouncing",
                 a_shorter_step_lets_it_rise},
                {"Adam's sharpness, scaled as its steps, settles at an edge of its own",
                 adam_settles_at_its_own_edge}},
     .method = method_page})
