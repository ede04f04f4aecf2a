// Every size and theme: regions where the design puts them, nothing clipped, nothing overlapping,
// targets large enough, text readable.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "tests/window/contrast.hpp"
#include "tests/window/scene.hpp"

namespace thalweg::ui {
namespace {

using test::Scene;

struct Case {
  ImVec2 size;
  const char* theme;
  const char* experiment;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const ImVec2 size :
       {ImVec2(1600, 1000), ImVec2(1280, 800), ImVec2(960, 540), ImVec2(640, 400)}) {
    for (const char* theme : {"dark", "light"}) {
      for (const char* experiment : {test::newton_sparse, test::descent_race}) {
        cases.push_back({size, theme, experiment});
      }
    }
  }
  return cases;
}

std::string said(const Case& c) {
  return fmt::format("{:.0f}×{:.0f} {} {}", c.size.x, c.size.y, c.theme, c.experiment);
}

void check_region(const char* name, float x, float y, float w, float h) {
  INFO(name);
  const DumpedWidget* region = last_widget(std::string("region.") + name);
  REQUIRE(region);
  CHECK(std::abs(region->min.x - x) <= 1);
  CHECK(std::abs(region->min.y - y) <= 1);
  CHECK(std::abs(region->max.x - region->min.x - w) <= 1);
  CHECK(std::abs(region->max.y - region->min.y - h) <= 1);
}

TEST_CASE("Both panels have the measurements of the design", "[sizes]") {
  Scene scene({1600, 1000}, test::descent_race);
  check_region("top bar", 0, 0, 1600, 44);
  check_region("catalogue", 0, 44, 252, 1000 - 44 - 58 - 30);
  check_region("inspector", 1600 - 306, 44, 306, 1000 - 44 - 58 - 30);
  check_region("timeline", 0, 1000 - 58 - 30, 1600, 58);
  check_region("status bar", 0, 970, 1600, 30);
  check_region("centre", 252, 44, 1600 - 252 - 306, 1000 - 44 - 58 - 30);
}

TEST_CASE("A window of 1280 has a rail in place of the catalogue", "[sizes]") {
  Scene scene({1280, 800}, test::descent_race);
  check_region("left rail", 0, 44, 44, 800 - 44 - 58 - 30);
  check_region("inspector", 1280 - 306, 44, 306, 800 - 44 - 58 - 30);
  CHECK_FALSE(last_widget("region.catalogue"));
}

TEST_CASE("A window of 960 has two rails, a strip and a filmstrip", "[sizes]") {
  Scene scene({960, 540}, test::descent_race);
  check_region("left rail", 0, 44, 44, 540 - 44 - 58 - 56);
  check_region("right rail", 960 - 44, 44, 44, 540 - 44 - 58 - 56);
  check_region("strip", 0, 540 - 58 - 56, 960, 56);
  const DumpedWidget* timeline = last_widget("region.timeline");
  const DumpedWidget* status = last_widget("region.status bar");
  REQUIRE(timeline);
  REQUIRE(status);
  CHECK(status->min.y == timeline->min.y);
  CHECK(status->min.x == timeline->max.x);
  CHECK(last_widget("film.landscape"));
}

TEST_CASE("A window of 640 shows one view with tabs and panels as drawers", "[sizes]") {
  Scene scene({640, 400}, test::newton_sparse);
  check_region("centre", 0, 44, 640, 400 - 44 - 58);
  CHECK(last_widget("view.tab.transport-plan"));
  CHECK_FALSE(last_widget("region.drawer"));
  scene.workspace.drawer = Drawer::inspector;
  scene.settle();
  const DumpedWidget* drawer = last_widget("region.drawer");
  REQUIRE(drawer);
  CHECK(drawer->max.x == 640);
  CHECK(drawer->max.y - drawer->min.y == 400 - 44 - 58);
}

TEST_CASE("No text leaves its parent at any size, in any theme", "[sizes]") {
  watch_texts(true);
  for (const Case& c : all_cases()) {
    Scene scene(c.size, c.experiment, c.theme);
    watch_texts(true);
    scene.settle();
    CHECK(last_texts().size() > 30);
    for (const DumpedText& text : last_texts()) {
      INFO(said(c) << ": \"" << text.text << "\" in " << text.window);
      CHECK(text.min.x >= text.clip_min.x - 1.5f);
      CHECK(text.max.x <= text.clip_max.x + 1.5f);
      // What scrolls may be cut at the top and the bottom.
      const bool scrolls = text.window.find("inspector.") != std::string::npos ||
                           text.window.find("catalogue.list") != std::string::npos;
      if (scrolls) continue;
      CHECK(text.min.y >= text.clip_min.y - 2);
      CHECK(text.max.y <= text.clip_max.y + 3);
    }
  }
}

bool overlap(const DumpedText& a, const DumpedText& b) {
  const float shrink = 2;
  return a.min.x + shrink < b.max.x && b.min.x + shrink < a.max.x &&
         a.min.y + shrink < b.max.y - 2 && b.min.y + shrink < a.max.y - 2;
}

bool visible(const DumpedText& text) {
  return text.max.y > text.clip_min.y && text.min.y < text.clip_max.y;
}

TEST_CASE("No two labels overlap at any size, in any theme", "[sizes]") {
  for (const Case& c : all_cases()) {
    Scene scene(c.size, c.experiment, c.theme);
    watch_texts(true);
    scene.settle();
    const auto& texts = last_texts();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!visible(texts[i])) continue;
      for (std::size_t k = i + 1; k < texts.size(); ++k) {
        if (!visible(texts[k]) || !overlap(texts[i], texts[k])) continue;
        INFO(said(c) << ": \"" << texts[i].text << "\" and \"" << texts[k].text << "\" at "
                     << texts[k].min.x << ", " << texts[k].min.y);
        CHECK_FALSE(overlap(texts[i], texts[k]));
      }
    }
  }
}

TEST_CASE("Every target is at least 22 px on its shorter side, at any size", "[sizes]") {
  for (const Case& c : all_cases()) {
    Scene scene(c.size, c.experiment, c.theme);
    for (const DumpedWidget& widget : last_widgets()) {
      if (!widget.target || widget.name.ends_with("splitter")) continue;
      INFO(said(c) << ": " << widget.name);
      CHECK(std::min(widget.max.x - widget.min.x, widget.max.y - widget.min.y) >= 21.5f);
    }
  }
}

TEST_CASE("Text stands out from its ground by 4.5:1 in both themes", "[sizes]") {
  for (const Case& c : all_cases()) {
    if (c.size.x != 1600 && c.size.x != 640) continue;
    Scene scene(c.size, c.experiment, c.theme);
    watch_texts(true);
    scene.settle();
    const test::Ground ground(*ImGui::GetDrawData());
    for (const DumpedText& text : last_texts()) {
      if (!visible(text)) continue;
      if (text.text == "weg") continue;  // the logo keeps its colour
      // What a state dims on purpose is drawn at 60 % or less.
      if ((text.colour >> IM_COL32_A_SHIFT) <= 153) continue;
      const ImVec2 centre{(text.min.x + text.max.x) / 2, (text.min.y + text.max.y) / 2};
      const double ratio = test::contrast(text.colour, ground.at(centre));
      INFO(said(c) << ": \"" << text.text << "\" at " << centre.x << ", " << centre.y);
      CHECK(ratio >= 4.45);
    }
  }
}

}  // namespace
}  // namespace thalweg::ui
