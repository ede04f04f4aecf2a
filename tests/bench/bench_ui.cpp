// The processor's time for one frame of the whole window, against the limits of the design: 4 ms to
// build it in the middle, 16 ms at the most, while every contender runs.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "tests/window/scene.hpp"
#include "ui/plot/imgui_painter.hpp"

namespace {

using namespace thalweg;
using namespace thalweg::ui;

constexpr double frame_limit_ms = 4;
constexpr double longest_limit_ms = 16;

/// Puts the middle, the 90 % quantile and the longest frame, and their shares of the limits.
void report(benchmark::State& state, std::vector<double> milliseconds) {
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto at = [&](double share) {
    const auto last = static_cast<double>(milliseconds.size() - 1);
    return milliseconds[static_cast<std::size_t>(share * last)];
  };
  state.counters["median_ms"] = at(0.5);
  state.counters["p90_ms"] = at(0.9);
  state.counters["longest_ms"] = milliseconds.back();
  state.counters["median_of_limit"] = at(0.5) / frame_limit_ms;
  state.counters["longest_of_limit"] = milliseconds.back() / longest_limit_ms;
}

double frame_milliseconds(ui::test::Scene& scene) {
  const double began = thread_cpu_seconds();
  scene.frame();
  return 1000 * (thread_cpu_seconds() - began);
}

void frame_while_all_run(benchmark::State& state, const char* experiment) {
  ui::test::Scene scene({1600, 1000}, experiment);
  std::vector<double> times;
  for (auto _ : state) {
    // Runs that have ended begin again: only frames of moving contenders count.
    if (!scene.workspace.running()) {
      if (scene.workspace.run().state() == RunState::finished) scene.workspace.restart();
      scene.workspace.set_pace({Pace::Kind::fixed, 100});
      scene.workspace.resume();
      scene.settle();
    }
    times.push_back(frame_milliseconds(scene));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  report(state, std::move(times));
}

void frame_at_rest(benchmark::State& state, const char* experiment) {
  ui::test::Scene scene({1600, 1000}, experiment);
  std::vector<double> times;
  for (auto _ : state) times.push_back(frame_milliseconds(scene));
  report(state, std::move(times));
}

void frame_while_scrubbing(benchmark::State& state, const char* experiment) {
  ui::test::Scene scene({1600, 1000}, experiment);
  std::vector<double> times;
  double at = 0;
  for (auto _ : state) {
    at = at > 35 ? 0 : at + 1;
    scene.workspace.seek(at);
    times.push_back(frame_milliseconds(scene));
    std::this_thread::sleep_for(std::chrono::milliseconds(8));
  }
  report(state, std::move(times));
}

/// All views of the workspace composed, laid out and drawn anew, as when each has new data.
void six_figures(benchmark::State& state) {
  ui::test::Scene scene({1600, 1000}, ui::test::newton_sparse);
  const FrameSet frames = scene.workspace.run().frames();
  const Views& views = scene.workspace.run().experiment->views;
  ui::test::CountingDevice device;
  Textures textures(device);
  std::vector<double> times;
  for (auto _ : state) {
    // Without what was kept: every buffer is new.
    std::vector<ViewState> looks(6);
    ImGui::NewFrame();
    const double began = thread_cpu_seconds();
    for (std::size_t k = 0; k < looks.size(); ++k) {
      const thalweg::Scene drawn =
          layout(compose(views[k], frames, looks[k]), {520, 360}, metrics());
      ImGuiPainter painter(*ImGui::GetForegroundDrawList(), textures, {0, 0}, scale());
      paint(drawn, painter, theme());
    }
    times.push_back(1000 * (thread_cpu_seconds() - began));
    ImGui::Render();
    textures.next_frame();
  }
  report(state, std::move(times));
}

}  // namespace

BENCHMARK(six_figures)->Iterations(100);
BENCHMARK_CAPTURE(frame_while_all_run, transport, ui::test::newton_sparse)->Iterations(300);
BENCHMARK_CAPTURE(frame_while_all_run, landscape, ui::test::descent_race)->Iterations(300);
BENCHMARK_CAPTURE(frame_at_rest, transport, ui::test::newton_sparse)->Iterations(300);
BENCHMARK_CAPTURE(frame_at_rest, landscape, ui::test::descent_race)->Iterations(300);
BENCHMARK_CAPTURE(frame_while_scrubbing, transport, ui::test::newton_sparse)->Iterations(200);
BENCHMARK_CAPTURE(frame_while_scrubbing, landscape, ui::test::descent_race)->Iterations(200);

BENCHMARK_MAIN();
