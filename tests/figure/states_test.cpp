// States in figures (interaction.md, 'States'): past, stalled, ended, veiled, pinned, stale; links.
#include <catch2/catch.hpp>
#include <cmath>
#include <tuple>

#include "tests/figure/looking.hpp"
#include "tests/figure/sample.hpp"

namespace thalweg {

TEST_CASE("In the past, paths go on at 30 % to where the head is", "[figure]") {
  const FrameSet past = sample::race(), head = sample::race();
  ViewState state;
  const Figure figure = compose(sample::every_view()[8], past, state, {}, &head);
  const mark::Line* later = line_of(figure, "sns", true);
  REQUIRE(later);
  CHECK(later->colour.alpha == Approx(0.3));
  CHECK(line_of(figure, "sns")->colour.alpha == 1);
}

TEST_CASE("A stalled line goes on dotted at its rate, to the tolerance or the axis' end",
          "[figure]") {
  FrameSet frames = sample::race();
  frames.measure = "error";
  frames.contenders[1].condition = Condition::stalled;
  const auto forecast = [&](double rate) {
    frames.contenders[1].rate = rate;
    ViewState state;
    const Figure figure = compose(sample::error_view(), frames, state);
    const mark::Line* line = line_of(figure, "sinkhorn", true);
    REQUIRE(line);
    const std::size_t last = line->series.size() - 1;
    return std::tuple(line->caption, line->series.x(last), line->series.y(last));
  };
  const auto [slow, end, value] = forecast(0.93);
  CHECK(slow == "×0.93 a step");
  CHECK(end == Approx(60));
  CHECK(value == Approx(std::pow(0.93, 20) / 41));
  const auto [fast, early, reached] = forecast(0.1);
  CHECK(early < 48);
  CHECK(reached == Approx(1e-8));
}

TEST_CASE("At the rounding floor there is a zone and no forecast", "[figure]") {
  FrameSet frames = sample::race();
  frames.measure = "error";
  frames.contenders[0].condition = Condition::floor;
  frames.contenders[0].floor = 1e-15;
  frames.contenders[0].rate = 0.99;
  ViewState state;
  const Figure figure = compose(sample::error_view(), frames, state);
  CHECK_FALSE(line_of(figure, "sns", true));
  CHECK(figure.panels[0].y.range.lo < 1e-15);
  const auto words = texts(layout(figure, {600, 400}, FixedMetrics()));
  CHECK(std::find(words.begin(), words.end(), "rounding ≈ 1e-15") != words.end());
}

TEST_CASE("Lines that were ended say how, with k and value", "[figure]") {
  FrameSet frames = sample::race();
  frames.contenders[0].condition = Condition::exhausted;
  frames.contenders[1].condition = Condition::cancelled;
  ViewState state;
  const Figure figure = compose(sample::error_view(), frames, state);
  CHECK(line_of(figure, "sns")->end == mark::LineEnd::framed);
  CHECK(line_of(figure, "sns")->end_note == "k 15 · 2.1e-10");
  CHECK(line_of(figure, "sinkhorn")->end == mark::LineEnd::hollow);
}

TEST_CASE("A diverging line leaves the panel instead of flattening the others", "[figure]") {
  FrameSet frames = sample::race();
  TraceRecorder steep;
  for (int k = 0; k < 30; ++k) steep.append(k, std::pow(10.0, 10 * k));
  Frame frame = *frames.contenders[2].frame;
  frame.traces["error"] = steep.trace();
  frames.contenders[2].frame = std::make_shared<const Frame>(frame);
  ViewState state;
  const Figure figure = compose(sample::error_view(), frames, state);
  CHECK(figure.panels[0].y.range.hi <= 1e4);
  const Scene scene = layout(figure, {500, 300}, FixedMetrics());
  bool marked = false;
  for (const scene::Primitive& primitive : scene.primitives) {
    const auto* markers = std::get_if<scene::Markers>(&primitive);
    marked = marked || (markers && markers->shape == MarkerShape::cross &&
                        scene.panels[0].area.contains(markers->at.front()));
  }
  CHECK(marked);
}

TEST_CASE("Events closer than 8 px are one mark, which says how many there are", "[figure]") {
  FrameSet frames = sample::race();
  frames.events.clear();
  for (const int step : {10, 10, 11, 30}) {
    frames.events.push_back({Event::Kind::edit, "η", "sinkhorn", {{"sinkhorn", step}}});
  }
  ViewState state;
  const Scene scene = scene_of(sample::error_view(), frames, state, {300, 400});
  std::vector<std::string> said;
  for (const HitTarget& target : scene.targets) {
    if (target.hit.kind != Hit::Kind::event) continue;
    said.push_back(target.hit.name);
    CHECK(target.rect.width >= 22);
    CHECK(target.rect.height >= 22);
  }
  CHECK(said == std::vector<std::string>{"η +2", "η"});
}

TEST_CASE("A veiled contender is a '?' in the legend and nothing else", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  state.veiled = {"sinkhorn"};
  for (const bool exporting : {false, true}) {
    state.exporting = exporting;
    const Scene scene = scene_of(sample::error_view(), frames, state, {600, 400});
    const auto words = texts(scene);
    CHECK(std::count(words.begin(), words.end(), "?") == 1);
    CHECK(std::count(words.begin(), words.end(), "Sinkhorn") == 0);
    CHECK(scene.series.size() == 2);
    const bool clickable =
        std::any_of(scene.targets.begin(), scene.targets.end(),
                    [](const HitTarget& target) { return target.hit.name == "sinkhorn"; });
    CHECK(clickable);
  }
}

TEST_CASE("Legends follow the order a person gave", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  state.exporting = true;
  state.order = {"diverging", "sns", "sinkhorn"};
  const auto words = texts(scene_of(sample::error_view(), frames, state, {600, 400}));
  const auto place = [&](const char* name) {
    return std::find(words.begin(), words.end(), name) - words.begin();
  };
  CHECK(place("η-scaling") < place("Newton–Sparse"));
  CHECK(place("Newton–Sparse") < place("Sinkhorn"));
}

TEST_CASE("The newest pin can stand in for the run; its clouds are hollow otherwise", "[figure]") {
  const FrameSet frames = sample::race();
  FrameSet ghost = sample::race();
  ghost.contenders.resize(1);
  ViewState state;
  state.ghost_only = true;
  const Figure alone = compose(sample::error_view(), frames, state, {&frames, &ghost});
  CHECK(alone.subtitle == "pinned");
  CHECK(line_of(alone, "sns"));
  CHECK_FALSE(line_of(alone, "sinkhorn"));
  state.ghost_only = false;
  const Figure both = compose(sample::every_view()[7], frames, state, {&ghost});
  const auto& hollow = std::get<mark::Dots>(both.panels[0].marks.at(0));
  CHECK(hollow.fill.alpha == 0);
  CHECK(hollow.outline.alpha == Approx(0.45));
  CHECK(hollow.handle.empty());
}

TEST_CASE("A stale figure is paled and says so", "[figure]") {
  const FrameSet frames = sample::race();
  for (const ViewSpec& spec : sample::every_view()) {
    ViewState state;
    state.stale = true;
    const auto words = texts(scene_of(spec, frames, state, {300, 200}));
    CAPTURE(spec.title);
    CHECK(std::count(words.begin(), words.end(), "not current") == 1);
  }
}

TEST_CASE("Data names read as words", "[figure]") {
  FrameSet frames = sample::race();
  auto problem = std::make_shared<Frame>(*frames.others["problem"]);
  problem->buffers["source_points"] = problem->buffers["source"];
  problem->buffers["target_points"] = problem->buffers["target"];
  frames.others["problem"] = problem;
  ViewState state;
  const ViewSpec spec = points("Points", {"problem.source_points", "problem.target_points"});
  const Scene scene = scene_of(spec, frames, state, {500, 300});
  const auto words = texts(scene);
  CHECK(std::count(words.begin(), words.end(), "source") == 1);
  const PanelScene& panel = scene.panels.at(0);
  CHECK(hover(scene, {panel.x.to_px(0), panel.y.to_px(0)}).title == "source 0");
}

TEST_CASE("A pixel of an image is the row of the plan that leaves it", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  const ViewSpec spec = sample::every_view()[4];
  const Scene scene = scene_of(spec, frames, state, {600, 300});
  const auto link_in = [&](std::size_t panel, double col, double row) {
    const PanelScene& at = scene.panels.at(panel);
    return hover(scene, {at.x.to_px(col), at.y.to_px(row)}).link;
  };
  CHECK(link_in(0, 1, 2).source == 9);
  CHECK(link_in(0, 1, 2).target == -1);
  CHECK(link_in(2, 3, 0).target == 3);
  CHECK(link_in(1, 1, 2) == Link{});
  const auto outlines = [&] {
    const Scene drawn = scene_of(spec, frames, state, {600, 300});
    int count = 0;
    for (const scene::Primitive& primitive : drawn.primitives) {
      const auto* line = std::get_if<scene::Polyline>(&primitive);
      count += line && line->closed && line->colour == Colour::of(Role::accent) ? 1 : 0;
    }
    return count;
  };
  CHECK(outlines() == 0);
  state.hovered.source = 9;
  CHECK(outlines() == 1);
}

TEST_CASE("A selected point shows its rays before all others", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  const auto rays = [&] {
    const Figure figure = compose(sample::every_view()[5], frames, state);
    for (const Mark& mark : figure.panels.at(0).marks) {
      if (const auto* segments = std::get_if<mark::Segments>(&mark)) return *segments;
    }
    return mark::Segments{};
  };
  const auto before = rays();
  state.selected.source = 0;
  const auto after = rays();
  REQUIRE(before.alpha.size() == after.alpha.size());
  CHECK(after.alpha.front() > before.alpha.front());
  CHECK(after.alpha.back() < before.alpha.back());
}

TEST_CASE("A selected pixel shows where its mass goes, or where it comes from", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  const auto rays = [&] {
    const Figure figure = compose(sample::every_view()[4], frames, state);
    for (const Mark& mark : figure.panels.at(1).marks) {
      if (const auto* segments = std::get_if<mark::Segments>(&mark)) return *segments;
    }
    return mark::Segments{};
  };
  CHECK(rays().x0.empty());
  state.selected.source = 9;
  const mark::Segments out = rays();
  REQUIRE(out.x0.size() > 1);
  CHECK(std::all_of(out.x0.begin(), out.x0.end(), [&](double x) { return x == out.x0[0]; }));
  CHECK(*std::max_element(out.alpha.begin(), out.alpha.end()) == Approx(1));
  state.selected = {};
  state.selected.target = 9;
  const mark::Segments in = rays();
  REQUIRE(in.x0.size() > 1);
  CHECK(std::all_of(in.x1.begin(), in.x1.end(), [&](double x) { return x == in.x1[0]; }));
}

TEST_CASE("On a page a figure has its legend and names its contender", "[figure]") {
  const FrameSet frames = sample::race();
  ViewState state;
  state.exporting = true;
  const Figure plan = compose(sample::every_view()[2], frames, state);
  CHECK(plan.subtitle == "Newton–Sparse");
  const ViewSpec one = curve("Potential", "f");
  const auto words = texts(scene_of(one, frames, state, {600, 400}));
  CHECK(std::count(words.begin(), words.end(), "f") == 1);
}

}  // namespace thalweg
