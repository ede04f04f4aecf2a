// The processor's time to compose and lay out a figure and to build its draw list, without a
// display, against the limits of the design.
#include <benchmark/benchmark.h>

#include <cmath>

#include "core/base/clock.hpp"
#include "core/base/rng.hpp"
#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "tests/ui/null_window.hpp"
#include "ui/plot/imgui_painter.hpp"

namespace {

using namespace thalweg;

constexpr Size2 view{720, 480};

FrameSet holding(const std::string& name, Buffer buffer) {
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers[name] = std::make_shared<const Buffer>(std::move(buffer));
  frames.others["problem"] = frame;
  return frames;
}

/// Draws `frames(look)` anew each time, after a first time that does not count; `limit` in ms.
template <class Frames>
void draw(benchmark::State& state, const ViewSpec& spec, double limit, Frames frames) {
  ui::test::NullWindow window({800, 600});
  ui::test::CountingDevice device;
  ui::Textures textures(device);
  ViewState look;
  const FixedMetrics metrics;
  double composing = 0, laying = 0, painting = 0;
  const auto once = [&] {
    const FrameSet& shown = frames(look);
    textures.next_frame();
    window.frame([&] {
      const double began = thread_cpu_seconds();
      const Figure figure = compose(spec, shown, look);
      const double composed = thread_cpu_seconds();
      const Scene scene = layout(figure, view, metrics);
      const double laid = thread_cpu_seconds();
      ui::ImGuiPainter painter(*ImGui::GetForegroundDrawList(), textures, {0, 0}, 1);
      paint(scene, painter, dark_theme());
      painting += thread_cpu_seconds() - laid;
      composing += composed - began, laying += laid - composed;
    });
  };
  once();
  composing = laying = painting = 0;
  for (auto _ : state) once();
  const double each = 1000 / static_cast<double>(state.iterations());
  state.counters["compose_ms"] = composing * each;
  state.counters["layout_ms"] = laying * each;
  state.counters["draw_list_ms"] = painting * each;
  state.counters["of_limit"] = (composing + laying + painting) * each / limit;
}

double wave(Rng& rng, std::int64_t k) {
  return std::sin(1e-5 * static_cast<double>(k)) + 0.1 * rng.normal();
}

/// A trace of `size` samples; `more` are appended for each frame.
void line(benchmark::State& state, std::int64_t size, int more, double limit) {
  Rng rng(1);
  TraceRecorder recorder;
  std::int64_t step = 0;
  for (; step < size; ++step) recorder.append(step, wave(rng, step));
  FrameSet frames;
  draw(state, trace("Line", "*.value"), limit, [&](ViewState&) -> const FrameSet& {
    for (int k = 0; k < more; ++k, ++step) recorder.append(step, wave(rng, step));
    auto frame = std::make_shared<Frame>();
    frame->step = step - 1;
    frame->traces["value"] = recorder.trace();
    frames.contenders = {{"one", "One", 0, false, Condition::progressing, frame}};
    frames.focus = "one";
    return frames;
  });
}

void points_100k(benchmark::State& state) {
  Rng rng(2);
  PointsData points;
  for (int i = 0; i < 100000; ++i)
    points.x.push_back(rng.normal()), points.y.push_back(rng.normal());
  const FrameSet frames = holding("p", points);
  draw(state, scatter("Scatter", {"p"}), 2, [&](ViewState&) -> const FrameSet& { return frames; });
}

void heat_512(benchmark::State& state) {
  Rng rng(3);
  MatrixData matrix{512, 512, {}};
  for (int i = 0; i < 512 * 512; ++i) matrix.values.push_back(rng.uniform());
  FrameSet frames;
  draw(state, heatmap("Heat map", "m"), 0.5, [&](ViewState&) -> const FrameSet& {
    matrix.values[0] += 1e-6;
    return frames = holding("m", matrix);
  });
}

/// A quarter of the view's range moves along.
Range moving(double length, int frame) {
  const double lo = length * (0.1 + 0.005 * (frame % 100));
  return {lo, lo + length / 4};
}

void long_curve_panned(benchmark::State& state) {
  Rng rng(5);
  CurveData data;
  for (std::int64_t i = 0; i < 10000000; ++i) {
    data.x.push_back(static_cast<double>(i)), data.y.push_back(wave(rng, i));
  }
  const FrameSet frames = holding("c", std::move(data));
  int frame = 0;
  draw(state, curve("Curve", "c"), 16, [&](ViewState& look) -> const FrameSet& {
    look.x_zoom = moving(1e7, ++frame);
    return frames;
  });
}

/// Looks at part of a 4096² matrix: `zoom` gives each frame's range along both axes.
template <class Zoom>
void heat_4096(benchmark::State& state, Zoom zoom) {
  Rng rng(6);
  MatrixData matrix{4096, 4096, {}};
  for (int i = 0; i < 4096 * 4096; ++i) matrix.values.push_back(rng.uniform());
  const FrameSet frames = holding("m", std::move(matrix));
  int frame = 0;
  draw(state, heatmap("Heat map", "m"), 33, [&](ViewState& look) -> const FrameSet& {
    look.x_zoom = look.y_zoom = zoom(++frame);
    return frames;
  });
}

void heat_4096_panned(benchmark::State& state) {
  heat_4096(state, [](int frame) { return moving(4096, frame); });
}

void heat_4096_zoomed(benchmark::State& state) {
  heat_4096(state, [](int frame) {
    const double half = 2048 * std::pow(0.9, frame % 50);
    return Range{2048 - half, 2048 + half};
  });
}

void histogram_1m(benchmark::State& state) {
  Rng rng(4);
  CurveData curve;
  for (int i = 0; i < 1000000; ++i) curve.x.push_back(i), curve.y.push_back(rng.normal());
  FrameSet frames;
  draw(state, histogram("Histogram", "c"), 16,
       [&](ViewState&) -> const FrameSet& { return frames = holding("c", curve); });
}

}  // namespace

BENCHMARK_CAPTURE(line, steady, 1000000, 0, 0.3)->Iterations(200);
BENCHMARK_CAPTURE(line, appended, 1000000, 1000, 1.0)->Iterations(200);
BENCHMARK_CAPTURE(line, long_trace, 10000000, 0, 16)->Iterations(200);
BENCHMARK(long_curve_panned)->Iterations(100);
BENCHMARK(points_100k)->Iterations(50);
BENCHMARK(heat_512)->Iterations(50);
BENCHMARK(heat_4096_panned)->Iterations(50);
BENCHMARK(heat_4096_zoomed)->Iterations(50);
BENCHMARK(histogram_1m)->Iterations(5);

BENCHMARK_MAIN();
