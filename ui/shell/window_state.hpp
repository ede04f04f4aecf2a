// What is open in the window beside the runs: sheet, palette, preferences.
#pragma once

#include "ui/shell/preferences.hpp"
#include "ui/shell/words.hpp"

namespace thalweg::ui {

class Backstage;
class Textures;

/// Part of a gesture: values follow the pointer while it drags and count once it is released.
enum class Phase { drag, release };

enum class Drawer { none, catalogue, inspector };

struct WindowState {
  Preferences preferences;
  Sheet sheet = Sheet::none;
  /// The view the export sheet is about.
  ExportRequest export_request;
  bool palette_open = false;
  /// The catalogue's pictures fill the centre.
  bool browsing = false;
  /// Views, key controls and clock alone, larger (F5).
  bool presenting = false;
  /// The panel that lies over the centre in a window too narrow for it.
  Drawer drawer = Drawer::none;
  /// The inspector's tab: 0 Parameters, 1 Method, 2 Data.
  int inspector_tab = 0;
  /// Where pictures are drawn from; set by the shell, null in tests without one.
  Textures* textures = nullptr;
  /// What is computed beside the runs; set by the window, null in tests without it.
  Backstage* backstage = nullptr;
  /// What the last frame cost the processor, for the status bar's tooltip.
  double frame_seconds = 0;
  bool quit = false;
};

}  // namespace thalweg::ui
