// Below the inspector's splitter: contenders, reference, verdict, advice and read-outs.
#include "ui/panels/contenders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr float verdict_lines = 5;

/// Right edges of the three number columns, and the eye's place, from the column's right end.
struct NumberColumns {
  float k, measure, seconds, eye;
  explicit NumberColumns(float right)
      : k(right - px(102)), measure(right - px(51)), seconds(right - px(20)), eye(right) {}
};

double measure_of(const OpenRun& run, const Competitor& competitor) {
  const auto value = competitor.frame ? competitor.frame->number(run.experiment->measure)
                                      : std::optional<double>{};
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

void cell(float right, float width, const Box& row, ImU32 tint, const std::string& text) {
  put_text({{right - width, row.min.y}, {right, row.max.y}}, Align::right, Font::small_number, tint,
           text);
}

Role role_of(Condition condition) {
  if (condition == Condition::diverged || condition == Condition::failed) return Role::bad;
  if (condition == Condition::stalled) return Role::warn;
  return Role::text;
}

void draw_row_menu(Workspace& ws, const Competitor& c, const Press& press) {
  const std::string popup = "contender." + c.key + ".menu";
  if (press.right_clicked) ImGui::OpenPopup(popup.c_str());
  if (!begin_popup(popup.c_str())) return;
  const auto item = [&](const char* id, std::string_view text, std::string_view shortcut = {},
                        bool enabled = true) {
    return menu_item((popup + "." + id).c_str(), text, shortcut, enabled);
  };
  const bool several = ws.run().shown_spec().contenders.size() > 1;
  const std::string key = c.key;
  if (item("focus", "Focus", "click")) ws.set_focus(key);
  if (item("solo", "Show alone", "Alt click")) ws.toggle_solo(key);
  if (item("hide", c.hidden ? "Show" : "Hide")) ws.toggle_hidden(key);
  menu_line();
  if (item("duplicate", "Duplicate")) ws.duplicate_contender(key);
  if (item("remove", "Remove", {}, several)) ws.remove_contender(key);
  end_menu();
}

bool is_hidden(const OpenRun& run, const std::string& key) {
  return run.hidden.contains(key) || (!run.solo.empty() && run.solo != key);
}

void draw_row(Workspace& ws, const Competitor& c, const Box& row, float inset) {
  const OpenRun& run = ws.run();
  const bool hidden = is_hidden(run, c.key);
  const Box inner{{row.min.x + inset, row.min.y}, {row.max.x - inset, row.max.y}};
  const NumberColumns columns(inner.max.x);
  const Box target{row.min, {columns.eye - px(16), row.max.y}};
  const Press press = hit(("contender." + c.key).c_str(), target, c.name);
  if (run.focus == c.key || press.hovered) {
    ImGui::GetWindowDrawList()->AddRectFilled(row.min, row.max,
                                              colour(Role::raised, run.focus == c.key ? 1 : 0.5));
  }
  const double measure = measure_of(run, c);
  const Standing* standing = run.standing(c.key);
  const Condition condition = standing && run.following() ? standing->condition : c.condition;
  const double fade = hidden ? 0.5 : 1;
  swatch({inner.min.x + px(5), row.centre().y}, c.colour, hidden);
  put_text({{inner.min.x + px(14), row.min.y}, {columns.k - px(48), row.max.y}}, Align::left,
           Font::body, colour(Role::text, fade), c.name);
  put_text({{columns.k - px(46), row.min.y}, {columns.k - px(33), row.max.y}}, Align::centre,
           Font::label, colour(role_of(condition), fade), condition_glyph(condition));
  if (c.frame) {
    cell(columns.k, px(34), row, colour(Role::text, fade), count_text(c.frame->step));
    cell(columns.measure, px(50), row, colour(Role::text, fade), number_cell(measure));
    cell(columns.seconds, px(30), row, colour(Role::text, fade), seconds_cell(c.frame->seconds));
  }
  if (standing) {
    const double tolerance = run.frames().tolerance;
    tip(press, c.name + "\n" + standing_text(*standing, measure, tolerance));
  }
  if (press.clicked && ImGui::GetIO().KeyAlt) {
    ws.toggle_solo(c.key);
  } else if (press.clicked) {
    ws.set_focus(c.key);
  }
  draw_row_menu(ws, c, press);
  const Box eye{{columns.eye - px(14), row.min.y}, {columns.eye + px(8), row.max.y}};
  if (button(("contender." + c.key + ".eye").c_str(), eye, hidden ? icon::eye_off : icon::eye,
             ButtonLook::flat, true, hidden ? "Show" : "Hide", Font::label)) {
    ws.toggle_hidden(c.key);
  }
}

void draw_table_head(const OpenRun& run, const Box& row, float inset) {
  const NumberColumns columns(row.max.x - inset);
  const ImU32 tint = colour(Role::muted);
  const auto head = [&](float right, float width, const std::string& text) {
    put_text({{right - width, row.min.y}, {right, row.max.y}}, Align::right, Font::label, tint,
             text);
  };
  head(columns.k, px(40), "k");
  head(columns.measure, px(52), run.experiment->measure);
  head(columns.seconds, px(32), "s");
}

void draw_add(Workspace& ws, const Box& row, float inset) {
  const char* const label = "+ Add contender";
  const Box box =
      Box::at({row.min.x + inset - px(10), row.min.y}, button_width(label, Font::label), row.h());
  if (!begin_menu("contender.add", box, label, ButtonLook::flat, Font::label)) return;
  const bool full = ws.run().shown_spec().contenders.size() >= 8;
  std::string chosen;
  for (const Method& method : ws.run().experiment->contenders) {
    const std::string obstacle = full ? "8 run already" : ws.obstacle(method.key);
    const std::string name = "contender.add." + method.key;
    if (menu_item(name.c_str(), method.name, obstacle, obstacle.empty())) chosen = method.key;
  }
  end_menu();
  if (!chosen.empty()) ws.add_contender(chosen);
}

void draw_pair(Column& column, float inset, const std::string& name, std::string_view label,
               const std::string& value) {
  const Box row = column.take(px(26));
  hairline(row.min.x, row.max.x, row.min.y);
  const Box inner{{row.min.x + inset, row.min.y}, {row.max.x - inset, row.max.y}};
  const float width = text_width(Font::number, value);
  put_text({inner.min, {inner.max.x - width - px(8), inner.max.y}}, Align::left, Font::label,
           colour(Role::muted), label);
  put_text(inner, Align::right, Font::number, colour(Role::text), value);
  note_widget(name, row.min, row.max, value);
}

void draw_reference(const OpenRun& run, Column& column, float inset) {
  const ReadOut& reference = run.experiment->reference;
  if (reference.name.empty()) return;
  const auto value = run.frames().number(reference.name);
  std::string text = value ? reference.text(*value) : "computing…";
  const auto frame = run.frames().others.find(reference.name.substr(0, reference.name.find('.')));
  if (value && frame != run.frames().others.end() && frame->second && frame->second->seconds > 0) {
    text += " · " + duration_text(frame->second->seconds);
  }
  draw_pair(column, inset, "reference", reference.label, text);
}

void draw_verdict(const OpenRun& run, Column& column, float inset) {
  if (!run.snapshot) return;
  std::string text =
      verdict(run.snapshot->standings, run.frames().tolerance, run.experiment->step_unit);
  if (text.empty()) text = "The verdict appears when a contender has arrived.";
  const float pad = px(10), width = column.width - 2 * inset - 2 * pad;
  const float least = verdict_lines * snapped(text_height(Font::label) * 1.28f);
  const float height =
      std::max(least, put_paragraph({0, 0}, width, Font::label, 0, text, false)) + 2 * pad;
  column.gap(px(6));
  const Box row = column.take(height);
  const Box box{{row.min.x + inset - px(2), row.min.y}, {row.max.x - inset + px(2), row.max.y}};
  ImGui::GetWindowDrawList()->AddRectFilled(box.min, box.max, colour(Role::raised), px(8));
  put_paragraph({box.min.x + pad, box.min.y + pad}, width, Font::label, colour(Role::text), text);
  note_widget("verdict", box.min, box.max, text);
  column.gap(px(6));
}

/// The newest advice that is not yet followed, with its button.
void draw_advice(Workspace& ws, Column& column, float inset) {
  const OpenRun& run = ws.run();
  const Standing* standing = run.standing(run.focus);
  if (!standing || standing->advice.empty()) return;
  const Advice advice = standing->advice.back();
  const float width = column.width - 2 * inset;
  column.gap(put_paragraph({column.x + inset, column.y}, width, Font::label, colour(Role::warn),
                           advice.text));
  column.gap(px(4));
  float x = column.x + inset;
  for (const Cure& cure : advice.cures) {
    const Box box = Box::at({x, column.y}, button_width(cure.button, Font::label), px(24));
    if (button(("advice." + cure.button).c_str(), box, cure.button, ButtonLook::raised, true, {},
               Font::label)) {
      ws.follow_cure(advice, cure);
    }
    x = box.max.x + px(6);
  }
  column.gap(px(32));
}

void draw_read_outs(const OpenRun& run, Column& column, float inset) {
  for (const ReadOut& read_out : run.experiment->read_outs) {
    const auto value = run.frames().number(read_out.name);
    draw_pair(column, inset, "readout." + read_out.name, read_out.label,
              value ? read_out.text(*value) : "—");
  }
}

}  // namespace

float contenders_height(const Workspace& ws) {
  if (!ws.has_run()) return 0;
  const Experiment& experiment = *ws.run().experiment;
  const auto rows = static_cast<float>(ws.run().frames().contenders.size());
  const auto pairs =
      static_cast<float>(experiment.read_outs.size() + (experiment.reference.name.empty() ? 0 : 1));
  const float lines = verdict_lines * snapped(text_height(Font::label) * 1.28f);
  return px(32 + 18 + 2 + 27 + 6 + 20 + 6 + 10) + rows * px(23) + pairs * px(26) + lines;
}

void draw_contenders(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  const float inset = px(14);
  const Box head = column.take(px(32));
  put_text({{head.min.x + inset, head.min.y}, head.max}, Align::left, Font::title,
           colour(Role::muted), "Contenders");
  draw_table_head(ws.run(), column.take(px(18)), inset);
  column.gap(px(2));
  // A copy: a verb called by a row may replace what is shown.
  const std::vector<Competitor> shown = ws.run().frames().contenders;
  for (const Competitor& competitor : shown) {
    draw_row(ws, competitor, column.take(px(23)), inset);
  }
  draw_add(ws, column.take(px(27)), inset);
  draw_reference(ws.run(), column, inset);
  hairline(column.x, column.x + column.width, column.y);
  draw_verdict(ws.run(), column, inset);
  draw_advice(ws, column, inset);
  draw_read_outs(ws.run(), column, inset);
}

}  // namespace thalweg::ui
