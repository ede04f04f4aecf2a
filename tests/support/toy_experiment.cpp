// A tiny experiment for tests: x ← x − rate (x − target), with every seam in use.
#include "tests/support/toy_experiment.hpp"

#include <chrono>
#include <cmath>
#include <thread>

#include "core/base/text.hpp"
#include "core/run/author.hpp"

namespace thalweg::experiments::toy {

struct Params {
  double rate = 0.1;
  double tol = 1e-6;
  double noise = 0;
  int size = 3;
  int pause_ms = 0;
  std::int64_t seed = 1;
};

void declare(Schema<Params>& s) {
  s.real("rate", &Params::rate, "Rate", "Step length.",
         {.lo = 0.01,
          .hi = 1,
          .max = 10,
          .log = true,
          .when = When::live,
          .scope = Scope::shared,
          .key = true,
          .reciprocal = "Time constant 1/rate"});
  s.real("tol", &Params::tol, "Tolerance", "Stop here.",
         {.lo = 1e-12, .hi = 1e-1, .log = true, .when = When::live, .scope = Scope::shared});
  s.real("noise", &Params::noise, "Noise", "Random kicks.",
         {.lo = 0, .hi = 1, .when = When::live, .scope = Scope::shared, .key = true});
  s.count("size", &Params::size, "Size", "Numbers in x.",
          {.lo = 1, .hi = 100, .when = When::restart});
  s.count("pause_ms", &Params::pause_ms, "Pause", "Sleep in a step.",
          {.lo = 0, .hi = 100, .when = When::live, .method = "sleeper"});
  s.seed("seed", &Params::seed, "Seed", "Seed.", {.lo = 0, .hi = 1e6});
  s.rule("rate ≤ size + 1", [](const Params& p) { return p.rate <= p.size + 1; });
  s.preset("size", "9", {{"tol", 1e-3}});
}

struct Problem {
  std::vector<double> target;
  std::vector<double> first;
  CurveData weights;
};

Problem pose(const Params& p, const Inputs& inputs, Rng rng) {
  Problem problem;
  for (int i = 0; i < p.size; ++i) problem.target.push_back(rng.uniform());
  if (const auto* given = inputs.get<PointsData>("target")) problem.target = given->x;
  problem.first.assign(problem.target.size(), 4.0);
  problem.weights = {{0, .25, .5, .75, 1}, {1, 2, 3, 2, 1}, {}, {}};
  if (const auto* given = inputs.get<CurveData>("weights")) problem.weights.y = given->y;
  return problem;
}

void observe(const Problem& problem, FrameBuilder& out) {
  out.put("target", PointsData{problem.target, problem.target, {}, {}, {}});
  out.put("weights", problem.weights);
}

class Relaxation : public Contender<Params, Problem> {
 public:
  explicit Relaxation(const Start<Params, Problem>& start)
      : Contender(start), x_(problem().first), rng_(start.rng) {}
  Outcome step(const Params& p, StepScope& scope) override {
    for (std::size_t i = 0; i < x_.size(); ++i) {
      x_[i] -= p.rate * (x_[i] - problem().target[i]) + p.noise * rng_.normal();
    }
    scope.add_work(1);
    if (++count_ == 5) scope.event(Event::Kind::stage, "fifth step");
    if (!(distance() < 1e12)) {
      scope.advise({.text = "Rate " + real_text(p.rate) + " exceeds 2.",
                    .cures = {{.button = "rate 1.8", .parameter = "rate", .value = 1.8}}});
      return Outcome::diverged("");
    }
    return Outcome::proceed();
  }
  void observe(const Params& p, FrameBuilder& out) const override {
    out.trace("error", distance());
    if (out.due("costly")) out.trace("costly", p.rate * distance());
    out.scalar("inverse_rate", 1 / p.rate);
    if (out.wants("x")) {
      CurveData curve;
      for (std::size_t i = 0; i < x_.size(); ++i) {
        curve.x.push_back(static_cast<double>(i));
        curve.y.push_back(x_[i] * p.rate);
      }
      out.put("x", std::move(curve));
    }
  }
  void archive(Archive& a) override {
    a.vector("x", x_);
    a.value("count", count_);
    a.value("rng", rng_);
  }
  bool adopt(const Params&, const Problem& moved) override {
    return moved.target.size() == x_.size();
  }

 private:
  double distance() const {
    double sum = 0;
    for (std::size_t i = 0; i < x_.size(); ++i) sum += std::abs(x_[i] - problem().target[i]);
    return sum;
  }
  std::vector<double> x_;
  std::int64_t count_ = 0;
  Rng rng_;
};

class Sleeper final : public Relaxation {
 public:
  using Relaxation::Relaxation;
  Outcome step(const Params& p, StepScope& scope) override {
    for (int i = 0; i < p.pause_ms && !scope.stop_requested(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return Relaxation::step(p, scope);
  }
};

std::string too_small(const ProblemPtr& problem, const Settings&) {
  const std::size_t size = static_cast<const Problem*>(problem.get())->target.size();
  return size >= 50 ? "" : "Wide needs 50 numbers; there are " + std::to_string(size) + ".";
}

class Sum final : public Analysis<Params, Problem> {
 public:
  using Analysis::Analysis;
  bool refine(const Params&, StepScope&) override {
    sum_ += problem().target[next_++];
    return next_ == problem().target.size();
  }
  void observe(const Params&, FrameBuilder& out) const override { out.scalar("sum", sum_); }

 private:
  std::size_t next_ = 0;
  double sum_ = 0;
};

void comes_near(ClaimScope& scope) {
  const FrameSet end = scope.race({}, {"plain"}, 400);
  scope.at_most("distance at the end", ClaimScope::number_of(end, "plain.error"), 1e-6);
}

Views views() {
  const auto inverse = [](double place) { return 1 / place; };
  return {trace("Error", "*.error").log_y().with_tolerance(),
          curve("State", "x")
              .guide({.label = "1 / rate",
                      .name = "inverse_rate",
                      .parameter = "rate",
                      .to_parameter = inverse}),
          points("Targets", {"target"}).drag("target"),
          curve("Weights", "weights").drag("weights")};
}

}  // namespace thalweg::experiments::toy

THALWEG_EXPERIMENT(
    toy,
    {.title = "Toy",
     .question = "Does the host work?",
     .limit = 500,
     .story = 24,
     .measure = "error",
     .tolerance = "tol",
     .sampled = {"costly"},
     .read_outs = {{"error", "Distance"}},
     .reference = {"reference.sum", "Sum"},
     .inputs = {{.name = "target", .label = "Targets", .drag = "Targets"},
                {.name = "weights",
                 .label = "Weights",
                 .kind = InputSpec::Kind::masses,
                 .drag = "Weights"},
                {.name = "picture", .label = "Picture", .kind = InputSpec::Kind::image}},
     .contenders = {contender<Relaxation>("plain", "Relaxation"),
                    contender<Sleeper>("sleeper", "Sleeper", {.overrides = {{"rate", 0.2}}}),
                    contender<Relaxation>("wide", "Wide",
                                          {.starts = false, .obstacle = too_small})},
     .analyses = {analysis<Sum>("reference", "Sum of the targets", {"size", "seed", "target"})},
     .claims = {{"It comes near its targets", &comes_near}},
     .method = "A toy."})

namespace thalweg::test {

const Experiment& toy() {
  static const Experiment experiment = [] {
    Experiment made = catalogue::toy();
    made.family = "test";
    return made;
  }();
  return experiment;
}

}  // namespace thalweg::test
