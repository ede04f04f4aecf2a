// Callbacks queue what happens, so that nothing is lost between two frames.
#include "ui/shell/window_input.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <cmath>

#include "core/base/clock.hpp"

namespace thalweg::ui {
namespace {

// A held key acts at most 30 times a second.
constexpr double least_repeat = 1.0 / 31;
constexpr double double_click_seconds = 0.3;

Input& input_of(GLFWwindow* window) {
  return *static_cast<Input*>(glfwGetWindowUserPointer(window));
}

void queue_key(Input& input, const KeyPress& press) {
  (input.frames_of_click > 0 ? input.keys_after_click : input.keys).push_back(press);
}

KeyPress::Key special_key(int key) {
  using Key = KeyPress::Key;
  switch (key) {
    case GLFW_KEY_SPACE:
      return Key::space;
    case GLFW_KEY_LEFT:
      return Key::left;
    case GLFW_KEY_RIGHT:
      return Key::right;
    case GLFW_KEY_HOME:
      return Key::home;
    case GLFW_KEY_END:
      return Key::end;
    case GLFW_KEY_ESCAPE:
      return Key::escape;
    case GLFW_KEY_DELETE:
      return Key::remove;
    case GLFW_KEY_TAB:
      return Key::tab;
    case GLFW_KEY_F5:
      return Key::f5;
    case GLFW_KEY_GRAVE_ACCENT:
      return Key::ghost;
    default:
      return Key::character;
  }
}

void on_key(GLFWwindow* window, int key, int scancode, int action, int mods) {
  Input& input = input_of(window);
  input.happened = true;
  KeyPress press;
  press.key = special_key(key);
  press.released = action == GLFW_RELEASE;
  if (press.released && press.key != KeyPress::Key::ghost) return;
  if (!press.released && key >= 0 && key < 512) input.tapped.push_back({key, mods});
  const double now = wall_seconds();
  if (action == GLFW_REPEAT && now - input.repeated_at < least_repeat) return;
  input.repeated_at = now;
  press.shift = (mods & GLFW_MOD_SHIFT) != 0;
  press.ctrl = (mods & GLFW_MOD_CONTROL) != 0;
  press.alt = (mods & GLFW_MOD_ALT) != 0;
  if (press.key == KeyPress::Key::character) {
    // Plain characters arrive through on_character, whatever the keyboard's layout.
    const char* name = press.ctrl ? glfwGetKeyName(key, scancode) : nullptr;
    if (!name || name[1] != '\0') return;
    press.character = static_cast<unsigned char>(name[0]);
  }
  queue_key(input, press);
}

void on_character(GLFWwindow* window, unsigned int code) {
  input_of(window).happened = true;
  KeyPress press;
  press.typed = code;
  press.character = code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
  queue_key(input_of(window), press);
}

void on_drop(GLFWwindow* window, int count, const char** paths) {
  input_of(window).happened = true;
  for (int i = 0; i < count; ++i) input_of(window).dropped.emplace_back(paths[i]);
}

void on_button(GLFWwindow* window, int button, int action, int) {
  Input& input = input_of(window);
  input.happened = true;
  if (action != GLFW_PRESS || button < 0 || button > 1) return;
  double x = 0;
  double y = 0;
  glfwGetCursorPos(window, &x, &y);
  const ImVec2 at{static_cast<float>(x), static_cast<float>(y)};
  input.pressed[static_cast<std::size_t>(button)] = at;
  if (button != 0) return;
  input.frames_of_click = 2;
  const double now = wall_seconds();
  const bool near = std::hypot(at.x - input.pressed_where.x, at.y - input.pressed_where.y) <= 6;
  input.doubled = near && now - input.pressed_at <= double_click_seconds;
  input.pressed_at = input.doubled ? -1 : now;
  input.pressed_where = at;
}

}  // namespace

void frame_passed(Input& input) {
  if (input.frames_of_click > 0) --input.frames_of_click;
  if (input.frames_of_click > 0 || input.keys_after_click.empty()) return;
  input.keys.insert(input.keys.end(), input.keys_after_click.begin(), input.keys_after_click.end());
  input.keys_after_click.clear();
  input.happened = true;
}

void listen(GLFWwindow* window, Input& input) {
  glfwSetWindowUserPointer(window, &input);
  glfwSetKeyCallback(window, on_key);
  glfwSetCharCallback(window, on_character);
  glfwSetDropCallback(window, on_drop);
  glfwSetCursorPosCallback(window,
                           [](GLFWwindow* w, double, double) { input_of(w).happened = true; });
  glfwSetMouseButtonCallback(window, on_button);
  glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { input_of(w).happened = true; });
  glfwSetFramebufferSizeCallback(window,
                                 [](GLFWwindow* w, int, int) { input_of(w).happened = true; });
  glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { input_of(w).happened = true; });
  glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { input_of(w).happened = true; });
}

}  // namespace thalweg::ui
