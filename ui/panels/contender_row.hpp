// One line of the legend: swatch, name, state, numbers, eye, menu; and what opens under it.
#pragma once

#include <string>

#include "core/frame/frame.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;
struct OpenRun;

/// Right edges of the three number columns, and the eye's place, from the column's right end.
struct NumberColumns {
  float k, measure, seconds, eye;
  explicit NumberColumns(float right)
      : k(right - px(102)), measure(right - px(50)), seconds(right - px(17)), eye(right) {}
};

inline constexpr double contender_row_height = 24;

/// Whether a person hid it, or shows another one alone.
bool is_hidden(const OpenRun& run, const std::string& key);
/// Whether seconds are of contenders that shared the cores.
bool is_interleaved(const OpenRun& run);
/// Draws the row and does what the pointer asks; the settings below it when it is open.
void draw_contender_row(Workspace& workspace, const Competitor& competitor, Column& column,
                        float inset);
/// Ends a drag and draws where the dragged row would go; after all rows.
void finish_row_drag(Workspace& workspace, float x0, float x1);
/// Removes the contender whose row has the keyboard; false when none has.
bool remove_focused_contender(Workspace& workspace);

}  // namespace thalweg::ui
