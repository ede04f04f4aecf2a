// The rows of the legend: click, drag, rename, open.
#include "ui/panels/contender_row.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/text.hpp"
#include "ui/panels/contender_settings.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menu_keys.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// The row that is dragged or renamed, and where the rows were drawn in this frame.
struct Rows {
  std::string dragged, renamed, name;
  bool moving = false, take_name = false;
  std::vector<std::pair<std::string, Box>> drawn;
};

Rows& rows() {
  static Rows held;
  return held;
}

/// What a row shows, gathered once.
struct Row {
  const Competitor& who;
  const Standing* standing;
  Box box;
  float inset;
  bool hidden, veiled, pending, applicable;
  Condition condition;
  double fade() const { return hidden || !applicable ? 0.5 : 1; }
  std::string id(const char* part = "") const { return "contender." + who.key + part; }
};

double measure_of(const OpenRun& run, const Competitor& competitor) {
  const auto value = competitor.frame ? competitor.frame->number(run.experiment->measure)
                                      : std::optional<double>{};
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

Row gather(const OpenRun& run, const Competitor& who, const Box& box, float inset) {
  const Standing* standing = run.standing(who.key);
  const Condition condition = standing && run.following() ? standing->condition : who.condition;
  const bool pending = !standing || run.under_way.contains("contender:" + who.key) ||
                       run.under_way.contains("name:" + who.key);
  const bool stillborn = condition == Condition::failed && (!standing || standing->step == 0);
  return {
      who,     standing,   box,      inset, is_hidden(run, who.key), run.veiled.contains(who.key),
      pending, !stillborn, condition};
}

Role role_of(Condition condition) {
  if (condition == Condition::diverged || condition == Condition::failed) return Role::bad;
  if (condition == Condition::stalled) return Role::warn;
  return Role::text;
}

const char* glyph_of(const OpenRun& run, const Row& row) {
  if (row.veiled) return "?";
  if (row.pending || run.state() == RunState::posing) return "◌";
  const bool going = row.condition == Condition::ready || row.condition == Condition::progressing;
  if (going && !run.running()) return icon::pause;
  return condition_glyph(row.condition);
}

void cell(float right, float width, const Box& row, ImU32 tint, const std::string& text) {
  put_text({{right - width, row.min.y}, {right, row.max.y}}, Align::right, Font::small_number, tint,
           text);
}

void draw_numbers(const OpenRun& run, const Row& row, const NumberColumns& columns) {
  const ImU32 ink = colour(Role::text, row.fade());
  if (!row.applicable) {
    const Box box{{columns.k - px(32), row.box.min.y}, {columns.seconds, row.box.max.y}};
    put_text(box, Align::right, Font::label, colour(Role::muted), row.who.reason);
    return;
  }
  if (!row.who.frame || row.veiled) return;
  cell(columns.k, px(40), row.box, ink, count_text(row.who.frame->step));
  cell(columns.measure, px(50), row.box, ink, number_cell(measure_of(run, row.who)));
  const bool alone = row.standing && row.standing->alone_seconds && run.following();
  const double seconds = alone ? *row.standing->alone_seconds : row.who.frame->seconds;
  const bool shared = !alone && is_interleaved(run);
  cell(columns.seconds, px(30), row.box, colour(shared ? Role::muted : Role::text, row.fade()),
       seconds_cell(seconds));
}

std::string row_tip(const OpenRun& run, const Row& row) {
  if (row.veiled) return "Veiled: click to see which it is";
  std::string text = row.who.name;
  if (!row.applicable) return text + "\nnot applicable: " + row.who.reason;
  if (!row.standing) return text + "\njoins with the next step";
  text += "\n" + standing_text(*row.standing, measure_of(run, row.who), run.frames().tolerance);
  if (row.standing->alone_seconds) {
    text += "\n" + duration_text(*row.standing->alone_seconds) + " alone, median of three; " +
            duration_text(row.standing->seconds) + " in this race";
  } else if (is_interleaved(run)) {
    text += "\n" + duration_text(row.standing->seconds) +
            " interleaved with the others; 'Time alone' runs it by itself";
  }
  return text;
}

void draw_name(Workspace& ws, const Row& row, const Box& box) {
  Rows& r = rows();
  if (r.renamed != row.who.key) {
    const std::string name = row.veiled ? "veiled" : row.who.name;
    put_text(box, Align::left, Font::row, colour(row.veiled ? Role::muted : Role::text, row.fade()),
             name);
    return;
  }
  bool entered = false;
  const bool take = std::exchange(r.take_name, false);
  const Box field{{box.min.x - px(6), box.min.y + px(1)}, {box.max.x, box.max.y - px(1)}};
  text_field("contender.rename", field, "", r.name, &entered, take);
  const bool left = !take && ImGui::IsItemDeactivated();
  if (!entered && !left) return;
  const bool cancelled = ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape));
  r.renamed.clear();
  if (!cancelled && !r.name.empty()) ws.rename_contender(row.who.key, r.name);
}

void draw_row_menu(Workspace& ws, const Row& row, const Press& press) {
  const std::string popup = row.id(".menu"), key = row.who.key;
  const bool by_key = press.entered && ImGui::GetIO().KeyShift;
  if (press.right_clicked || by_key) ImGui::OpenPopup(popup.c_str());
  if (by_key) enter_menu(press, row.id());
  if (!begin_popup(popup.c_str())) return;
  const auto item = [&](const char* part, std::string_view text, std::string_view shortcut = {},
                        bool enabled = true) {
    return menu_item((popup + "." + part).c_str(), text, shortcut, enabled);
  };
  const std::size_t count = ws.run().shown_spec().contenders.size();
  if (item("focus", "Focus", "click")) ws.set_focus(key);
  if (item("solo", ws.run().solo == key ? "Show all" : "Show alone", "Alt+click")) {
    ws.toggle_solo(key);
  }
  if (item("hide", row.hidden ? "Show" : "Hide")) ws.toggle_hidden(key);
  if (item("veil", row.veiled ? "Unveil" : "Veil until clicked")) ws.toggle_veil(key);
  menu_line();
  if (item("duplicate", "Duplicate with changes", {}, count < 8)) {
    if (ws.duplicate_contender(key)) open_settings(ws.run().spec.contenders.back().key);
  }
  if (item("rename", "Rename")) {
    rows().renamed = key, rows().name = row.who.name, rows().take_name = true;
  }
  if (item("settings", settings_open(key) ? "Fold its settings" : "Its own settings")) {
    toggle_settings(key);
  }
  if (item("alone", "Time alone", {}, row.applicable && row.standing)) ws.time_alone(key);
  menu_line();
  if (item("remove", "Remove", "Del", count > 1)) ws.remove_contender(key);
  end_menu();
}

/// Follows a drag up or down; true while the press is one.
bool drag_row(const Row& row, const Press& press) {
  Rows& r = rows();
  if (press.held && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    r.dragged = row.who.key, r.moving = false;
  }
  if (r.dragged != row.who.key) return false;
  const ImVec2 moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0);
  if (press.held && std::abs(moved.y) > px(6)) r.moving = true;
  return r.moving;
}

void act_on(Workspace& ws, const Row& row, const Press& press) {
  const std::string& key = row.who.key;
  const ImGuiIO& io = ImGui::GetIO();
  if (press.focused && io.KeyAlt) {  // the keyboard moves the row too
    const std::vector<std::string> keys = ws.run().legend();
    const auto at = std::find(keys.begin(), keys.end(), key) - keys.begin();
    const auto pressed = [](ImGuiKey k) { return ImGui::IsKeyPressed(ImGui::GetKeyIndex(k)); };
    if (pressed(ImGuiKey_UpArrow) && at > 0)
      ws.move_contender(key, static_cast<std::size_t>(at) - 1);
    if (pressed(ImGuiKey_DownArrow)) ws.move_contender(key, static_cast<std::size_t>(at) + 1);
  }
  if (press.double_clicked && !row.veiled) return ws.toggle_solo(key);
  if (!press.clicked || (press.entered && io.KeyShift)) return;
  if (!press.entered) focus_on(row.id());
  if (row.veiled) ws.toggle_veil(key);
  if (io.KeyAlt) return ws.toggle_solo(key);
  ws.set_focus(key);
}

void draw_chevron(const Row& row, const Press& press) {
  const ImVec2 at{row.box.min.x + px(9), row.box.centre().y};
  const float r = px(3.2);
  const ImU32 tint = colour(press.hovered ? Role::text : Role::dim, press.hovered ? 1 : 0.7);
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (settings_open(row.who.key)) {
    list->AddTriangleFilled({at.x - r, at.y - r * 0.6f}, {at.x + r, at.y - r * 0.6f},
                            {at.x, at.y + r * 0.9f}, tint);
  } else {
    list->AddTriangleFilled({at.x - r * 0.6f, at.y - r}, {at.x + r * 0.9f, at.y},
                            {at.x - r * 0.6f, at.y + r}, tint);
  }
}

void draw_eye(Workspace& ws, const Row& row, const NumberColumns& columns) {
  const Box eye{{columns.eye - px(14), row.box.min.y}, {columns.eye + px(8), row.box.max.y}};
  if (button(row.id(".eye").c_str(), eye, row.hidden ? icon::eye_off : icon::eye, ButtonLook::flat,
             true, row.hidden ? "Show" : "Hide", Font::label)) {
    ws.toggle_hidden(row.who.key);
  }
}

std::string row_text(const Row& row) {
  if (row.veiled) return "veiled";
  return row.applicable ? row.who.name : row.who.name + ": " + row.who.reason;
}

void draw_row(Workspace& ws, const Row& row) {
  const OpenRun& run = ws.run();
  const NumberColumns columns(row.box.max.x - row.inset);
  const float name_from = row.box.min.x + px(37);
  const Box opener = Box::at(row.box.min, px(22), row.box.h());
  const Press open = hit(row.id(".open").c_str(), opener, {});
  tip(open, "Its own settings");
  if (open.clicked) toggle_settings(row.who.key);
  const Box target{{opener.max.x, row.box.min.y}, {columns.eye - px(16), row.box.max.y}};
  const bool renaming = rows().renamed == row.who.key;
  const Press press = renaming ? Press{} : hit(row.id().c_str(), target, row_text(row));
  const bool dragged = drag_row(row, press);
  const bool focus = run.focus == row.who.key;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (focus || press.hovered || open.hovered || dragged) {
    list->AddRectFilled(row.box.min, row.box.max, colour(Role::raised, focus || dragged ? 1 : 0.5));
  }
  if (focus) {
    list->AddRectFilled(row.box.min, {row.box.min.x + px(2), row.box.max.y}, colour(Role::accent));
  }
  draw_chevron(row, open);
  line_sample({{row.box.min.x + px(15), row.box.min.y}, {row.box.min.x + px(35), row.box.max.y}},
              row.who.colour, row.hidden || row.veiled ? 0.4 : 1);
  draw_name(ws, row, {{name_from, row.box.min.y}, {columns.k - px(48), row.box.max.y}});
  put_text({{columns.k - px(48), row.box.min.y}, {columns.k - px(36), row.box.max.y}},
           Align::centre, Font::label, colour(role_of(row.condition), row.fade()),
           glyph_of(run, row));
  draw_numbers(run, row, columns);
  tip(press, row_tip(run, row));
  draw_eye(ws, row, columns);
  if (!dragged) act_on(ws, row, press);
  draw_row_menu(ws, row, press);
}

}  // namespace

bool is_hidden(const OpenRun& run, const std::string& key) {
  return run.hidden.contains(key) || (!run.solo.empty() && run.solo != key);
}

bool is_interleaved(const OpenRun& run) { return run.shown_spec().contenders.size() > 1; }

void draw_contender_row(Workspace& ws, const Competitor& who, Column& column, float inset) {
  const Box box = column.take(px(contender_row_height));
  rows().drawn.emplace_back(who.key, box);
  draw_row(ws, gather(ws.run(), who, box, inset));
  if (settings_open(who.key)) draw_own_settings(ws, who.key, column, inset);
}

void finish_row_drag(Workspace& ws, float x0, float x1) {
  Rows& r = rows();
  const auto drawn = std::exchange(r.drawn, {});
  if (!r.moving || drawn.empty()) return;
  const float y = ImGui::GetIO().MousePos.y;
  std::size_t before = 0;  // rows above the pointer
  for (const auto& [key, box] : drawn) before += box.centre().y < y ? 1 : 0;
  const float edge = before < drawn.size() ? drawn[before].second.min.y : drawn.back().second.max.y;
  line({x0, snapped(edge)}, {x1, snapped(edge)}, colour(Role::accent), px(2));
  if (ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
  r.moving = false;
  const std::string key = std::exchange(r.dragged, {});
  const auto from =
      std::find_if(drawn.begin(), drawn.end(), [&](const auto& row) { return row.first == key; });
  if (from == drawn.end()) return;
  const bool later = static_cast<std::size_t>(from - drawn.begin()) < before;
  ws.move_contender(key, before - (later ? 1 : 0));
}

bool remove_focused_contender(Workspace& ws) {
  if (!ws.has_run()) return false;
  for (const ContenderSpec& contender : ws.run().shown_spec().contenders) {
    if (focused_widget() != "contender." + contender.key) continue;
    ws.remove_contender(contender.key);
    return true;
  }
  return false;
}

}  // namespace thalweg::ui
