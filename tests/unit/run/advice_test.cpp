// What is said of contenders in trouble, and the cures that are offered.
#include "core/run/advice.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "core/run/race.hpp"
#include "core/run/run.hpp"
#include "tests/support/toy_experiment.hpp"

using namespace thalweg;
using Catch::Matchers::Contains;

namespace {

constexpr double for_ever = std::numeric_limits<double>::infinity();

/// The toy, where the sleeper does what the reference analysis measures.
const Experiment& measured_toy() {
  static const Experiment experiment = [] {
    Experiment made = test::toy();
    made.contenders[1].name = "Exact, at once";
    made.contenders[1].measured_by = "reference";
    return made;
  }();
  return experiment;
}

/// One contender after 100 steps, with 1 874 more to come at 0.9930 a step.
Snapshot slow_snapshot() {
  Snapshot snapshot;
  snapshot.spec = RunSpec::defaults(measured_toy());
  snapshot.spec.contenders.pop_back();
  snapshot.frames.measure = "error";
  auto frame = std::make_shared<Frame>();
  TraceRecorder error;
  error.append(100, 3.2e-5);
  frame->traces["error"] = error.trace();
  snapshot.frames.contenders.push_back({"plain", "Relaxation", 0, false, {}, frame});
  Standing standing;
  standing.key = "plain", standing.name = "Relaxation", standing.method = "plain";
  standing.condition = Condition::progressing;
  standing.step = 100, standing.seconds = 0.1;
  standing.progress.rate = 0.9930, standing.progress.steps_left = 1874;
  standing.progress.seconds_left = 1.3;
  snapshot.standings.push_back(standing);
  return snapshot;
}

void measure_reference(Snapshot& snapshot, double seconds) {
  auto frame = std::make_shared<Frame>();
  frame->seconds = seconds;
  frame->buffers["sum"] = std::make_shared<const Buffer>(ScalarData{1});
  snapshot.frames.others["reference"] = frame;
}

/// Offers the same cure at every tenth step, whether it helps or not.
class Grumbler final : public Stepper {
 public:
  void use(const Settings&) override {}
  Outcome step(StepScope& scope) override {
    if (++steps_ % 10 == 0) {
      scope.advise({.text = "It is slow.",
                    .cures = {{.button = "rate 0.5", .parameter = "rate", .value = 0.5},
                              {.act = Cure::Act::explain, .button = "Why"}}});
    }
    return Outcome::proceed();
  }
  void observe(FrameBuilder& out) const override { out.trace("error", 1); }
  void archive(Archive& archive) override { archive.value("steps", steps_); }
  bool adopt(ProblemPtr) override { return true; }

 private:
  std::int64_t steps_ = 0;
};

RunSpec grumbling() {
  static const Experiment experiment = [] {
    Experiment made = test::toy();
    made.contenders[0].make = [](ProblemPtr, const Settings&, Rng) {
      return std::make_unique<Grumbler>();
    };
    return made;
  }();
  return RunSpec::defaults(experiment);
}

Edit rate_of_plain(double rate) {
  Edit edit;
  edit.name = "rate", edit.contender = "plain", edit.value = rate;
  return edit;
}

std::vector<std::string> buttons(const Advice& advice) {
  std::vector<std::string> all;
  for (const Cure& cure : advice.cures) all.push_back(cure.button);
  return all;
}

}  // namespace

TEST_CASE("A slow contender says how long it takes and who is faster", "[run]") {
  Snapshot snapshot = slow_snapshot();
  auto advice = present_advice(snapshot, snapshot.standings[0]);
  REQUIRE(advice);
  CHECK(advice->text ==
        "Relaxation converges at 0.9930 an iteration: about 1\u2009900 more, 1.3 s.");
  CHECK(advice->cures.empty());

  measure_reference(snapshot, 0.02);
  advice = present_advice(snapshot, snapshot.standings[0]);
  CHECK_THAT(advice->text, Contains("1.3 s. Exact takes 20 ms at this size."));
  REQUIRE(advice->cures.size() == 1);
  CHECK(advice->cures[0].act == Cure::Act::add);
  CHECK(advice->cures[0].button == "Add sleeper");
  CHECK(advice->cures[0].contender == "sleeper");

  measure_reference(snapshot, 1.2);  // hardly faster: not worth a word
  CHECK(present_advice(snapshot, snapshot.standings[0])->cures.empty());
}

TEST_CASE("A contender that is done is named without a cure", "[run]") {
  Snapshot snapshot = slow_snapshot();
  Standing done;
  done.key = "sleeper", done.name = "Sleeper", done.method = "sleeper";
  done.condition = Condition::converged, done.step = 30, done.seconds = 0.04;
  snapshot.standings.push_back(done);
  snapshot.spec = RunSpec::defaults(measured_toy());
  const auto advice = present_advice(snapshot, snapshot.standings[0]);
  CHECK_THAT(advice->text, Contains("Sleeper was done after 30, in 40 ms."));
  CHECK(advice->cures.empty());
  // 300 steps are slow only beside somebody who needed 30.
  snapshot.standings[0].progress.steps_left = 300;
  CHECK(present_advice(snapshot, snapshot.standings[0]));
  snapshot.standings.pop_back();
  CHECK_FALSE(present_advice(snapshot, snapshot.standings[0]));
}

TEST_CASE("Nothing is said of what goes well, nor over the experiment's own words", "[run]") {
  Snapshot snapshot = slow_snapshot();
  Standing& standing = snapshot.standings[0];
  standing.step = 20;  // too early to tell
  CHECK_FALSE(present_advice(snapshot, standing));
  standing.step = 100;
  standing.advice.push_back({.text = "Own words."});
  CHECK_FALSE(present_advice(snapshot, standing));
  standing.advice.clear();
  standing.condition = Condition::converged;
  CHECK_FALSE(present_advice(snapshot, standing));
}

TEST_CASE("A stalled contender says its factor and its level", "[run]") {
  Snapshot snapshot = slow_snapshot();
  Standing& standing = snapshot.standings[0];
  standing.condition = Condition::stalled;
  standing.progress.rate = 0.99993;
  CHECK(present_advice(snapshot, standing)->text ==
        "Relaxation gains only a factor 1.000070 an iteration at 3.2e-05.");
  standing.progress.rate = 1.01;
  CHECK(present_advice(snapshot, standing)->text == "Relaxation no longer gains at 3.2e-05.");
}

TEST_CASE("The cause that a method knows follows, with the cures on offer", "[run]") {
  Experiment experiment = measured_toy();
  experiment.contenders[0].when_slow = [](const Settings& resolved) {
    Cure racing, offered, unknown, smaller;
    racing.act = offered.act = unknown.act = Cure::Act::add;
    racing.contender = "plain", offered.contender = "wide", unknown.contender = "nobody";
    smaller.button = "rate → 0.05", smaller.parameter = "rate", smaller.value = 0.05;
    return Advice{"The rate is " + value_text(resolved.at("rate")) + ".",
                  {racing, offered, unknown, smaller}};
  };
  Snapshot snapshot = slow_snapshot();
  snapshot.spec.experiment = &experiment;
  const auto advice = present_advice(snapshot, snapshot.standings[0]);
  REQUIRE(advice);
  CHECK_THAT(advice->text, Contains("1.3 s. The rate is 0.1."));
  REQUIRE(advice->cures.size() == 2);
  CHECK(advice->cures[0].button == "Add wide");
  CHECK(advice->cures[1].contender == "plain");
}

TEST_CASE("One that hovers at rounding is offered a tolerance that it meets", "[run]") {
  Snapshot snapshot = slow_snapshot();
  snapshot.standings[0].condition = Condition::floor;
  snapshot.standings[0].progress.floor = 3.1e-15;
  const auto advice = present_advice(snapshot, snapshot.standings[0]);
  REQUIRE(advice);
  CHECK_THAT(advice->text, Contains("hovers at 3.1e-15: rounding"));
  REQUIRE(advice->cures.size() == 1);
  CHECK(advice->cures[0].parameter == "tol");
  CHECK(std::get<double>(advice->cures[0].value) == Approx(1e-14));
}

TEST_CASE("A method on offer that is faster than all is named when they have arrived", "[run]") {
  Snapshot snapshot = slow_snapshot();
  measure_reference(snapshot, 0.02);
  CHECK(faster_offer(snapshot).empty());  // nobody has arrived
  snapshot.standings[0].condition = Condition::converged;
  CHECK(faster_offer(snapshot) ==
        "Exact takes 20 ms at this size, less than any that has arrived.");
  measure_reference(snapshot, 0.2);
  CHECK(faster_offer(snapshot).empty());
}

TEST_CASE("One at its limit says how much is missing", "[run]") {
  Snapshot snapshot = slow_snapshot();
  snapshot.standings[0].condition = Condition::exhausted;
  CHECK_THAT(present_advice(snapshot, snapshot.standings[0])->text,
             Contains("stands at 3.2e-05") && Contains("about 1\u2009900 more"));
  snapshot.standings[0].progress.steps_left = std::numeric_limits<double>::quiet_NaN();
  snapshot.standings[0].reason = "limit of 100 reached";
  CHECK_THAT(present_advice(snapshot, snapshot.standings[0])->text,
             Contains("stands at 3.2e-05; the end is not in sight."));
  snapshot.standings[0].reason = "no step helps";
  CHECK_FALSE(present_advice(snapshot, snapshot.standings[0]));
}

TEST_CASE("A divergence is explained and branches off before it", "[run]") {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("plain.rate", 3.0);
  Race race(spec);
  race.advance(0, for_ever, 400);
  REQUIRE(race.condition(0) == Condition::diverged);
  const std::int64_t k = race.step_of(0);
  CHECK(race.reason(0) == "left finite numbers at step " + std::to_string(k));
  REQUIRE(race.advice(0).size() == 1);
  const Advice advice = race.advice(0).front();
  CHECK(advice.text ==
        "Relaxation left finite numbers at step " + std::to_string(k) + ". Rate 3 exceeds 2.");
  CHECK(buttons(advice) ==
        std::vector<std::string>{"Branch from " + std::to_string(k - 5) + " with rate 1.8",
                                 "Inspect " + std::to_string(k - 1)});
  CHECK(advice.cures[0].act == Cure::Act::branch);
  CHECK(advice.cures[0].step == k - 5);

  // What the button does: it converges.
  Race branch(race.record()->until({{"plain", k - 5}, {"sleeper", 0}}));
  branch.apply(rate_of_plain(std::get<double>(advice.cures[0].value)));
  branch.advance(0, for_ever, 400);
  CHECK(branch.condition(0) == Condition::converged);
}

TEST_CASE("A cure that failed once is not offered again", "[run]") {
  Race race(grumbling());
  race.advance(0, for_ever, 10);
  CHECK(buttons(race.advice(0).back()) == std::vector<std::string>{"rate 0.5", "Why"});
  race.apply(rate_of_plain(0.5));
  CHECK(race.advice(0).empty());
  race.advance(0, for_ever, 10);
  CHECK(buttons(race.advice(0).back()) == std::vector<std::string>{"Why"});
  race.apply(rate_of_plain(0.1));
  race.advance(0, for_ever, 10);
  CHECK(buttons(race.advice(0).back()) == std::vector<std::string>{"Why"});
}

TEST_CASE("A cure that was never taken is offered again", "[run]") {
  Race race(grumbling());
  race.advance(0, for_ever, 10);
  race.apply(rate_of_plain(0.3));
  race.advance(0, for_ever, 10);
  CHECK(buttons(race.advice(0).back()) == std::vector<std::string>{"rate 0.5", "Why"});
}
