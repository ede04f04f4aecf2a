// Every experiment: the same bits again, whatever the threads, the edits and the way back.
#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/io/replay_check.hpp"
#include "core/io/session.hpp"
#include "tests/conformance/subjects.hpp"

namespace thalweg::test {
namespace {

/// Steps, an edit, steps, an edit …; returns how many edits were taken.
std::size_t edited(Race& race) {
  advance_all(race, 7);
  std::size_t taken = 0;
  std::int64_t gesture = 0;
  for (Edit edit : live_edits(*race.spec().experiment, 8)) {
    edit.gesture = ++gesture;
    try {
      race.apply(edit);
      ++taken;
    } catch (const BadInput&) {
      // A rule between parameters forbids this one.
    }
    advance_all(race, 3);
  }
  advance_all(race, 10);
  return taken;
}

std::string states_of(const Recording& recording) {
  std::string text;
  Rewinder rewinder(std::make_shared<const Recording>(recording));
  for (const Track& track : recording.tracks) {
    const auto stepper = rewinder.stepper_after(track.key, track.head, recording.edits.size());
    Archive archive;
    stepper->archive(archive);
    text += track.key + " at " + std::to_string(track.head) + ": " +
            hash_text(hash_bytes(std::move(archive).take())) + "\n";
  }
  return text;
}

TEST_CASE("Two runs have the same bits", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race first = raced(*experiment), second = raced(*experiment);
      CHECK(states(first) == states(second));
      const FrameSet a = first.observe(first.key(0), {}), b = second.observe(second.key(0), {});
      for (std::size_t i = 0; i < a.contenders.size(); ++i) {
        CHECK(contents(*a.contenders[i].frame) == contents(*b.contenders[i].frame));
      }
    }
  }
}

TEST_CASE("One thread and two give the same bits", "[conformance]") {
  const int usual = thread_count();
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      set_thread_count(1);
      Race one = raced(*experiment);
      const FrameSet alone = everything(one);
      set_thread_count(2);
      Race two = raced(*experiment);
      const FrameSet both = everything(two);
      set_thread_count(usual);
      CHECK(states(one) == states(two));
      for (const auto& [key, frame] : alone.others) {
        INFO(key);
        CHECK(contents(*frame) == contents(*both.others.at(key)));
      }
    }
  }
}

TEST_CASE("Live edits are recorded, and a replay from the start gives the same states",
          "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race(RunSpec::defaults(*experiment));
      REQUIRE(edited(race) >= 1);
      CHECK(states_of(without_states(*race.record())) == states(race));
    }
  }
}

TEST_CASE("A state that is saved and restored goes on as the original", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race = raced(*experiment, 25);
      race.keep_heads();
      const auto recording = race.record();
      CHECK(states_of(*recording) == states(race));
      Race again(*recording);
      CHECK(states(again) == states(race));
      advance_all(race, 5), advance_all(again, 5);
      CHECK(states(again) == states(race));
    }
  }
}

TEST_CASE("A state that was cut short is refused", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race = raced(*experiment, 3);
      race.keep_heads();
      const auto whole = race.record();
      for (std::size_t i = 0; i < whole->tracks.size(); ++i) {
        const Blob& state = *whole->tracks[i].keyframes.back().state;
        for (const std::size_t size : {std::size_t{0}, state.size() / 2, state.size() - 1}) {
          Recording torn = *whole;
          torn.tracks[i].keyframes.back().state = std::make_shared<const Blob>(
              state.begin(), state.begin() + static_cast<std::ptrdiff_t>(size));
          INFO(torn.tracks[i].key << ", " << size << " of " << state.size() << " bytes");
          CHECK_THROWS_AS(Race(torn), BadFile);
        }
      }
    }
  }
}

TEST_CASE("A session is saved, opened and saved again to the same bytes", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race(RunSpec::defaults(*experiment));
      edited(race);
      race.keep_heads();
      Session session;
      session.runs.push_back({experiment->title, race.record(), -1, false, this_build(), ""});
      const std::string bytes = pack_session(session);
      const Session opened = unpack_session(bytes, "a test");
      CHECK(opened.warnings == std::vector<std::string>{});
      CHECK(pack_session(opened) == bytes);
      CHECK(states(Race(*opened.runs.at(0).recording)) == states(race));
    }
  }
}

TEST_CASE("Three live edits and a drag replay to equal states after reopening", "[conformance]") {
  for (const Experiment* experiment : subjects()) {
    DYNAMIC_SECTION(experiment->id()) {
      Race race(RunSpec::defaults(*experiment));
      advance_all(race, 9);
      const auto apply = [&race](Edit edit, std::int64_t gesture) {
        edit.gesture = gesture;
        race.apply(edit);
        advance_all(race, 4);
      };
      std::int64_t gesture = 0;
      std::vector<Edit> points;
      for (const Edit& edit : live_edits(*experiment, 100)) {
        if (std::holds_alternative<ParamPoint>(edit.value)) {
          points.push_back(edit);
        } else if (gesture < 3) {
          apply(edit, ++gesture);
        }
      }
      ++gesture;  // one drag: several edits under one number
      for (const Edit& to : points) {
        const auto from = std::get<ParamPoint>(experiment->schema.at(to.name).fallback);
        for (const double t : {0.3, 0.6, 1.0}) {
          Edit edit = to;
          const auto end = std::get<ParamPoint>(to.value);
          edit.value =
              ParamPoint{from[0] + t * (end[0] - from[0]), from[1] + t * (end[1] - from[1])};
          apply(edit, gesture);
        }
      }
      advance_all(race, 11);
      race.keep_heads();
      Session session;
      session.runs.push_back({"", race.record(), -1, false, this_build(), ""});
      const Session opened = unpack_session(pack_session(session), "a test");
      CHECK(states_of(without_states(*opened.runs.at(0).recording)) == states(race));
      const ReplayReport report = check_replay(opened.runs.at(0));
      CHECK(report.exact);
      CHECK(report.divergences.empty());
      CHECK(report.states > 0);
    }
  }
}

}  // namespace
}  // namespace thalweg::test
