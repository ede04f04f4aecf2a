// Whole figures: what a scene says, where its labels are, what lies under the pointer.
#include "core/figure/layout.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/figure/compose.hpp"
#include "core/figure/text_painter.hpp"
#include "tests/figure/looking.hpp"
#include "tests/figure/sample.hpp"

namespace thalweg {
namespace {

void check_labels(const Scene& scene, const TextMetrics& metrics) {
  const auto boxes = text_boxes(scene, metrics);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& [rect, text] = boxes[i];
    const bool inside = rect.x >= 0 && rect.right() <= scene.size.width && rect.y >= 0 &&
                        rect.bottom() <= scene.size.height;
    CAPTURE(text, rect.x, rect.y, rect.width, scene.size.width, scene.size.height);
    if (!inside) FAIL("leaves the figure");
    for (std::size_t j = 0; j < i; ++j) {
      CAPTURE(boxes[j].second, boxes[j].first.x, boxes[j].first.y);
      if (rect.overlaps(boxes[j].first)) FAIL("touches another text");
    }
  }
}

/// A race with every state that a figure shows: stalled, at the floor, diverged, events in a heap.
FrameSet eventful() {
  FrameSet frames = sample::race();
  frames.measure = "error";
  frames.contenders[1].condition = Condition::stalled;
  frames.contenders[1].rate = 0.93;
  frames.contenders[0].condition = Condition::floor;
  frames.contenders[0].floor = 1e-9;
  for (int i = 0; i < 6; ++i) {
    frames.events.push_back({Event::Kind::edit, "κ 5 → 15", "sinkhorn", {{"sinkhorn", 18 + i}}});
  }
  frames.events.push_back({Event::Kind::branch, "branch", "sinkhorn", {{"sinkhorn", 30}}});
  frames.events.push_back({Event::Kind::divergence, "left", "diverging", {{"diverging", 8}}});
  return frames;
}

bool finite(const Scene& scene) {
  const auto good = [](const std::vector<Point2>& points) {
    for (const Point2& p : points) {
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) return false;
    }
    return true;
  };
  for (const scene::Primitive& primitive : scene.primitives) {
    if (const auto* line = std::get_if<scene::Polyline>(&primitive)) {
      if (!good(line->points)) return false;
    } else if (const auto* markers = std::get_if<scene::Markers>(&primitive)) {
      if (!good(markers->at)) return false;
    } else if (const auto* space = std::get_if<scene::SharedSpace>(&primitive)) {
      TextPainter painter;
      painter.space(**space, light_theme());
      if (painter.written().find("nan") != std::string::npos) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("Every kind of view makes a finite scene at every size", "[figure]") {
  const FrameSet frames = sample::race();
  for (const ViewSpec& spec : sample::every_view()) {
    for (const Size2 size : {Size2{980, 780}, {380, 260}, {120, 80}, {60, 50}, {10, 10}}) {
      for (const bool exporting : {false, true}) {
        ViewState state;
        state.exporting = exporting;
        const Scene scene = scene_of(spec, frames, state, size);
        CAPTURE(spec.title, size.width);
        CHECK(finite(scene));
        CHECK((size.width < 40 || !scene.primitives.empty()));
      }
    }
  }
}

TEST_CASE("Views without data say so and keep their axes", "[figure]") {
  const FrameSet nothing;
  for (ViewSpec spec : sample::every_view()) {
    ViewState state;
    spec.empty_text = "appears after the first Newton step";
    const auto words = texts(scene_of(spec, nothing, state, {400, 300}));
    CAPTURE(spec.title);
    CHECK(std::find(words.begin(), words.end(), spec.empty_text) != words.end());
  }
}

TEST_CASE("Labels neither touch nor leave the figure, in any view at any size", "[figure]") {
  const FrameSet calm = sample::race(), busy = eventful();
  for (const ViewSpec& spec : sample::every_view()) {
    for (const FrameSet* frames : {&calm, &busy}) {
      for (const bool exporting : {false, true}) {
        ViewState state;
        state.exporting = exporting;
        state.stale = frames == &busy && !exporting;
        const Figure figure = compose(spec, *frames, state, {&calm});
        for (double width = 80; width <= 1200; width += width < 400 ? 40 : 200) {
          for (double height = 60; height <= 900; height += height < 300 ? 30 : 200) {
            CAPTURE(spec.title, exporting, width, height);
            check_labels(layout(figure, {width, height}, FixedMetrics()), FixedMetrics());
          }
        }
      }
    }
  }
}

TEST_CASE("A heat map keeps a usable square and numbers never cover a picture", "[figure]") {
  const FrameSet frames = sample::race();
  Views views = sample::every_view();
  views[2].numbers = {{"mass", "mass kept", ReadOut::Format::percent}, {"mass", "again"}};
  for (const std::size_t which : {2u, 3u}) {
    ViewState state;
    const Figure figure = compose(views[which], frames, state);
    for (double width = 120; width <= 900; width += 30) {
      for (double height = 80; height <= 700; height += 30) {
        const Scene scene = layout(figure, {width, height}, FixedMetrics());
        const Rect& area = scene.panels.at(0).area;
        CAPTURE(figure.title, width, height, area.width, area.height);
        CHECK(std::min(area.width, area.height) >= 0.4 * std::min(width, height));
        for (const auto& [rect, text] : text_boxes(scene, FixedMetrics())) {
          CAPTURE(text);
          CHECK_FALSE(rect.overlaps(area));
        }
      }
    }
  }
}

TEST_CASE("A thumbnail is marks alone", "[figure]") {
  const FrameSet frames = eventful();
  for (const ViewSpec& spec : sample::every_view()) {
    ViewState state;
    state.thumbnail = true;
    const Scene scene = scene_of(spec, frames, state, {150, 90});
    CAPTURE(spec.title);
    CHECK(texts(scene).empty());
    CHECK_FALSE(scene.primitives.empty());
    double most = 0;
    for (const PanelScene& panel : scene.panels) most = std::max(most, panel.area.height);
    CHECK(most >= 40);
  }
}

TEST_CASE("Labels neither touch nor leave the figure for random zooms and sizes", "[figure]") {
  const FrameSet frames = sample::race();
  Rng rng(21);
  for (int trial = 0; trial < 400; ++trial) {
    ViewState state;
    const double x = rng.uniform(-1e4, 1e4), y = std::pow(10, rng.uniform(-200, 3));
    state.x_zoom = Range{x, x + std::pow(10, rng.uniform(-2, 6))};
    state.y_zoom = Range{y, y * std::pow(10, rng.uniform(0.05, 80))};
    if (trial % 3 == 0) state.y_scale = Scale::linear;
    const Size2 size{rng.uniform(200, 1400), rng.uniform(140, 900)};
    CAPTURE(trial, state.x_zoom->lo, state.x_zoom->hi, state.y_zoom->lo, state.y_zoom->hi);
    check_labels(scene_of(sample::error_view(), frames, state, size), FixedMetrics());
  }
}

TEST_CASE("A trace counts what it leaves out", "[figure]") {
  ViewState state;
  const Figure figure = compose(sample::error_view(), sample::race(), state);
  CHECK(figure.non_finite == 1);
  CHECK(figure.omissions() == "1 not finite");
  CHECK(line_of(figure, "diverging")->end == mark::LineEnd::cross);
  CHECK(line_of(figure, "sns")->end == mark::LineEnd::square);
  CHECK(line_of(figure, "sns")->end_note == "k 15 · 2.1e-10");
}

TEST_CASE("Time limits start at four times the first to converge and never shrink", "[figure]") {
  FrameSet frames = sample::race();
  ViewState state;
  CHECK(compose(sample::error_view(), frames, state).panels[0].x.range.hi == 60);
  for (Competitor& competitor : frames.contenders) competitor.condition = Condition::progressing;
  CHECK(compose(sample::error_view(), frames, state).panels[0].x.range.hi == 60);
  state.kept = {};
  CHECK(compose(sample::error_view(), frames, state).panels[0].x.range.hi == 50);
  state.show_all = true;
  CHECK(compose(sample::error_view(), frames, state).panels[0].x.range.hi == 50);
}

TEST_CASE("The future is faint, ghosts are thin, hidden contenders are absent", "[figure]") {
  FrameSet frames = sample::race();
  const FrameSet ghost = sample::race();
  Frame past = *frames.contenders[1].frame;
  past.future = past.traces;
  frames.contenders[1].frame = std::make_shared<const Frame>(past);
  ViewState state;
  const Figure figure = compose(sample::error_view(), frames, state, {&ghost});
  REQUIRE(line_of(figure, "sns", true));
  CHECK(line_of(figure, "sns", true)->width == 1);
  CHECK(line_of(figure, "sns", true)->colour.alpha == Approx(0.45));
  bool faint = false;
  for (const Mark& mark : figure.panels[0].marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    faint = faint || (line && line->key == "sinkhorn" && line->colour.alpha == Approx(0.3));
  }
  CHECK(faint);
  state.hidden = {"sinkhorn"};
  CHECK_FALSE(line_of(compose(sample::error_view(), frames, state), "sinkhorn"));
  state.solo = "sinkhorn";
  CHECK_FALSE(line_of(compose(sample::error_view(), frames, state), "sns"));
}

TEST_CASE("The three clocks give the three abscissae", "[figure]") {
  const FrameSet frames = sample::race();
  for (const auto& [clock, last] : {std::pair{ClockKind::iteration, 15.0},
                                    {ClockKind::seconds, 0.015},
                                    {ClockKind::work, 30.0}}) {
    ViewState state;
    state.clock = clock;
    const Figure figure = compose(sample::error_view(), frames, state);
    const Series& series = line_of(figure, "sns")->series;
    CHECK(series.x(series.size() - 1) == Approx(last));
    CHECK(clock_value(frames.contenders[0], 15, clock) == Approx(last));
  }
}

TEST_CASE("The Newton system is drawn in blocks with its diagonal as a line", "[figure]") {
  ViewState state;
  const Figure figure = compose(sample::every_view()[3], sample::race(), state);
  const auto& pattern = std::get<mark::Pattern>(figure.panels.at(0).marks.at(0));
  CHECK(pattern.splits == std::vector<std::int64_t>{16});
  CHECK(pattern.diagonal);
  CHECK(figure.numbers.at(0).value == "99.92 %");
}

TEST_CASE("The pointer finds handles, series, cells, axes and labels", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  const Scene traces = scene_of(sample::error_view(), frames, state, {600, 400});
  const HitSeries& series = traces.series.back();
  const auto& line = std::get<scene::Polyline>(traces.primitives.at(series.first));
  const Hit on_line = hit(traces, {line.points[5].x, line.points[5].y + 2});
  CHECK(on_line.kind == Hit::Kind::series);
  CHECK(on_line.name == "sns");
  const PanelScene& panel = traces.panels.at(0);
  CHECK(hit(traces, {panel.area.x + 50, panel.area.bottom() + 8}).kind == Hit::Kind::x_axis);
  CHECK(hit(traces, {panel.area.x - 8, panel.area.y + 60}).kind == Hit::Kind::y_axis);
  CHECK(hit(traces, {-5, -5}).kind == Hit::Kind::none);
  const Hover read = hover(traces, {panel.x.to_px(10.2), panel.area.y + 100});
  CHECK(read.title == "k 10");
  REQUIRE(read.rows.size() == 3);
  CHECK(read.link.clock == 10.0);

  ViewState heat_state;
  const Scene heat = scene_of(sample::every_view()[2], frames, heat_state, {400, 300});
  const PanelScene& cells = heat.panels.at(0);
  const Hit cell = hit(heat, {cells.x.to_px(4), cells.y.to_px(3)});
  CHECK(cell.kind == Hit::Kind::cell);
  CHECK(cell.row == 3);
  CHECK(cell.col == 4);
  CHECK(cell.value == Approx(0.25 / 16));

  ViewState plane_state;
  const Scene plane = scene_of(sample::every_view()[8], frames, plane_state, {400, 300});
  const PanelScene& field = plane.panels.at(0);
  const Hit handle = hit(plane, {field.x.to_px(1.5) + 5, field.y.to_px(-1)});
  CHECK(handle.kind == Hit::Kind::handle);
  CHECK(handle.name == "start");

  ViewState points_state;
  const Scene points = scene_of(sample::every_view()[7], frames, points_state, {500, 300});
  const PanelScene& place = points.panels.at(0);
  const Hit point = hit(points, {place.x.to_px(8), place.y.to_px(2)});
  CHECK(point.kind == Hit::Kind::handle);
  CHECK(point.name == "target");
  CHECK(point.index == 10);
}

}  // namespace thalweg
