// Workers: snapshots, pause, cancel, live edits, scrubbing while the head runs on.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <limits>
#include <thread>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "core/run/replay.hpp"
#include "core/run/runner.hpp"
#include "tests/support/toy_experiment.hpp"

using namespace thalweg;

namespace {

bool wait_for(const std::function<bool()>& holds, double seconds = 10) {
  const double until = wall_seconds() + seconds;
  while (wall_seconds() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return holds();
}

RunSpec endless() {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("noise", 0.01);
  return spec;
}

Command set_rate(double rate) {
  Command command{Command::Kind::edit, {}, 1};
  command.edit.name = "rate";
  command.edit.value = rate;
  return command;
}

}  // namespace

TEST_CASE("A run starts by itself and ends", "[threads]") {
  Runner runner([] {});
  const auto run = runner.start(RunSpec::defaults(test::toy()));
  run->set_pace({Pace::Kind::max, 0});
  REQUIRE(wait_for([&] {
    const auto snapshot = run->latest();
    return snapshot && snapshot->state == RunState::finished &&
           snapshot->frames.number("reference.sum");
  }));
  CHECK(run->latest()->standings[0].condition == Condition::converged);
  Race alone(RunSpec::defaults(test::toy()));
  alone.run_to_end();
  CHECK(run->latest()->standings[0].step == alone.step_of(0));
}

TEST_CASE("Pause holds, steps are counted, resume goes on", "[threads]") {
  Runner runner([] {});
  const auto run = runner.start(endless(), true);
  REQUIRE(wait_for([&] { return run->latest() != nullptr; }));
  const auto number = run->post({Command::Kind::step, {}, 3});
  runner.poke();
  REQUIRE(wait_for([&] {
    const auto snapshot = run->latest();
    return snapshot->acknowledged >= number && snapshot->standings[0].step == 3 &&
           snapshot->standings[1].step == 3;
  }));
  CHECK(run->latest()->state == RunState::paused);
  run->set_pace({Pace::Kind::fixed, 100});
  run->post({Command::Kind::resume, {}, 1});
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->standings[0].step > 10; }));
  run->post({Command::Kind::pause, {}, 1});
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->state == RunState::paused; }));
  const std::int64_t held = run->latest()->standings[0].step;
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(run->latest()->standings[0].step == held);
}

TEST_CASE("Cancel answers at once even within a long step", "[threads]") {
  Runner runner([] {});
  RunSpec spec = endless();
  spec.set("pause_ms", std::int64_t{100});
  const auto run = runner.start(spec);
  run->set_pace({Pace::Kind::max, 0});
  REQUIRE(wait_for([&] { return run->latest() && run->latest()->standings[0].step > 2; }));
  double best = 1;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const double began = wall_seconds();
    run->post({Command::Kind::cancel, {}, 1});
    runner.poke();
    REQUIRE(wait_for([&] { return run->latest()->state == RunState::cancelled; }));
    best = std::min(best, wall_seconds() - began);
    run->post({Command::Kind::resume, {}, 1});
    runner.poke();
    REQUIRE(wait_for([&] { return run->latest()->state == RunState::running; }));
  }
  CHECK(best < 0.1);
}

TEST_CASE("A live edit is acknowledged and marked", "[threads]") {
  Runner runner([] {});
  const auto run = runner.start(endless());
  run->set_pace({Pace::Kind::max, 0});
  REQUIRE(wait_for([&] { return run->latest() && run->latest()->standings[0].step > 2; }));
  const auto number = run->post(set_rate(0.7));
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->acknowledged >= number; }));
  const auto snapshot = run->latest();
  REQUIRE_FALSE(snapshot->frames.events.empty());
  CHECK(snapshot->recording->edits.size() == 1);
  run->post(set_rate(1e9));
  runner.poke();
  REQUIRE(wait_for([&] { return !run->latest()->error.empty(); }));
  CHECK(run->latest()->recording->edits.size() == 1);
}

TEST_CASE("A moment in the past is shown while the head runs on", "[threads]") {
  Runner runner([] {});
  const auto run = runner.start(endless());
  run->set_pace({Pace::Kind::max, 0});
  REQUIRE(wait_for([&] { return run->latest() && run->latest()->standings[0].step > 50; }));
  for (const std::int64_t k : {40, 7, 23, 0, 31}) {
    run->show(Moment{{"plain", k}, {"sleeper", k}});
    runner.poke();
    REQUIRE(wait_for([&] {
      const auto past = run->past();
      return past && past->contenders[0].frame->step == k;
    }));
    Race fresh(endless());
    fresh.advance(0, std::numeric_limits<double>::infinity(), k);
    const auto expected = fresh.observe("plain", {});
    CHECK(std::get<CurveData>(*run->past()->buffer("plain.x")).y ==
          std::get<CurveData>(*expected.buffer("plain.x")).y);
  }
  run->show(std::nullopt);
  CHECK(run->past() == nullptr);
}

namespace {

/// Own seconds that a step of the plain contender takes beside a sleeper of `pause_ms`.
double seconds_a_step(std::int64_t pause_ms) {
  Runner runner([] {});
  RunSpec spec = endless();
  spec.set("pause_ms", pause_ms);
  const auto run = runner.start(spec);
  run->set_pace({Pace::Kind::fixed, 100});
  REQUIRE(wait_for([&] { return run->latest() && run->latest()->standings[0].step >= 60; }));
  const Standing plain = run->latest()->standings[0];
  if (pause_ms > 0) CHECK(plain.step > 4 * run->latest()->standings[1].step);
  return plain.seconds / static_cast<double>(plain.step);
}

}  // namespace

TEST_CASE("A sleeping contender changes no other's iterations per own second", "[threads]") {
  // A step takes microseconds, the sleeper 80 ms: a share of it would be seen at once.
  double best = 1;
  for (int attempt = 0; attempt < 3; ++attempt) {
    best = std::min(best, seconds_a_step(80) - seconds_a_step(0));
  }
  CHECK(best < 0.0002);
}

TEST_CASE("A problem that cannot be posed fails with its reason", "[threads]") {
  Runner runner([] {});
  RunSpec spec = endless();
  spec.settings["rate"] = 1e9;
  const auto run = runner.start(spec);
  REQUIRE(wait_for([&] { return run->latest() && run->latest()->state == RunState::failed; }));
  CHECK_THAT(run->latest()->error, Catch::Matchers::Contains("rate"));
}

TEST_CASE("Many restarts leave nothing behind", "[threads]") {
  Runner runner([] {});
  for (int i = 0; i < 20; ++i) {
    const auto run = runner.start(endless());
    run->post(set_rate(0.2 + 0.01 * i));
    runner.drop(run);
  }
  const auto last = runner.start(endless());
  REQUIRE(wait_for([&] { return last->latest() != nullptr; }));
}

namespace {

/// The toy with a problem that takes its time.
RunSpec slowly_posed(std::atomic<bool>& posed) {
  static Experiment experiment;
  experiment = test::toy();
  experiment.builds = [](const Settings&) { return "targets"; };
  experiment.pose = [&posed](const Settings& resolved, const Inputs& inputs, Rng rng) {
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    posed = true;
    return test::toy().pose(resolved, inputs, rng);
  };
  return RunSpec::defaults(experiment);
}

}  // namespace

TEST_CASE("Memory is stated before a run that needs more than half of what is free", "[run]") {
  Experiment experiment = test::toy();
  double needed = 0;
  experiment.memory = [&](const Settings&, std::size_t contenders) {
    CHECK(contenders == RunSpec::defaults(test::toy()).contenders.size());
    return needed;
  };
  const RunSpec spec = RunSpec::defaults(experiment);
  needed = 0.3 * available_memory();
  CHECK(memory_words(spec).empty());
  needed = 0.7 * available_memory();
  CHECK_THAT(memory_words(spec), Catch::StartsWith("about ") && Catch::EndsWith(" GB are free"));
  CHECK(pose(spec) != nullptr);
  needed = 2 * available_memory();
  CHECK_THROWS_WITH(pose(spec), Catch::StartsWith("memory: The run needs about ") &&
                                    Catch::Contains("Make the problem smaller"));
}

TEST_CASE("A posing that takes much memory says so at once", "[threads]") {
  std::atomic<bool> posed{false};
  RunSpec spec = slowly_posed(posed);
  Experiment experiment = *spec.experiment;
  experiment.memory = [](const Settings&, std::size_t) { return 0.7 * available_memory(); };
  spec.experiment = &experiment;
  Runner runner([] {});
  const auto run = runner.start(spec);
  REQUIRE(wait_for([&] { return !run->tasks().empty(); }));
  CHECK_THAT(run->tasks()[0].name, Catch::StartsWith("Building targets, about "));
  REQUIRE(wait_for([&] { return posed.load(); }));
}

TEST_CASE("A long posing says what it builds, and stops when asked", "[threads]") {
  std::atomic<bool> posed{false};
  std::atomic<int> woken{0};
  Runner runner([&woken] { ++woken; });
  const auto run = runner.start(slowly_posed(posed));
  REQUIRE(wait_for([&] { return !run->tasks().empty(); }));
  CHECK(run->tasks()[0].name == "Building targets");
  CHECK_FALSE(posed);
  CHECK(woken > 0);
  const double began = wall_seconds();
  run->post({Command::Kind::cancel, {}, 1});
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest() && run->latest()->state == RunState::cancelled; }));
  CHECK(wall_seconds() - began < 0.1);
  CHECK_FALSE(posed);
  // It comes to rest, posed; going on is possible.
  REQUIRE(wait_for([&] { return run->latest()->problem != nullptr; }));
  CHECK(run->latest()->state == RunState::cancelled);
  REQUIRE(wait_for([&] { return run->tasks().empty(); }));  // its analysis is a task too
  run->post({Command::Kind::resume, {}, 1});
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->standings[0].step > 2; }));
}

TEST_CASE("Other runs step while one is posed", "[threads]") {
  std::atomic<bool> posed{false};
  Runner runner([] {});
  const auto other = runner.start(endless());
  other->set_pace({Pace::Kind::fixed, 100});
  REQUIRE(wait_for([&] { return other->latest() && other->latest()->standings[0].step > 2; }));
  const auto slow = runner.start(slowly_posed(posed));
  const std::int64_t before = other->latest()->standings[0].step;
  REQUIRE(wait_for([&] { return other->latest()->standings[0].step > before; }));
  CHECK_FALSE(posed);
}

TEST_CASE("A contender is timed alone, without touching the run", "[threads]") {
  Runner runner([] {});
  RunSpec spec = endless();
  spec.set("pause_ms", std::int64_t{2});
  const auto run = runner.start(spec, true);
  REQUIRE(wait_for([&] { return run->latest() != nullptr; }));
  run->post({Command::Kind::step, {}, 20});
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->standings[1].step == 20; }));
  const auto before = run->latest()->recording;
  CHECK_FALSE(run->latest()->standings[1].alone_seconds);
  Command command{Command::Kind::time_alone, {}, 1};
  command.contender = "sleeper";
  run->post(command);
  runner.poke();
  std::string told;
  REQUIRE(wait_for([&] {
    const auto tasks = run->tasks();
    if (!tasks.empty()) told = tasks[0].name;
    return run->latest()->standings[1].alone_seconds.has_value();
  }));
  CHECK_THAT(told, Catch::Matchers::Contains("Timing Sleeper alone · "));
  CHECK_THAT(told, Catch::Matchers::Contains(" of 3"));
  CHECK(*run->latest()->standings[1].alone_seconds > 0.035);
  CHECK(run->latest()->standings[1].step == 20);
  CHECK(run->latest()->recording->tracks[1].head == before->tracks[1].head);
  CHECK(run->latest()->recording->edits.empty());
  CHECK(wait_for([&] { return run->tasks().empty(); }));
  // The number belongs to these 20 steps.
  run->post({Command::Kind::step, {}, 1});
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->standings[1].step == 21; }));
  CHECK_FALSE(run->latest()->standings[1].alone_seconds);
}

TEST_CASE("Timing ends without a result when the run goes on or it is cancelled", "[threads]") {
  Runner runner([] {});
  RunSpec spec = endless();
  spec.set("pause_ms", std::int64_t{20});
  const auto run = runner.start(spec, true);
  REQUIRE(wait_for([&] { return run->latest() != nullptr; }));
  run->post({Command::Kind::step, {}, 20});
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->standings[1].step == 20; }));
  Command command{Command::Kind::time_alone, {}, 1};
  command.contender = "sleeper";
  for (const auto kind : {Command::Kind::cancel, Command::Kind::resume}) {
    run->post(command);
    runner.poke();
    REQUIRE(wait_for([&] { return !run->tasks().empty(); }));
    const double began = wall_seconds();
    run->post({kind, {}, 1});
    runner.poke();
    REQUIRE(wait_for([&] { return run->tasks().empty(); }));
    CHECK(wall_seconds() - began < 0.1);
    CHECK(run->latest()->state != RunState::cancelled);
  }
  CHECK_FALSE(run->latest()->standings[1].alone_seconds);
  CHECK(wait_for([&] { return run->latest()->state == RunState::running; }));
}

TEST_CASE("A note is part of the recording at once", "[threads]") {
  Runner runner([] {});
  const auto run = runner.start(endless(), true);
  REQUIRE(wait_for([&] { return run->latest() != nullptr; }));
  Command command{Command::Kind::note, {}, 1};
  command.new_note = Event{Event::Kind::note, "start", "plain", {{"plain", 0}}};
  const auto number = run->post(command);
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->acknowledged >= number; }));
  CHECK(run->latest()->recording->events == std::vector<Event>{*command.new_note});
}

TEST_CASE("An analysis starts again only when something changes that it reads", "[threads]") {
  Runner runner([] {});
  const auto run = runner.start(endless());
  run->set_pace({Pace::Kind::max, 0});
  const auto sum = [&] { return run->latest()->frames.others.at("reference"); };
  const auto finished = [&] {
    const auto snapshot = run->latest();
    const auto number = snapshot ? snapshot->frames.number("reference.sum") : std::nullopt;
    const auto target = snapshot ? snapshot->frames.buffer("target") : nullptr;
    if (!number || !target) return false;
    const auto& x = std::get<PointsData>(*target).x;
    double expected = 0;
    for (const double value : x) expected += value;
    return *number == expected;
  };
  REQUIRE(wait_for(finished));
  const FramePtr before = sum();
  const auto number = run->post(set_rate(0.7));
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->acknowledged >= number; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  CHECK(sum() == before);
  Command moved{Command::Kind::edit, {}, 1};
  moved.edit.kind = Edit::Kind::input, moved.edit.name = "target";
  const std::vector<double> to{1, 2, 4};
  moved.edit.input = std::make_shared<const Buffer>(PointsData{to, to, {}, {}, {}});
  run->post(moved);
  runner.poke();
  REQUIRE(wait_for([&] { return run->latest()->frames.number("reference.sum") == 7.0; }));
}
