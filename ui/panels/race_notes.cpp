// What a race says under its legend.
#include "ui/panels/race_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/run/advice.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr float verdict_lines = 8, verdict_lines_when_low = 5;
constexpr double low_window = 900;
constexpr double verdict_pad = 10;

/// `note` stands before the value, muted: the moment it belongs to.
void draw_pair(Column& column, float inset, const std::string& name, std::string_view label,
               const std::string& value, const std::string& note = {},
               const std::string& why = {}) {
  const Box row = column.take(px(pair_height));
  hairline(row.min.x, row.max.x, row.min.y);
  const Box inner{{row.min.x + inset, row.min.y}, {row.max.x - inset, row.max.y}};
  const std::string fitted = shortened(Font::number, value, inner.w() * 0.7f);
  const float width = text_width(Font::number, fitted);
  const float note_width = note.empty() ? 0 : text_width(Font::small_number, note) + px(8);
  const float left = inner.max.x - width - note_width - px(8);
  const Press press = hit(name.c_str(), row, note.empty() ? value : note + " " + value);
  put_text({inner.min, {left, inner.max.y}}, Align::left, Font::label, colour(Role::muted), label);
  if (!note.empty()) {
    put_text({{left, inner.min.y}, {inner.max.x - width - px(8), inner.max.y}}, Align::right,
             Font::small_number, colour(Role::muted), note);
  }
  put_text(inner, Align::right, Font::number, colour(Role::text), fitted);
  tip(press, why.empty() ? std::string(label) + "\n" + value : why);
}

/// "computing…", with how far it is where it says so.
std::string computing_text(const OpenRun& run, const std::string& key) {
  std::string name;
  for (const AnalysisSpec& analysis : run.experiment->analyses) {
    if (analysis.key == key) name = analysis.name;
  }
  for (const TaskNote& task : run.run->tasks()) {
    if (task.name == name && task.done >= 0) {
      return fmt::format("computing… {:.0f} %", 100 * task.done);
    }
  }
  return "computing…";
}

/// Why an analysis has no value: what it threw.
std::string failure_of(const Frame& frame) {
  const auto failure = frame.buffers.find("failure");
  if (failure == frame.buffers.end() || !failure->second) return {};
  const auto* table = std::get_if<TableData>(failure->second.get());
  return table && !table->rows.empty() && !table->rows[0].empty() ? table->rows[0][0] : "failed";
}

/// The newest advice of the focus, else of the first contender that has one.
const Advice* advice_shown(const OpenRun& run) {
  if (!run.snapshot || !run.following()) return nullptr;
  const auto speaks = [&](const Standing& standing) {
    return !standing.advice.empty() && !run.veiled.contains(standing.key);
  };
  const Standing* focus = run.standing(run.focus);
  if (focus && speaks(*focus)) return &focus->advice.back();
  for (const Standing& standing : run.snapshot->standings) {
    if (speaks(standing)) return &standing.advice.back();
  }
  return nullptr;
}

/// The buttons of the cures, wrapped to the width; a press follows a cure.
void draw_cures(Workspace& ws, const Advice& advice, Column& column) {
  float x = column.x;
  const float gap = px(6);
  Box row = column.take(px(24));
  for (std::size_t i = 0; i < std::min<std::size_t>(advice.cures.size(), 3); ++i) {
    const Cure& cure = advice.cures[i];
    const float width = std::min(button_width(cure.button, Font::label), column.width);
    if (x > column.x && x + width > column.x + column.width) {
      column.gap(gap);
      row = column.take(px(24));
      x = column.x;
    }
    const std::string name = "advice." + std::to_string(i);
    if (button(name.c_str(), Box::at({x, row.min.y}, width, row.h()), cure.button,
               ButtonLook::raised, true, {}, Font::label)) {
      ws.follow_cure(advice, cure);
    }
    x += width + gap;
  }
}

/// Returns whom the advice is for; empty when there is none.
std::string draw_advice(Workspace& ws, Column& column) {
  const Advice* found = advice_shown(ws.run());
  if (!found) return {};
  const Advice advice = *found;  // following it may replace the snapshot
  const float mark = px(18);
  put_text(Box::at({column.x, column.y - px(1)}, mark, px(16)), Align::left, Font::label,
           colour(Role::warn), icon::warning);
  const ImVec2 at{column.x + mark, column.y};
  const float height =
      put_paragraph(at, column.width - mark, Font::label, colour(Role::warn), advice.text);
  note_widget("advice", at, {at.x + column.width - mark, at.y + height}, advice.text);
  column.gap(height);
  if (advice.cures.empty()) return advice.contender;
  column.gap(px(5));
  draw_cures(ws, advice, column);
  return advice.contender;
}

/// '▣ limit of 5 000 reached' [+5 000].
bool draw_limit(Workspace& ws, Column& column) {
  const OpenRun& run = ws.run();
  if (!run.snapshot || !run.following()) return false;
  const auto& all = run.snapshot->standings;
  const auto at_limit = std::find_if(all.begin(), all.end(), [](const Standing& s) {
    return s.condition == Condition::exhausted && !gave_up(s);
  });
  if (at_limit == all.end()) return false;
  const std::int64_t more = run.experiment->limit;
  const std::string text = "▣ limit of " + count_text(at_limit->step) + " reached";
  const std::string label = "+" + count_text(more);
  const Box row = column.take(px(24));
  const float width = button_width(label, Font::label);
  const float from = std::min(text_width(Font::label, text) + px(10), row.w() - width);
  put_text({row.min, {row.min.x + from - px(4), row.max.y}}, Align::left, Font::label,
           colour(Role::text), text);
  note_widget("limit", row.min, {row.min.x + from - px(4), row.max.y}, text);
  if (button("limit.more", Box::at({row.min.x + from, row.min.y}, width, row.h()), label,
             ButtonLook::raised, true, "Allow so many more steps", Font::label)) {
    ws.extend(more);
  }
  return true;
}

float line_pitch() { return snapped(text_height(Font::label) * 1.28f); }

/// On to the next line of the box, so that none is cut at its end.
void to_next_line(Column& column, float top) {
  const float used = column.y - top, pitch = line_pitch();
  if (used > 0) column.y = top + std::ceil((used + px(5)) / pitch) * pitch;
}

}  // namespace

float verdict_height() {
  const bool low = ImGui::GetMainViewport()->Size.y < px(low_window);
  return (low ? verdict_lines_when_low : verdict_lines) * line_pitch() + 2 * px(verdict_pad);
}

void draw_reference(const OpenRun& run, Column& column, float inset) {
  const ReadOut& reference = run.experiment->reference;
  if (reference.name.empty()) return;
  const std::string key = reference.name.substr(0, reference.name.find('.'));
  const auto found = run.frames().others.find(key);
  const bool there = found != run.frames().others.end() && found->second;
  const std::string failure = there ? failure_of(*found->second) : std::string();
  if (!failure.empty()) {
    draw_pair(column, inset, "reference", reference.label, "none", {}, failure);
    return;
  }
  const auto value = run.frames().number(reference.name);
  std::string text = value ? reference.text(*value) : computing_text(run, key);
  if (value && there && found->second->seconds > 0) {
    text += " · " + duration_text(found->second->seconds);
  }
  draw_pair(column, inset, "reference", reference.label, text);
}

void draw_verdict(Workspace& ws, Column& column, float inset) {
  if (!ws.run().snapshot) return;
  const float pad = px(verdict_pad);
  column.gap(px(6));
  const Box row = column.take(verdict_height());
  column.gap(px(6));
  const Box box{{row.min.x + inset - px(2), row.min.y}, {row.max.x - inset + px(2), row.max.y}};
  ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(Role::raised), px(8));
  const Box text_box{{box.min.x, box.min.y + pad}, {box.max.x, box.max.y - pad}};
  Column text_column = begin_scroll("verdict.text", text_box, pad);
  const float top = text_column.y;
  const std::string advised = draw_advice(ws, text_column);
  if (!advised.empty()) to_next_line(text_column, top);
  if (draw_limit(ws, text_column)) to_next_line(text_column, top);
  const OpenRun& run = ws.run();
  std::string text =
      verdict(shown_standings(run), run.frames().tolerance, run.experiment->step_unit, advised);
  const std::string faster = faster_offer(*run.snapshot);
  if (!faster.empty()) text += " " + faster;
  if (text.empty() && advised.empty()) text = "The verdict appears when a contender has arrived.";
  text_column.gap(put_paragraph({text_column.x, text_column.y}, text_column.width, Font::label,
                                colour(Role::text), text));
  ImGui::SetCursorScreenPos({text_column.x, text_column.y});
  ImGui::EndChild();
  note_widget("verdict", box.min, box.max, text);
}

void draw_read_outs(const OpenRun& run, Column& column, float inset) {
  const std::string moment = run.following() ? "" : "k " + count_text(run.shown_step());
  for (const ReadOut& read_out : run.experiment->read_outs) {
    const auto value = run.frames().number(read_out.name);
    draw_pair(column, inset, "readout." + read_out.name, read_out.label,
              value ? read_out.text(*value) : "—", moment);
  }
}

}  // namespace thalweg::ui
