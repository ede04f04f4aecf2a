// The whole window on a bench: the toy has run to its end, the pointer is moved by hand.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "core/base/clock.hpp"
#include "tests/ui/null_window.hpp"
#include "ui/panels/layout_dump.hpp"

namespace thalweg::ui::test {

class Bench {
 public:
  explicit Bench(ImVec2 size, double ui_scale = 1)
      : window_(size, ui_scale), size_(size), shell_(workspace, device, panels()) {
    workspace.preferences.scale = ui_scale;
    workspace.select_experiment("test/toy");
    workspace.set_pace({Pace::Kind::max, 0});
    for (int i = 0; i < 500 && workspace.run().state() != RunState::finished; ++i) {
      workspace.update(wall_seconds());
      std::this_thread::sleep_for(std::chrono::milliseconds(4));
    }
    REQUIRE(workspace.run().state() == RunState::finished);
  }
  ~Bench() { ImGui::GetIO().MouseDown[0] = false; }

  int frame() {
    workspace.update(wall_seconds());
    return redraw();
  }
  /// A frame of what is there, without news from the workers.
  int redraw() {
    return window_.frame([&] { shell_.draw(size_); });
  }
  void click(ImVec2 at, int button = 0) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = at;
    frame();
    io.MouseDown[button] = true;
    frame();
    io.MouseDown[button] = false;
    frame();
    frame();
  }
  void press(const std::string& widget) {
    const DumpedWidget* found = last_widget(widget);
    INFO(widget);
    REQUIRE(found);
    click(ImVec2((found->min.x + found->max.x) / 2, (found->min.y + found->max.y) / 2));
  }
  ImVec2 centre_of(const std::string& widget) {
    const DumpedWidget* found = last_widget(widget);
    INFO(widget);
    REQUIRE(found);
    return {(found->min.x + found->max.x) / 2, (found->min.y + found->max.y) / 2};
  }
  /// Types into the field that has the keyboard, and Enter.
  void type(const std::string& text) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddInputCharactersUTF8(text.c_str());
    frame();
    constexpr int enter = 13;
    io.KeyMap[ImGuiKey_Enter] = enter;
    io.KeysDown[enter] = true;
    frame();
    io.KeysDown[enter] = false;
    frame();
    frame();
  }
  void drag(ImVec2 from, ImVec2 to, int button = 0) {
    drag_pointer([this] { frame(); }, from, to, button);
  }
  /// Draws until `holds`, at most three seconds.
  template <class Holds>
  bool wait_for(Holds holds) {
    for (int i = 0; i < 600; ++i) {
      frame();
      if (holds()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  /// Window px of a point of a view's first panel, as shares of its area.
  ImVec2 in_view(const std::string& id, double x, double y) {
    const DumpedWidget* title = last_widget("view." + id + ".title");
    REQUIRE(title);
    const Rect& area = shell_.centre().view(id).scene().panels.front().area;
    // The figure begins 4 px left of the title and 6 px below the header (see view_frame.cpp).
    return {title->min.x + px(-4 + area.x + x * area.width),
            title->min.y + px(30 + 6 + area.y + y * area.height)};
  }

  CountingDevice device;
  Workspace workspace{[] {}};

 private:
  NullWindow window_;
  ImVec2 size_;

 public:
  Shell shell_;
};

}  // namespace thalweg::ui::test
