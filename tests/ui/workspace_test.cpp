// The window's model without a window: edits, undo, the past, branches, arrangement, files.
#include "ui/shell/workspace.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.hpp"
#include "tests/ui/started.hpp"

namespace thalweg::ui {
namespace {

TEST_CASE("Selecting an experiment runs it and shows its views", "[ui]") {
  Started at;
  CHECK(at.run().shown.size() == 4);
  CHECK(at.run().focus == "plain");
  CHECK(at.finished());
  CHECK(at.run().frames().contenders.size() == 2);
  CHECK(at.workspace.messages().empty());
}

TEST_CASE("A live edit reaches the run and can be undone as a new edit", "[ui]") {
  Started at;
  const ParamValue before = at.workspace.param("rate");
  at.workspace.set_param("rate", 0.3, Phase::drag);
  CHECK(at.workspace.set_param("rate", 0.5, Phase::release));
  CHECK(at.workspace.param("rate") == ParamValue(0.5));
  CHECK(at.workspace.is_changed("rate"));
  REQUIRE(at.settled());
  CHECK(at.run().snapshot->spec.settings.at("rate") == ParamValue(0.5));
  CHECK(at.workspace.undo_name() == "Rate 0.1 → 0.5");
  at.workspace.undo();
  REQUIRE(at.settled());
  CHECK(at.workspace.param("rate") == before);
  CHECK(at.workspace.runs().size() == 1);
  at.workspace.redo();
  CHECK(at.workspace.param("rate") == ParamValue(0.5));
}

TEST_CASE("A value that the method does not allow is refused with a sentence", "[ui]") {
  Started at;
  CHECK_FALSE(at.workspace.set_param("rate", 11.0));
  CHECK_FALSE(at.workspace.field_error("rate").empty());
  CHECK(at.workspace.param("rate") == ParamValue(0.1));
  CHECK(at.workspace.set_param("rate", 0.2));
  CHECK(at.workspace.field_error("rate").empty());
}

TEST_CASE("A restart parameter restarts on release, and undo brings the earlier run back", "[ui]") {
  Started at;
  const auto first = at.workspace.runs().front();
  at.workspace.set_layout(Layout::two_by_two);
  at.workspace.set_param("size", std::int64_t{5}, Phase::drag);
  CHECK(at.workspace.runs().size() == 1);
  CHECK(at.workspace.is_pending("size"));
  CHECK(at.workspace.param("size") == ParamValue(std::int64_t{5}));
  at.workspace.set_param("size", std::int64_t{5}, Phase::release);
  REQUIRE(at.workspace.runs().size() == 2);
  CHECK(at.run().layout == Layout::two_by_two);
  CHECK_FALSE(at.workspace.is_pending("size"));
  at.workspace.undo();
  CHECK(&at.run() == first.get());
  at.workspace.redo();
  CHECK(&at.run() != first.get());
}

TEST_CASE("An edit in the past prepares a branch that starts when it is run", "[ui]") {
  Started at;
  REQUIRE(at.finished());
  at.workspace.seek(4);
  CHECK_FALSE(at.run().following());
  CHECK(at.run().shown_step() == 4);
  REQUIRE(wait_for(at.workspace, [&] { return !at.run().approximate(); }));
  CHECK(at.run().frames().contender("plain")->frame->step == 4);
  at.workspace.set_param("rate", 0.7);
  REQUIRE(at.run().branch);
  CHECK(at.workspace.runs().size() == 1);
  CHECK(at.workspace.param("rate") == ParamValue(0.7));
  at.workspace.drop_branch();
  CHECK(at.workspace.param("rate") == ParamValue(0.1));
  at.workspace.set_param("rate", 0.7);
  const auto parent = at.workspace.runs().front();
  at.workspace.resume();
  REQUIRE(at.workspace.runs().size() == 2);
  CHECK(at.run().parent == parent->run->id());
  REQUIRE(at.settled());
  CHECK(at.run().snapshot->spec.settings.at("rate") == ParamValue(0.7));
  CHECK(parent->spec.settings.empty());
}

TEST_CASE("Stepping back and on again returns to the head", "[ui]") {
  Started at;
  REQUIRE(at.finished());
  const std::int64_t head = at.run().standing("plain")->step;
  at.workspace.step_back();
  CHECK(at.run().shown_step() == head - 1);
  at.workspace.step();
  CHECK(at.run().following());
  at.workspace.to_start();
  CHECK(at.run().shown_step() == 0);
  at.workspace.step(3);
  CHECK(at.run().shown_step() == 3);
}

TEST_CASE("The clock changes with the cursor at the same moment", "[ui]") {
  Started at;
  REQUIRE(at.finished());
  at.workspace.seek(6);
  at.workspace.set_clock(ClockKind::work);
  CHECK(*at.run().cursor == Approx(6));
  CHECK(at.run().shown_step() == 6);
  CHECK(at.workspace.view_state("error").clock == ClockKind::work);
}

TEST_CASE("Contenders are added with a free key and colour, and removed again", "[ui]") {
  Started at;
  REQUIRE(at.workspace.add_contender("plain"));
  CHECK(at.run().spec.contenders.back().key == "plain 2");
  CHECK(at.run().spec.contenders.back().colour == 2);
  at.workspace.set_focus("plain 2");
  at.workspace.remove_contender("plain 2");
  CHECK(at.run().spec.contenders.size() == 2);
  CHECK(at.run().focus == "plain");
  at.workspace.undo();
  CHECK(at.run().spec.contenders.size() == 3);
}

TEST_CASE("The last view stays, and hiding is undone", "[ui]") {
  Started at;
  at.workspace.hide_view("weights");
  at.workspace.hide_view("targets");
  at.workspace.hide_view("state");
  at.workspace.hide_view("error");
  CHECK(at.run().visible() == std::vector<std::string>{"error"});
  at.workspace.undo();
  CHECK(at.run().visible().size() == 2);
  at.workspace.toggle_fill("state");
  CHECK(at.run().visible() == std::vector<std::string>{"state"});
  at.workspace.toggle_fill("state");
  at.workspace.set_layout(Layout::one);
  CHECK(at.run().visible().size() == 1);
}

TEST_CASE("A session gives back runs, settings and arrangement", "[ui]") {
  const test::TempDir folder;
  Started at;
  at.workspace.set_param("rate", 0.25);
  REQUIRE(at.settled());
  REQUIRE(at.finished());
  at.workspace.set_layout(Layout::two_by_two);
  at.workspace.set_focus("sleeper");
  REQUIRE(at.workspace.save_session(folder.file("a.thalweg")));
  Workspace other([] {});
  REQUIRE(other.open_session(folder.file("a.thalweg")));
  REQUIRE(wait_for(other, [&] { return other.run().snapshot->recording != nullptr; }));
  CHECK(other.run().layout == Layout::two_by_two);
  CHECK(other.run().focus == "sleeper");
  CHECK(other.param("rate") == ParamValue(0.25));
  CHECK(other.run().standing("plain")->step == at.run().standing("plain")->step);
  CHECK_FALSE(other.open_session(folder.file("absent.thalweg")));
  CHECK(other.banners().size() == 1);
  CHECK(other.has_run());
}

TEST_CASE("The pace moves along its steps and stops at both ends", "[ui]") {
  Started at;
  at.workspace.set_pace({});
  at.workspace.shift_pace(1);
  CHECK(at.workspace.pace_text() == "auto");
  at.workspace.shift_pace(-1);
  CHECK(at.workspace.pace_text() == "max");
  for (int i = 0; i < 7; ++i) at.workspace.shift_pace(-1);
  CHECK(at.workspace.pace_text() == "1/s");
}

TEST_CASE("Preferences survive a round trip, and nonsense keeps the defaults", "[ui]") {
  const test::TempDir folder;
  Preferences kept;
  kept.theme = "light";
  kept.scale = 1.25;
  kept.remember_experiment("test/toy");
  save_preferences(kept, folder.file("preferences"));
  const Preferences read = load_preferences(folder.file("preferences"));
  CHECK(read.theme == "light");
  CHECK(read.scale == 1.25);
  CHECK(read.recent_experiments == std::vector<std::string>{"test/toy"});
  kept.scale = 900;
  save_preferences(kept, folder.file("preferences"));
  CHECK(load_preferences(folder.file("preferences")).scale == 0);
  CHECK(load_preferences(folder.file("absent")).theme == "dark");
}

}  // namespace
}  // namespace thalweg::ui
