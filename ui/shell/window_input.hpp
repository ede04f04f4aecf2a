// What person and system do to the window between two frames.
#pragma once

#include <imgui.h>

#include <array>
#include <deque>
#include <filesystem>
#include <optional>
#include <vector>

#include "ui/shell/keys.hpp"

struct GLFWwindow;

namespace thalweg::ui {

/// Callbacks fill it, the loop empties it.
struct Input {
  std::deque<KeyPress> keys;
  /// Keys that followed a click: only two frames later is it known whether it chose a text field.
  std::deque<KeyPress> keys_after_click;
  int frames_of_click = 0;
  /// Typed for a text field, perhaps before it has the keyboard.
  std::deque<char32_t> text;
  /// Pressed since the last frame, perhaps already released: the toolkit looks once a frame.
  struct Tap {
    int key = 0, mods = 0;
  };
  std::deque<Tap> tapped;
  std::vector<std::filesystem::path> dropped;
  /// Where left and right were pressed since the last frame: the toolkit only asks where the
  /// pointer is now, which a quick drag has left already.
  std::array<std::optional<ImVec2>, 2> pressed;
  /// The last press with the left button, and whether the next frame shall see it as the second of
  /// a double click: on a slow display both may fall into one frame.
  double pressed_at = -1;
  ImVec2 pressed_where{0, 0};
  bool doubled = false;
  bool happened = false;
  double repeated_at = 0;
};

/// A frame has been drawn: keys that waited for what a click would choose are due after its second.
void frame_passed(Input& input);

/// Sets the window's callbacks, which fill `input` from now on.
void listen(GLFWwindow* window, Input& input);

}  // namespace thalweg::ui
