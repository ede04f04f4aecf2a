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

/// Draws `frames()` anew each time; `limit` in ms.
template <class Frames>
void draw(benchmark::State& state, const ViewSpec& spec, double limit, Frames frames) {
  ui::test::NullWindow window({800, 600});
  ui::test::CountingDevice device;
  ui::Textures textures(device);
  ViewState look;
  const FixedMetrics metrics;
  double composing = 0, laying = 0, painting = 0;
  for (auto _ : state) {
    const FrameSet& shown = frames();
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
  }
  const double each = 1000 / static_cast<double>(state.iterations());
  state.counters["compose_ms"] = composing * each;
  state.counters["layout_ms"] = laying * each;
  state.counters["draw_list_ms"] = painting * each;
  state.counters["of_limit"] = (composing + laying + painting) * each / limit;
}

double wave(Rng& rng, std::int64_t k) {
  return std::sin(1e-5 * static_cast<double>(k)) + 0.1 * rng.normal();
}

/// A trace of 10⁶ samples; `more` are appended for each frame.
void line(benchmark::State& state, int more, double limit) {
  Rng rng(1);
  TraceRecorder recorder;
  std::int64_t step = 0;
  for (; step < 1000000; ++step) recorder.append(step, wave(rng, step));
  FrameSet frames;
  draw(state, trace("Line", "*.value"), limit, [&]() -> const FrameSet& {
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
  draw(state, scatter("Scatter", {"p"}), 2, [&]() -> const FrameSet& { return frames; });
}

void heat_512(benchmark::State& state) {
  Rng rng(3);
  MatrixData matrix{512, 512, {}};
  for (int i = 0; i < 512 * 512; ++i) matrix.values.push_back(rng.uniform());
  FrameSet frames;
  draw(state, heatmap("Heat map", "m"), 0.5, [&]() -> const FrameSet& {
    matrix.values[0] += 1e-6;
    return frames = holding("m", matrix);
  });
}

void histogram_1m(benchmark::State& state) {
  Rng rng(4);
  CurveData curve;
  for (int i = 0; i < 1000000; ++i) curve.x.push_back(i), curve.y.push_back(rng.normal());
  FrameSet frames;
  draw(state, histogram("Histogram", "c"), 16, [&]() -> const FrameSet& {
    return frames = holding("c", curve);
  });
}

}  // namespace

BENCHMARK_CAPTURE(line, steady, 0, 0.3)->Iterations(200);
BENCHMARK_CAPTURE(line, appended, 1000, 1.0)->Iterations(200);
BENCHMARK(points_100k)->Iterations(50);
BENCHMARK(heat_512)->Iterations(50);
BENCHMARK(histogram_1m)->Iterations(5);

BENCHMARK_MAIN();
