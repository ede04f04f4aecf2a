// Gestures on views by an injected pointer, over the toy experiment.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/support/temp_dir.hpp"
#include "tests/ui/hands.hpp"

namespace thalweg::ui {
namespace {

using test::Hands;

/// The toy shows x for both coordinates.
PointsData five() { return {{0, 1, 2, 3, 4}, {0, 1, 2, 3, 4}, {}, {}, {}}; }

TEST_CASE("Shift+drag on a cloud selects points; a drag moves them all, Del deletes them", "[ui]") {
  Hands hands("targets");
  hands.give(five());
  const ImVec2 a = hands.handle(0), b = hands.handle(2);
  // Around the points 0, 1 and 2.
  ImGuiIO& io = ImGui::GetIO();
  hands.hold(true, false, false);
  io.MousePos = {a.x - 40, a.y + 40};
  hands.frame();
  io.MouseDown[0] = true;
  hands.frame();
  for (const ImVec2 at :
       {ImVec2{a.x - 40, b.y - 40}, ImVec2{b.x + 40, b.y - 40}, ImVec2{b.x + 40, a.y + 40}}) {
    io.MousePos = at;
    hands.frame();
  }
  CHECK(hands.workspace.run().spec.inputs.get<PointsData>("target")->x == five().x);
  io.MouseDown[0] = false;
  hands.frame();
  hands.hold(false, false, false);
  CHECK(hands.view("targets").selected_points() == std::vector<std::int64_t>{0, 1, 2});

  hands.drag(b, {b.x + 80, b.y - 30});
  hands.settle();
  const PointsData& moved = hands.cloud();
  const double dx = moved.x[2] - 2, dy = moved.y[2] - 2;
  CHECK(dx > 0.05);
  CHECK(dy > 0);
  for (const std::size_t i : {0u, 1u}) {
    CHECK(moved.x[i] - five().x[i] == Approx(dx));
    CHECK(moved.y[i] - five().y[i] == Approx(dy));
  }
  CHECK(moved.x[3] == 3);
  CHECK(hands.workspace.undo_name() == "Targets moved");

  hands.shell_.centre().delete_point(hands.workspace);
  CHECK(hands.cloud().x == std::vector<double>{3, 4});
  CHECK(hands.view("targets").selected_points().empty());
}

TEST_CASE("A click beside a group lets go of it and adds nothing", "[ui]") {
  Hands hands("targets");
  hands.give(five());
  hands.hold(true, false, false);
  const ImVec2 a = hands.in_view("targets", 0.01, 0.01);
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = a;
  hands.frame();
  io.MouseDown[0] = true;
  hands.frame();
  for (const auto& [x, y] : {std::pair{0.99, 0.01}, {0.99, 0.99}, {0.01, 0.99}}) {
    io.MousePos = hands.in_view("targets", x, y);
    hands.frame();
  }
  io.MouseDown[0] = false;
  hands.frame();
  hands.hold(false, false, false);
  REQUIRE(hands.view("targets").selected_points().size() == 5);
  hands.click(hands.in_view("targets", 0.5, 0.02));
  CHECK(hands.view("targets").selected_points().empty());
  CHECK(hands.cloud().x.size() == 5);
}

TEST_CASE("A click on a handle selects it, a double click types its place", "[ui]") {
  Hands hands("targets");
  hands.give(five());
  const ImVec2 at = hands.handle(3);
  hands.click(at);
  CHECK(hands.view("targets").selected_points() == std::vector<std::int64_t>{3});
  hands.click(at);
  REQUIRE(last_widget("view.targets.coordinates"));
  CHECK(last_widget("view.targets.coordinates")->text == "3, 3");
  hands.type("three");
  CHECK(last_widget("view.targets.coordinates"));
  CHECK(hands.cloud().x[3] == 3);
  hands.type("2.5, -0.75");
  CHECK(hands.cloud().x[3] == 2.5);
  CHECK(hands.cloud().y[3] == -0.75);
  hands.settle();
  CHECK_FALSE(last_widget("view.targets.coordinates"));
}

TEST_CASE("Shift keeps a dragged point on one axis, Ctrl on round numbers", "[ui]") {
  Hands hands("targets");
  hands.give(five());
  hands.hold(true, false, false);
  ImVec2 at = hands.handle(2);
  hands.drag(at, {at.x + 90, at.y - 20});
  CHECK(hands.cloud().x[2] > 2.1);
  CHECK(hands.cloud().y[2] == Approx(2));
  hands.hold(false, true, false);
  for (int i = 0; i < 400 && hands.workspace.is_pending("input:target"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    hands.settle();
  }
  hands.settle();
  at = hands.handle(2);
  hands.drag(at, {at.x + 33, at.y - 21});
  hands.hold(false, false, false);
  const double tenths = hands.cloud().x[2] * 10;
  CHECK(tenths == Approx(std::round(tenths)).margin(1e-6));
}

TEST_CASE("A line that stands for a parameter is dragged and typed", "[ui]") {
  Hands hands("state");
  hands.workspace.pause();
  REQUIRE(hands.wait_for([&] { return !hands.workspace.running(); }));
  hands.settle();
  Point2 grip;
  REQUIRE(hands.kind_at("state", "rate", grip) == Hit::Kind::handle);
  const auto rate = [&] { return std::get<double>(hands.workspace.param("rate")); };
  const PanelScene panel = hands.view("state").scene().panels.front();
  const double before = rate(), place = 1 / before;
  CHECK(panel.y.to_data(grip.y) == Approx(place).epsilon(0.01));
  const ImVec2 at = hands.on_screen("state", grip);
  hands.drag(at, {at.x - 200, at.y - 30});
  const double moved = panel.y.to_data(panel.y.to_px(place) - 30);
  CHECK(1 / rate() == Approx(moved).epsilon(0.01));
  hands.workspace.undo();
  CHECK(rate() == before);
  const auto back = [&] {
    const bool there = hands.kind_at("state", "rate", grip) == Hit::Kind::handle;
    const PanelScene& now = hands.view("state").scene().panels.front();
    return there && std::abs(now.y.to_data(grip.y) - place) < 0.01 * place;
  };
  for (int i = 0; i < 400 && !back(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    hands.settle();
  }
  REQUIRE(back());
  hands.settle(40);  // or the first click would be the second half of a double one
  const ImVec2 again = hands.on_screen("state", grip);
  hands.click(again);
  hands.click(again);
  REQUIRE(last_widget("view.state.coordinates"));
  hands.type("here");
  CHECK(last_widget("view.state.coordinates"));
  hands.type("4");
  CHECK(rate() == Approx(0.25));
}

TEST_CASE("Alt+click on a name shows that contender alone", "[ui]") {
  Hands hands("error");
  Point2 at;
  REQUIRE(hands.kind_at("error", "sleeper", at) == Hit::Kind::label);
  hands.click(hands.on_screen("error", at));
  CHECK(hands.workspace.run().focus == "sleeper");
  hands.hold(false, false, true);
  hands.click(hands.on_screen("error", at));
  CHECK(hands.workspace.run().solo == "sleeper");
  hands.hold(false, false, false);
  CHECK(hands.view("error").scene().series.size() == 1);
}

TEST_CASE("Alt+click on a line shows that contender alone", "[ui]") {
  Hands hands("error");
  const Scene& scene = hands.view("error").scene();
  const HitSeries& series = scene.series.back();
  const auto& line = std::get<scene::Polyline>(scene.primitives.at(series.first));
  const std::string key = series.key;
  const Point2 at = line.points[line.points.size() / 2];
  hands.hold(false, false, true);
  hands.click(hands.on_screen("error", at));
  hands.hold(false, false, false);
  CHECK(hands.workspace.run().solo == key);
  CHECK(hands.workspace.run().following());
}

TEST_CASE("A veiled contender is unveiled by a click on its '?'", "[ui]") {
  Hands hands("error");
  hands.workspace.toggle_veil("sleeper");
  hands.settle();
  CHECK(hands.view("error").scene().series.size() == 1);
  Point2 at;
  REQUIRE(hands.kind_at("error", "sleeper", at) == Hit::Kind::label);
  hands.click(hands.on_screen("error", at));
  CHECK(hands.workspace.run().veiled.empty());
  CHECK(hands.view("error").scene().series.size() == 2);
}

TEST_CASE("A drag on an axis and the wheel over it touch that axis alone", "[ui]") {
  Hands hands("error");
  const ViewState& state = hands.workspace.view_state("error");
  const PanelScene panel = hands.view("error").scene().panels.front();
  const Point2 below{panel.area.x + 200, panel.area.bottom() + 10};
  const Point2 left{panel.area.x - 20, panel.area.y + 100};
  ImVec2 at = hands.on_screen("error", below);
  hands.drag(at, {at.x - 60, at.y + 2});
  CHECK(state.x_zoom);
  CHECK_FALSE(state.y_zoom);
  CHECK(state.x_zoom->lo > panel.x.range.lo);
  at = hands.on_screen("error", left);
  ImGui::GetIO().MousePos = at;
  hands.frame();
  const Range before = *state.x_zoom;
  ImGui::GetIO().MouseWheel = 1;
  hands.frame();
  CHECK(state.x_zoom == before);
  CHECK(state.y_zoom);
}

TEST_CASE("A click on an event puts the cursor there", "[ui]") {
  Hands hands("error");
  Point2 at;
  REQUIRE(hands.kind_at("error", "fifth step +1", at) != Hit::Kind::legend);
  const Scene& scene = hands.view("error").scene();
  const auto event =
      std::find_if(scene.targets.begin(), scene.targets.end(),
                   [](const HitTarget& target) { return target.hit.kind == Hit::Kind::event; });
  REQUIRE(event != scene.targets.end());
  hands.click(hands.on_screen(
      "error", {event->rect.x + event->rect.width / 2, event->rect.y + event->rect.height / 2}));
  REQUIRE(hands.workspace.run().cursor);
  CHECK(*hands.workspace.run().cursor == Approx(5));
}

TEST_CASE("A double click fits within 120 ms and leaves time where it was", "[ui]") {
  Hands hands("error");
  ViewState& state = hands.workspace.view_state("error");
  for (const bool still : {false, true}) {
    hands.workspace.preferences.reduce_motion = still;
    state.x_zoom = Range{1, 3}, state.y_zoom = Range{0.5, 1};
    hands.settle();
    const ImVec2 at = hands.in_view("error", 0.5, 0.3);
    ImGui::GetIO().MousePos = at;
    for (const bool down : {true, false, true, false}) {
      ImGui::GetIO().MouseDown[0] = down;
      hands.frame();
    }
    CHECK(state.x_zoom.has_value() != still);
    if (!still) CHECK(state.x_zoom->hi - state.x_zoom->lo >= 2);
    hands.settle(8);
    CHECK_FALSE(state.x_zoom);
    CHECK_FALSE(state.y_zoom);
    CHECK(hands.workspace.run().following());
    // Not one click more: the next double click must be one of its own.
    hands.settle(40);
  }
}

TEST_CASE("The previous zoom is that before the whole turn of the wheel", "[ui]") {
  Hands hands("error");
  const ViewState& state = hands.workspace.view_state("error");
  ImGui::GetIO().MousePos = hands.in_view("error", 0.5, 0.5);
  for (int i = 0; i < 5; ++i) {
    ImGui::GetIO().MouseWheel = 1;
    hands.frame();
    ImGui::GetIO().MouseWheel = 0;
    hands.frame();
  }
  REQUIRE(state.x_zoom);
  hands.view("error").previous_zoom(hands.workspace);
  CHECK_FALSE(state.x_zoom);
}

TEST_CASE("A legend of many lines moves only by a drag", "[ui]") {
  Hands hands("error");
  for (int i = 0; i < 3; ++i) REQUIRE(hands.workspace.duplicate_contender("plain"));
  for (int i = 0; i < 500 && hands.view("error").scene().series.size() < 5; ++i) {
    hands.frame();
    std::this_thread::sleep_for(std::chrono::milliseconds(4));
  }
  REQUIRE(hands.view("error").scene().series.size() == 5);
  hands.settle();
  const auto box = [&] {
    for (const HitTarget& target : hands.view("error").scene().targets) {
      if (target.hit.kind == Hit::Kind::legend && target.hit.name.empty()) return target.rect;
    }
    return Rect{};
  };
  const Rect before = box();
  REQUIRE(before.width > 0);
  const ImVec2 at = hands.on_screen("error", {before.x + 20, before.y + 15});
  hands.drag(at, {at.x - 200, at.y + 100});
  hands.settle();
  CHECK(box().x == Approx(before.x - 200).margin(1));
  CHECK(box().y == Approx(before.y + 100).margin(1));
  CHECK_FALSE(hands.workspace.view_state("error").x_zoom);
  const ImVec2 far = hands.on_screen("error", {box().x + 20, box().y + 15});
  hands.drag(far, {far.x - 3000, far.y});
  hands.settle();
  CHECK(box().x >= hands.view("error").scene().panels.front().area.x);
}

TEST_CASE("The read-out follows the pointer and is never under it", "[ui]") {
  Hands hands("error");
  for (double x = 0.02; x < 1; x += 0.07) {
    for (double y = 0.02; y < 1; y += 0.07) {
      ImGui::GetIO().MousePos = hands.in_view("error", x, y);
      hands.frame();
      hands.frame();
      const DumpedWidget* box = last_widget("view.error.read_out");
      if (!box) continue;
      const ImVec2 mouse = ImGui::GetIO().MousePos;
      CAPTURE(x, y);
      CHECK_FALSE((mouse.x >= box->min.x && mouse.x <= box->max.x && mouse.y >= box->min.y &&
                   mouse.y <= box->max.y));
    }
  }
}

TEST_CASE("Hovering draws over a figure and composes nothing", "[ui]") {
  Hands hands;
  ImGui::GetIO().MousePos = hands.in_view("error", 0.2, 0.4);
  hands.settle();
  const auto before = hands.view("error").compositions();
  for (int i = 0; i < 20; ++i) {
    ImGui::GetIO().MousePos = hands.in_view("error", 0.2 + 0.02 * i, 0.4);
    hands.frame();
    CHECK(hands.workspace.run().hovered.clock);
  }
  CHECK(hands.view("error").compositions() == before);
}

TEST_CASE("Limits are typed for each axis and refused where they make no sense", "[ui]") {
  Hands hands("error");
  const ViewState& state = hands.workspace.view_state("error");
  hands.view("error").ask_limits();
  hands.settle();
  REQUIRE(last_widget("view.error.limits.x_from"));
  hands.press("view.error.limits.x_from");
  hands.type("2");
  REQUIRE(state.x_zoom);
  CHECK(state.x_zoom->lo == 2);
  hands.view("error").ask_limits();
  hands.settle();
  hands.press("view.error.limits.y_from");
  hands.type("-1");  // a log axis
  CHECK(last_widget("view.error.limits.y_from"));
  CHECK(state.y_zoom->lo > 0);
}

TEST_CASE("The menu of a view offers what keys do, and copies", "[ui]") {
  Hands hands("error");
  const ::thalweg::test::TempDir folder;
  ::setenv("XDG_STATE_HOME", folder.file("state").c_str(), 1);
  const std::string path = std::getenv("PATH") ? std::getenv("PATH") : "";
  ::setenv("PATH", folder.file("state").c_str(), 1);  // no tool for pictures there
  const auto open = [&] {
    hands.click(hands.in_view("error", 0.6, 0.5), 1);
    REQUIRE(last_widget("view.error.menu.fit"));
  };
  const auto news = [&] {
    const auto& all = hands.workspace.messages();
    return all.empty() ? std::string() : all.back().text;
  };
  const auto wait_for = [&](const std::string& words) {
    for (int i = 0; i < 500 && news().find(words) == std::string::npos; ++i) {
      hands.frame();
      std::this_thread::sleep_for(std::chrono::milliseconds(4));
    }
    CAPTURE(news());
    REQUIRE(news().find(words) != std::string::npos);
  };
  open();
  for (const char* what : {"previous", "show_all", "limits", "log", "grid", "fill", "note",
                           "copy_picture", "copy_data", "export", "hide"}) {
    CAPTURE(what);
    CHECK(last_widget(std::string("view.error.menu.") + what));
  }
  hands.press("view.error.menu.copy_data");
  wait_for("CSV");
  CHECK(std::string(ImGui::GetClipboardText()).find("Relaxation") != std::string::npos);
  open();
  hands.press("view.error.menu.copy_picture");
  wait_for("path");
  CHECK(std::filesystem::is_regular_file(ImGui::GetClipboardText()));
  open();
  hands.press("view.error.menu.log");
  CHECK(hands.workspace.view_state("error").y_scale == Scale::linear);
  open();
  hands.press("view.error.menu.grid");
  CHECK_FALSE(hands.workspace.view_state("error").grid);
  ::setenv("PATH", path.c_str(), 1);
}

TEST_CASE("While a problem is posed the old figure stands in, paled after 100 ms", "[ui]") {
  Hands hands("error");
  FigureView& view = hands.view("error");
  const auto kept = hands.workspace.run().snapshot;
  auto posing = std::make_shared<Snapshot>();
  posing->state = RunState::posing;
  hands.workspace.run().snapshot = posing;
  hands.workspace.view_state("error").stale = true;
  hands.redraw();
  CHECK(view.scene().series.size() == 2);
  CHECK_FALSE(view.figure().stale);
  for (int i = 0; i < 10; ++i) hands.redraw();
  CHECK(view.scene().series.size() == 2);
  CHECK(view.figure().stale);
  hands.workspace.run().snapshot = kept;
  hands.workspace.view_state("error").stale = false;
  hands.redraw();
  CHECK_FALSE(view.figure().stale);
}

}  // namespace
}  // namespace thalweg::ui
