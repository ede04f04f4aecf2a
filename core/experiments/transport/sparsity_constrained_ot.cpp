// Plans with at most k entries a column: from unregularised (k = 1) to quadratic transport (k = n).
// Sparsity-constrained optimal transport (Liu, Puigcerver, Blondel 2023, arXiv:2209.15466).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "core/data/digits.hpp"
#include "core/kits/optimiser.hpp"
#include "core/kits/transport.hpp"
#include "core/kits/transport_exact.hpp"
#include "core/kits/transport_quadratic.hpp"
#include "core/transport/examples.hpp"

namespace thalweg::experiments::sparsity_constrained_ot {

using transport::Formulation;
using transport::NegativeDual;
using transport::Potentials;
using transport::Problem;
using transport::SparseDual;
using transport::SparsityConstraint;

enum class Choice { clouds, densities, router };

struct Params {
  Choice problem = Choice::clouds;
  int n = 20, m = 20;
  std::int64_t seed = 0;
  int k = 2;
  double gamma = 1;
  Formulation formulation = Formulation::semi_dual;
  double lr = 0.01, eta = 200, tol = 1e-6;
};

void declare(Schema<Params>& s) {
  s.choice("problem", &Params::problem, "Source → target", "What is carried to what.",
           {.choices = {{"clouds", "two point clouds"},
                        {"densities", "two mixtures on a line"},
                        {"router", "tokens to experts"}}});
  CountSpec points{.lo = 4, .hi = 300, .min = 2, .probe_hi = 24};
  s.count("n", &Params::n, "Sources n", "Points, bins or tokens: rows of the plan.", points);
  points.applies = [](const Settings& r) { return value_text(r.at("problem")) != "densities"; };
  s.count("m", &Params::m, "Targets m", "Points or experts: columns of the plan.", points);
  s.preset("problem", "densities", {{"n", std::int64_t{64}}, {"k", std::int64_t{3}}});
  s.preset("problem", "router",
           {{"n", std::int64_t{64}}, {"m", std::int64_t{8}}, {"k", std::int64_t{10}}});
  s.seed("seed", &Params::seed, "Seed", "Of clouds and experts.", {.lo = 0, .hi = 1e6});
  CountSpec k{.lo = 1, .hi = 20, .max = 300, .when = When::live, .scope = Scope::shared};
  k.key = true;
  s.count("k", &Params::k, "Entries a column k",
          "Most sources that a target may draw from. Live: the ascent goes on from its potentials.",
          k);
  RealSpec live{.lo = 1e-3, .hi = 10, .min = 1e-6, .max = 1e4, .log = true, .when = When::live};
  live.scope = Scope::shared;
  s.real("gamma", &Params::gamma, "Regularisation γ", "Weight of γ/2 ‖T‖²: large spreads the mass.",
         live);
  s.choice("formulation", &Params::formulation, "Formulation",
           "The semi-dual has the sources' potentials alone, and exact column sums.",
           {.choices = {{"semi_dual", "semi-dual"}, {"dual", "dual"}}, .scope = Scope::shared});
  live.method = "adam", live.lo = 1e-4, live.hi = live.max = 1;
  s.real("lr", &Params::lr, "Step length", "Of Adam, over 1 + step/500.", live);
  live.method = "sinkhorn", live.lo = 1, live.hi = 5000, live.max = 1e5;
  s.real("eta", &Params::eta, "Sharpness η = 1/ε", "Of the entropic plan, for contrast.", live);
  live.method = "", live.lo = live.min = 1e-12, live.hi = live.max = 1e-2, live.more = true;
  s.real("tol", &Params::tol, "Tolerance", "Marginal error at which a plan is taken as found.",
         live);
}

/// 64-pixel digits as tokens, and experts in random directions of their space. A token costs less
/// with an expert that it is like; costs are shifted to at least 0.
Problem router(const Params& p, Rng rng) {
  const std::vector<data::DigitImage>& digits = data::digits();
  Matrix tokens(p.n, 64), experts(p.m, 64);
  for (Index i = 0; i < p.n; ++i) {
    tokens.row(i) = Eigen::Map<const Eigen::RowVectorXd>(
        digits[static_cast<std::size_t>(i) % digits.size()].pixels.data(), 64);
  }
  for (double& value : experts.reshaped()) value = rng.normal();
  tokens.rowwise() -= tokens.colwise().mean().eval();
  const Matrix likeness = tokens * experts.transpose();
  return transport::from_cost(likeness.maxCoeff() - likeness.array());
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  if (p.problem == Choice::router) return router(p, rng);
  if (p.problem == Choice::densities) return transport::example_densities(p.n);
  const transport::Clouds drawn = transport::example_clouds(std::max(p.n, p.m), rng);
  return transport::pose_clouds({drawn.source.topRows(p.n), drawn.target.topRows(p.m)}, inputs);
}

void observe(const Problem& problem, FrameBuilder& out) {
  transport::observe_problem(problem, out);
}

SparsityConstraint constraint_of(const Params& p) { return {p.gamma, p.k}; }

/// Ascent of the dual or semi-dual by an optimiser of the table.
class Ascent final : public transport::Solver<Params> {
 public:
  explicit Ascent(const Start<Params, Problem>& start)
      : Solver(start),
        method_(start.method),
        formulation_(start.params.formulation),
        rule_(optim::make_optimiser(method_)),
        x_(Vector::Zero(dual(start.params).dimension())),
        error_(std::numeric_limits<double>::quiet_NaN()) {}

  Outcome step(const Params& p, StepScope& scope) override {
    if (p.k != k_ || p.gamma != gamma_) begin(p, scope);
    const NegativeDual f = dual(p);
    const auto columns = static_cast<double>(problem().m());
    // Gradients change at most m/γ times as fast as α does.
    if (method_ == "gd") optim::set_parameter(*rule_, "lr", p.gamma / columns);
    if (method_ == "adam")
      optim::set_parameter(*rule_, "lr", p.lr / (1 + static_cast<double>(steps_) / 500));
    const optim::Work work = rule_->step(f, x_);
    scope.add_work(work.values + work.gradients);
    ++steps_;
    const SparseDual now = f.look(x_);
    error_ = transport::marginal_error(problem(), now.plan).sum();
    since_best_ = now.value > best_ + 1e-12 * (1 + std::abs(best_)) ? 0 : since_best_ + 1;
    best_ = std::max(best_, now.value);
    if (since_best_ < patience() || error_ <= p.tol) return Outcome::proceed();
    return Outcome::exhausted(
        fmt::format("the dual rises no more and the marginals miss by {}: its optimum is a tie "
                    "between the k-th entry of a column and the next",
                    real_text(error_)));
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    Solver::observe(p, out);
    const SparseDual now = dual(p).look(x_);
    if (has_stepped()) out.trace("value", now.value);
    const auto entries = (now.plan.array() > 1e-12).colwise().count().eval();
    out.trace("entries", static_cast<double>(entries.sum()));
    out.scalar("most_entries", p.k);
    if (!out.wants("column_entries")) return;
    CurveData counts;
    for (Index j = 0; j < entries.size(); ++j) {
      counts.x.push_back(static_cast<double>(j));
      counts.y.push_back(static_cast<double>(entries[j]));
    }
    out.put("column_entries", std::move(counts));
  }
  void archive(Archive& a) override {
    const Index size = x_.size();
    a.vector("x", x_), a.value("steps", steps_), a.value("k", k_), a.value("gamma", gamma_);
    a.value("error", error_), a.value("best", best_), a.value("since_best", since_best_);
    optim::archive_state(*rule_, a);
    if (x_.size() != size) throw BadFile("The potentials are of another size", method_);
  }
  bool adopt(const Params& p, const Problem&) override {
    k_ = 0;  // begins anew
    return x_.size() == dual(p).dimension();
  }

 protected:
  Potentials potentials() const override {
    return NegativeDual(problem(), {}, formulation_).potentials(x_);
  }
  double error() const override { return error_; }
  bool has_stepped() const override { return steps_ > 0; }
  bool entropic() const override { return false; }
  Matrix present_plan(const Params& p, const Potentials&) const override {
    return dual(p).look(x_).plan;
  }
  double dual_gap(const Params& p, const Potentials&, const Matrix&,
                  const Matrix& rounded) const override {
    return sparse_primal(problem(), constraint_of(p), rounded) - dual(p).look(x_).value;
  }

 private:
  NegativeDual dual(const Params& p) const { return {problem(), constraint_of(p), formulation_}; }
  std::int64_t patience() const { return method_ == "lbfgs" ? 5 : 400; }

  /// Another dual: what the optimiser remembers of the last one is void; the potentials stay.
  void begin(const Params& p, StepScope& scope) {
    rule_ = optim::make_optimiser(method_);
    k_ = p.k, gamma_ = p.gamma, since_best_ = 0;
    best_ = -std::numeric_limits<double>::infinity();
    const Index least = (problem().n() + problem().m() - 1) / problem().m();
    if (p.k >= least) return;
    scope.advise({fmt::format("{} columns of {} entries reach {} of {} sources: some can send "
                              "nothing, and the rows cannot fit.",
                              problem().m(), p.k, problem().m() * p.k, problem().n()),
                  {{.button = fmt::format("k → {}", least),
                    .parameter = "k",
                    .value = static_cast<std::int64_t>(least)}}});
  }

  std::string method_;
  Formulation formulation_;
  std::unique_ptr<optim::Optimiser> rule_;
  Vector x_;
  std::int64_t steps_ = 0, since_best_ = 0;
  int k_ = 0;
  double gamma_ = 0, error_, best_ = -std::numeric_limits<double>::infinity();
};

/// The best semi-dual value of every k, by Adam from the last k's potentials.
class EveryK final : public Analysis<Params, Problem> {
 public:
  explicit EveryK(std::shared_ptr<const Problem> posed)
      : Analysis(posed), alpha_(Vector::Zero(posed->n())) {}
  bool refine(const Params& p, StepScope&) override {
    const SparsityConstraint constraint{p.gamma, static_cast<Index>(values_.x.size()) + 1};
    const NegativeDual f(problem(), constraint, Formulation::semi_dual);
    const Index slice = std::max<Index>(1, 150000 / problem().cost.size());
    for (Index i = 0; i < slice && steps_ < most_steps; ++i, ++steps_) {
      optim::set_parameter(*rule_, "lr", 0.01 / (1 + steps_ / 200.0));
      rule_->step(f, alpha_);
      const SparseDual now = f.look(alpha_);
      best_ = std::max(best_, now.value);
      error_ = transport::marginal_error(problem(), now.plan).sum();
    }
    if (steps_ < most_steps) return false;
    values_.x.push_back(static_cast<double>(constraint.k)), values_.y.push_back(best_);
    errors_.x.push_back(values_.x.back()), errors_.y.push_back(error_);
    rule_ = optim::make_optimiser("adam"), steps_ = 0;
    best_ = -std::numeric_limits<double>::infinity();
    return constraint.k >= std::min<Index>(largest_k, problem().n());
  }
  void observe(const Params&, FrameBuilder& out) const override {
    if (values_.x.empty()) return;
    out.put("values", values_), out.put("errors", errors_);
  }

 private:
  static constexpr int most_steps = 1500, largest_k = 8;
  Vector alpha_;
  std::unique_ptr<optim::Optimiser> rule_ = optim::make_optimiser("adam");
  CurveData values_, errors_;
  int steps_ = 0;
  double best_ = -std::numeric_limits<double>::infinity(), error_ = 0;
};

Views views() {
  return {displacement("Transport", "displacement")
              .when_empty("Tokens and experts have no positions in the plane"),
          curve("Entries a column", "column_entries")
              .as(CurveStyle::stems)
              .guide({.label = "k", .name = "most_entries"})
              .labels("target j", "entries > 0")
              .when_empty("of the ascents with at most k"),
          trace("Dual value", "*.value").labels("", "dual"),
          trace("Marginal error", "*.error").log_y().with_tolerance(),
          curve("Optimal value against k", "every_k.values")
              .subtitled("the price of sparsity")
              .labels("k", "dual"),
          heatmap("Plan", "plan").labels("target j", "source i"),
          heatmap("Quadratic plan", "quadratic.plan").labels("target j", "source i"),
          heatmap("Entropic plan", "sinkhorn.plan").labels("target j", "source i"),
          curve("Marginal error left at each k", "every_k.errors").log_y().labels("k", "‖T1 − a‖₁"),
          points("Point clouds", {"source_points", "target_points"})
              .drag("*")
              .when_empty("Choose the problem 'two point clouds' to draw here")};
}

const MatrixData& plan_of(const FrameSet& end, const std::string& key) {
  return std::get<MatrixData>(*end.buffer(key + ".plan"));
}

void at_most_k_entries(ClaimScope& scope) {
  for (std::int64_t k = 1; k <= 5; ++k) {
    for (const std::int64_t steps : {1, 3, 40}) {
      const FrameSet end = scope.race({{"k", k}, {"gamma", 1.0}}, {"lbfgs"}, steps);
      const MatrixData& plan = plan_of(end, "lbfgs");
      double most = 0, off = 0;
      for (std::int64_t j = 0; j < plan.cols; ++j) {
        double entries = 0, sum = 0;
        for (std::int64_t i = 0; i < plan.rows; ++i) {
          entries += plan.at(i, j) > 1e-12, sum += plan.at(i, j);
        }
        most = std::max(most, entries), off = std::max(off, std::abs(sum - 0.05));
      }
      const std::string which = fmt::format(", k = {}, step {}", k, steps);
      scope.at_most("entries of a column" + which, most, static_cast<double>(k));
      scope.at_most("column sums against the masses" + which, off, 1e-12);
    }
  }
}

void from_exact_to_quadratic(ClaimScope& scope) {
  double last = 0;
  for (const std::int64_t k : {1, 2, 3, 4, 6, 20}) {
    const Settings settings{{"k", k}, {"gamma", 1.0}, {"tol", 1e-9}};
    const FrameSet end = scope.race(settings, {"adam"}, 6000);
    const double value = scope.number_of(end, "adam.value");
    if (k > 1)
      scope.at_most(fmt::format("value at k = {} above that before", k), value - last, 1e-5);
    last = value;
    if (k > 1) continue;
    const FrameSet best = scope.race(settings, {"exact"}, 1);
    const double unregularised = value - 0.5 * 20 * 0.05 * 0.05;
    const double exact = scope.number_of(best, "exact.cost");
    scope.at_most("k = 1: value − γ/2 Σ b² above the exact cost", unregularised - exact, 1e-12);
    scope.at_most("k = 1: the same, share missing", (exact - unregularised) / exact, 1e-3);
  }
  const Settings settings{{"k", std::int64_t{20}}, {"gamma", 1.0}, {"tol", 1e-10}};
  const FrameSet end = scope.race(settings, {"lbfgs", "quadratic"}, 5000);
  scope.at_most(
      "k = n: semi-dual against quadratic transport, by rows and columns in turn",
      std::abs(scope.number_of(end, "lbfgs.value") - scope.number_of(end, "quadratic.value")),
      1e-6);
}

const char* const method_page = R"md(
## What it does
Each column $t_j$ of the plan may have at most $k$ entries, and pays $\frac{\gamma}{2}\|t_j\|^2$. The
constraint is not convex, but the dual needs no more than the $k$ largest of
$s = \alpha - c_j$, projected onto the simplex of mass $b_j$:
$$ \max_\alpha\; \alpha \cdot a - \sum_j \Omega^*_{b_j}(\alpha - c_j), \qquad
   \nabla = a - T 1 $$
With $k = 1$ a column takes all from its best source: unregularised transport, up to a constant. With
$k = n$ this is transport with quadratic regularisation.

## What to look at
- Pull $k$ down: rays vanish one by one, the value climbs, and the ascent struggles. Sparsity is bought
  with smoothness: where the $k$-th and the next entry tie, the dual has a kink.
- On a kink the marginal error stays: the relaxed optimum mixes two plans. That is the method's answer.
- *Tokens to experts*: an expert takes at most $k$ tokens. Below $k = n/m$ some token goes nowhere. Tokens the
  64 grey values of digits, not their principal components. $\gamma$ is 1: at 0.1 even the quadratic plan has so
  few entries that $k$ hardly shows. Each $k$ gets 1 500 steps: how many it would need is not drawn.

Work counts plan passes: evaluations of the dual or its gradient, $n m$ entries and the selection.
## What the claim check measures
Entries and sums of all columns for $k = 1 \dots 5$. The value that Adam reaches as $k$ grows, against the
exact cost at $k = 1$ and quadratic transport at $k = n$.

## Sources
- arXiv:2209.15466: the method.
- arXiv:1903.01112: quadratic regularisation by fitting rows and columns.
)md";

}  // namespace thalweg::experiments::sparsity_constrained_ot

THALWEG_EXPERIMENT(
    sparsity_constrained_ot,
    {.title = "At most k entries a column",
     .paper = "arXiv:2209.15466",
     .authors = "Liu, Puigcerver, Blondel",
     .question = "What does it cost to let every target draw from only k sources?",
     .try_this = "Pull k down to 1, then up to 20: rays vanish and return.",
     .tags = {"optimal transport", "sparse", "quadratic", "L-BFGS", "mixture of experts"},
     .work_unit = "plan passes",
     .limit = 6000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .sampled = {"cost", "dual_gap"},
     .read_outs = {{"value", "dual value"},
                   {"entries", "entries > 0", ReadOut::Format::count},
                   {"cost", "⟨C, T⟩ of the rounded plan"}},
     .reference = {"reference.cost", "Exact (network simplex)"},
     .inputs = {{"source_points",
                 "Source points",
                 "Rows x, y[, mass]; masses are scaled to a total of 1.",
                 InputSpec::Kind::points,
                 When::live,
                 "Point clouds",
                 {{"problem", "clouds"}}},
                {"target_points",
                 "Target points",
                 "Rows x, y[, mass]; masses are scaled to a total of 1.",
                 InputSpec::Kind::points,
                 When::live,
                 "Point clouds",
                 {{"problem", "clouds"}}}},
     .contenders =
         {contender<Ascent>("lbfgs", "Sparse, L-BFGS"), contender<Ascent>("adam", "Sparse, Adam"),
          contender<transport::QuadraticSolver<Params>>("quadratic", "Quadratic, k = n"),
          contender<transport::Sweeper<Params, transport::LogSinkhorn>>("sinkhorn", "Sinkhorn"),
          contender<Ascent>("gd", "Sparse, gradient ascent",
                            {.doc = "Steps of γ/m.", .starts = false}),
          contender<transport::ExactSolver<Params>>("exact", "Exact, network simplex",
                                                    {.starts = false,
                                                     .obstacle = transport::exact_obstacle,
                                                     .measured_by = "reference"})},
     .analyses = {analysis<transport::Exact<Params>>("reference", "Exact (network simplex)"),
                  analysis<EveryK>("every_k", "Every k",
                                   {"problem", "n", "m", "seed", "gamma", "source_points",
                                    "target_points"})},
     .claims = {{"No column ever has more than k entries, and its sum is exact", at_most_k_entries},
                {"k leads from the exact cost down to quadratic transport",
                 from_exact_to_quadratic}},
     .method = method_page})
