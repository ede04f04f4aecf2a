// The window itself: opens it, runs the main loop, closes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace thalweg::ui {

struct WindowOptions {
  /// Id of the experiment to start, or a session to open; empty = the first in the catalogue.
  std::string experiment;
  std::filesystem::path session;
  /// For tests: write a PNG of frame `frames` and end.
  std::filesystem::path screenshot;
  int frames = 60;
  /// 0 = as remembered.
  int width = 0, height = 0;
  double scale = 0;
  std::string theme;
  /// Where autosave, recent files and settings live; empty = state_folder().
  std::filesystem::path state;
};

/// Options left open are taken from THALWEG_SCREENSHOT, THALWEG_FRAMES, THALWEG_SIZE (1280x800),
/// THALWEG_THEME and THALWEG_SCALE, so that tests can look at the program as a person starts it.
WindowOptions with_environment(WindowOptions options);

/// Whether a window with OpenGL 3.3 can be opened here; `why` says in one sentence why not.
bool display_available(std::string& why);

/// Runs until the window is closed and returns 0. Without a window at once: nothing, and `why`.
std::optional<int> run_window(const WindowOptions& options, std::string& why);

}  // namespace thalweg::ui
