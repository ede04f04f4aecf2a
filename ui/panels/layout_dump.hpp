// Names and rectangles of everything that can be clicked or read, as drawn in the last frame.
// With THALWEG_LAYOUT_DUMP=file each change is written there, for tests with a real pointer.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

namespace thalweg::ui {

struct DumpedWidget {
  std::string name, text;
  ImVec2 min, max;
  /// Whether it answers to the pointer.
  bool target = false;
};

/// Widgets are noted from now on (or no longer); with THALWEG_LAYOUT_DUMP they are from the start.
void watch_widgets(bool on);
bool watches_widgets();
/// Notes a widget of this frame unless it is scrolled out of sight. `text` is what it shows.
void note_widget(std::string_view name, ImVec2 min, ImVec2 max, std::string_view text = {},
                 bool target = false);
/// A piece of text as drawn, for tests of clipping, overlap and contrast.
struct DumpedText {
  std::string text;
  ImVec2 min, max;
  /// The clip rectangle it was drawn under, and its colour.
  ImVec2 clip_min, clip_max;
  ImU32 colour = 0;
  /// Window of the toolkit it was drawn in.
  std::string window;
};
/// Notes a text of this frame; only worth measuring while texts are watched.
void note_text(std::string_view text, ImVec2 min, ImVec2 max, ImU32 colour);
/// Texts are noted from now on (or no longer).
void watch_texts(bool on);
bool watches_texts();
/// The texts of the last finished frame.
const std::vector<DumpedText>& last_texts();

/// Ends the frame: writes the file when something changed and starts a new list.
void end_widget_frame();
/// The widgets of the last finished frame.
const std::vector<DumpedWidget>& last_widgets();
/// The widget of that name in the last finished frame; null when there is none.
const DumpedWidget* last_widget(std::string_view name);

}  // namespace thalweg::ui
