// The eigenvalues of a network's Hessian while it trains: a bulk at zero and a handful of outliers,
// about as many as classes (Sagun, Evci, Güney, Dauphin, Bottou 2017, arXiv:1706.04454).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/text.hpp"
#include "core/kits/product_cost.hpp"
#include "core/kits/spectra.hpp"
#include "core/math/eigh.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::hessian_spectrum {

using nn::Activation;
using nn::DataChoice;
using nn::LossChoice;

struct Params {
  DataChoice data = DataChoice::blobs;
  int classes = 6, examples = 400, width = 40, depth = 1;
  Activation activation = Activation::tanh;
  LossChoice loss = LossChoice::squared;
  std::int64_t seed = 1;
  std::string folder;
  double lr = 0.3, momentum = 0.9;
  int batch = 0;
  double tol = 0.01, blur = 0.004;
  int every = 50, probes = 8, lanczos = 40;
  NamedNumbers own;
};

void declare(Schema<Params>& s) {
  nn::declare_task(s);
  nn::declare_training(s);
  s.count("every", &Params::every, "Steps between spectra",
          "The spectrum is that of the last multiple of this many steps.",
          {.lo = 10, .hi = 500, .min = 1, .scope = Scope::shared, .more = true});
  s.count(
      "probes", &Params::probes, "Probes",
      "Random vectors over which the density is a mean; its error falls with their root.",
      {.lo = 1, .hi = 32, .when = When::live, .scope = Scope::shared, .more = true, .probe_hi = 8});
  s.count("lanczos", &Params::lanczos, "Lanczos steps",
          "Products with the Hessian a probe; more separate closer eigenvalues.",
          {.lo = 5,
           .hi = 100,
           .min = 2,
           .max = 400,
           .when = When::live,
           .scope = Scope::shared,
           .more = true,
           .probe_hi = 40});
  s.real("blur", &Params::blur, "Blur",
         "Standard deviation by which each eigenvalue is smeared, as a share of their range.",
         {.lo = 1e-3,
          .hi = 0.05,
          .log = true,
          .when = When::live,
          .scope = Scope::shared,
          .more = true});
  for (const char* method : {"adam", "sam"}) {
    optim::declare_own(s, &Params::own, method, method, nn::shared_in_training);
  }
}

struct Problem {
  nn::Task task;
};

Problem pose(const Params& p, const Inputs&, Rng) { return {nn::make_task(p)}; }

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("task", TableData{{"what"}, {{nn::describe(problem.task)}}});
}

constexpr Index followed = 8;  // eigenvalues through training
constexpr double density_floor = 1e-6;

/// Weights of one moment, and their spectrum once somebody has looked.
struct Moment {
  std::int64_t step = 0;
  Vector theta;
  mutable SpectralQuadrature spectrum;
  mutable std::array<int, 2> made_with{};  // probes and Lanczos steps

  void archive(Archive& a, const std::string& name) {
    a.value(name + "_step", step), a.vector(name, theta);
  }
  const SpectralQuadrature& look(const nn::ModelObjective& f, const Params& p) const {
    const std::array<int, 2> asked{p.probes, p.lanczos};
    if (made_with != asked) {
      const LinearOperator hessian = [&](const Vector& v, Vector& out) {
        f.hessian_times(theta, v, out);
      };
      spectrum = spectral_quadrature(hessian, f.dimension(), p.probes, p.lanczos, 1);
      made_with = asked;
    }
    return spectrum;
  }
};

class Training final : public nn::Trainee<Params, Problem> {
 public:
  explicit Training(const Start<Params, Problem>& start)
      : Trainee(start, start.method == "sgd" ? "gd" : start.method),
        limited_(start.method == "gd" || start.method == "sgd") {
    start_ = {0, theta_, {}, {}}, latest_ = middle_ = next_middle_ = start_;
  }

  Outcome step(const Params& p, StepScope& scope) override {
    Outcome outcome = Trainee::step(p, scope);
    if (steps_ % p.every != 0) return outcome;
    latest_ = {steps_, theta_, {}, {}};
    // The spectrum to compare with is from a quarter to a half of the way.
    const std::int64_t round = steps_ / p.every;
    if ((round & (round - 1)) == 0) middle_ = std::exchange(next_middle_, latest_);
    return outcome;
  }

  void archive(Archive& a) override {
    Trainee::archive(a);
    latest_.archive(a, "latest"), middle_.archive(a, "middle"), next_middle_.archive(a, "next");
    if (!a.loading()) return;
    for (Moment* moment : {&latest_, &middle_, &next_middle_}) moment->made_with = {};
  }

  void observe(const Params& p, FrameBuilder& out) const override {
    out.trace("loss", f().value(theta_));
    if (limited_) out.scalar("edge", 2 / p.lr);
    if (out.due("accuracy")) out.trace("accuracy", f().accuracy(theta_));
    if (out.due("sharpness")) trace_top(out);
    if (out.wants("present") || out.wants("trace_of_h")) put_density(p, out);
    if (out.wants("largest")) put_largest(out);
  }

 private:
  void trace_top(FrameBuilder& out) const {
    const RitzPairs top = nn::sharpest(f(), theta_, followed, 40).pairs;
    out.trace("sharpness", top.values[0]);
    for (Index i = 1; i < top.values.size(); ++i) {
      out.trace(fmt::format("lambda_{}", i + 1), top.values[i]);
    }
    out.trace("residual", nn::relative_residual(top));
  }

  Index classes() const { return problem().task.data->targets.cols(); }

  const RitzPairs& largest() const {
    if (largest_of_ != latest_.step) {
      // Enough to see beyond one outlier for each pair of an output and a class.
      const Index count = std::min<Index>(2 * classes() * classes() + 6, 120);
      largest_ = nn::sharpest(f(), latest_.theta, count, 2 * count + 30).pairs;
      largest_of_ = latest_.step;
    }
    return largest_;
  }

  void put_largest(FrameBuilder& out) const {
    const RitzPairs& top = largest();
    out.put("largest", ranked(top));
    out.put("unsure", not_converged(top, nn::sharpness_tolerance));
    out.scalar("gap", static_cast<double>(outliers(top.values)) + 0.5);
    out.scalar("largest_residual", nn::relative_residual(top));
  }

  /// The present density, and the earlier ones where they are of other moments.
  void put_density(const Params& p, FrameBuilder& out) const {
    const SpectralQuadrature& now = latest_.look(f(), p);
    double lo = 0, hi = 0;
    for (const Moment* moment : {&start_, &middle_, &latest_}) {
      for (const Vector& nodes : moment->look(f(), p).nodes) {
        lo = std::min(lo, nodes.minCoeff()), hi = std::max(hi, nodes.maxCoeff());
      }
    }
    const double margin = std::max(0.04 * (hi - lo), 1e-9), width = p.blur * (hi - lo) + 1e-12;
    const Vector at = Vector::LinSpaced(900, lo - margin, hi + margin);
    // Where steps are far from their limit, the line would squeeze the spectrum.
    if (limited_ && 2 / p.lr < 3 * hi) out.scalar("limit", 2 / p.lr);
    CurveData present = density(latest_, p, at, width);
    put_outliers(present, out);
    out.put("present", std::move(present));
    const bool between = middle_.step > start_.step && middle_.step < latest_.step;
    out.put("earlier", between ? density(middle_, p, at, width) : CurveData{});
    out.put("at_the_start",
            latest_.step > start_.step ? density(start_, p, at, width) : CurveData{});
    const Estimate trace = trace_of(now, [](double node) { return node; });
    const Estimate flat =
        trace_of(now, [&](double node) { return std::abs(node) < 0.01 * hi_of(now) ? 1.0 : 0.0; });
    out.scalar("trace_of_h", trace.mean), out.scalar("trace_error", trace.error);
    out.scalar("bulk", flat.mean / static_cast<double>(f().dimension()));
  }

  /// Their number, written at the innermost of them.
  void put_outliers(const CurveData& present, FrameBuilder& out) const {
    const Index count = outliers(largest().values);
    out.scalar("outliers", static_cast<double>(count));
    out.put("note", note_on(present, largest().values[count - 1],
                            fmt::format("{} outliers, {} classes", count, classes())));
  }

  static double hi_of(const SpectralQuadrature& spectrum) {
    double out = 0;
    for (const Vector& nodes : spectrum.nodes) out = std::max(out, nodes.maxCoeff());
    return out;
  }

  CurveData density(const Moment& moment, const Params& p, const Vector& at, double width) const {
    CurveData out = density_curve(moment.look(f(), p), at, width, density_floor);
    out.label = fmt::format("step {}", count_text(moment.step));
    return out;
  }

  Moment start_, latest_, middle_, next_middle_;
  mutable RitzPairs largest_;
  mutable std::int64_t largest_of_ = -1;
  bool limited_;  // plain steps, which 2/η bounds
};

Views views() {
  ViewSpec spectrum = curve("Hessian spectrum", "present");
  spectrum.names = {"present", "earlier", "at_the_start"};
  ViewSpec evolution = trace("Largest eigenvalues while training", "sharpness");
  for (int i = 2; i <= 8; ++i) evolution.names.push_back(fmt::format("lambda_{}", i));
  return {std::move(spectrum)
              .subtitled("stochastic Lanczos quadrature ± standard error; cut off below 1e-6")
              .as(CurveStyle::area)
              .log_y()
              .labels("eigenvalue λ", "density")
              .guide({.vertical = true,
                      .label = "2/η",
                      .name = "limit",
                      .parameter = "lr",
                      .to_parameter = [](double place) { return 2 / place; }})
              .noted("note")
              .with_numbers({{"outliers", "outliers", ReadOut::Format::count},
                             {"bulk", "|λ| < λ₁/100", ReadOut::Format::percent},
                             {"trace_of_h", "tr H"},
                             {"trace_error", "± s.e."}}),
          curve("Largest eigenvalues", "largest")
              .subtitled("± residual; the line is where the largest ratio of neighbours lies")
              .as(CurveStyle::stems)
              .with_error_bars()
              .noted("unsure")
              .labels("rank", "λ")
              .with_numbers({{"largest_residual", "largest residual / λ₁"},
                             {"cost.product_over_gradient_seconds", "time of Hv in gradients"}})
              .guide({.vertical = true, .label = "gap", .name = "gap"}),
          std::move(evolution)
              .subtitled("Lanczos until ‖H u − λ u‖ ≤ 1e-4 λ₁")
              .labels("", "λ")
              .guide({.label = "2/η", .name = "edge"})
              .with_numbers({{"residual", "largest residual / λ₁"}}),
          trace("Loss", "*.loss").log_y().with_tolerance().labels("", "f(θ)"),
          curve("Spectra compared", "*.present")
              .subtitled("of all contenders")
              .log_y()
              .labels("eigenvalue λ", "density"),
          trace("Accuracy", "*.accuracy").labels("", "share of examples")};
}

/// The problem of some settings, for numbers that no contender shows.
Problem posed(int classes, int width) {
  Params p;
  p.classes = classes, p.width = width;
  return pose(p, {}, Rng(0));
}

void quadrature_is_right(ClaimScope& scope) {
  const Problem problem = posed(4, 8);
  Matrix hessian;
  problem.task.objective->hessian(problem.task.start, hessian);
  const Vector exact = eigh(hessian).values;
  const FrameSet end = scope.race({{"classes", std::int64_t{4}},
                                   {"width", std::int64_t{8}},
                                   {"probes", std::int64_t{32}},
                                   {"lanczos", std::int64_t{60}},
                                   {"lr", 1e-9}},
                                  {"gd"}, 1);
  const double error = scope.number_of(end, "gd.trace_error");
  scope.at_most("tr H by 32 probes from the exact one, in standard errors",
                std::abs(scope.number_of(end, "gd.trace_of_h") - exact.sum()) / error, 4);
  const auto& largest = std::get<CurveData>(*end.buffer("gd.largest"));
  double worst = 0;
  for (Index i = 0; i < 6; ++i) {
    const double known = exact[exact.size() - 1 - i];
    worst = std::max(worst, std::abs(largest.y[static_cast<std::size_t>(i)] / known - 1));
  }
  scope.at_most("relative error of the six largest eigenvalues", worst, 1e-6);
}

FrameSet clouds(ClaimScope& scope, int classes, int width, std::int64_t seed, const char* loss) {
  return scope.race({{"classes", std::int64_t{classes}},
                     {"width", std::int64_t{width}},
                     {"examples", std::int64_t{400}},
                     {"every", std::int64_t{10}},
                     {"probes", std::int64_t{2}},
                     {"lr", 0.01},
                     {"tol", 0.02},
                     {"seed", seed},
                     {"loss", std::string(loss)}},
                    {"adam"}, 400);
}

void outliers_count_the_classes(ClaimScope& scope) {
  double pairs = 0, away = 0;
  for (int classes = 2; classes <= 6; ++classes) {
    for (std::int64_t seed = 0; seed < 2; ++seed) {
      const FrameSet squared = clouds(scope, classes, 40, seed, "squared");
      pairs += scope.number_of(squared, "adam.outliers") == classes * classes ? 1 : 0;
      const FrameSet entropy = clouds(scope, classes, 40, seed, "cross_entropy");
      away += std::abs(scope.number_of(entropy, "adam.outliers") - classes) / 10;
    }
  }
  scope.at_least("cases of ten with k² outliers, squared error, k = 2 … 6 clouds", pairs, 9);
  scope.at_most("mean distance of their number from k, cross-entropy", away, 1.5);
}

void width_feeds_the_bulk(ClaimScope& scope) {
  for (const int width : {20, 60}) {
    const FrameSet end = clouds(scope, 4, width, 0, "squared");
    scope.at_least(fmt::format("share of eigenvalues below λ₁/100, width {}", width),
                   scope.number_of(end, "adam.bulk"), 0.6);
    scope.at_most(fmt::format("outliers of 4 clouds less 16, width {}", width),
                  std::abs(scope.number_of(end, "adam.outliers") - 16), 0);
  }
}

const char* const method_page = R"md(
The Hessian $H = \nabla^2 f$ of a network's loss has as many eigenvalues as the network has parameters.
Nearly all are close to zero: directions in which the loss is flat. A few stand far out, and their
number is told by the classes $k$: about $k$ for cross-entropy, $k^2$ in $k$ groups for squared error.
Widen the network and the pile at zero grows; add a class and more eigenvalues step out.

With the outputs $z$ of the network,
$H = \frac1n \sum_i J_i^\top (\nabla_z^2 \ell_i) J_i + \frac1n \sum_i \sum_c \frac{\partial \ell_i}{\partial z_c} \nabla^2 z_c$.
At small loss the second sum vanishes. The first is a covariance of gradients of the outputs, and
those of one output over one class resemble each other: hence an outlier for each pair of an output
and a class, of which cross-entropy keeps those that matter.

## Stochastic Lanczos quadrature
$H$ is never formed. From a random vector $v$ of norm 1, $m$ Lanczos steps give a small tridiagonal
$T$; with its eigenvalues $\theta_j$ and the squared first entries $\tau_j$ of its eigenvectors,
$v^\top g(H) v \approx \sum_j \tau_j g(\theta_j)$. The mean over probes $v$ estimates
$\frac1n \mathrm{tr}\, g(H)$; with a narrow bell for $g$ that is the density shown, and with
$g(\lambda) = \lambda$ the trace, with its standard error over probes. Each product with $H$ is exact, by
automatic differentiation, and costs one to two gradients: the ratio measured on this machine stands
beside the largest eigenvalues.

The spectrum is that of the last multiple of *Steps between spectra*; each curve is named by its step.
The bands are one standard error over the probes to either side.

The largest eigenvalues come from restarted Lanczos, until $\|H u - \lambda u\| \le 10^{-4} \lambda_1$ for
each, or 8 rounds have passed; the residual reached stands beside them, and an eigenvalue of $H$ lies
within it.

## What the check measures
The quadrature against the exact spectrum of a small network; that the largest ratio of neighbours
lies after $k^2$ eigenvalues for $k$ clouds and squared error, and near $k$ for cross-entropy;
that the bulk, not the number of outliers, grows with the width.

## Sources
- L. Sagun, U. Evci, V. U. Güney, Y. Dauphin, L. Bottou, arXiv:1706.04454.
- S. Ubaru, J. Chen, Y. Saad, SIAM J. Matrix Anal. Appl. 38 (2017) 1075–1099.
- B. Ghorbani, S. Krishnan, Y. Xiao, arXiv:1901.10159 (densities of networks).
)md";

}  // namespace thalweg::experiments::hessian_spectrum

THALWEG_EXPERIMENT(
    hessian_spectrum,
    {.title = "Spectrum of a Hessian",
     .paper = "arXiv:1706.04454",
     .authors = "Sagun, Evci, Güney, Dauphin, Bottou",
     .question = "In how many directions is a trained network not flat?",
     .try_this = "Add a class: a whole group of eigenvalues steps out of the bulk.",
     .tags = {"Hessian", "eigenvalues", "Lanczos", "neural network", "density", "sharpness"},
     .step_unit = "step",
     .work_unit = "gradients",
     .limit = 4000,
     .story = 600,
     .measure = "loss",
     .tolerance = "tol",
     .sampled = {"sharpness", "accuracy"},
     .read_outs =
         {{"loss", "loss"}, {"sharpness", "λ₁"}, {"outliers", "outliers"}, {"trace_of_h", "tr H"}},
     .contenders = {contender<Training>("gd", "Gradient descent"),
                    contender<Training>("sgd", "SGD, b = 16",
                                        {.overrides = {{"batch", std::int64_t{16}}}}),
                    contender<Training>("adam", "Adam", {.overrides = {{"lr", 0.003}}}),
                    contender<Training>("momentum", "Momentum", {.starts = false}),
                    contender<Training>("sam", "SAM", {.starts = false})},
     .analyses = {analysis<nn::ProductCost<Params, Problem>>("cost", "Cost of a product")},
     .claims = {{"Lanczos and its quadrature give the exact spectrum", quadrature_is_right},
                {"The number of outliers is told by the classes", outliers_count_the_classes},
                {"A wider network has more flat directions, not more outliers",
                 width_feeds_the_bulk}},
     .method = method_page})
