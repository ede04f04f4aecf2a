// A frame of an orbit: the processor's time to compose, lay out and build the draw list, and with a
// display the time on the clock to render it as well, against 30 frames a second.
#include <benchmark/benchmark.h>
#include <epoxy/gl.h>

#include <cmath>

#include "core/base/clock.hpp"
#include "core/base/rng.hpp"
#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "core/figure/space_pick.hpp"
#include "tests/gl/context.hpp"
#include "tests/ui/null_window.hpp"
#include "ui/gl/gl_device.hpp"
#include "ui/plot/imgui_painter.hpp"

namespace {

using namespace thalweg;

constexpr Size2 view{1000, 700};
constexpr double limit_ms = 1000.0 / 30;

FrameSet holding(Buffer buffer) {
  FrameSet frames;
  auto frame = std::make_shared<Frame>();
  frame->buffers["b"] = std::make_shared<const Buffer>(std::move(buffer));
  frames.others["problem"] = frame;
  return frames;
}

FieldData ripples() {
  FieldData field{{"x", "", -10, 10}, {"y", "", -10, 10}, 200, 200, {}};
  for (int i = 0; i < 200; ++i) {
    for (int j = 0; j < 200; ++j) {
      const double r = std::hypot(i / 10.0 - 10, j / 10.0 - 10) + 1e-9;
      field.values.push_back(std::sin(r) / r);
    }
  }
  return field;
}

PointsData cloud() {
  Rng rng(5);
  PointsData points;
  for (int i = 0; i < 100000; ++i) {
    points.x.push_back(rng.normal()), points.y.push_back(rng.normal());
    points.z.push_back(rng.normal()), points.value.push_back(points.x.back());
  }
  return points;
}

/// Draws a turning camera's frames with `device`; `moving` as during a drag.
void orbit(benchmark::State& state, const ViewSpec& spec, const FrameSet& frames, bool moving,
           ui::RenderDevice& device, bool on_clock) {
  ui::test::NullWindow window({1100, 800});
  ui::Textures textures(device);
  ViewState look;
  look.moving = moving;
  const FixedMetrics metrics;
  const auto now = on_clock ? wall_seconds : thread_cpu_seconds;
  double total = 0;
  for (auto _ : state) {
    look.camera.azimuth += 3;
    const double began = now();
    textures.next_frame();
    window.frame([&] {
      const Scene scene = layout(compose(spec, frames, look), view, metrics);
      ui::ImGuiPainter painter(*ImGui::GetForegroundDrawList(), textures, {0, 0}, 1);
      paint(scene, painter, dark_theme());
    });
    if (on_clock) glFinish();
    total += now() - began;
  }
  const double each = 1000 * total / static_cast<double>(state.iterations());
  state.counters["frame_ms"] = each;
  state.counters["of_limit"] = each / limit_ms;
}

void without_display(benchmark::State& state, const ViewSpec& spec, const FrameSet& frames,
                     bool moving) {
  ui::test::CountingDevice device;
  orbit(state, spec, frames, moving, device, false);
}

void rendered(benchmark::State& state, const ViewSpec& spec, const FrameSet& frames, bool moving) {
  const ui::test::GlContext context;
  if (!context) return state.SkipWithError("there is no display");
  ui::GlDevice device;
  orbit(state, spec, frames, moving, device, true);
}

void surface_200(benchmark::State& state, bool moving, bool with_display) {
  const FrameSet frames = holding(ripples());
  const ViewSpec spec = surface("Surface", "b");
  with_display ? rendered(state, spec, frames, moving)
               : without_display(state, spec, frames, moving);
}

void cloud_100k(benchmark::State& state, bool moving, bool with_display) {
  const FrameSet frames = holding(cloud());
  const ViewSpec spec = space("Cloud", {"b"});
  with_display ? rendered(state, spec, frames, moving)
               : without_display(state, spec, frames, moving);
}

/// A read-out on a surface of 40 000 vertices, once it has been projected; at most 1 ms.
void pick_40k(benchmark::State& state) {
  ViewState look;
  const Scene scene =
      layout(compose(surface("Surface", "b"), holding(ripples()), look), view, FixedMetrics());
  hover(scene, {500, 350});
  double total = 0, x = 300;
  for (auto _ : state) {
    x = x > 700 ? 300 : x + 1.7;
    const double began = thread_cpu_seconds();
    benchmark::DoNotOptimize(hover(scene, {x, 350}));
    total += thread_cpu_seconds() - began;
  }
  state.counters["of_limit"] = 1000 * total / static_cast<double>(state.iterations());
}

}  // namespace

BENCHMARK_CAPTURE(surface_200, moving, true, false)->Iterations(60);
BENCHMARK_CAPTURE(surface_200, moving_rendered, true, true)->Iterations(60);
BENCHMARK_CAPTURE(surface_200, at_rest_rendered, false, true)->Iterations(20);
BENCHMARK_CAPTURE(cloud_100k, moving, true, false)->Iterations(40);
BENCHMARK_CAPTURE(cloud_100k, moving_rendered, true, true)->Iterations(40);
BENCHMARK(pick_40k)->Iterations(300);
