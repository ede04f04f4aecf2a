// The timeline, driven by pointer and keys: ranges, notes, branches, lanes.
#include <algorithm>

#include "tests/ui/bench.hpp"
#include "ui/panels/menus.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/keys.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

/// The window px of a share of the track.
ImVec2 on_track(double share) {
  const DumpedWidget* track = last_widget("timeline.track");
  REQUIRE(track);
  return {track->min.x + static_cast<float>(share) * (track->max.x - track->min.x),
          (track->min.y + track->max.y) / 2 + 6};
}

void escape(Bench& bench) {
  KeyPress press;
  press.key = KeyPress::Key::escape;
  handle_key(press, false, bench.workspace, bench.shell_.centre());
}

bool overlap(const DumpedWidget& a, const DumpedWidget& b) {
  return a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y;
}

TEST_CASE("Shift and drag select a part of time, the views zoom to it, Esc clears", "[timeline]") {
  Bench bench({1600, 1000});
  bench.frame();
  ImGui::GetIO().KeyShift = true;
  bench.drag(on_track(0.1), on_track(0.3));
  ImGui::GetIO().KeyShift = false;
  bench.frame();
  const auto selected = selected_time(bench.workspace);
  REQUIRE(selected);
  CHECK(selected->lo > 0);
  CHECK(selected->hi > 2 * selected->lo);
  CHECK(bench.workspace.run().following());  // a range moves no cursor
  bench.press("timeline.zoom");
  CHECK(bench.workspace.view_state("error").x_zoom == selected);
  escape(bench);
  CHECK_FALSE(selected_time(bench.workspace));
}

TEST_CASE("A note is typed at its moment, changed by a double click and undone", "[timeline]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.workspace.seek(9);
  bench.frame();
  do_command(bench.workspace, "note");
  bench.frame();
  bench.frame();
  REQUIRE(last_widget("timeline.note"));
  bench.type("here it turns");
  const auto notes = [&] {
    std::vector<std::string> texts;
    for (const Event& event : bench.workspace.run().snapshot->recording->events) {
      if (event.kind == Event::Kind::note) texts.push_back(event.text);
    }
    return texts;
  };
  REQUIRE(bench.wait_for([&] { return notes().size() == 1; }));
  CHECK(notes().front() == "here it turns");
  const auto mark = [&]() -> const DumpedWidget* {
    for (const DumpedWidget& widget : last_widgets()) {
      if (widget.name.starts_with("timeline.event.") && widget.text == "here it turns") {
        return &widget;
      }
    }
    return nullptr;
  };
  REQUIRE(bench.wait_for([&] { return mark() != nullptr; }));
  const ImVec2 at{mark()->min.x + 8, mark()->min.y + 8};
  bench.click(at);
  bench.click(at);
  REQUIRE(last_widget("timeline.note"));
  CHECK(last_widget("timeline.note")->text == "here it turns");
  bench.type("it turns");  // replaces the selected text
  REQUIRE(bench.wait_for([&] { return notes() == std::vector<std::string>{"it turns"}; }));
  bench.workspace.undo();
  REQUIRE(bench.wait_for([&] { return notes() == std::vector<std::string>{"here it turns"}; }));
}

TEST_CASE("A click on a mark goes there", "[timeline]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.frame();
  REQUIRE(last_widget("timeline.event.0"));
  CHECK(last_widget("timeline.event.0")->text.find("fifth step") != std::string::npos);
  const DumpedWidget* mark = last_widget("timeline.event.0");
  bench.click({mark->min.x + 8, mark->min.y + 8});
  CHECK(bench.workspace.run().shown_step() == 5);
}

TEST_CASE("A drag that begins on a mark scrubs", "[timeline]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.frame();
  const DumpedWidget* mark = last_widget("timeline.event.0");
  REQUIRE(mark);
  const ImVec2 from{mark->min.x + 8, mark->min.y + 8};
  ImGui::GetIO().KeyAlt = true;  // no snapping
  bench.drag(from, {last_widget("timeline.track")->min.x + 4, from.y});
  ImGui::GetIO().KeyAlt = false;
  CHECK_FALSE(bench.workspace.run().following());
  CHECK(bench.workspace.run().shown_step() < 5);
}

TEST_CASE("B makes a branch whose name is typed at once; its parent keeps a lane with an elbow",
          "[timeline]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.workspace.seek(12);
  REQUIRE(bench.wait_for([&] { return !bench.workspace.run().approximate(); }));
  const std::uint64_t parent = bench.workspace.run().run->id();
  do_command(bench.workspace, "branch");
  bench.frame();
  bench.frame();
  REQUIRE(last_widget("timeline.name"));
  bench.type("steeper");
  CHECK(bench.workspace.run().note == "steeper");
  CHECK(bench.workspace.run().fork.at("plain") == 12);
  bench.frame();
  REQUIRE(last_widget("timeline.run"));
  CHECK(last_widget("timeline.run")->text == "steeper");
  REQUIRE(last_widget("timeline.lane.0"));
  bench.press("timeline.lane.0");
  CHECK(bench.workspace.run().run->id() == parent);
  // Seen from the parent, the branch leaves at k 12, as soon as it is posed, and is marked there.
  CHECK(bench.wait_for([&] {
    const DumpedWidget* lane = last_widget("timeline.lane.0");
    return lane && lane->min.x > last_widget("timeline.track")->min.x + 50;
  }));
  CHECK(last_widget("timeline.lane.0")->text == "steeper");
  const bool marked =
      std::any_of(last_widgets().begin(), last_widgets().end(), [](const DumpedWidget& widget) {
        return widget.name.starts_with("timeline.event.") &&
               widget.text.find("steeper") != std::string::npos;
      });
  CHECK(marked);
}

TEST_CASE("A double click on a lane opens the run and names it", "[timeline]") {
  Bench bench({1600, 1000});
  bench.workspace.toggle_pin();
  bench.workspace.restart();
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().state() == RunState::finished; }));
  const std::uint64_t second = bench.workspace.run().run->id();
  for (int i = 0; i < 30; ++i) bench.frame();
  const ImVec2 at = bench.centre_of("timeline.lane.0");
  bench.click(at);
  bench.click(at);
  CHECK(bench.workspace.run().run->id() != second);
  REQUIRE(last_widget("timeline.name"));
  bench.type("first try");
  CHECK(bench.workspace.run().note == "first try");
}

TEST_CASE("Lanes beyond the timeline's height scroll inside it", "[timeline]") {
  Bench bench({1600, 1000});
  for (int i = 0; i < 8; ++i) {
    bench.workspace.toggle_pin();
    bench.workspace.restart();
  }
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().state() == RunState::finished; }));
  for (const double height : {58.0, 100.0, 200.0}) {
    bench.workspace.preferences.timeline = height;
    bench.frame();
    bench.frame();
    std::size_t lanes = 0;
    for (const DumpedWidget& widget : last_widgets()) {
      if (!widget.name.starts_with("timeline.lane.")) continue;
      ++lanes;
      CHECK(widget.min.y < 970);
    }
    CHECK(lanes >= 1);
    CHECK((lanes == 8) == (height == 200));
  }
}

TEST_CASE("Ticks meet neither cursor, marks nor each other, wherever the cursor is", "[timeline]") {
  Bench bench({1280, 800});
  bench.frame();
  for (const double k : {0.0, 3.0, 11.0, 24.0, 39.0, 60.0}) {
    bench.workspace.seek(k);
    bench.frame();
    bench.frame();
    std::vector<DumpedWidget> ticks, others;
    for (const DumpedWidget& widget : last_widgets()) {
      if (widget.name.starts_with("timeline.tick.")) ticks.push_back(widget);
      if (widget.name == "timeline.cursor" || widget.name == "timeline.to_head" ||
          widget.name.starts_with("timeline.event.")) {
        others.push_back(widget);
      }
    }
    REQUIRE(ticks.size() >= 2);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
      for (std::size_t j = i + 1; j < ticks.size(); ++j) CHECK_FALSE(overlap(ticks[i], ticks[j]));
      for (const DumpedWidget& other : others) {
        INFO(ticks[i].text << " and " << other.name << " at k " << k);
        CHECK_FALSE(overlap(ticks[i], other));
      }
    }
  }
}

TEST_CASE("The status line says what runs and stops it; it is steady", "[status]") {
  Bench bench({1600, 1000});
  bench.workspace.set_param("sleeper.pause_ms", std::int64_t{4});
  bench.workspace.restart();
  REQUIRE(bench.wait_for([&] {
    const DumpedWidget* task = last_widget("status.task");
    return task && task->text.find("Sleeper · ") != std::string::npos;
  }));
  const std::string first = last_widget("status.task")->text;
  for (int i = 0; i < 3; ++i) bench.frame();
  CHECK(last_widget("status.task")->text == first);
  bench.press("status.stop");
  REQUIRE(bench.wait_for([&] {
    return bench.workspace.run().standing("sleeper")->condition == Condition::cancelled;
  }));
  REQUIRE(bench.wait_for([&] { return last_widget("status.task")->text == "Idle"; }));
  CHECK_FALSE(last_widget("status.stop"));
  CHECK(last_widget("status.numbers")->text.find(" of 512 MB") != std::string::npos);
}

TEST_CASE("Beside a low timeline the status has two lines", "[status]") {
  Bench bench({960, 540});
  bench.frame();
  bench.frame();
  const DumpedWidget* task = last_widget("status.task");
  const DumpedWidget* numbers = last_widget("status.numbers");
  REQUIRE(task);
  REQUIRE(numbers);
  CHECK_FALSE(overlap(*task, *numbers));
  CHECK(numbers->min.y >= task->max.y);
  CHECK(text_width(Font::number, numbers->text) <= numbers->max.x - numbers->min.x + 1);
}

TEST_CASE("Key controls and chips fit from 640 to 1100 px, with eight contenders too", "[key]") {
  for (const float width : {640.0f, 760.0f, 900.0f, 1100.0f}) {
    Bench bench({width, 600});
    bench.workspace.presenting = true;
    for (const bool full : {false, true}) {
      if (full) {
        for (int i = 0; i < 6; ++i) bench.workspace.add_contender("plain");
        REQUIRE(
            bench.wait_for([&] { return bench.workspace.run().frames().contenders.size() == 8; }));
      }
      bench.frame();
      bench.frame();
      std::vector<DumpedWidget> parts;
      for (const DumpedWidget& widget : last_widgets()) {
        const bool mine = widget.name.starts_with("chip.") || widget.name.starts_with("key.") ||
                          widget.name.starts_with("present.");
        if (mine) parts.push_back(widget);
      }
      CHECK(std::count_if(parts.begin(), parts.end(), [](const DumpedWidget& w) {
              return w.name.starts_with("chip.");
            }) == (full ? 8 : 2));
      CHECK(last_widget("key.rate.slider"));
      CHECK(last_widget("key.noise.slider"));
      for (std::size_t i = 0; i < parts.size(); ++i) {
        INFO(width << " " << full << " " << parts[i].name);
        CHECK(parts[i].min.x >= 0);
        CHECK(parts[i].max.x <= width);
        CHECK(parts[i].min.y >= 600 - 56);
        CHECK(parts[i].max.y <= 600);
        const bool chip = parts[i].name.starts_with("chip.");
        if (chip) CHECK(parts[i].max.x - parts[i].min.x >= 22);
        for (std::size_t j = i + 1; j < parts.size(); ++j) {
          INFO(parts[j].name);
          const bool same_field = parts[i].name.substr(0, 8) == parts[j].name.substr(0, 8);
          if (!same_field) CHECK_FALSE(overlap(parts[i], parts[j]));
        }
      }
    }
  }
}

}  // namespace
}  // namespace thalweg::ui
