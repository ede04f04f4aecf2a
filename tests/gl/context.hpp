// A hidden window with an OpenGL 3.3 context, as the program's own.
#pragma once

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace thalweg::ui::test {

class GlContext {
 public:
  GlContext() {
    if (!glfwInit()) return;
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    window_ = glfwCreateWindow(64, 64, "test", nullptr, nullptr);
    if (window_) glfwMakeContextCurrent(window_);
  }
  ~GlContext() {
    if (window_) glfwDestroyWindow(window_);
    glfwTerminate();
  }
  GlContext(const GlContext&) = delete;
  GlContext& operator=(const GlContext&) = delete;
  /// False without a display.
  explicit operator bool() const { return window_ != nullptr; }

 private:
  GLFWwindow* window_ = nullptr;
};

}  // namespace thalweg::ui::test
