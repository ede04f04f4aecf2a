// Every solver of entropic transport on one problem: who is first depends on how sharp the plan is.
#include <algorithm>
#include <cmath>

#include "core/kits/transport.hpp"
#include "core/kits/transport_climbers.hpp"
#include "core/kits/transport_exact.hpp"

namespace thalweg::experiments::race {

using transport::Potentials;
using transport::Problem;
using transport::ProblemChoice;

struct Params {
  ProblemChoice problem = ProblemChoice::digits_w2;
  int source_digit = 3, target_digit = 8, sample = 0, side = 20, n = 500;
  std::int64_t seed = 1;
  double eta = 1200, tol = 1e-9;
  double relaxation = 1.6;
  int memory = 10;
  int warm_up = 20, stage_sweeps = 20;
};

void declare(Schema<Params>& s) {
  transport::declare_problem(s);
  transport::declare_sharpness(
      s, "Large: the plan is sharp and sweeps are slow. Live: solvers go on from their potentials.",
      1, 1e5, 1e6);
  s.real("relaxation", &Params::relaxation, "Relaxation ω",
         "How far each update goes: 1 is Sinkhorn, 2 diverges.",
         {.lo = 1, .hi = 1.95, .when = When::live, .method = "relaxed", .key = true});
  s.count("memory", &Params::memory, "Memory", "Pairs of moves and gradients remembered.",
          {.lo = 1, .hi = 50, .method = "lbfgs"});
  s.count("warm_up", &Params::warm_up, "Warm-up", "Sinkhorn sweeps before Newton begins.",
          {.lo = 0, .hi = 1000, .method = "dense", .probe_hi = 30});
  s.count("stage_sweeps", &Params::stage_sweeps, "Sweeps per stage", "Sweeps before η is doubled.",
          {.lo = 1, .hi = 200, .when = When::live, .method = "scaling"});
}

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  return transport::pose_choice(p, inputs, rng);
}

void observe(const Problem& problem, FrameBuilder& out) {
  transport::observe_problem(problem, out);
}

class OverRelaxed final : public transport::Engined<Params, transport::LogSinkhorn> {
 public:
  using Engined::Engined;
  Outcome step(const Params& p, StepScope& scope) override {
    solver().step(p.eta, p.relaxation);
    scope.add_work(2);
    return Outcome::proceed();
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
          trace("Gap to the exact optimum", "*.cost")
              .subtitled("⟨C, rounded P⟩ − exact")
              .log_y()
              .relative_to("reference.cost"),
          trace("Dual gap", "*.dual_gap").subtitled("primal of the rounded plan − dual").log_y(),
          scatter("Potential over space", {"potential_map"})
              .subtitled("colour: f, in units of cost")
              .labels("x", "y")
              .when_empty("This problem has no positions in the plane"),
          sparsity("Newton system", "system")
              .labels("source x", "target y")
              .with_numbers({{"kept", "kept", ReadOut::Format::count},
                             {"share", "share", ReadOut::Format::percent},
                             {"cg", "CG", ReadOut::Format::count},
                             {"condition", "κ est."}})
              .when_empty("Only the sparse Newton methods build a sparse system"),
          std::move(potentials).labels("index", "potential"),
          points("Point clouds", {"source_points", "target_points"})
              .drag("*")
              .when_empty("Choose the problem 'two point clouds' to draw here")};
}

void same_plan(ClaimScope& scope) {
  const Settings settings{{"problem", "random"}, {"n", std::int64_t{60}}, {"eta", 60.0}};
  const std::vector<std::string> all{"sinkhorn",   "kernel", "relaxed", "scaling",
                                     "greenkhorn", "dense",  "sns",     "ssns"};
  const auto end = scope.race(settings, all, 4000);
  const double cost = scope.number_of(end, "sns.cost");
  for (const std::string& key : all) {
    scope.at_most("|⟨C,P⟩ of " + key + " − of sns|",
                  std::abs(scope.number_of(end, key + ".cost") - cost), 1e-8);
  }
}

void nothing_to_tune(ClaimScope& scope) {
  for (const char* problem : {"digits_w2", "digits_w1", "random"}) {
    const auto end =
        scope.race({{"problem", problem}, {"side", std::int64_t{16}}}, {"sns", "ssns"}, 12000);
    for (const std::string key : {"sns", "ssns"}) {
      scope.at_most(key + " error, " + problem, scope.number_of(end, key + ".error"), 1e-9);
    }
  }
}

void fewer_passes(ClaimScope& scope) {
  const auto end =
      scope.race({{"problem", "digits_w1"}, {"side", std::int64_t{16}}}, {"sns", "kernel"}, 8000);
  scope.at_most("SNS error", scope.number_of(end, "sns.error"), 1e-9);
  scope.at_least("Sinkhorn error after 8 000 sweeps", scope.number_of(end, "kernel.error"), 1e-8);
}

}  // namespace thalweg::experiments::race

THALWEG_EXPERIMENT(
    race,
    {.title = "Transport race",
     .question = "Which solver of optimal transport is first, and why does it depend on η?",
     .try_this = "Drag η from 50 to 5 000 and watch the order turn round.",
     .tags = {"optimal transport", "Sinkhorn", "Newton", "comparison", "entropy"},
     .step_unit = "iteration",
     .work_unit = "plan passes",
     .limit = 20000,
     .story = 60,
     .measure = "error",
     .tolerance = "tol",
     .builds = transport::problem_size,
     .memory = transport::problem_memory,
     .sampled = {"cost", "dual_gap"},
     .read_outs = {{"cost", "⟨C, P⟩ of the rounded plan"}, {"dual_gap", "dual gap"}},
     .reference = {"reference.cost", "Exact (network simplex)"},
     .inputs = transport::problem_inputs(),
     .contenders =
         {contender<transport::Automatic<Params, false>>("sns", "Newton–Sparse, automatic"),
          transport::sweeper<Params, transport::StabilisedSinkhorn>("kernel", "Sinkhorn, kernel"),
          contender<OverRelaxed>("relaxed", "Sinkhorn, over-relaxed",
                                 {.when_slow = transport::slow_sweeps}),
          contender<transport::Scaling<Params>>("scaling", "η-scaling"),
          contender<transport::QuasiNewton<Params>>("lbfgs", "L-BFGS on the dual"),
          contender<transport::ExactSolver<Params>>(
              "exact", "Exact, network simplex",
              {.doc = "The optimum without entropy, in one step.",
               .starts = false,
               .obstacle = transport::exact_obstacle,
               .measured_by = "reference"}),
          contender<transport::Automatic<Params, true>>(
              "ssns", "Safe and sparse Newton",
              {.doc = "Shifted Newton steps, accepted by their ratio.", .starts = false}),
          transport::sweeper<Params, transport::LogSinkhorn>(
              "sinkhorn", "Sinkhorn, log", {.doc = "Never over- or underflows.", .starts = false}),
          transport::sweeper<Params, transport::Greenkhorn>(
              "greenkhorn", "Greenkhorn",
              {.doc = "One row or column at a time, the worst first.", .starts = false}),
          contender<transport::DenseSteps<Params>>("dense", "Dense Newton",
                                                   {.doc = "The whole Hessian, O(n³) a step.",
                                                    .starts = false,
                                                    .obstacle = transport::dense_obstacle})},
     .analyses = {analysis<transport::Exact<Params>>("reference", "Exact (network simplex)")},
     .claims = {{"Eight solvers reach the same plan", &same_plan},
                {"Sharp plans need no tuning", &nothing_to_tune},
                {"Where Sinkhorn crawls, Newton arrives", &fewer_passes}},
     .method = R"md(
## The problem
Masses $a$ are carried to masses $b$ at the cost $C$. With entropy,
$$ \min_{P 1 = a,\; P^T 1 = b} \langle C, P \rangle + \frac{1}{\eta} \sum_{ij} P_{ij} (\log P_{ij} - 1), \qquad P_{ij} = e^{\eta (f_i + g_j - C_{ij})} $$
and the two potentials $f$, $g$ maximise a concave dual. All contenders but *Exact* climb it.

## The field
- *Sinkhorn* fits rows and columns in turn: in a kernel that is rebuilt now and then, or in
  logarithms. *Over-relaxed* goes further by $\omega$ once it is near.
- *η-scaling* begins with a blurred plan and sharpens it.
- *Greenkhorn* updates the one row or column that is worst; one iteration here is $n + m$ of them.
- *L-BFGS* knows nothing of transport. It ends where the dual's rise drowns in rounding.
- *Dense Newton* pays $O(n^3)$ a step.
- *Newton–Sparse, automatic* sweeps until Newton gains more for its work. Newton's matrix keeps
  the entries $\ge \|\nabla\|_1 / nm$ or so, fewer or more as steps succeed; systems that conjugate
  gradients find hard are factored. *Safe and sparse* shifts the matrix by $\mu \|\nabla\|$ and
  accepts a step by its ratio of gain to promise.
- *Exact* is a network simplex, with a certificate.

## What to look at
- By iteration Newton wins; by seconds it depends on $\eta$: below about 200 plain Sinkhorn is first.
- Up to 1 000 points the exact solver is faster than every entropic one at $\eta \ge 500$. Entropy
  is not bought for speed there, but for a smooth answer, or for larger problems.
- The gap to the exact optimum stops falling at the blur of the entropy, about $\log n / \eta$.

## A table like the paper's
`thalweg run transport/race --each problem=random,digits_w2,digits_w1` prints iterations and time of
every contender for the three cases of Table 1 of arXiv:2401.12253.

## Work
One plan pass touches all $n m$ entries once: a sweep 2, a plan 1, a product with Newton's matrix its
share of entries.

## Sources
- arXiv:1306.0895 (Sinkhorn), arXiv:1610.06519 (stabilisation, scaling), arXiv:1705.09634
  (Greenkhorn, rounding), arXiv:1711.01851 (over-relaxation), arXiv:2401.12253 (Newton–Sparse).
)md"})
