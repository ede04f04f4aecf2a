// Curves with names of their own, legends beside upright lines, and starts beyond a landscape.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/figure/looking.hpp"

namespace thalweg {
namespace {

/// One contender in focus that shows these.
FrameSet shown(std::map<std::string, Buffer> buffers) {
  auto frame = std::make_shared<Frame>();
  for (auto& [name, buffer] : buffers) {
    frame->buffers[name] = std::make_shared<const Buffer>(std::move(buffer));
  }
  FrameSet frames;
  frames.focus = "gd";
  frames.contenders.push_back({"gd", "Gradient descent"});
  frames.contenders.back().frame = frame;
  return frames;
}

CurveData hill(const std::string& label) {
  CurveData out{{0, 1, 2, 3}, {0.1, 1, 0.5, 0.1}, {}, {}};
  out.label = label;
  return out;
}

TEST_CASE("A curve is called by its label, and by its name without one", "[figure]") {
  const FrameSet frames = shown({{"present", hill("step 120")}, {"at_the_start", hill("")}});
  ViewSpec spec = curve("Density", "present").as(CurveStyle::area);
  spec.names.emplace_back("at_the_start");
  ViewState state;
  const Figure figure = compose(spec, frames, state);
  std::vector<const mark::Line*> lines;
  for (const Mark& mark : figure.panels.at(0).marks) {
    if (const auto* line = std::get_if<mark::Line>(&mark)) lines.push_back(line);
  }
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]->label == "step 120");
  CHECK(lines[1]->label == "at the start");
  CHECK(lines[1]->width < lines[0]->width);  // it stands back behind the filled one
  CHECK(figure.panels[0].legend == LegendStyle::box);
}

TEST_CASE("A legend leaves an upright line and its label in sight", "[figure]") {
  const FrameSet frames = shown({{"present", hill("step 120")}, {"earlier", hill("step 40")}});
  ViewSpec spec = curve("Density", "present")
                      .as(CurveStyle::area)
                      .guide({.vertical = true, .lo = 2.8, .hi = 2.8, .label = "2/η"});
  spec.names.emplace_back("earlier");
  ViewState state;
  const Scene scene = scene_of(spec, frames, state, {600, 400});
  const auto found = texts(scene);
  CHECK(std::find(found.begin(), found.end(), "2/η") != found.end());
  const double line = scene.panels.at(0).x.to_px(2.8);
  for (const auto& [rect, hit] : scene.targets) {
    if (hit.kind == Hit::Kind::legend) CHECK(rect.right() < line);
  }
}

TEST_CASE("A start beyond the landscape is in sight, so that it can be dragged", "[figure]") {
  FieldData field{{"x", "", -2, 2}, {"y", "", -1, 1}, 2, 2, {1, 2, 3, 4}};
  const FrameSet frames = shown({{"field", field}, {"path", CurveData{{-5, 0}, {0.5, 0}, {}, {}}}});
  ViewState state;
  const ViewSpec spec = plane("Paths", "gd.field").paths("path").drag("start");
  const Panel wide = compose(spec, frames, state).panels.at(0);
  CHECK(wide.x.range.lo == -5);
  CHECK(wide.x.range.hi == 2);
  CHECK(wide.y.range.lo == -1);
  const Panel fixed = compose(plane("Paths", "gd.field").paths("path"), frames, state).panels.at(0);
  CHECK(fixed.x.range.lo == -2);
}

}  // namespace
}  // namespace thalweg
