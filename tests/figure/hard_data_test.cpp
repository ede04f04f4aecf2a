// Data at the edge of what can be drawn: missing, constant, empty, single, huge, tiny, reversed.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/rng.hpp"
#include "core/figure/text_painter.hpp"
#include "tests/figure/looking.hpp"

namespace thalweg {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::nan("");

struct Hard {
  const char* name;
  std::vector<double> values;
};

const std::vector<Hard>& hard_values() {
  static const std::vector<Hard> all{{"missing", {nan, 1, nan, nan, 3, infinity, 2, -infinity}},
                                     {"nothing but missing", {nan, nan, infinity}},
                                     {"constant", {7, 7, 7, 7}},
                                     {"zero", {0, 0, 0, 0}},
                                     {"empty", {}},
                                     {"single", {3}},
                                     {"huge", {1e300, -1e300, 3e299, 0}},
                                     {"overflowing", {8e307, -8e307, 4e307, 0}},
                                     {"tiny", {1e-300, 2e-300, 5e-301}},
                                     {"both", {1e-300, 1e300, 1}},
                                     {"negative", {-1, -2, -3}},
                                     {"nearly constant", {1, 1 + 1e-16, 1 + 2e-15, 1 - 1e-15}},
                                     {"denormal", {5e-324, 0, 1e-323}}};
  return all;
}

FrameSet holding(const std::string& name, Buffer buffer) {
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers[name] = std::make_shared<const Buffer>(std::move(buffer));
  frames.others["problem"] = frame;
  return frames;
}

std::vector<double> counted_up(std::size_t n, bool reversed) {
  std::vector<double> x;
  for (std::size_t i = 0; i < n; ++i) x.push_back(static_cast<double>(reversed ? n - i : i));
  return x;
}

std::int64_t missing_in(const std::vector<double>& values) {
  return std::count_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); });
}

/// Every coordinate is finite and its texts are on the page, apart from each other.
Figure check_drawn(const ViewSpec& spec, const FrameSet& frames) {
  CAPTURE(spec.title);
  ViewState state;
  state.exporting = true;
  const Figure figure = compose(spec, frames, state);
  for (const Size2 size : {Size2{480, 360}, Size2{200, 150}}) {
    const Scene scene = layout(figure, size, FixedMetrics());
    TextPainter painter;
    paint(scene, painter, light_theme());
    CHECK(painter.written().find("nan") == std::string::npos);
    CHECK(painter.written().find("inf") == std::string::npos);
    const auto boxes = text_boxes(scene, FixedMetrics());
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      CAPTURE(boxes[i].second);
      CHECK((boxes[i].first.x >= -0.5 && boxes[i].first.right() <= size.width + 0.5));
      for (std::size_t j = 0; j < i; ++j) {
        CAPTURE(boxes[j].second);
        CHECK_FALSE(boxes[i].first.overlaps(boxes[j].first));
      }
    }
  }
  return figure;
}

}  // namespace

TEST_CASE("Curves of hard data are drawn and what is left out is counted", "[figure]") {
  for (const Hard& hard : hard_values()) {
    for (const CurveStyle style :
         {CurveStyle::line, CurveStyle::steps, CurveStyle::stems, CurveStyle::area}) {
      for (const Scale scale : {Scale::linear, Scale::log, Scale::symlog}) {
        for (const bool reversed : {false, true}) {
          CAPTURE(hard.name, static_cast<int>(style), static_cast<int>(scale), reversed);
          const CurveData data{counted_up(hard.values.size(), reversed), hard.values, {}, {}};
          ViewSpec spec = curve("Hard", "c").as(style);
          spec.y_scale = scale;
          const Figure figure = check_drawn(spec, holding("c", data));
          if (hard.values.empty()) {
            CHECK_FALSE(figure.empty_text.empty());
            continue;
          }
          CHECK(figure.non_finite == missing_in(hard.values));
          const auto below = std::count_if(hard.values.begin(), hard.values.end(),
                                           [](double v) { return std::isfinite(v) && v <= 0; });
          CHECK(figure.not_positive == (scale == Scale::log ? below : 0));
        }
      }
    }
  }
}

TEST_CASE("Bands, bars, histograms and scatter of hard data are drawn", "[figure]") {
  for (const Hard& hard : hard_values()) {
    CAPTURE(hard.name);
    const std::vector<double>& v = hard.values;
    const std::vector<double> x = counted_up(v.size(), false);
    check_drawn(curve("Band", "c"), holding("c", CurveData{x, v, v, v}));
    check_drawn(curve("Whiskers", "c").with_error_bars(), holding("c", CurveData{x, v, v, v}));
    check_drawn(curve("Sideways", "c").log_x(), holding("c", CurveData{v, x, {}, {}}));
    check_drawn(histogram("Histogram", "c"), holding("c", CurveData{x, v, {}, {}}));
    CategoriesData categories{{}, v, v, v};
    for (std::size_t i = 0; i < v.size(); ++i) categories.label.push_back("c" + std::to_string(i));
    for (const Scale scale : {Scale::linear, Scale::log, Scale::symlog}) {
      ViewSpec spec = bars("Bars", "c");
      spec.y_scale = scale;
      check_drawn(spec, holding("c", categories));
      ViewSpec points = scatter("Scatter", {"c"});
      points.y_scale = points.x_scale = scale;
      check_drawn(points, holding("c", PointsData{v, v, {}, v, {}, v}));
    }
  }
}

TEST_CASE("Grids, flows, graphs and columns of hard data are drawn", "[figure]") {
  for (const Hard& hard : hard_values()) {
    CAPTURE(hard.name);
    const std::vector<double>& v = hard.values;
    const auto n = static_cast<std::int64_t>(v.size());
    check_drawn(heatmap("Heat", "c").with_cell_values(), holding("c", MatrixData{1, n, v}));
    std::vector<double> twice = v;
    twice.insert(twice.end(), v.begin(), v.end());
    const AxisInfo axis{"x", "", 0, 1};
    check_drawn(plane("Plane", "c").with_level_labels(),
                holding("c", FieldData{axis, axis, 2, n, twice}));
    check_drawn(vectors("Arrows", "c"), holding("c", VectorsData{axis, axis, 2, n, twice, twice}));
    check_drawn(vectors("Lines", "c").as_streamlines(),
                holding("c", VectorsData{axis, axis, 2, n, twice, twice}));
    GraphData chain{{v, v, {}, v, {}, v}, {}, {}, {}, true};
    for (std::int32_t i = 1; i < n; ++i) {
      chain.from.push_back(i - 1), chain.to.push_back(i);
      chain.weight.push_back(v[static_cast<std::size_t>(i)]);
    }
    check_drawn(graph("Graph", "c"), holding("c", chain));
    check_drawn(parallel("Columns", "c"), holding("c", ColumnsData{{"a", "b"}, {v, v}}));
  }
}

TEST_CASE("Tick labels of random axes keep apart on the page", "[figure]") {
  Rng rng(41);
  for (int trial = 0; trial < 400; ++trial) {
    const double size = std::pow(10, rng.uniform(-300, 300)), lo = rng.uniform(-1, 1) * size;
    const CurveData data{{lo, lo + size * rng.uniform()}, {-lo, size * rng.uniform()}, {}, {}};
    ViewSpec spec = curve("Ticks", "c");
    spec.y_scale = trial % 3 == 0 ? Scale::symlog : Scale::linear;
    check_drawn(spec, holding("c", data));
  }
}

}  // namespace thalweg
