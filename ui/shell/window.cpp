// The GLFW window, its key queue and the main loop: idle costs nothing.
#include "ui/shell/window.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <utility>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/io/cache.hpp"
#include "core/io/cairo_painter.hpp"
#include "core/io/files.hpp"
#include "core/run/catalogue.hpp"
#include "ui/gl/gl_device.hpp"
#include "ui/shell/backstage.hpp"
#include "ui/shell/frame.hpp"
#include "ui/shell/window_input.hpp"

namespace thalweg::ui {
namespace {

constexpr double least_width = 640;
constexpr double least_height = 400;
constexpr double frame_seconds = 1.0 / 60;
// A click needs a second frame to close a menu, and a third to settle hovering.
constexpr int frames_after_input = 3;
constexpr double presenting_zoom = 1.4;
constexpr double keep_seconds = 2;

std::string& glfw_error() {
  static std::string last;
  return last;
}

/// A window with an OpenGL 3.3 core context, or null and the reason.
GLFWwindow* open_window(int width, int height, bool visible, std::string& why) {
  glfwSetErrorCallback([](int, const char* text) { glfw_error() = text; });
  if (!glfwInit()) {
    why = "There is no display (" + glfw_error() + ")";
    return nullptr;
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_VISIBLE, visible ? GLFW_TRUE : GLFW_FALSE);
  GLFWwindow* window = glfwCreateWindow(width, height, "Thalweg", nullptr, nullptr);
  if (!window) {
    why = "OpenGL 3.3 is not available on this display (" + glfw_error() + ")";
    glfwTerminate();
  }
  return window;
}

/// Closes what open_window() opened.
struct OpenWindow {
  GLFWwindow* handle;
  explicit OpenWindow(GLFWwindow* window) : handle(window) {}
  ~OpenWindow() {
    glfwDestroyWindow(handle);
    glfwTerminate();
  }
  OpenWindow(const OpenWindow&) = delete;
  OpenWindow& operator=(const OpenWindow&) = delete;
};

/// The toolkit's context with its two backends.
struct Toolkit {
  explicit Toolkit(GLFWwindow* window) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    ImGui_ImplOpenGL3_Init("#version 330");
  }
  ~Toolkit() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
  }
  Toolkit(const Toolkit&) = delete;
  Toolkit& operator=(const Toolkit&) = delete;
};

void write_screenshot(GLFWwindow* window, const std::filesystem::path& path) {
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  const auto row = static_cast<std::size_t>(width) * 4;
  std::vector<std::uint8_t> upside(row * static_cast<std::size_t>(height));
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, upside.data());
  std::vector<std::uint8_t> pixels(upside.size());
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    const auto from = upside.end() - static_cast<std::ptrdiff_t>((y + 1) * row);
    std::copy_n(from, row, pixels.begin() + static_cast<std::ptrdiff_t>(y * row));
  }
  for (std::size_t i = 3; i < pixels.size(); i += 4) pixels[i] = 255;
  write_file(path.string(), png_of_pixels(width, height, pixels, {255, 255, 255, 255}));
}

class MainLoop {
 public:
  MainLoop(GLFWwindow* window, const WindowOptions& options, const std::filesystem::path& state)
      : window_(window),
        options_(options),
        state_(state),
        workspace_([this] { wake(); }),
        backstage_(cache_folder(), [this] { wake(); }) {
    workspace_.backstage = &backstage_;
  }

  int run() {
    listen(window_, input_);
    Toolkit toolkit(window_);
    workspace_.preferences = saved_ = load_preferences(state_ / "preferences");
    if (!options_.theme.empty()) workspace_.preferences.theme = options_.theme;
    if (options_.scale > 0) workspace_.preferences.scale = options_.scale;
    {
      GlDevice device;
      Shell shell(workspace_, device, panels());
      start();
      greet();
      while (!finished()) turn(shell);
    }
    leave();
    return 0;
  }

 private:
  /// Called from workers; events that nobody has read yet are not piled up.
  void wake() {
    if (!woken_.exchange(true)) glfwPostEmptyEvent();
  }

  void start() {
    const bool restored = options_.screenshot.empty() && restore();
    if (options_.screenshot.empty()) workspace_.set_autosave(autosave_file());
    if (!options_.session.empty() && workspace_.open_session(options_.session)) return;
    if (restored && options_.experiment.empty()) return;
    const auto& all = catalogue();
    if (!options_.experiment.empty()) {
      workspace_.select_experiment(options_.experiment);
    } else if (!all.empty()) {
      const auto first = std::find_if(all.begin(), all.end(), [](const Experiment& e) {
        return e.id() == "transport/sinkhorn_newton_sparse";
      });
      workspace_.select_experiment(first == all.end() ? all.front().id() : first->id());
    }
  }

  /// The two keys that a newcomer needs first, told once.
  void greet() {
    if (workspace_.preferences.greeted) return;
    workspace_.preferences.greeted = true;
    workspace_.tell(Message::Kind::news, "Space pauses and runs, ← goes back in time.");
  }

  std::filesystem::path autosave_file() const { return state_ / "autosave.thalweg"; }

  /// An autosave is removed when the window is closed: one that is still there was left by a crash.
  bool restore() {
    std::error_code failed;
    if (!std::filesystem::exists(autosave_file(), failed)) return false;
    const std::filesystem::path kept = state_ / "recovered.thalweg";
    std::filesystem::rename(autosave_file(), kept, failed);
    return !failed && workspace_.recover(kept);
  }

  bool finished() const {
    const bool pictured = !options_.screenshot.empty() && drawn_ >= options_.frames;
    return workspace_.quit || pictured || glfwWindowShouldClose(window_);
  }

  void turn(Shell& shell) {
    wait();
    woken_ = false;
    if (input_.happened) due_frames_ = frames_after_input;
    input_.happened = false;
    for (; !input_.keys.empty(); input_.keys.pop_front()) take_key(input_.keys.front(), shell);
    drop_files();
    const double now = wall_seconds();
    backstage_.tick(workspace_, now);
    if (workspace_.update(now)) due_frames_ = std::max(due_frames_, 1);
    if (tip_ >= 0 && now >= tip_) due_frames_ = std::max(due_frames_, 1);
    if (ImGui::GetIO().WantTextInput && now - drawn_at_ > 0.4) due_frames_ = 1;  // the caret blinks
    if (!options_.screenshot.empty()) due_frames_ = 1;
    if (due_frames_ == 0) return;
    --due_frames_;
    draw(shell);
    if (options_.screenshot.empty() && now > kept_at_ + keep_seconds) keep_preferences(now);
  }

  /// At once, so that nothing is lost with a crash; not in every frame of a drag.
  void keep_preferences(double now) {
    if (workspace_.preferences == saved_) return;
    kept_at_ = now;
    saved_ = workspace_.preferences;
    try {
      save_preferences(saved_, state_ / "preferences");
    } catch (const Error& error) {
      fmt::print(stderr, "thalweg: {}\n", error.what());
    }
  }

  void take_key(const KeyPress& press, Shell& shell) {
    const bool typing = ImGui::GetIO().WantTextInput || text_awaited();
    if (press.typed && (typing || workspace_.palette_open)) {
      input_.text.push_back(press.typed);
    } else {
      handle_key(press, typing, workspace_, shell.centre());
    }
  }

  /// Gives what was typed to the field that has the keyboard; it waits for one that will.
  void pass_text() {
    ImGuiIO& io = ImGui::GetIO();
    io.ClearInputCharacters();
    if (input_.text.empty()) return;
    due_frames_ = std::max(due_frames_, 2);
    const bool wanted = io.WantTextInput || text_awaited() || workspace_.palette_open;
    if (wanted && (!io.WantTextInput || io.KeyCtrl)) return;  // with Ctrl it would be dropped
    for (const char32_t code : input_.text) {
      if (wanted) io.AddInputCharacter(code);
    }
    input_.text.clear();
  }

  /// Until there is a reason to look again.
  void wait() {
    const double now = wall_seconds();
    if (due_frames_ > 0 || !options_.screenshot.empty()) {
      // The display's rate, also where swapping does not wait for it.
      const double rest = drawn_at_ + frame_seconds - now;
      if (rest > 0.001) {
        glfwWaitEventsTimeout(rest);
      } else {
        glfwPollEvents();
      }
      return;
    }
    double seconds = 3600;
    const double due = workspace_.next_due(now);
    if (due >= 0) seconds = std::min(seconds, std::max(due, drawn_at_ + frame_seconds - now));
    const double beside = backstage_.next_due(now);
    if (beside >= 0) seconds = std::min(seconds, std::max(beside, drawn_at_ + frame_seconds - now));
    if (tip_ >= 0) seconds = std::min(seconds, tip_ - now);
    if (ImGui::GetIO().WantTextInput) seconds = std::min(seconds, 0.45);
    glfwWaitEventsTimeout(std::max(0.001, seconds));
  }

  void draw(Shell& shell) {
    adapt_look();
    const double began = wall_seconds();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    const std::vector<int> taps = hold_taps();
    pass_text();
    ImGui::NewFrame();
    for (const int key : taps) ImGui::GetIO().KeysDown[key] = false;
    for (std::size_t button = 0; button < input_.pressed.size(); ++button) {
      if (input_.pressed[button]) ImGui::GetIO().MouseClickedPos[button] = *input_.pressed[button];
      input_.pressed[button].reset();
    }
    if (std::exchange(input_.doubled, false)) {
      ImGui::GetIO().MouseClicked[0] = true;
      ImGui::GetIO().MouseClickedCount[0] = 2;
    }
    shell.draw(ImGui::GetIO().DisplaySize);
    ImGui::Render();
    release_modifiers();
    const double tip = frame_due();
    drawn_at_ = wall_seconds();
    tip_ = tip < 0 ? -1 : drawn_at_ + tip;
    workspace_.frame_seconds = drawn_at_ - began;
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    const Rgba ground = theme()[Role::ground];
    const auto part = [](std::uint8_t v) { return static_cast<float>(v) / 255.0f; };
    glClearColor(part(ground.r), part(ground.g), part(ground.b), 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    ++drawn_;
    if (!options_.screenshot.empty() && drawn_ == options_.frames) {
      write_screenshot(window_, options_.screenshot);
    }
    glfwSwapBuffers(window_);
    frame_passed(input_);
  }

  /// Shows the toolkit keys that were pressed and released between two frames, those with the same
  /// modifiers in one frame; none overtakes a text that waits for its field.
  std::vector<int> hold_taps() {
    std::vector<int> taps;
    std::deque<Input::Tap>& tapped = input_.tapped;
    ImGuiIO& io = ImGui::GetIO();
    if (tapped.empty() || (!input_.text.empty() && !io.WantTextInput)) return taps;
    const int mods = tapped.front().mods;
    for (; !tapped.empty() && tapped.front().mods == mods; tapped.pop_front()) {
      bool& down = io.KeysDown[tapped.front().key];
      if (!down) taps.push_back(tapped.front().key);
      down = true;
    }
    io.KeyCtrl = io.KeyCtrl || (mods & GLFW_MOD_CONTROL) != 0;
    io.KeyShift = io.KeyShift || (mods & GLFW_MOD_SHIFT) != 0;
    io.KeyAlt = io.KeyAlt || (mods & GLFW_MOD_ALT) != 0;
    if (!taps.empty() || !tapped.empty()) due_frames_ = std::max(due_frames_, 2);
    return taps;
  }

  /// Only those that are held stay after the frame of a tap.
  static void release_modifiers() {
    ImGuiIO& io = ImGui::GetIO();
    const auto down = [&](int left, int right) { return io.KeysDown[left] || io.KeysDown[right]; };
    io.KeyCtrl = down(GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL);
    io.KeyShift = down(GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT);
    io.KeyAlt = down(GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT);
  }

  /// Follows the choices of theme and scale.
  void adapt_look() {
    const std::string& wanted = workspace_.preferences.theme;
    if (theme_ != wanted) {
      const std::vector<std::string> known = theme_names();
      const bool exists = std::find(known.begin(), known.end(), wanted) != known.end();
      use_theme(theme_named(exists ? wanted : "dark"));
      theme_ = wanted;
    }
    const double scale = wanted_scale();
    if (std::abs(scale - scale_) < 1e-3) return;
    scale_ = scale;
    const std::vector<std::string> notes = bake_fonts(scale);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
    if (!noted_fonts_) {
      for (const std::string& note : notes) workspace_.tell(Message::Kind::warning, note);
    }
    noted_fonts_ = true;
  }

  /// As chosen, else as the display suggests; never so large that too little remains.
  double wanted_scale() const {
    double scale = workspace_.preferences.scale;
    float suggested = 1;
    glfwGetWindowContentScale(window_, &suggested, nullptr);
    if (scale <= 0) scale = static_cast<double>(suggested);
    if (workspace_.presenting) scale *= presenting_zoom;
    int width = 0;
    int height = 0;
    glfwGetWindowSize(window_, &width, &height);
    scale = std::min({scale, width / least_width, height / least_height});
    return std::clamp(std::round(scale * 20) / 20, 0.75, 2.5);
  }

  void drop_files() {
    for (const std::filesystem::path& path : input_.dropped) {
      if (path.extension() == ".thalweg") {
        workspace_.open_session(path);
      } else {
        workspace_.take_file(path);
      }
    }
    input_.dropped.clear();
  }

  void leave() {
    int width = 0;
    int height = 0;
    glfwGetWindowSize(window_, &width, &height);
    workspace_.preferences.window_width = width;
    workspace_.preferences.window_height = height;
    if (!options_.screenshot.empty()) return;
    std::error_code ignored;
    std::filesystem::remove(autosave_file(), ignored);
    keep_preferences(wall_seconds());
  }

  GLFWwindow* window_;
  const WindowOptions& options_;
  std::filesystem::path state_;
  Input input_;
  std::atomic<bool> woken_{false};
  Workspace workspace_;
  Backstage backstage_;
  int due_frames_ = frames_after_input, drawn_ = 0;
  double drawn_at_ = 0, tip_ = -1, scale_ = 0, kept_at_ = -keep_seconds;
  Preferences saved_;
  std::string theme_;
  bool noted_fonts_ = false;
};

}  // namespace

WindowOptions with_environment(WindowOptions options) {
  const auto text = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (options.screenshot.empty()) options.screenshot = text("THALWEG_SCREENSHOT");
  const std::string frames = text("THALWEG_FRAMES");
  if (!frames.empty()) options.frames = std::max(1, std::atoi(frames.c_str()));
  if (options.theme.empty()) options.theme = text("THALWEG_THEME");
  const std::string scale = text("THALWEG_SCALE");
  if (options.scale == 0 && !scale.empty()) options.scale = std::atof(scale.c_str());
  const std::string size = text("THALWEG_SIZE");
  const auto cross = size.find('x');
  if (options.width == 0 && cross != std::string::npos) {
    options.width = std::atoi(size.c_str());
    options.height = std::atoi(size.c_str() + cross + 1);
  }
  return options;
}

bool display_available(std::string& why) {
  GLFWwindow* window = open_window(64, 64, false, why);
  if (!window) return false;
  const OpenWindow closer(window);
  return true;
}

std::optional<int> run_window(const WindowOptions& asked, std::string& why) {
  const WindowOptions options = with_environment(asked);
  const std::filesystem::path state = options.state.empty() ? state_folder() : options.state;
  const Preferences remembered = load_preferences(state / "preferences");
  const int width = options.width > 0 ? options.width : remembered.window_width;
  const int height = options.height > 0 ? options.height : remembered.window_height;
  GLFWwindow* window = open_window(width, height, true, why);
  if (!window) return std::nullopt;
  const OpenWindow closer(window);
  glfwMakeContextCurrent(window);
  glfwSwapInterval(1);
  return MainLoop(window, options, state).run();
}

}  // namespace thalweg::ui
