// Gestures and states of the view kinds that the toy does not have, over the real experiments.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/window/scene.hpp"

namespace thalweg::ui {
namespace {

/// One view fills the centre; the pointer is moved by hand.
class Filled : public test::Scene {
 public:
  Filled(const char* experiment, std::string view)
      : Scene({1600, 1000}, experiment), id(std::move(view)) {
    workspace.preferences.reduce_motion = true;
    if (workspace.run().filled != id) workspace.toggle_fill(id);
    REQUIRE(run_until([&] { return !drawn().panels.empty() && figure().empty_text.empty(); }));
    settle();
  }
  ~Filled() {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyShift = false, io.MouseDown[0] = io.MouseDown[1] = false;
  }
  FigureView& view() { return shell.centre().view(id); }
  const thalweg::Scene& drawn() { return view().scene(); }
  const Figure& figure() { return view().figure(); }
  ViewState& state() { return workspace.view_state(id); }
  ImVec2 at(Point2 p) {
    const DumpedWidget* title = last_widget("view." + id + ".title");
    REQUIRE(title);
    return {title->min.x - px(4) + px(p.x), title->min.y + px(36) + px(p.y)};
  }
  /// A share of the first panel's area.
  ImVec2 share(double x, double y) {
    const Rect& area = drawn().panels.front().area;
    return at({area.x + x * area.width, area.y + y * area.height});
  }
  void drag(ImVec2 from, ImVec2 to, int button = 0) {
    test::drag_pointer([this] { frame(); }, from, to, button);
    settle();
  }
  void double_click(ImVec2 where) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = where;
    for (int i = 0; i < 40; ++i) frame();
    for (const bool down : {true, false, true, false}) {
      io.MouseDown[0] = down;
      frame();
    }
    settle();
  }

  const std::string id;
};

const char* plane_view = "paths-on-the-plane";

TEST_CASE("The start on the plane is dragged and typed", "[window]") {
  Filled scene(test::descent_race, plane_view);
  const HitDots* start = nullptr;
  for (const HitDots& dots : scene.drawn().dots) {
    if (!dots.handle.empty()) start = &dots;
  }
  REQUIRE(start);
  const std::string name = start->handle;
  const PanelScene panel = scene.drawn().panels.front();
  const auto place = [&] { return std::get<ParamPoint>(scene.workspace.param(name)); };
  const ParamPoint before = place();
  const ImVec2 from = scene.at({panel.x.to_px(before[0]), panel.y.to_px(before[1])});
  scene.drag(from, {from.x + 60, from.y - 30});
  CHECK(place()[0] > before[0]);
  CHECK(place()[1] > before[1]);
  REQUIRE(scene.run_until([&] { return scene.figure().empty_text.empty(); }));
  const ParamPoint now = place();
  scene.double_click(scene.at({scene.drawn().panels.front().x.to_px(now[0]),
                               scene.drawn().panels.front().y.to_px(now[1])}));
  CHECK(last_widget("view." + scene.id + ".coordinates"));
}

TEST_CASE("In the past, paths on the plane are faint after the cursor", "[window]") {
  Filled scene(test::descent_race, plane_view);
  scene.workspace.seek(5);
  REQUIRE(scene.run_until([&] { return scene.workspace.run().past != nullptr; }));
  scene.settle();
  bool faint = false;
  for (const Mark& mark : scene.figure().panels.front().marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    faint = faint || (line && line->ghost && std::abs(line->colour.alpha - 0.3) < 1e-9 &&
                      line->series.size() > 10);
  }
  CHECK(faint);
}

TEST_CASE("A drag turns a surface, with Shift it moves it, a double click puts it back",
          "[window]") {
  Filled scene(test::descent_race, "landscape");
  const Camera first = scene.state().camera;
  const ImVec2 middle = scene.share(0.5, 0.3);
  scene.drag(middle, {middle.x + 80, middle.y + 20});
  CHECK(scene.state().camera.azimuth != first.azimuth);
  CHECK(scene.state().camera.elevation > first.elevation);
  CHECK(scene.state().camera.pan_x == first.pan_x);
  ImGui::GetIO().KeyShift = true;
  scene.drag(middle, {middle.x + 80, middle.y});
  ImGui::GetIO().KeyShift = false;
  CHECK(scene.state().camera.pan_x > first.pan_x);
  ImGui::GetIO().MousePos = middle;
  scene.frame();
  ImGui::GetIO().MouseWheel = 1;
  scene.frame();
  CHECK(scene.state().camera.zoom > first.zoom);
  scene.double_click(scene.share(0.05, 0.05));
  CHECK(scene.state().camera.azimuth == first.azimuth);
  CHECK(scene.state().camera.zoom == first.zoom);
}

TEST_CASE("A surface is rendered again only when its camera moves, in part until it rests",
          "[window]") {
  Filled scene(test::descent_race, "landscape");
  const auto& device = scene.device();
  const int at_rest = device.rendered;
  scene.settle();
  CHECK(device.rendered == at_rest);
  CHECK_FALSE(device.moving);
  const ImVec2 middle = scene.share(0.5, 0.3);
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = middle;
  scene.frame();
  io.MouseDown[0] = true;
  scene.frame();
  for (int i = 1; i < 4; ++i) {
    io.MousePos.x = middle.x + 10.0f * static_cast<float>(i);
    scene.frame();
  }
  CHECK(device.rendered == at_rest + 3);
  CHECK(device.moving);
  CHECK(device.triangles <= 2 * 99 * 99);
  io.MouseDown[0] = false;
  scene.settle();
  CHECK(device.rendered == at_rest + 4);
  CHECK_FALSE(device.moving);
}

TEST_CASE("The wheel zooms a surface at the pointer, the menu makes it orthographic", "[window]") {
  Filled scene(test::descent_race, "landscape");
  const PanelScene panel = scene.drawn().panels.front();
  const Point2 where{panel.camera.x + 0.3 * panel.camera.width,
                     panel.camera.y + 0.4 * panel.camera.height};
  const Point2 centre{panel.camera.x + panel.camera.width / 2,
                      panel.camera.y + panel.camera.height / 2};
  ImGui::GetIO().MousePos = scene.at(where);
  scene.frame();
  ImGui::GetIO().MouseWheel = 1;
  scene.frame();
  const Camera camera = scene.state().camera;
  CHECK(camera.zoom == Approx(1.15));
  CHECK((centre.x - where.x) * 0.15 == Approx(camera.pan_x * panel.camera.width).margin(0.2));
  CHECK((centre.y - where.y) * 0.15 == Approx(camera.pan_y * panel.camera.height).margin(0.2));
  scene.workspace.toggle_projection(scene.id);
  scene.settle();
  CHECK_FALSE(scene.state().camera.perspective);
  scene.double_click(scene.share(0.05, 0.05));
  CHECK(scene.state().camera.zoom == 1);
  CHECK_FALSE(scene.state().camera.perspective);
}

TEST_CASE("A surface reads out the sample under the pointer", "[window]") {
  Filled scene(test::descent_race, "landscape");
  ImGui::GetIO().MousePos = scene.share(0.5, 0.5);
  scene.settle();
  REQUIRE(last_widget("view.landscape.read_out"));
}

TEST_CASE("A drag over the interpolation moves t", "[window]") {
  Filled scene(test::newton_sparse, "interpolation");
  const double before = scene.state().t;
  const ImVec2 middle = scene.share(0.5, 0.5);
  scene.drag(middle, {middle.x + 200, middle.y});
  CHECK(scene.state().t > before + 0.05);
  scene.drag(middle, {middle.x - 3000, middle.y});
  CHECK(scene.state().t == 0);
  CHECK_FALSE(scene.state().x_zoom);
}

TEST_CASE("A cell of the plan is read out and selected", "[window]") {
  Filled scene(test::newton_sparse, "transport-plan");
  ImGui::GetIO().MousePos = scene.share(0.25, 0.5);
  scene.settle();
  CHECK(scene.workspace.run().hovered.source >= 0);
  CHECK(scene.workspace.run().hovered.target >= 0);
  REQUIRE(last_widget("view.transport-plan.read_out"));
  ImGui::GetIO().MouseDown[0] = true;
  scene.frame();
  ImGui::GetIO().MouseDown[0] = false;
  scene.settle();
  CHECK(scene.workspace.run().selected.source >= 0);
}

/// The clouds between which mass is moved by hand.
class Heaps : public Filled {
 public:
  Heaps() : Filled("transport/move_mass_by_hand", "transport") {}
  ImVec2 point(const std::string& set, std::size_t index) {
    for (const HitDots& dots : drawn().dots) {
      if (dots.handle != set) continue;
      const PanelScene& panel = drawn().panels.front();
      return at({panel.x.to_px((*dots.x)[index]), panel.y.to_px((*dots.y)[index])});
    }
    FAIL("no handles of " << set);
    return {};
  }
  PointsData shown(const std::string& set) {
    return std::get<PointsData>(*workspace.run().frames().buffer("problem." + set));
  }
};

TEST_CASE("A point of a displacement is dragged, as one edit", "[window]") {
  Heaps heaps;
  const PointsData before = heaps.shown("target");
  const ImVec2 from = heaps.point("target", 4);
  heaps.drag(from, {from.x + 60, from.y});
  REQUIRE(heaps.run_until([&] { return heaps.shown("target").x[4] > before.x[4]; }));
  CHECK(heaps.shown("target").x[5] == before.x[5]);
  heaps.workspace.undo();
  REQUIRE(heaps.run_until([&] { return heaps.shown("target").x == before.x; }));
}

TEST_CASE("A loop drawn with Shift selects points of a displacement, a drag moves them all",
          "[window]") {
  Heaps heaps;
  const double t = heaps.state().t;
  ImGuiIO& io = ImGui::GetIO();
  io.KeyShift = true;
  io.MousePos = heaps.share(0.01, 0.01);
  heaps.frame();
  io.MouseDown[0] = true;
  heaps.frame();
  for (const auto& [x, y] : {std::pair{0.99, 0.01}, {0.99, 0.99}, {0.01, 0.99}}) {
    io.MousePos = heaps.share(x, y);
    heaps.frame();
  }
  io.MouseDown[0] = false;
  heaps.frame();
  io.KeyShift = false;
  REQUIRE(heaps.view().selected_points().size() == 60);
  CHECK(heaps.state().t == t);
  const PointsData before = heaps.shown("source");
  const ImVec2 from = heaps.point("source", 7);
  heaps.drag(from, {from.x + 40, from.y + 25});
  REQUIRE(heaps.run_until([&] { return heaps.shown("source").x[7] > before.x[7]; }));
  const PointsData after = heaps.shown("source");
  for (const std::size_t i : {0u, 20u, 59u}) {
    CHECK(after.x[i] - before.x[i] == Approx(after.x[7] - before.x[7]));
    CHECK(after.y[i] - before.y[i] == Approx(after.y[7] - before.y[7]));
  }
  heaps.workspace.undo();
  REQUIRE(heaps.run_until([&] { return heaps.shown("source").x == before.x; }));
}

TEST_CASE("A click on a point lights its rays and its row of the plan", "[window]") {
  Heaps heaps;
  ImGuiIO& io = ImGui::GetIO();
  const auto click = [&](ImVec2 where) {
    io.MousePos = where;
    heaps.frame();
    io.MouseDown[0] = true;
    heaps.frame();
    io.MouseDown[0] = false;
    heaps.settle();
  };
  click(heaps.point("source", 3));
  CHECK(heaps.workspace.run().selected.source == 3);
  CHECK(heaps.workspace.run().selected.target == -1);
  click(heaps.point("target", 8));
  CHECK(heaps.workspace.run().selected.target == 8);
}

TEST_CASE("Alt+click on a path shows that contender alone", "[window]") {
  Filled scene(test::descent_race, plane_view);
  const HitSeries& series = scene.drawn().series.back();
  const std::string key = series.key;
  const auto& line = std::get<scene::Polyline>(scene.drawn().primitives.at(series.first));
  // Off the start and the head, which lie on top.
  const std::size_t k = line.points.size() / 2;
  const Point2 p{(line.points[k - 1].x + line.points[k].x) / 2,
                 (line.points[k - 1].y + line.points[k].y) / 2};
  if (thalweg::hit(scene.drawn(), p).kind != Hit::Kind::series) return;
  const std::string under = thalweg::hit(scene.drawn(), p).name;
  ImGui::GetIO().KeyAlt = true;
  ImGui::GetIO().MousePos = scene.at(p);
  for (const bool down : {false, true, false, false}) {
    ImGui::GetIO().MouseDown[0] = down;
    scene.frame();
  }
  ImGui::GetIO().KeyAlt = false;
  CHECK(scene.workspace.run().solo == under);
}

}  // namespace
}  // namespace thalweg::ui
