// The whole window without a display: every layout and size draws, and widgets answer to clicks.
#include <catch2/catch.hpp>

#include "tests/ui/bench.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

TEST_CASE("Every layout draws three frames at every size and scale", "[ui]") {
  struct Case {
    ImVec2 size;
    double scale;
  };
  for (const Case& c : {Case{{1600, 1000}, 1}, Case{{1280, 800}, 1}, Case{{960, 540}, 1},
                        Case{{640, 400}, 1}, Case{{3200, 2000}, 2}}) {
    Bench bench(c.size, c.scale);
    for (const Layout layout :
         {Layout::one, Layout::one_three, Layout::two_by_two, Layout::two_by_three}) {
      bench.workspace.set_layout(layout);
      for (int i = 0; i < 3; ++i) CHECK(bench.frame() > 500);
    }
    CHECK(bench.device.sizes_ok);
  }
}

TEST_CASE("A frame of an idle window composes nothing again", "[ui]") {
  Bench bench({1600, 1000});
  for (int i = 0; i < 4; ++i) bench.frame();
  const auto before = bench.shell_.centre().view("error").compositions();
  for (int i = 0; i < 20; ++i) bench.frame();
  CHECK(bench.shell_.centre().view("error").compositions() == before);
}

TEST_CASE("Layout buttons, fill and hide answer to clicks", "[ui]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.press("stage.layout.2×2");
  CHECK(bench.workspace.run().layout == Layout::two_by_two);
  bench.press("view.state.fill");
  CHECK(bench.workspace.run().filled == "state");
  bench.press("view.state.fill");
  CHECK(bench.workspace.run().filled.empty());
  bench.press("view.targets.more");
  bench.press("view.targets.more.hide");
  CHECK(bench.workspace.run().visible().size() == 3);
}

TEST_CASE("A click on a clock axis moves the cursor there", "[ui]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.frame();
  bench.click(bench.in_view("error", 0.05, 0.5));
  CHECK_FALSE(bench.workspace.run().following());
  CHECK(bench.workspace.run().shown_step() > 0);
}

TEST_CASE("Wheel, drag and right drag zoom and pan; a double click fits", "[ui]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.frame();
  const ViewState& state = bench.workspace.view_state("error");
  ImGui::GetIO().MousePos = bench.in_view("error", 0.5, 0.5);
  bench.frame();
  ImGui::GetIO().MouseWheel = 1;
  bench.frame();
  REQUIRE(state.x_zoom);
  REQUIRE(state.y_zoom);
  const Range before = *state.x_zoom;
  bench.drag(bench.in_view("error", 0.5, 0.5), bench.in_view("error", 0.3, 0.5));
  CHECK(state.x_zoom->lo > before.lo);
  CHECK(bench.workspace.run().following());
  bench.drag(bench.in_view("error", 0.2, 0.2), bench.in_view("error", 0.4, 0.4), 1);
  CHECK(state.x_zoom->hi - state.x_zoom->lo < 0.5 * (before.hi - before.lo));
  const ImVec2 at = bench.in_view("error", 0.5, 0.5);
  bench.click(at);
  bench.click(at);
  for (int i = 0; i < 8; ++i) bench.frame();  // 120 ms
  CHECK_FALSE(state.x_zoom);
}

/// What a person would find searching the area for something to drag.
Hit first_handle(const Scene& scene, const Rect& area) {
  for (double y = area.y; y < area.bottom(); y += 4) {
    for (double x = area.x; x < area.right(); x += 4) {
      const Hit found = thalweg::hit(scene, {x, y});
      if (found.kind == Hit::Kind::handle) return found;
    }
  }
  return {};
}

TEST_CASE("Dragging a point moves the input, clicking beside it adds one", "[ui]") {
  Bench bench({1600, 1000});
  bench.workspace.toggle_fill("targets");
  bench.frame();
  bench.frame();
  const Scene& scene = bench.shell_.centre().view("targets").scene();
  const Rect& area = scene.panels.front().area;
  const Hit handle = first_handle(scene, area);
  REQUIRE(handle.kind == Hit::Kind::handle);
  const Point2 at = handle.at;
  const ImVec2 from =
      bench.in_view("targets", (at.x - area.x) / area.width, (at.y - area.y) / area.height);
  bench.drag(from, {from.x + 60, from.y + 40});
  CHECK(bench.workspace.run().spec.inputs.has("target"));
  CHECK(bench.workspace.undo_name() == "Targets moved");
  const auto count = [&] {
    return bench.workspace.run().spec.inputs.get<PointsData>("target")->x.size();
  };
  const std::size_t before = count();
  bench.click(bench.in_view("targets", 0.02, 0.02));
  CHECK(count() == before + 1);
}

TEST_CASE("Clicking on every widget of the window never throws", "[ui]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.frame();
  std::vector<std::string> names;
  for (const DumpedWidget& widget : last_widgets()) names.push_back(widget.name);
  CHECK(names.size() > 30);
  for (const std::string& name : names) {
    if (!last_widget(name)) continue;
    bench.press(name);
    bench.workspace.sheet = Sheet::none;
    bench.workspace.palette_open = false;
    bench.click({1, 999});
  }
  CHECK(bench.frame() > 500);
}

}  // namespace
}  // namespace thalweg::ui
