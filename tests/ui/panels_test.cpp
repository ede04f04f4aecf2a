// The panels, driven by a pointer without a display: each gesture reaches its verb.
#include <filesystem>

#include "tests/support/temp_dir.hpp"
#include "tests/ui/bench.hpp"
#include "ui/panels/palette.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

double number_at(const Workspace& workspace, const char* path) {
  return std::get<double>(workspace.param(path));
}

TEST_CASE("A drag on a live slider is one event and one undo entry", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  const ImVec2 from = bench.centre_of("param.rate.slider");
  const double before = number_at(bench.workspace, "rate");
  bench.drag(from, {from.x + 60, from.y});
  const double after = number_at(bench.workspace, "rate");
  CHECK(after > before);
  REQUIRE(bench.wait_for([&] { return !bench.workspace.is_pending("rate"); }));
  int edits = 0;
  for (const Event& event : bench.workspace.run().snapshot->recording->events) {
    edits += event.kind == Event::Kind::edit;
  }
  CHECK(edits == 1);
  bench.workspace.undo();
  CHECK(number_at(bench.workspace, "rate") == before);
  CHECK(bench.workspace.undo_name().empty());
}

TEST_CASE("The focus gets a shared setting of its own by a right click", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  CHECK_FALSE(last_widget("param.plain.rate"));
  bench.click(bench.centre_of("param.rate"), 1);
  bench.frame();
  bench.press("param.rate.menu.own");
  bench.frame();
  REQUIRE(last_widget("param.plain.rate.slider"));
  const ImVec2 from = bench.centre_of("param.plain.rate.slider");
  bench.drag(from, {from.x + 60, from.y});
  CHECK(number_at(bench.workspace, "plain.rate") > 0.1);
  CHECK(number_at(bench.workspace, "rate") == 0.1);
}

TEST_CASE("A restart parameter waits for the release and keeps the old run", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  ImGuiIO& io = ImGui::GetIO();
  const ImVec2 from = bench.centre_of("param.size.slider");
  io.MousePos = from;
  bench.frame();
  io.MouseDown[0] = true;
  bench.frame();
  io.MousePos = {from.x + 40, from.y};
  bench.frame();
  CHECK(bench.workspace.is_pending("size"));
  CHECK(bench.workspace.runs().size() == 1);
  io.MouseDown[0] = false;
  bench.frame();
  bench.frame();
  CHECK_FALSE(bench.workspace.is_pending("size"));
  CHECK(bench.workspace.runs().size() == 2);
  bench.frame();
  CHECK(last_widget("catalogue.run.0"));
}

TEST_CASE("A double click types a value; nonsense leaves a sentence under the field", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  const auto type_rate = [&](const char* text) {
    for (int i = 0; i < 30; ++i) bench.frame();  // longer ago than a double click
    const ImVec2 at = bench.centre_of("param.rate.value");
    bench.click(at);
    bench.click(at);
    REQUIRE(last_widget("param.typing"));
    bench.type(text);
    CHECK_FALSE(last_widget("param.typing"));
  };
  type_rate("0.5");
  CHECK(number_at(bench.workspace, "rate") == 0.5);
  CHECK_FALSE(last_widget("param.rate.error"));
  type_rate("much");
  bench.frame();
  CHECK(number_at(bench.workspace, "rate") == 0.5);
  REQUIRE(last_widget("param.rate.error"));
  CHECK_FALSE(last_widget("param.rate.error")->text.empty());
  type_rate("99");
  bench.frame();
  CHECK(last_widget("param.rate.error"));
  bench.press("param.rate.reset");
  CHECK(number_at(bench.workspace, "rate") == 0.1);
}

TEST_CASE("The catalogue's filter says so when nothing fits", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  CHECK(last_widget("catalogue.start.test/toy"));
  bench.press("catalogue.filter");
  bench.type("no such thing");
  REQUIRE(last_widget("catalogue.nothing"));
  CHECK(last_widget("catalogue.nothing")->text == "Nothing matches \"no such thing\".");
  bench.press("catalogue.clear");
  bench.frame();
  CHECK(last_widget("catalogue.start.test/toy"));
}

TEST_CASE("The palette sets 'rate 0.3'", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.workspace.palette_open = true;
  bench.frame();
  bench.frame();
  bench.type("rate 0.3");
  CHECK_FALSE(bench.workspace.palette_open);
  CHECK(number_at(bench.workspace, "rate") == 0.3);
}

TEST_CASE("Dragging the timeline scrubs, 'To head' follows again", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  const DumpedWidget* track = last_widget("timeline.track");
  REQUIRE(track);
  const float y = (track->min.y + track->max.y) / 2;
  bench.drag({track->min.x + 400, y}, {track->min.x + 100, y});
  CHECK_FALSE(bench.workspace.run().following());
  const std::int64_t shown = bench.workspace.run().shown_step();
  CHECK(shown > 0);
  CHECK(shown < bench.workspace.run().standing("plain")->step);
  bench.frame();
  bench.press("timeline.to_head");
  CHECK(bench.workspace.run().following());
}

TEST_CASE("Contenders are focused, shown alone, duplicated and removed", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.press("contender.sleeper");
  CHECK(bench.workspace.run().focus == "sleeper");
  ImGui::GetIO().KeyAlt = true;
  bench.press("contender.plain");
  ImGui::GetIO().KeyAlt = false;
  CHECK(bench.workspace.run().solo == "plain");
  bench.workspace.toggle_solo("plain");
  bench.press("contender.plain.eye");
  CHECK(bench.workspace.run().hidden.contains("plain"));
  bench.click(bench.centre_of("contender.plain"), 1);
  bench.frame();
  bench.press("contender.plain.menu.duplicate");
  CHECK(bench.workspace.run().spec.contenders.size() == 3);
  REQUIRE(bench.wait_for([&] { return bench.workspace.run().snapshot->standings.size() == 3; }));
}

TEST_CASE("The verdict stands below the contenders when all have ended", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.frame();
  REQUIRE(last_widget("verdict"));
  CHECK(last_widget("verdict")->text.find("reached: Sleeper in") != std::string::npos);
}

TEST_CASE("Save as and open work in their sheets, errors stay in the sheet", "[panels]") {
  const thalweg::test::TempDir folder;
  Bench bench({1600, 1000});
  bench.frame();
  const auto fill = [&](const std::string& path) {
    bench.frame();
    bench.press("file.path");
    bench.type(path);
    bench.frame();
  };
  const std::string path = folder.file("toy.thalweg");
  bench.workspace.sheet = Sheet::save_as;
  fill(path);
  CHECK(std::filesystem::exists(path));
  CHECK(bench.workspace.sheet == Sheet::none);
  bench.workspace.sheet = Sheet::open;
  fill(path + ".missing");
  CHECK(bench.workspace.sheet == Sheet::open);
  REQUIRE(last_widget("file.error"));
  CHECK(last_widget("file.error")->text.find("toy.thalweg.missing") != std::string::npos);
  fill(path);
  CHECK(bench.workspace.sheet == Sheet::none);
  CHECK(bench.workspace.runs().size() == 2);
}

TEST_CASE("The export sheet writes the figure it shows", "[panels]") {
  const thalweg::test::TempDir folder;
  Bench bench({1600, 1000});
  bench.frame();
  bench.workspace.export_request.view = "error";
  bench.workspace.sheet = Sheet::export_view;
  bench.frame();
  bench.frame();
  CHECK(last_widget("export.preview"));
  const std::string path = folder.file("error.svg");
  bench.press("export.path");
  bench.type(path);
  CHECK(std::filesystem::file_size(path) > 500);
  bench.frame();
  CHECK(last_widget("export.done"));
}

TEST_CASE("Every hit target of the panels is at least 22 px on its shorter side", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  bench.frame();
  for (const DumpedWidget& widget : last_widgets()) {
    const bool bar = widget.name.ends_with("splitter") || widget.name.starts_with("timeline.");
    if (bar || widget.name.starts_with("view.")) continue;
    INFO(widget.name);
    CHECK(widget.max.y - widget.min.y >= 21.5f);
  }
}

TEST_CASE("Nothing jumps while values change", "[panels]") {
  Bench bench({1600, 1000});
  for (int i = 0; i < 3; ++i) bench.frame();
  const auto rectangles = [] {
    std::vector<std::array<float, 4>> all;
    for (const DumpedWidget& w : last_widgets()) {
      if (w.name.starts_with("top.") || w.name.starts_with("param.") ||
          w.name.starts_with("contender.")) {
        if (w.name.ends_with(".value") || w.name.ends_with(".reset")) continue;
        all.push_back({w.min.x, w.min.y, w.max.x, w.max.y});
      }
    }
    return all;
  };
  const auto before = rectangles();
  bench.workspace.seek(3);
  for (int i = 0; i < 20; ++i) bench.frame();
  CHECK(rectangles() == before);
}

TEST_CASE("The keyboard walks over the controls, presses them and moves sliders", "[panels]") {
  Bench bench({1600, 1000});
  bench.frame();
  ImGuiIO& io = ImGui::GetIO();
  io.KeyMap[ImGuiKey_Enter] = 13, io.KeyMap[ImGuiKey_UpArrow] = 14;
  const auto tap = [&](int key) {
    io.KeysDown[key] = true;
    bench.frame();
    io.KeysDown[key] = false;
    bench.frame();
  };
  const auto walk_to = [&](const std::string& name) {
    for (int i = 0; i < 200; ++i) {
      if (focused_widget() == name) return true;
      move_focus(1);
    }
    return false;
  };
  REQUIRE(walk_to("stage.layout.2×2"));
  tap(13);
  CHECK(bench.workspace.run().layout == Layout::two_by_two);
  REQUIRE(walk_to("param.rate.slider"));
  const double before = number_at(bench.workspace, "rate");
  tap(14);
  CHECK(number_at(bench.workspace, "rate") > before);
  CHECK(drop_focus());
  CHECK_FALSE(drop_focus());
}

TEST_CASE("A pinned run has a lane on the timeline", "[panels]") {
  Bench bench({1600, 1000});
  bench.workspace.toggle_pin();
  bench.workspace.restart();
  bench.frame();
  bench.frame();
  REQUIRE(last_widget("timeline.lane.0"));
  CHECK(last_widget("timeline.lane.0")->text.starts_with("pinned"));
}

TEST_CASE("A slider's place and value are inverse, linear and logarithmic", "[panels]") {
  const SliderRange linear{0, 10, false, false}, decades{1, 20000, true, false},
      whole{5, 28, false, true};
  for (const double at : {0.0, 0.25, 0.5, 1.0}) {
    CHECK(slider_position(linear, slider_value(linear, at)) == Approx(at).margin(0.002));
    CHECK(slider_position(decades, slider_value(decades, at)) == Approx(at).margin(0.002));
    CHECK(slider_value(whole, at) == std::round(slider_value(whole, at)));
  }
  CHECK(slider_value(decades, 0) == 1);
  CHECK(slider_value(decades, 1) == 20000);
  CHECK(slider_position(decades, 1e9) == 1);
}

}  // namespace
}  // namespace thalweg::ui
