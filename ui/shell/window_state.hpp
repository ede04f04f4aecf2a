// What is open in the window beside the runs: sheet, palette, preferences.
#pragma once

#include "ui/shell/preferences.hpp"
#include "ui/shell/words.hpp"

namespace thalweg::ui {

class Textures;

/// Part of a gesture: values follow the pointer while it drags and count once it is released.
enum class Phase { drag, release };

struct WindowState {
  Preferences preferences;
  Sheet sheet = Sheet::none;
  /// The view the export sheet is about.
  ExportRequest export_request;
  bool palette_open = false;
  /// Where pictures are drawn from; set by the shell, null in tests without one.
  Textures* textures = nullptr;
  /// What the last frame cost the processor, for the status bar's tooltip.
  double frame_seconds = 0;
  bool quit = false;
};

}  // namespace thalweg::ui
