// What the window says: messages, banners, sheets, and the glyphs of states.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/figure/view_state.hpp"
#include "core/run/run.hpp"

namespace thalweg::ui {

struct Message {
  enum class Kind { news, warning, error };
  Kind kind = Kind::news;
  std::string text, where, cure;
  double at = 0;  // wall_seconds()
  /// The whole message as one line, for copying.
  std::string line() const;
};

/// A banner of the stage bar: about a run or a file. Each button does its `act` and closes it.
struct Banner {
  struct Button {
    std::string label;
    std::function<void()> act;
  };
  Message message;
  std::vector<Button> buttons;
};

enum class Sheet { none, export_view, settings, open, save_as, keys, messages, about };

struct ExportRequest {
  std::string view;                  // id; empty = every view shown
  std::string format = "svg";        // svg pdf png csv npy
  std::filesystem::path path;        // file, or folder when `view` is empty
  double width = 720, height = 480;  // px
  double scale = 2;                  // px of a PNG per px
  std::string theme = "print";
  /// Beside a picture: its data as CSV, a draft of its caption.
  bool data = false, caption = false;
  /// Pictures of a film of the selected time, as PNG; 0 = a single figure.
  int film = 0;
};

/// The glyph of a condition, in the interface font: ▶ ◐ ≈ ■ ▣ ✕ □.
const char* condition_glyph(Condition condition);

}  // namespace thalweg::ui
