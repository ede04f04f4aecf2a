// The settings sheet: theme, scale, history, patterns, motion, threads.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "core/base/parallel.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/sheets.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

void heading(Column& column, std::string_view text) {
  put_text(column.take(px(26)), Align::left, Font::title, colour(Role::muted), text);
}

void draw_theme(Workspace& ws, Column& column) {
  heading(column, "Theme");
  static const std::vector<std::string> names{"dark", "light", "high contrast"};
  int selected = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == ws.preferences.theme) selected = static_cast<int>(i);
  }
  const int chosen = segmented("settings.theme", column.take(px(28)), names, selected);
  if (chosen >= 0) ws.preferences.theme = names[static_cast<std::size_t>(chosen)], ws.touch();
  column.gap(px(10));
}

void draw_scale(Workspace& ws, Column& column) {
  const Box head = column.take(px(26));
  put_text(head, Align::left, Font::title, colour(Role::muted), "Scale");
  put_text(head, Align::right, Font::number, colour(Role::text),
           fmt::format("{:.0f} %", 100 * static_cast<double>(scale())));
  static const std::vector<std::string> names{"auto", "75", "100", "125", "150", "200", "250"};
  static const std::vector<double> scales{0, 0.75, 1, 1.25, 1.5, 2, 2.5};
  int selected = -1;
  for (std::size_t i = 0; i < scales.size(); ++i) {
    if (std::abs(ws.preferences.scale - scales[i]) < 0.01) selected = static_cast<int>(i);
  }
  const int chosen = segmented("settings.scale", column.take(px(28)), names, selected);
  if (chosen >= 0) ws.preferences.scale = scales[static_cast<std::size_t>(chosen)], ws.touch();
  column.gap(px(4));
  column.gap(put_paragraph({column.x, column.y}, column.width, Font::label, colour(Role::muted),
                           "Auto follows the display. A scale that would leave less than "
                           "640 × 400 px is lowered."));
  column.gap(px(10));
}

void draw_processor(Column& column) {
  heading(column, "Processor");
  const Box row = column.take(px(22));
  put_text(row, Align::left, Font::body, colour(Role::text), "Threads for solvers");
  const std::string text =
      fmt::format("{} of {}", thread_count(), std::max(1u, std::thread::hardware_concurrency()));
  put_text(row, Align::right, Font::number, colour(Role::text), text);
  note_widget("settings.threads", row.min, row.max, text);
  column.gap(px(10));
}

void draw_history(Workspace& ws, Column& column) {
  heading(column, "History");
  const Box row = column.take(px(22));
  put_text(row, Align::left, Font::body, colour(Role::text), "Memory for all runs");
  put_text(row, Align::right, Font::number, colour(Role::text),
           fmt::format("{} MB", ws.preferences.history_mb));
  const SliderRange range{64, 4096, true, true};
  const SliderAnswer answer =
      slider("settings.history", column.take(px(22)), range, ws.preferences.history_mb, 512);
  if (answer.moved) ws.preferences.history_mb = static_cast<int>(answer.value), ws.touch();
  column.gap(px(10));
}

}  // namespace

void draw_settings_sheet(Workspace& ws, Column& column) {
  draw_theme(ws, column);
  draw_scale(ws, column);
  draw_history(ws, column);
  heading(column, "Figures");
  bool& patterns = ws.preferences.patterns;
  if (check_box("settings.patterns", column.take(px(28)), "Dashes and markers as well as hues",
                patterns)) {
    patterns = !patterns, ws.touch();
  }
  bool& calm = ws.preferences.reduce_motion;
  if (check_box("settings.motion", column.take(px(28)), "Reduce motion", calm)) {
    calm = !calm, ws.touch();
  }
  column.gap(px(10));
  draw_processor(column);
}

}  // namespace thalweg::ui
