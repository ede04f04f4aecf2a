// The real window with the real experiments, without a display: sizes, themes and their texts.
#pragma once

#include <chrono>
#include <string>
#include <thread>

#include "core/base/clock.hpp"
#include "core/figure/theme.hpp"
#include "tests/ui/null_window.hpp"
#include "ui/panels/layout_dump.hpp"

namespace thalweg::ui::test {

inline constexpr const char* newton_sparse = "transport/sinkhorn_newton_sparse";
inline constexpr const char* descent_race = "landscapes/descent_race";

/// A window of `size` physical px with one experiment that has run for a while and is paused.
class Scene {
 public:
  Scene(ImVec2 size, const std::string& experiment, const std::string& theme = "dark",
        double ui_scale = 1)
      : window_(size, ui_scale), size_(size), shell(workspace, device_, panels()) {
    use_theme(theme_named(theme));
    workspace.preferences.theme = theme;
    workspace.preferences.scale = ui_scale;
    workspace.select_experiment(experiment);
    workspace.set_pace({Pace::Kind::max, 0});
    run_until([&] { return workspace.run().head_value(ClockKind::iteration) >= 40; });
    workspace.pause();
    run_until([&] { return !workspace.running(); });
    settle();
  }
  ~Scene() { watch_texts(false); }

  void frame() {
    workspace.update(wall_seconds());
    window_.frame([&] { shell.draw(size_); });
  }
  void settle() {
    for (int i = 0; i < 4; ++i) frame();
  }
  void resize(ImVec2 size) {
    size_ = size;
    ImGui::GetIO().DisplaySize = size;
  }
  ImVec2 size() const { return size_; }
  const CountingDevice& device() const { return device_; }
  template <class Holds>
  bool run_until(Holds holds) {
    for (int i = 0; i < 2000; ++i) {
      frame();
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(4));
    }
    return false;
  }

 private:
  CountingDevice device_;

 public:
  Workspace workspace{[] {}};

 private:
  NullWindow window_;
  ImVec2 size_;

 public:
  Shell shell;
};

}  // namespace thalweg::ui::test
