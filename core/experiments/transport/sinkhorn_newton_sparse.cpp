// Sinkhorn crawls when the plan is sharp; a few Newton steps on a sparse Hessian finish the job.
// Accelerating Sinkhorn with sparse Newton iterations (Tang et al., ICLR 2024, arXiv:2401.12253).
#include <algorithm>
#include <functional>

#include "core/base/text.hpp"
#include "core/kits/transport.hpp"
#include "core/kits/transport_climbers.hpp"
#include "core/kits/transport_exact.hpp"

namespace thalweg::experiments::sinkhorn_newton_sparse {

using transport::NewtonSolver;
using transport::Problem;
using transport::ProblemChoice;
using transport::SparsifyRule;
using transport::SwitchRule;

struct Params {
  ProblemChoice problem = ProblemChoice::digits_w2;
  int source_digit = 3, target_digit = 8, sample = 0, side = 20, n = 500;
  std::int64_t seed = 1;
  double eta = 1200, tol = 1e-10;
  int warm_up = 20;
  double kappa = 15;
  SwitchRule switch_rule = SwitchRule::after_sweeps;
  double switch_error = 1e-2;
  SparsifyRule rule = SparsifyRule::top_k;
  double threshold = 1e-6;
  NewtonSolver solver = NewtonSolver::pcg;
  double cg_tol = 1e-10;
  int cg_limit = 2000;
  bool line_search = true;
  double armijo = 1e-4, shift = 0;
  int stage_sweeps = 20, memory = 10;
};

void declare_newton(Schema<Params>& s) {
  const std::string sns = "sns";
  s.count("warm_up", &Params::warm_up, "Warm-up N₁", "Sinkhorn sweeps before Newton begins.",
          {.lo = 0, .hi = 1000, .max = 5000, .method = sns, .probe_hi = 30});
  s.real("kappa", &Params::kappa, "Entries kept per row κ",
         "Entries of the Newton matrix kept per row. Too few and the cliff becomes a ramp.",
         {.lo = 1,
          .hi = 100,
          .max = 1000,
          .log = true,
          .when = When::live,
          .method = sns,
          .key = true,
          .now = "kappa_now"});
  s.real("cg_tol", &Params::cg_tol, "CG tolerance",
         "Relative residual at which a Newton system is solved.",
         {.lo = 1e-14, .hi = 1e-1, .log = true, .when = When::live, .method = sns});
}

/// Seldom changed: folded under 'More'.
void declare_newton_details(Schema<Params>& s) {
  const std::string sns = "sns";
  s.choice("switch_rule", &Params::switch_rule, "Newton begins", "When the warm-up ends.",
           {.choices = {{"after_sweeps", "after N₁ sweeps"},
                        {"marginal_error", "below an error"},
                        {"never", "never: pure Sinkhorn"},
                        {"sparse_enough", "when sparse enough"}},
            .when = When::live,
            .method = sns,
            .more = true});
  s.real("switch_error", &Params::switch_error, "Switch error",
         "Marginal error at which Newton begins.",
         {.lo = 1e-6,
          .hi = 1,
          .log = true,
          .when = When::live,
          .method = sns,
          .more = true,
          .applies = [](const Settings& r) {
            return value_text(r.at("switch_rule")) == "marginal_error";
          }});
  s.choice("rule", &Params::rule, "Entries chosen",
           "How the entries of the Newton matrix are chosen.",
           {.choices = {{"top_k", "κ largest a row"},
                        {"adaptive", "κ, doubled when stalled"},
                        {"threshold", "above a threshold"},
                        {"mass", "by mass"},
                        {"none", "all: dense"}},
            .when = When::live,
            .method = sns,
            .more = true});
  s.real("threshold", &Params::threshold, "Threshold", "Smallest entry that is kept.",
         {.lo = 1e-12,
          .hi = 1e-2,
          .log = true,
          .when = When::live,
          .method = sns,
          .more = true,
          .applies = [](const Settings& r) { return value_text(r.at("rule")) == "threshold"; }});
  s.choice(
      "solver", &Params::solver, "Linear solver", "How each Newton system is solved.",
      {.choices = {{"cg", "conjugate gradients"}, {"pcg", "CG, Jacobi"}, {"ldlt", "sparse LDLᵀ"}},
       .when = When::live,
       .method = sns,
       .more = true});
  s.count("cg_limit", &Params::cg_limit, "CG limit", "Most CG iterations a step.",
          {.lo = 1, .hi = 10000, .log = true, .when = When::live, .method = sns, .more = true});
  s.flag("line_search", &Params::line_search, "Line search", "Shorten steps until the dual rises.",
         {.when = When::live, .method = sns, .more = true});
  s.real("armijo", &Params::armijo, "Armijo c₁", "Share of the predicted rise that is asked for.",
         {.lo = 1e-8, .hi = 0.5, .log = true, .when = When::live, .method = sns, .more = true});
  s.real("shift", &Params::shift, "Shift μ",
         "μ times the gradient's norm is added to the diagonal.",
         {.lo = 0, .hi = 10, .when = When::live, .method = sns, .more = true});
}

void declare(Schema<Params>& s) {
  transport::declare_problem(s);
  s.preset("problem", "digits_w1", {{"warm_up", std::int64_t{700}}, {"kappa", 30.0}});
  s.preset("problem", "random", {{"kappa", 5.0}});
  transport::declare_sharpness(
      s,
      "Large: the plan is sharp and Sinkhorn slow. Live: the solve goes on from its "
      "potentials.",
      1, 20000, 1e6);
  declare_newton(s);
  declare_newton_details(s);
  s.count("stage_sweeps", &Params::stage_sweeps, "Sweeps per stage", "Sweeps before η is doubled.",
          {.lo = 1, .hi = 200, .when = When::live, .method = "scaling"});
  s.count("memory", &Params::memory, "Memory", "Pairs of moves and gradients remembered.",
          {.lo = 1, .hi = 50, .method = "lbfgs"});
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  return transport::pose_choice(p, inputs, rng);
}

void observe(const Problem& problem, FrameBuilder& out) {
  transport::observe_problem(problem, out);
}

class NewtonSparse final : public transport::Engined<Params, transport::SparseNewton> {
 public:
  using Engined::Engined;
  Outcome step(const Params& p, StepScope& scope) override {
    const transport::SparseNewton::State before = solver().state();
    solver().step(p.eta, options(p), scope.stop());
    const transport::SparseNewton::State& now = solver().state();
    scope.add_work(now.work - before.work);
    if (now.newton && !before.newton) scope.event(Event::Kind::stage, "Newton stage");
    if (now.report.stalled && !before.report.stalled && now.report.cure_kappa > p.kappa) {
      advise(p, now.report, scope);
    }
    return Outcome::proceed();
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    Engined::observe(p, out);
    const transport::NewtonReport& report = solver().state().report;
    if (out.wants("system")) {
      out.put("system", transport::newton_pattern(solver().kept(p.eta, options(p))));
    }
    if (out.wants("sorted")) out.put("sorted", sorted_entries(p));
    if (solver().state().newton_steps == 0) return;
    if (out.wants("kappa_now")) out.put("kappa_now", kappa_now(report));
    out.trace("kept", static_cast<double>(report.kept));
    out.trace("mass", report.kept_mass);
    out.trace("lambda_max", report.largest_eigenvalue);
    out.trace("condition", report.condition);
    out.trace("cg", report.cg_iterations);
    out.trace("step_length", report.step_length);
  }

 private:
  static transport::SparseNewtonOptions options(const Params& p) {
    return {.warm_up = p.warm_up,
            .switch_rule = p.switch_rule,
            .switch_error = p.switch_error,
            .kappa = p.kappa,
            .rule = p.rule,
            .threshold = p.threshold,
            .solver = p.solver,
            .cg_tolerance = p.cg_tol,
            .cg_limit = p.cg_limit,
            .line_search = p.line_search,
            .armijo = p.armijo,
            .shift = p.shift};
  }
  /// The plan's entries by size at ranks 1, 2, 3, … that grow by a tenth.
  CurveData sorted_entries(const Params& p) const {
    Vector entries = transport::plan(problem(), p.eta, potentials()).reshaped();
    std::sort(entries.begin(), entries.end(), std::greater<>());
    CurveData out;
    for (Index rank = 1; rank <= entries.size(); rank = std::max(rank + 1, rank * 11 / 10)) {
      out.x.push_back(static_cast<double>(rank));
      out.y.push_back(std::max(entries[rank - 1], 1e-30));
    }
    return out;
  }
  TableData kappa_now(const transport::NewtonReport& report) const {
    const ReadOut percent{.format = ReadOut::Format::percent};
    const auto all = static_cast<std::int64_t>(problem().cost.size());
    const auto share = static_cast<double>(report.kept) / static_cast<double>(all);
    return {{"now"},
            {{"Now " + count_text(report.kept) + " of " + count_text(all) + " (" +
              percent.text(share) + "), " + percent.text(report.kept_mass) + " of the mass."}}};
  }
  /// What holds it up, with the entries a row that the solver itself would keep.
  static void advise(const Params& p, const transport::NewtonReport& report, StepScope& scope) {
    const double keep = std::min(1000.0, report.cure_kappa);
    scope.advise(
        {.text = "Newton–Sparse gains only a factor " + real_text(report.gain) +
                 " a step: " + real_text(100 * (1 - report.kept_mass)) +
                 " % of the mass was dropped (κ = " + real_text(p.kappa) + "). Keep " +
                 real_text(keep) + " a row?",
         .cures = {{.button = "κ → " + real_text(keep), .parameter = "kappa", .value = keep},
                   {.button = "Adaptive", .parameter = "rule", .value = "adaptive"},
                   {.act = Cure::Act::explain, .button = "Why"}}});
  }
};

Views views() {
  ViewSpec potentials = curve("Potentials", "f").subtitled("f and g, in units of cost");
  potentials.names.emplace_back("g");
  return {trace("Marginal error", "*.error")
              .subtitled("‖P1 − a‖₁ + ‖Pᵀ1 − b‖₁")
              .log_y()
              .with_tolerance(),
          heatmap("Transport plan", "plan")
              .subtitled("rows: source")
              .log_values()
              .labels("target j", "source i"),
          displacement("Interpolation", "displacement")
              .when_empty("This problem has no positions in the plane to move between"),
          sparsity("Newton system", "system")
              .labels("source x", "target y")
              .with_numbers({{"kept", "kept", ReadOut::Format::count},
                             {"mass", "mass", ReadOut::Format::percent},
                             {"lambda_max", "λ max"},
                             {"condition", "κ est."},
                             {"cg", "CG", ReadOut::Format::count}})
              .when_empty("Only Newton–Sparse builds a sparse system"),
          trace("Gap to the exact optimum", "*.cost")
              .subtitled("⟨C, rounded P⟩ − exact")
              .log_y()
              .relative_to("reference.cost"),
          std::move(potentials).labels("index", "potential"),
          trace("Dual gap", "*.dual_gap").subtitled("primal of the rounded plan − dual").log_y(),
          curve("Entries, sorted", "sorted")
              .subtitled("plan entries by size; the cut: those kept")
              .log_x()
              .log_y()
              .guide({.vertical = true, .label = "kept", .name = "kept"})
              .labels("rank", "P"),
          trace("Step length", "*.step_length").subtitled("of the last Newton step").log_y(),
          points("Point clouds", {"source_points", "target_points"})
              .drag("*")
              .when_empty("Choose the problem 'two point clouds' to draw here")};
}

Settings random_case(std::int64_t n, std::int64_t seed, double eta) {
  return {{"problem", "random"}, {"n", n}, {"seed", seed}, {"eta", eta}};
}

void far_fewer_iterations(ClaimScope& scope) {
  for (std::int64_t seed = 0; seed < 3; ++seed) {
    const auto end = scope.race(random_case(500, seed, 1200), {"sns", "stabilised"}, 5000);
    const std::string which = ", seed " + std::to_string(seed);
    scope.at_most("SNS error" + which, scope.number_of(end, "sns.error"), 1e-10);
    scope.at_most("SNS iterations" + which, static_cast<double>(scope.steps_of(end, "sns")), 60);
    scope.at_least("Sinkhorn error after 5 000 sweeps" + which,
                   scope.number_of(end, "stabilised.error"), 1.0001e-10);
    scope.at_least("Sinkhorn / SNS iterations" + which,
                   static_cast<double>(scope.steps_of(end, "stabilised")) /
                       static_cast<double>(scope.steps_of(end, "sns")),
                   20);
  }
}

double largest_difference(const FrameSet& end, const std::string& a, const std::string& b) {
  const auto& left = std::get<MatrixData>(*end.buffer(a + ".plan")).values;
  const auto& right = std::get<MatrixData>(*end.buffer(b + ".plan")).values;
  double largest = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    largest = std::max(largest, std::abs(left[i] - right[i]));
  }
  return largest;
}

void same_plan(ClaimScope& scope) {
  Settings settings = random_case(100, 1, 200);
  settings["tol"] = 1e-12;
  const auto end = scope.race(settings, {"sns", "sinkhorn", "dense"}, 20000);
  scope.at_most("|P_SNS − P_Sinkhorn|, largest", largest_difference(end, "sns", "sinkhorn"), 1e-9);
  scope.at_most("|P_SNS − P_dense|, largest", largest_difference(end, "sns", "dense"), 1e-10);
  scope.at_most("|⟨C,P⟩ of SNS − of Sinkhorn|",
                std::abs(scope.number_of(end, "sns.cost") - scope.number_of(end, "sinkhorn.cost")),
                1e-9);
}

void few_entries_matter(ClaimScope& scope) {
  const auto end = scope.race(random_case(500, 1, 1200), {"sns"}, 20);
  std::vector<double> entries = std::get<MatrixData>(*end.buffer("sns.plan")).values;
  std::sort(entries.begin(), entries.end(), std::greater<>());
  const auto share = [&](std::size_t count) {
    double kept = 0, total = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) (i < count ? kept : total) += entries[i];
    return kept / (kept + total);
  };
  scope.at_least("mass of the 5n largest entries after 20 sweeps", share(2500), 0.9998);
  scope.at_most("mass of the 2n largest entries after 20 sweeps", share(1000), 0.96);
}

void random_assignments(ClaimScope& scope) {
  double sum = 0;
  for (std::int64_t seed = 0; seed < 5; ++seed) {
    const auto end = scope.race(random_case(500, seed, 1200), {"exact"}, 1);
    sum += 500 * scope.number_of(end, "exact.cost") / 5;
  }
  scope.at_most("n ⟨C, P⟩ of the exact plan against π²/6, five seeds, deviation",
                std::abs(sum / 1.6449340668482264 - 1), 0.05);
}

}  // namespace thalweg::experiments::sinkhorn_newton_sparse

THALWEG_EXPERIMENT(
    sinkhorn_newton_sparse,
    {.title = "Sinkhorn–Newton–Sparse",
     .paper = "arXiv:2401.12253",
     .authors = "Tang, Shavlovsky, Rahmanian, Tardini, Thekumparampil, Xiao, Ying",
     .question = "Why does Sinkhorn crawl when the plan is sharp, and what ends it?",
     .try_this = "Lower η until Sinkhorn catches up.",
     .tags = {"optimal transport", "Newton", "entropy", "sparse", "start"},
     .step_unit = "iteration",
     .work_unit = "plan passes",
     .limit = 5000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .builds = transport::problem_size,
     .memory = transport::problem_memory,
     .sampled = {"cost", "dual_gap"},
     .read_outs = {{"cost", "⟨C, P⟩ of the rounded plan"},
                   {"mass", "mass kept by κ", ReadOut::Format::percent},
                   {"cg", "CG iterations, last step", ReadOut::Format::count}},
     .reference = {"reference.cost", "Exact (network simplex)"},
     .inputs = transport::problem_inputs(),
     .contenders = {contender<NewtonSparse>("sns", "Newton–Sparse"),
                    transport::sweeper<Params, transport::LogSinkhorn>("sinkhorn", "Sinkhorn, log"),
                    contender<transport::Scaling<Params>>("scaling", "η-scaling"),
                    transport::sweeper<Params, transport::StabilisedSinkhorn>("stabilised",
                                                                              "Sinkhorn, kernel"),
                    contender<transport::DenseSteps<Params>>(
                        "dense", "Dense Newton",
                        {.doc = "The whole Hessian, O(n³) a step.",
                         .starts = false,
                         .obstacle = transport::dense_obstacle}),
                    transport::grid_sweeper<Params>(),
                    contender<transport::Automatic<Params, true>>("ssns", "Safe and sparse Newton",
                                                                  {.starts = false}),
                    contender<transport::QuasiNewton<Params>>("lbfgs", "L-BFGS on the dual",
                                                              {.starts = false}),
                    contender<transport::ExactSolver<Params>>(
                        "exact", "Exact, network simplex",
                        {.doc = "The optimum without entropy, in one step.",
                         .starts = false,
                         .obstacle = transport::exact_obstacle,
                         .measured_by = "reference"})},
     .analyses = {analysis<transport::Exact<Params>>("reference", "Exact (network simplex)")},
     .claims = {{"SNS needs at most a twentieth of Sinkhorn's iterations", &far_fewer_iterations},
                {"Both reach the same plan", &same_plan},
                {"A hundredth of the entries holds the mass", &few_entries_matter},
                {"Random assignments cost π²/6", &random_assignments}},
     .method = R"md(
## What it does
Entropic optimal transport maximises a smooth concave function of two potentials $f$ and $g$:
$$ D(f, g) = \sum_i a_i f_i + \sum_j b_j g_j - \frac{1}{\eta} \sum_{ij} P_{ij}, \qquad P_{ij} = e^{\eta (f_i + g_j - C_{ij})} $$
Its gradient is the marginal error $(a - P1,\; b - P^T 1)$. Sinkhorn climbs it one block at a time:
cheap, but the sharper the plan (large $\eta$), the slower. Newton's matrix is
$$ \eta \begin{pmatrix} \operatorname{diag}(P1) & P \\ P^T & \operatorname{diag}(P^T 1) \end{pmatrix} $$
and after a few sweeps most of $P$ is negligible: the $\kappa n$ largest entries are kept, the diagonal stays
that of the full plan, and conjugate gradients solve the sparse system.

## What to look at
- The error falls off a cliff once Newton begins. It may rise at first: the *dual gap* falls at every step.
- Lower $\kappa$ below 8: the cliff becomes a ramp whose slope is the mass dropped.
- Lower $\eta$ below 200: plain Sinkhorn wins. Warm-up 0: the first Newton steps are short (*Step length*).
- *Entries, sorted* falls off where the cut should be: what lies right of it is dropped.

Left out: residuals within a solve, spectra of the matrix, and the plan in the order of the exact assignment.

## Work
One plan pass touches all $n m$ entries once: a half-update 1, a sweep 2, building $P$ 1, selecting entries 1,
a CG product its share of entries. The exact optimum stands outside this count.

## What the claim check measures
Random costs, $n = 500$, $\eta = 1200$, seeds 0, 1, 2: iterations of SNS to $10^{-10}$ against those of
Sinkhorn (stopped at 5 000 sweeps); equality of the plans at $n = 100$, $\eta = 200$; the mass in the largest
entries after 20 sweeps; the exact cost of random assignments against its limit (Aldous 2001).

## Sources
- arXiv:2401.12253: the method.
- arXiv:1705.09634: how marginals are rounded.
)md"})
