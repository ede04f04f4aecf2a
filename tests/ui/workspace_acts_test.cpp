// Verbs of the window's model beside plain editing: cures, names, notes, timing, memory.
#include <catch2/catch.hpp>

#include "tests/ui/started.hpp"

namespace thalweg::ui {
namespace {

using Catch::Matchers::Contains;

std::vector<std::string> notes(const OpenRun& run) {
  std::vector<std::string> texts;
  for (const Event& event : run.snapshot->recording->events) {
    if (event.kind == Event::Kind::note) texts.push_back(event.text);
  }
  return texts;
}

/// The toy with a contender that diverges.
struct Diverged : Started {
  Diverged() {
    REQUIRE(workspace.set_param("plain.rate", 3.0));
    REQUIRE(wait_for(workspace, [&] {
      const Standing* plain = run().standing("plain");
      return plain && plain->condition == Condition::diverged;
    }));
    REQUIRE(finished());
    REQUIRE(advice().cures.size() == 2);
  }
  Advice advice() { return standing("plain").advice.back(); }
};

TEST_CASE("A cure that branches goes back, sets its value and runs", "[ui]") {
  Diverged at;
  const auto parent = at.workspace.runs().front();
  const Advice advice = at.advice();
  const Cure cure = advice.cures[0];
  REQUIRE(cure.act == Cure::Act::branch);
  at.workspace.follow_cure(advice, cure);
  REQUIRE(at.workspace.runs().size() == 2);
  CHECK(at.run().parent == parent->run->id());
  CHECK(at.workspace.param("plain.rate") == cure.value);
  at.workspace.set_pace({Pace::Kind::max, 0});
  REQUIRE(wait_for(at.workspace, [&] {
    const Standing* plain = at.run().standing("plain");
    return plain && plain->condition == Condition::converged;
  }));
  CHECK(at.run().snapshot->recording->edits.back().moment.at("plain") == cure.step);
  at.workspace.undo();
  CHECK(&at.run() == parent.get());
}

TEST_CASE("A cure that inspects moves the cursor to its step", "[ui]") {
  Diverged at;
  const Advice advice = at.advice();
  at.workspace.follow_cure(advice, advice.cures[1]);
  CHECK_FALSE(at.run().following());
  CHECK(at.run().cursor_moment->at("plain") == advice.cures[1].step);
}

TEST_CASE("Cures set, add and explain", "[ui]") {
  Started at;
  REQUIRE(at.finished());
  at.workspace.seek(3);
  const Advice advice{"Slow.", {}, "plain", 3};
  at.workspace.follow_cure(advice, {Cure::Act::set, "rate 0.5", "rate", 0.5, "plain"});
  CHECK(at.run().following());
  CHECK(at.workspace.param("plain.rate") == ParamValue(0.5));
  CHECK(at.workspace.param("rate") == ParamValue(0.1));
  CHECK(at.workspace.undo_name() == "Rate 0.1 → 0.5");
  at.workspace.follow_cure(advice, {Cure::Act::add, "Add plain", {}, {}, "plain"});
  CHECK(at.run().spec.contenders.back().key == "plain 2");
  CHECK(at.workspace.inspector_tab == 0);
  at.workspace.follow_cure(advice, {Cure::Act::explain, "Why"});
  CHECK(at.workspace.inspector_tab == 1);
}

TEST_CASE("A contender is renamed, also from the past, and the name is undone", "[ui]") {
  Started at;
  REQUIRE(at.finished());
  at.workspace.seek(3);
  at.workspace.rename_contender("plain", "Mine");
  CHECK_FALSE(at.run().following());
  CHECK_FALSE(at.run().branch);
  REQUIRE(at.settled());
  CHECK(at.standing("plain").name == "Mine");
  CHECK(at.workspace.undo_name() == "rename Relaxation → Mine");
  at.workspace.undo();
  REQUIRE(at.settled());
  CHECK(at.standing("plain").name == "Relaxation");
  at.workspace.rename_contender("plain", "");
  CHECK_THAT(at.workspace.field_error("name:plain"), Contains("needs a name"));
}

TEST_CASE("A note is pinned to the shown step, changed, undone and removed", "[ui]") {
  Started at;
  REQUIRE(at.finished());
  at.workspace.seek(7);
  at.workspace.add_note("look");
  REQUIRE(wait_for(at.workspace, [&] { return notes(at.run()).size() == 1; }));
  const Event note = at.run().snapshot->recording->events.back();
  CHECK(note.contender == "plain");
  CHECK(note.steps.at("plain") == 7);
  at.workspace.change_note(note, "look here");
  REQUIRE(wait_for(at.workspace, [&] { return notes(at.run()).front() == "look here"; }));
  at.workspace.undo();
  REQUIRE(wait_for(at.workspace, [&] { return notes(at.run()).front() == "look"; }));
  at.workspace.change_note(note, "");
  REQUIRE(wait_for(at.workspace, [&] { return notes(at.run()).empty(); }));
  at.workspace.undo();
  REQUIRE(wait_for(at.workspace, [&] { return notes(at.run()).size() == 1; }));
}

TEST_CASE("A run timed alone pauses and says its seconds", "[ui]") {
  Started at;
  REQUIRE(wait_for(at.workspace, [&] { return at.run().standing("plain") != nullptr; }));
  at.workspace.time_alone("plain");
  REQUIRE(wait_for(at.workspace, [&] { return at.standing("plain").alone_seconds.has_value(); }));
  CHECK(at.run().state() != RunState::running);
}

TEST_CASE("When memory is short the oldest unpinned run goes first, and it is said", "[ui]") {
  Started at;
  REQUIRE(at.settled());
  at.workspace.toggle_pin();
  const auto pinned = at.workspace.runs().front();
  at.workspace.set_param("size", std::int64_t{4});
  REQUIRE(at.finished());
  const std::weak_ptr<OpenRun> oldest = at.workspace.runs().back();
  at.workspace.set_param("size", std::int64_t{5});
  REQUIRE(at.finished());
  REQUIRE(at.workspace.runs().size() == 3);
  at.workspace.preferences.history_mb = 0;
  at.workspace.update(wall_seconds());
  REQUIRE(at.workspace.runs().size() == 2);
  CHECK(at.workspace.runs().front() == pinned);
  CHECK(oldest.expired());
  CHECK_THAT(at.workspace.messages().back().text, Contains("Toy, Size 3 → 4 was let go"));
  // Nothing leads back to what is gone: the pin is what is left to undo.
  CHECK(at.workspace.undo_name() == "pin run");
}

}  // namespace
}  // namespace thalweg::ui
