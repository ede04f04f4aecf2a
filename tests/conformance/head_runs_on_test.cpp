// Every experiment on real workers: the past is exact also while the head runs on.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <limits>
#include <thread>

#include "core/base/clock.hpp"
#include "core/base/rng.hpp"
#include "core/run/runner.hpp"
#include "tests/conformance/subjects.hpp"

namespace thalweg::test {
namespace {

bool wait_for(const std::function<bool()>& holds) {
  const double until = wall_seconds() + 30;
  while (wall_seconds() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return holds();
}

std::int64_t total_steps(const Snapshot& snapshot) {
  std::int64_t sum = 0;
  for (const Standing& standing : snapshot.standings) sum += standing.step;
  return sum;
}

/// A moment before every head; at least one step.
Moment earlier(const Snapshot& snapshot, Rng& rng) {
  Moment moment;
  for (const Standing& standing : snapshot.standings) {
    const auto room = static_cast<std::uint64_t>(std::max<std::int64_t>(1, standing.step - 1));
    moment[standing.key] = static_cast<std::int64_t>(1 + rng.below(room));
  }
  return moment;
}

void compare_with_fresh(const Experiment& experiment, const Moment& moment, const FrameSet& past) {
  Race fresh(RunSpec::defaults(experiment));
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    fresh.advance(i, std::numeric_limits<double>::infinity(), moment.at(fresh.key(i)));
  }
  const FrameSet expected = fresh.observe(past.focus, {});
  for (std::size_t i = 0; i < expected.contenders.size(); ++i) {
    INFO(expected.contenders[i].key);
    const Frame& now = *past.contenders[i].frame;
    const Frame& then = *expected.contenders[i].frame;
    REQUIRE(now.step == then.step);
    for (const auto& [name, buffer] : now.buffers) {  // those that the views want
      INFO(name);
      REQUIRE(then.buffer(name));
      CHECK(fingerprint(*buffer) == fingerprint(*then.buffer(name)));
    }
    const auto measure = now.number(experiment.measure),
               fresh_one = then.number(experiment.measure);
    REQUIRE(measure.has_value());
    CHECK(measure == fresh_one);
  }
}

TEST_CASE("The past is exact while the head runs on", "[conformance][threads]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Runner runner([] {});
      const auto run = runner.start(RunSpec::defaults(*experiment));
      run->attend({experiment->contenders.front().key, experiment->views});
      run->set_pace({Pace::Kind::fixed, 60});
      const auto everybody_moved = [&] {
        const auto snapshot = run->latest();
        return snapshot && !snapshot->standings.empty() &&
               std::all_of(snapshot->standings.begin(), snapshot->standings.end(),
                           [](const Standing& standing) { return standing.step >= 6; });
      };
      REQUIRE(wait_for(everybody_moved));
      Rng rng(11);
      for (int trial = 0; trial < 5; ++trial) {
        const Moment moment = earlier(*run->latest(), rng);
        run->show(moment);
        runner.poke();
        std::shared_ptr<const FrameSet> past;
        REQUIRE(wait_for([&] {
          past = run->past();
          return past && std::all_of(past->contenders.begin(), past->contenders.end(),
                                     [&](const Competitor& contender) {
                                       return contender.frame->step == moment.at(contender.key);
                                     });
        }));
        compare_with_fresh(*experiment, moment, *past);
        const std::int64_t before = total_steps(*run->latest());
        REQUIRE(wait_for([&] {
          const auto head = run->latest();  // a short run may have come to its end meanwhile
          return total_steps(*head) > before || head->state == RunState::finished;
        }));
      }
    }
  }
}

}  // namespace
}  // namespace thalweg::test
