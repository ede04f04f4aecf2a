// Races: steps, conditions, edits, history; and rewinding to equal bits.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/run/race.hpp"
#include "tests/support/toy_experiment.hpp"

using namespace thalweg;
using Catch::Matchers::Contains;

namespace {

constexpr double for_ever = std::numeric_limits<double>::infinity();

RunSpec noisy_spec() {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("noise", 0.01);
  return spec;
}

Edit set_rate(double rate, std::int64_t gesture = 0) {
  Edit edit;
  edit.name = "rate";
  edit.value = rate;
  edit.gesture = gesture;
  return edit;
}

Edit move_targets(std::vector<double> to) {
  Edit edit;
  edit.kind = Edit::Kind::input;
  edit.name = "target";
  edit.input = std::make_shared<const Buffer>(PointsData{to, to, {}, {}, {}});
  return edit;
}

const std::vector<double>& state(const FrameSet& set, const std::string& name) {
  const Buffer* found = set.buffer(name);
  REQUIRE(found);
  return std::get<CurveData>(*found).y;
}

void require_same(const FrameSet& a, const FrameSet& b) {
  REQUIRE(a.contenders.size() == b.contenders.size());
  for (std::size_t i = 0; i < a.contenders.size(); ++i) {
    const std::string key = a.contenders[i].key;
    CHECK(state(a, key + ".x") == state(b, key + ".x"));
    const Trace& left = *a.contenders[i].frame->trace("error");
    const Trace& right = *b.contenders[i].frame->trace("error");
    REQUIRE(left.size() == right.size());
    for (std::size_t s = 0; s < left.size(); ++s) {
      CHECK(left[s].step == right[s].step);
      CHECK(left[s].value == right[s].value);
    }
  }
}

}  // namespace

TEST_CASE("A contender converges when the measure meets the tolerance", "[run]") {
  Race race(RunSpec::defaults(test::toy()));
  race.run_to_end();
  CHECK(race.condition(0) == Condition::converged);
  const FrameSet end = race.observe("plain", {});
  CHECK(*end.number("plain.error") <= 1e-6);
  const Trace& error = *end.contenders[0].frame->trace("error");
  CHECK(error[error.size() - 2].value > 1e-6);
  // Geometric: error k = error 0 × 0.9^k.
  CHECK(error[20].value == Approx(error[0].value * std::pow(0.9, 20)).epsilon(1e-9));
}

TEST_CASE("The limit exhausts, leaving finite numbers diverges, and others go on", "[run]") {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("rate", 0.01);
  spec.set("size", std::int64_t{20});
  spec.set("sleeper.rate", 10.0);
  Race race(spec);
  race.set_limit(400);
  race.run_to_end();
  CHECK(race.condition(0) == Condition::exhausted);
  CHECK(race.condition(1) == Condition::diverged);
  CHECK_THAT(race.reason(1), Contains("left finite numbers"));
  race.extend(10);
  race.run_to_end();
  CHECK(race.step_of(0) == 410);
}

TEST_CASE("A limit of no steps takes none", "[run]") {
  Race race(RunSpec::defaults(test::toy()));
  race.set_limit(0);
  race.run_to_end();
  CHECK(race.step_of(0) == 0);
  CHECK(race.condition(0) == Condition::exhausted);
}

TEST_CASE("Every earlier moment equals a fresh race stopped there", "[run]") {
  Race race(noisy_spec());
  for (std::size_t i = 0; i < 2; ++i) race.advance(i, for_ever, 200);
  for (const std::int64_t k : {0, 1, 17, 64, 133, 200}) {
    Race fresh(noisy_spec());
    for (std::size_t i = 0; i < 2; ++i) fresh.advance(i, for_ever, k);
    Rewinder rewinder(race.record());
    require_same(rewinder.at({{"plain", k}, {"sleeper", k}}, "plain", {}),
                 fresh.observe("plain", {}));
  }
}

TEST_CASE("Edits and drags are replayed where they were made", "[run]") {
  const auto play = [](Race& race) {
    race.advance(0, for_ever, 30);
    race.advance(1, for_ever, 20);
    race.apply(set_rate(0.3));
    race.advance(0, for_ever, 40);
    race.apply(move_targets({0.5, 0.25, 0.125}));
    race.advance(0, for_ever, 5);
    race.advance(1, for_ever, 15);
    race.apply(move_targets({0.5, 0.25}));  // another size: a fresh start, k goes on
    race.advance(0, for_ever, 8);
    race.apply(set_rate(0.05));
    race.advance(1, for_ever, 3);
  };
  Race race(noisy_spec());
  play(race);
  Race again(noisy_spec());
  play(again);
  CHECK(race.state_hash(0) == again.state_hash(0));
  CHECK(race.state_hash(1) == again.state_hash(1));

  // From the first keyframe alone, so that every step and edit is replayed.
  Recording bare = *race.record();
  for (Track& track : bare.tracks) track.keyframes.resize(1);
  Race reopened(bare);
  CHECK(reopened.state_hash(0) == race.state_hash(0));
  CHECK(reopened.state_hash(1) == race.state_hash(1));
  CHECK(reopened.step_of(0) == 83);
  require_same(reopened.observe("plain", {}), race.observe("plain", {}));
}

TEST_CASE("A branch shares its past and goes its own way", "[run]") {
  Race race(noisy_spec());
  race.advance(0, for_ever, 50);
  race.advance(1, for_ever, 50);
  race.apply(set_rate(0.5));
  race.advance(0, for_ever, 50);
  race.advance(1, for_ever, 50);
  Race branch(race.record()->until({{"plain", 30}, {"sleeper", 30}}));
  CHECK(branch.step_of(0) == 30);
  CHECK(branch.record()->edits.empty());
  branch.advance(0, for_ever, 10);
  Race fresh(noisy_spec());
  fresh.advance(0, for_ever, 40);
  CHECK(branch.state_hash(0) == fresh.state_hash(0));
}

TEST_CASE("A stopped step is taken back", "[run]") {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("pause_ms", std::int64_t{20});
  Race race(spec);
  race.advance(1, for_ever, 3);
  const std::uint64_t before = race.state_hash(1);
  int asked = 0;
  const StepScope::Stop stop = [&asked] { return ++asked > 5; };
  CHECK(race.advance(1, for_ever, 10, stop) == 0);
  CHECK(race.state_hash(1) == before);
  CHECK(race.step_of(1) == 3);
}

TEST_CASE("A refused edit leaves everything as it was", "[run]") {
  Race race(noisy_spec());
  race.advance(0, for_ever, 5);
  const std::uint64_t before = race.state_hash(0);
  CHECK_THROWS_AS(race.apply(set_rate(1000)), BadInput);
  Edit restart;
  restart.name = "size";
  restart.value = std::int64_t{5};
  CHECK_THROWS_WITH(race.apply(restart), Contains("restarts the run"));
  CHECK(race.state_hash(0) == before);
  CHECK(race.record()->edits.empty());
}

TEST_CASE("Edits of one gesture are one event", "[run]") {
  Race race(noisy_spec());
  race.advance(0, for_ever, 2);
  race.apply(set_rate(0.2, 7));
  race.apply(set_rate(0.3, 7));
  race.apply(set_rate(0.4, 7));
  REQUIRE(race.events().size() == 1);
  CHECK(race.events()[0].text == "Rate 0.1 → 0.4");
  CHECK(race.record()->edits.size() == 3);
}

TEST_CASE("Contenders are added and removed while the others go on", "[run]") {
  Race race(noisy_spec());
  race.advance(0, for_ever, 10);
  Edit add;
  add.kind = Edit::Kind::add_contender;
  add.name = "plain 2";
  add.added = {"plain 2", "plain", "Relaxation 2", {{"rate", 0.4}}, 2};
  race.apply(add);
  REQUIRE(race.size() == 3);
  race.advance(2, for_ever, 10);
  Race reopened(*race.record());
  CHECK(reopened.state_hash(2) == race.state_hash(2));
  Edit remove;
  remove.kind = Edit::Kind::remove_contender;
  remove.name = "sleeper";
  race.apply(remove);
  CHECK(race.size() == 2);
  CHECK(race.step_of(0) == 10);
}

TEST_CASE("History stays within its budget and thins", "[run]") {
  RunSpec spec = noisy_spec();
  spec.set("size", std::int64_t{100});
  spec.set("tol", 1e-12);
  Race race(spec);
  race.set_limit(100000);
  constexpr std::size_t budget = 200'000;
  race.set_history_budget(budget);
  race.advance(0, for_ever, 20'000);
  std::size_t held = 0;
  const auto record = race.record();
  for (const Keyframe& frame : record->tracks[0].keyframes) held += frame.state->size();
  CHECK(held <= budget);
  CHECK(record->thinning > 1);
  Rewinder rewinder(record);
  CHECK(rewinder.stepper("plain", 19'999) != nullptr);
}

TEST_CASE("Costly series are sampled ever more thinly, and at the end", "[run]") {
  CHECK(sample_due(31));
  CHECK_FALSE(sample_due(33));
  CHECK(sample_due(34));
  Race race(RunSpec::defaults(test::toy()));
  race.run_to_end();
  const FrameSet end = race.observe("plain", {});
  const Trace& costly = *end.contenders[0].frame->trace("costly");
  CHECK(costly.back().step == race.step_of(0));
  CHECK(costly.size() < static_cast<std::size_t>(race.step_of(0)));
}

TEST_CASE("Analyses run to their end", "[run]") {
  const RunSpec spec = RunSpec::defaults(test::toy());
  Race race(spec);
  const auto frames = analyse(spec, race.problem());
  const auto& target = std::get<PointsData>(*race.observe("plain", {}).buffer("target"));
  CHECK(*frames.at("reference")->number("sum") ==
        Approx(target.x[0] + target.x[1] + target.x[2]).epsilon(1e-14));
}

namespace {

Event note_at(std::int64_t step, const std::string& text) {
  return {Event::Kind::note, text, "plain", {{"plain", step}}};
}

Edit rename_plain(const std::string& name) {
  Edit edit;
  edit.kind = Edit::Kind::rename_contender;
  edit.name = "plain", edit.value = name;
  return edit;
}

}  // namespace

TEST_CASE("A renamed contender keeps its state, its key and its past", "[run]") {
  Race race(noisy_spec());
  race.advance(0, for_ever, 10);
  const std::uint64_t before = race.state_hash(0);
  race.apply(rename_plain("Slow one"));
  CHECK(race.state_hash(0) == before);
  CHECK(race.spec().contenders[0].name == "Slow one");
  CHECK(race.events().back().text == "rename Relaxation → Slow one");
  race.advance(0, for_ever, 10);
  Race reopened(*race.record());
  CHECK(reopened.spec().contenders[0].name == "Slow one");
  CHECK(reopened.state_hash(0) == race.state_hash(0));
  CHECK_THROWS_WITH(race.apply(rename_plain("")), Contains("needs a name"));
}

TEST_CASE("Notes are kept, changed and taken away", "[run]") {
  Race race(noisy_spec());
  race.advance(0, for_ever, 30);
  race.note(std::nullopt, note_at(12, "here"));
  race.note(std::nullopt, note_at(20, "there"));
  race.note(note_at(12, "here"), note_at(12, "look"));
  REQUIRE(race.record()->events.size() == 3);  // with the stage
  CHECK(race.record()->events[1] == note_at(12, "look"));
  race.note(note_at(20, "there"), std::nullopt);
  CHECK(race.record()->events.size() == 2);
  CHECK_THROWS_WITH(race.note(note_at(12, "here"), std::nullopt), Contains("no note"));
  Event nobody = note_at(1, "?");
  nobody.contender = "nobody";
  CHECK_THROWS_WITH(race.note(std::nullopt, nobody), Contains("nobody"));
}

TEST_CASE("A branch keeps the notes up to its moment", "[run]") {
  Race race(noisy_spec());
  race.advance(0, for_ever, 30);
  race.note(std::nullopt, note_at(11, "before"));
  race.note(std::nullopt, note_at(12, "at"));
  race.note(std::nullopt, note_at(13, "after"));
  const Recording past = race.record()->until({{"plain", 12}, {"sleeper", 0}});
  std::vector<std::string> notes;
  for (const Event& event : past.events) {
    if (event.kind == Event::Kind::note) notes.push_back(event.text);
  }
  CHECK(notes == std::vector<std::string>{"before", "at"});
}

TEST_CASE("Frames carry rate, floor and reason of every contender at the head", "[run]") {
  Race race(RunSpec::defaults(test::toy()));
  race.advance(0, for_ever, 40);
  FrameSet set = race.observe("plain", {});
  CHECK(set.measure == "error");
  CHECK(set.contenders[0].rate == Approx(0.9));
  CHECK(std::isnan(set.contenders[1].rate));
  Rewinder rewinder(race.record());
  set = rewinder.at({{"plain", 20}}, "plain", {});
  CHECK(set.measure == "error");
  CHECK(std::isnan(set.contenders[0].rate));
  race.run_to_end();
  set = race.observe("plain", {});
  CHECK_THAT(set.contenders[0].reason, Contains("≤"));
}
