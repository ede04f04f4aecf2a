// Every kind of series: where its primitives lie.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/figure/colour_map.hpp"
#include "core/figure/raster.hpp"
#include "tests/figure/looking.hpp"
#include "tests/figure/sample.hpp"

namespace thalweg {
namespace {

constexpr Size2 page{640, 440};

Scene laid(const ViewSpec& spec, Size2 size = page) {
  ViewState state;
  return scene_of(spec, sample::race(), state, size);
}

template <class T>
std::vector<T> all_of_kind(const Scene& scene) {
  std::vector<T> list;
  for (const scene::Primitive& primitive : scene.primitives) {
    if (const T* one = std::get_if<T>(&primitive)) list.push_back(*one);
  }
  return list;
}

/// The polylines of the first series.
std::vector<scene::Polyline> series_lines(const Scene& scene) {
  std::vector<scene::Polyline> list;
  const HitSeries& series = scene.series.at(0);
  for (std::size_t i = series.first; i < series.last; ++i) {
    list.push_back(std::get<scene::Polyline>(scene.primitives[i]));
  }
  return list;
}

bool says(const Scene& scene, const std::string& words) {
  const auto all = texts(scene);
  return std::find(all.begin(), all.end(), words) != all.end();
}

ViewSpec view(const std::string& title) {
  for (ViewSpec& spec : sample::kinds_views()) {
    if (spec.title == title) return spec;
  }
  FAIL("no view " << title);
  return {};
}

}  // namespace

TEST_CASE("Steps hold each value until the next", "[figure]") {
  const Scene scene = laid(view("Steps"));
  const auto points = series_lines(scene).at(0).points;
  REQUIRE(points.size() == 25);
  for (std::size_t i = 1; i < points.size(); i += 2) {
    CHECK(points[i].y == points[i - 1].y);
    CHECK(points[i].x == points[i + 1].x);
  }
}

TEST_CASE("Stems stand on zero and end at their values", "[figure]") {
  const Scene scene = laid(view("Stems"));
  const double foot = scene.panels[0].y.to_px(0);
  const auto stems = series_lines(scene);
  REQUIRE(stems.size() == 9);
  for (std::size_t i = 0; i < stems.size(); ++i) {
    CHECK(stems[i].points[0].y == Approx(foot));
    CHECK(stems[i].points[1].y == Approx(scene.panels[0].y.to_px(scene.series[0].series.y(i))));
  }
}

TEST_CASE("Areas reach down to zero without seams", "[figure]") {
  const Scene scene = laid(view("Area"));
  const auto strips = all_of_kind<scene::Strip>(scene);
  REQUIRE(strips.size() == 2);  // the filling and the band
  CHECK(strips[0].low.size() == 13);
  for (const Point2& p : strips[0].low) CHECK(p.y == Approx(scene.panels[0].y.to_px(0)));
}

TEST_CASE("A band breaks where a value is missing and goes on after it", "[figure]") {
  CurveData curve;
  for (int i = 0; i < 20; ++i) {
    curve.x.push_back(i), curve.y.push_back(i), curve.lo.push_back(i - 1);
    curve.hi.push_back(i == 9 ? std::nan("") : i + 1);
  }
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers["c"] = std::make_shared<const Buffer>(curve);
  frames.others["problem"] = frame;
  ViewState state;
  const Scene scene = scene_of(thalweg::curve("Gap", "c"), frames, state, page);
  const auto strips = all_of_kind<scene::Strip>(scene);
  REQUIRE(strips.size() == 2);
  CHECK(strips[0].low.size() == 9);
  CHECK(strips[1].low.size() == 10);
}

TEST_CASE("Whiskers reach from lo to hi and lie within the axis", "[figure]") {
  const Scene scene = laid(view("Error bars"));
  const auto& y = scene.panels[0].y;
  std::size_t found = 0;
  for (const scene::Polyline& line : all_of_kind<scene::Polyline>(scene)) {
    if (line.width != 1.25 || line.points[0].x != line.points[1].x) continue;
    const double lo = y.to_data(line.points[0].y), hi = y.to_data(line.points[1].y);
    CHECK(hi - lo == Approx(1.25 + 0.05 * static_cast<double>(found)).margin(1e-6));
    CHECK((line.points[0].y <= scene.panels[0].area.bottom() && lo >= y.range.lo));
    ++found;
  }
  CHECK(found == 13);
}

TEST_CASE("Bars of a group stand side by side over their category", "[figure]") {
  const Scene scene = laid(view("Scores"));
  const PanelScene& panel = scene.panels[0];
  for (const char* label : {"small", "middle", "large"}) CHECK(says(scene, label));
  std::vector<Rect> bars;
  for (const scene::Box& box : all_of_kind<scene::Box>(scene)) {
    if (box.fill.kind == Colour::Kind::contender && box.rect.width > 20) bars.push_back(box.rect);
  }
  REQUIRE(bars.size() == 9);  // mark by mark: three categories each
  for (std::size_t category = 0; category < 3; ++category) {
    for (std::size_t k = 1; k < 3; ++k) {
      CHECK(bars[3 * k + category].x >= bars[3 * (k - 1) + category].right());
    }
    CHECK(bars[3 + category].x + bars[3 + category].width / 2 ==
          Approx(panel.x.to_px(static_cast<double>(category))).margin(1.5));
  }
  CHECK(bars[0].height == Approx(panel.y.to_px(0) - panel.y.to_px(4)).margin(1));
  // Under the pointer: the category by name, and every contender's value.
  const Hover shown = hover(scene, {panel.x.to_px(1.3), panel.area.y + 20});
  CHECK(shown.title == "middle");
  REQUIRE(shown.rows.size() == 3);
  CHECK(shown.rows[0].value == "2");
}

TEST_CASE("A histogram's steps count what is in each bin", "[figure]") {
  const Scene scene = laid(view("Three dice"));
  const Series& steps = scene.series.at(0).series;
  REQUIRE(steps.size() == 18);  // 16 bins between two ends at zero
  // Of three dice the sums 3, 4, 5 come up in 1, 3 and 6 ways.
  CHECK(steps.y(1) == 1);
  CHECK(steps.y(2) == 3);
  CHECK(steps.y(3) == 6);
  CHECK(steps.y(17) == 0);
}

TEST_CASE("Guides and notes are written, and notes have leaders to their points", "[figure]") {
  const Scene scene = laid(view("Area"));
  for (const char* words : {"span", "here", "a low", "the ninth"}) CHECK(says(scene, words));
  CHECK(says(laid(view("Steps")), "two"));
  const PanelScene& panel = scene.panels[0];
  for (const Point2 at : {Point2{4, 2}, Point2{9, 1.75}}) {
    const Point2 p{panel.x.to_px(at.x), panel.y.to_px(at.y)};
    const auto lines = all_of_kind<scene::Polyline>(scene);
    CHECK(std::any_of(lines.begin(), lines.end(), [&](const scene::Polyline& line) {
      const Point2 end = line.points.back();
      return line.points.size() == 2 && line.casing > 0 && std::hypot(end.x - p.x, end.y - p.y) < 5;
    }));
  }
}

TEST_CASE("A guide follows a number of the data and waits for it", "[figure]") {
  ViewSpec spec = curve("f", "*.f").guide({false, 0, 0, "share", "mass"});
  const Scene scene = laid(spec);
  CHECK(says(scene, "share"));
  CHECK_FALSE(says(laid(curve("f", "*.f").guide({false, 0, 0, "share", "nothing"})), "share"));
}

TEST_CASE("Small multiples have equal plots and one set of labels", "[figure]") {
  const Scene scene = laid(view("Potentials apart"));
  REQUIRE(scene.panels.size() == 3);
  for (const PanelScene& panel : scene.panels) {
    CHECK(panel.area.width == Approx(scene.panels[0].area.width).margin(1));
    CHECK(panel.x.range == scene.panels[0].x.range);
    CHECK(panel.y.range == scene.panels[0].y.range);
  }
  for (const char* name : {"Newton–Sparse", "Sinkhorn", "η-scaling"}) CHECK(says(scene, name));
  const auto all = texts(scene);
  CHECK(std::count(all.begin(), all.end(), "potential") >= 1);
}

TEST_CASE("Points take colours by value, sizes by mass, and a legend by their colour bar",
          "[figure]") {
  const Scene scene = laid(view("Valued points"));
  const auto markers = all_of_kind<scene::Markers>(scene);
  REQUIRE(markers.at(0).fills.size() == 12);
  CHECK(markers[0].fills[6] != markers[0].fills[11]);
  CHECK(markers[0].size[11] > markers[0].size[2]);
  CHECK(says(scene, "third"));
  CHECK(scene.panels[0].colour_bar.width > 0);
  CHECK(scene.panels[0].x.scale == Scale::log);
}

TEST_CASE("Level lines carry their values where the field has them", "[figure]") {
  const Scene scene = laid(view("Level lines"));
  const PanelScene& panel = scene.panels[0];
  int found = 0;
  for (const scene::Text& text : all_of_kind<scene::Text>(scene)) {
    if (!panel.area.contains(text.at)) continue;
    const double x = panel.x.to_data(text.at.x), y = panel.y.to_data(text.at.y - 4);
    CHECK(x * x + 2 * y * y == Approx(std::stod(text.text)).epsilon(0.1).margin(0.1));
    ++found;
  }
  CHECK(found >= 4);
}

TEST_CASE("Masked cells stay empty, missing ones are grey, the others say their value",
          "[figure]") {
  const Scene scene = laid(view("Holes"));
  const auto images = all_of_kind<scene::Image>(scene);
  REQUIRE(images.size() == 1);
  const auto& rgba = *images[0].rgba;
  CHECK(rgba[4 * 5 + 3] == 0);  // row 0, column 5: above the diagonal
  CHECK(rgba[4 * 12] == missing_colour.r);
  CHECK(rgba[4 * 12 + 3] == 255);
  CHECK(says(scene, "–"));
  CHECK(says(scene, "-6.00"));
  CHECK_FALSE(says(scene, "-3.50"));  // masked
  CHECK_FALSE(says(laid(view("Holes"), {220, 160}), "-6.00"));
}

TEST_CASE("Arrows point along the field and the longest belong to the fastest", "[figure]") {
  const Scene scene = laid(view("Arrows"));
  const PanelScene& panel = scene.panels[0];
  double longest = 0, fastest = 0;
  int found = 0;
  for (const scene::Polyline& line : all_of_kind<scene::Polyline>(scene)) {
    if (line.width != 1.2) continue;
    const Point2 a = line.points[0], b = line.points[1];
    const double x = panel.x.to_data(a.x), y = panel.y.to_data(a.y);
    // The field is (−y, x); px run downwards.
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const double along = ((b.x - a.x) * -y + (a.y - b.y) * x) / (length * std::hypot(x, y));
    if (std::hypot(x, y) > 0.5) CHECK(along > 0.9);
    if (length > longest) longest = length, fastest = std::hypot(x, y);
    ++found;
  }
  CHECK(found > 40);
  CHECK(fastest > 1.9);
}

TEST_CASE("Edges end at the rims of their nodes, heads at the second", "[figure]") {
  const Scene scene = laid(view("Chain"));
  const auto heads = all_of_kind<scene::Polygon>(scene);
  CHECK(heads.size() == 5);  // six edges, one of them a loop
  const HitDots& nodes = scene.dots.at(0);
  const PanelScene& panel = scene.panels[0];
  for (const scene::Polygon& head : heads) {
    double nearest = 1e9;
    for (std::size_t i = 0; i < nodes.x->size(); ++i) {
      const double dx = head.points[0].x - panel.x.to_px((*nodes.x)[i]);
      nearest = std::min(nearest, std::hypot(dx, head.points[0].y - panel.y.to_px((*nodes.y)[i])));
    }
    CHECK(nearest == Approx(9.5).margin(1.5));
  }
  for (const char* weight : {"0.5", "0.25", "0.75"}) CHECK(says(scene, weight));
}

TEST_CASE("Parallel axes have ranges of their own and one line a row", "[figure]") {
  const Scene scene = laid(view("Things"));
  for (const char* name : {"length", "mass", "age", "100"}) CHECK(says(scene, name));
  std::vector<scene::Polyline> rows;
  for (const scene::Polyline& line : all_of_kind<scene::Polyline>(scene)) {
    if (line.points.size() == 3) rows.push_back(line);
  }
  REQUIRE(rows.size() == 8);
  CHECK(rows[0].points[0].y > rows[7].points[0].y);  // length 0 below length 7
  CHECK(rows[0].points[1].y < rows[7].points[1].y);  // mass 100 above mass 51
}

TEST_CASE("A missing value is a gap in its row", "[figure]") {
  ColumnsData columns{{"a", "b", "c", "d"}, {{1, 2}, {1, std::nan("")}, {3, 4}, {0, 1}}};
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers["c"] = std::make_shared<const Buffer>(columns);
  frames.others["problem"] = frame;
  ViewState state;
  const Figure figure = compose(parallel("Rows", "c"), frames, state);
  CHECK(figure.non_finite == 1);
  const Scene scene = layout(figure, page, FixedMetrics());
  std::vector<std::size_t> sizes;
  for (const scene::Polyline& line : all_of_kind<scene::Polyline>(scene)) {
    if (line.width == 1.1) sizes.push_back(line.points.size());
  }
  CHECK(sizes == std::vector<std::size_t>{4, 2});
}

TEST_CASE("A dense cloud is a picture of its density, dots where there are fewer", "[figure]") {
  const auto cloud = [](int n) {
    PointsData points;
    // Half of the points lie on one spot, the others along a line.
    for (int i = 0; i < n; ++i) {
      points.x.push_back(i % 2 == 0 ? 0 : 0.5 + 0.5 * i / n);
      points.y.push_back(i % 2 == 0 ? 0 : 1);
    }
    FrameSet frames;
    auto frame = std::make_shared<Frame>();
    frame->buffers["p"] = std::make_shared<const Buffer>(std::move(points));
    frames.others["problem"] = frame;
    ViewState state;
    return scene_of(scatter("Cloud", {"p"}), frames, state, page);
  };
  CHECK(all_of_kind<scene::Image>(cloud(20000)).empty());
  const Scene scene = cloud(40000);
  const auto images = all_of_kind<scene::Image>(scene);
  REQUIRE(images.size() == 1);
  CHECK(all_of_kind<scene::Markers>(scene).empty());
  const scene::Image& image = images[0];
  const auto opacity = [&](double x, double y) {
    const PanelScene& panel = scene.panels[0];
    const auto col = static_cast<int>(panel.x.to_px(x) - image.rect.x);
    const auto row = static_cast<int>(panel.y.to_px(y) - image.rect.y);
    return (*image.rgba)[4 * static_cast<std::size_t>(row * image.width + col) + 3];
  };
  CHECK(opacity(0, 0) == 255);
  CHECK(opacity(0.75, 1) > 100);
  CHECK(opacity(0.25, 0.5) == 0);
}

TEST_CASE("Images called red, green and blue are one picture in colour", "[figure]") {
  ImagesData data{1,
                  2,
                  {{"before", {0, 4}},
                   {"after red", {1, 0}},
                   {"after green", {0, 0.2}},
                   {"after blue", {0.4, 7}}}};
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers["p"] = std::make_shared<const Buffer>(std::move(data));
  frames.others["problem"] = frame;
  ViewState state;
  const Scene scene = scene_of(images("Pictures", "p"), frames, state, page);
  const auto pictures = all_of_kind<scene::Image>(scene);
  REQUIRE(pictures.size() == 2);
  CHECK(pictures[0].tint.has_value());
  CHECK_FALSE(pictures[1].tint.has_value());
  CHECK(*pictures[1].rgba == std::vector<std::uint8_t>{255, 0, 102, 255, 0, 51, 255, 255});
  CHECK(says(scene, "after"));
}

TEST_CASE("Marked edges of a graph are drawn apart from plain ones", "[figure]") {
  GraphData graph;
  graph.nodes.x = {0, 1, 0, 1}, graph.nodes.y = {0, 0, 1, 1};
  graph.from = {0, 2, 0, 1}, graph.to = {1, 3, 2, 3};
  graph.mark = {EdgeMark::plain, EdgeMark::strong, EdgeMark::added, EdgeMark::removed};
  graph.directed = false;
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers["g"] = std::make_shared<const Buffer>(graph);
  frames.others["problem"] = frame;
  ViewState state;
  const auto edges =
      all_of_kind<scene::Polyline>(scene_of(thalweg::graph("Graph", "g"), frames, state, page));
  REQUIRE(edges.size() == 4);
  CHECK(edges[1].colour.role == Role::text);
  CHECK(edges[3].colour.role == Role::bad);
  CHECK(edges[0].dash.empty());
  CHECK_FALSE(edges[3].dash.empty());
  CHECK(edges[1].width > edges[0].width);
  graph.mark.pop_back();  // not one an edge: nothing can be drawn
  auto torn = std::make_shared<Frame>();
  torn->buffers["g"] = std::make_shared<const Buffer>(graph);
  frames.others["problem"] = torn;
  CHECK_FALSE(compose(thalweg::graph("Graph", "g"), frames, state).empty_text.empty());
}

}  // namespace thalweg
