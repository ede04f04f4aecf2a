// The fields of parameters: how each kind is drawn and changed.
#include "ui/panels/field.hpp"

#include <cmath>
#include <random>

#include "core/base/error.hpp"
#include "ui/panels/field_number.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menu_keys.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

bool is_number(const ParamSpec& spec) {
  return spec.kind == ParamKind::real || spec.kind == ParamKind::count;
}

const ContenderSpec* contender_of(const OpenRun& run, const std::string& key) {
  for (const ContenderSpec& contender : run.shown_spec().contenders) {
    if (contender.key == key) return &contender;
  }
  return nullptr;
}

bool is_own(const Field& field) {
  return field.spec.scope == Scope::shared && field.path != field.spec.name;
}

std::string reset_words(const Field& field) {
  const std::string value = shown_value(field.spec, field.fallback);
  return (is_own(field) ? "Back to the shared value " : "Reset to ") + value;
}

/// ● live, ↻ restart, ◌ view only; a hollow ring while an edit is under way.
void draw_time_glyph(const Field& field, ImVec2 at, bool pending) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 centre{at.x + px(5), at.y};
  if (field.spec.when == When::restart) {
    const Box box{{centre.x - px(7), at.y - px(8)}, {centre.x + px(7), at.y + px(8)}};
    put_text(box, Align::centre, Font::label, colour(pending ? Role::warn : Role::dim), "↻");
  } else if (pending) {
    list->AddCircle(centre, px(3.6), colour(Role::text), 0, px(1.4));
  } else if (field.spec.when == When::live) {
    list->AddCircleFilled(centre, px(4), colour(Role::dim, 0.75));
  } else {
    for (int i = 0; i < 8; ++i) {
      const float turn = static_cast<float>(i) * 0.7853982f;
      list->AddCircleFilled(
          {centre.x + px(3.8) * std::cos(turn), centre.y + px(3.8) * std::sin(turn)}, px(0.8),
          colour(Role::dim), 6);
    }
  }
}

/// "Only for Newton–Sparse": the focus gets a value of its own for a shared setting.
void draw_override_item(Workspace& ws, const Field& field) {
  if (field.spec.scope != Scope::shared || is_own(field)) return;
  const ContenderSpec* focus = contender_of(ws.run(), ws.run().focus);
  if (!focus) return;
  const bool fresh = !focus->overrides.contains(field.spec.name);
  if (menu_item(field.id(".menu.own").c_str(), "Only for " + focus->name, {}, fresh)) {
    ws.set_param(focus->key + "." + field.spec.name, field.value);
  }
}

void draw_field_menu(Workspace& ws, const Field& field, const Press& press) {
  const std::string popup = field.id(".menu");
  if (press.right_clicked || press.entered) ImGui::OpenPopup(popup.c_str());
  enter_menu(press, field.id());
  if (!begin_popup(popup.c_str())) return;
  if (menu_item(field.id(".menu.reset").c_str(), reset_words(field), {}, field.changed)) {
    ws.reset_param(field.path);
  }
  const bool typed = is_number(field.spec) || field.spec.kind == ParamKind::seed ||
                     field.spec.kind == ParamKind::point;
  if (typed && menu_item(field.id(".menu.type").c_str(), "Type a value", "double click")) {
    start_typing(ws, field.path, field.place);
  }
  if (!field.spec.reciprocal.empty()) {
    const std::string text = "Show as " + field.spec.reciprocal;
    const bool on = shows_reciprocal(field.spec);
    if (menu_item(field.id(".menu.reciprocal").c_str(), text, {}, true, on)) {
      toggle_reciprocal(field.spec);
    }
  }
  draw_override_item(ws, field);
  if (menu_item(field.id(".menu.copy").c_str(), "Copy as --set")) {
    ImGui::SetClipboardText(("--set " + field.path + "=" + value_text(field.value)).c_str());
  }
  end_menu();
}

/// 'pending ↻' while a restart waits for the release, else the way back to the default. Stands to
/// the left of `right`.
void draw_change(Workspace& ws, const Field& field, const Box& row, float right) {
  if (ws.is_pending(field.path) && field.spec.when == When::restart) {
    const Box box{{right - px(66), row.min.y}, {right - px(4), row.max.y}};
    put_text(box, Align::right, Font::label, colour(Role::warn), "pending ↻");
    note_widget(field.id(".pending"), box.min, box.max, "pending ↻");
  } else if (field.changed) {
    const Box box{{right - px(22), row.min.y}, {right, row.max.y}};
    if (button(field.id(".reset").c_str(), box, icon::reset, ButtonLook::flat, true,
               reset_words(field), Font::label)) {
      ws.reset_param(field.path);
    }
  }
}

/// Between a value and its reciprocal, where people think in both. Stands to the left of `right`.
void draw_reciprocal(const Field& field, const Box& row, float right) {
  const bool on = shows_reciprocal(field.spec);
  const Box box{{right - px(22), row.min.y}, {right, row.max.y}};
  if (button(field.id(".reciprocal").c_str(), box, icon::swap, ButtonLook::flat, true,
             "Show as " + (on ? field.spec.label : field.spec.reciprocal), Font::label)) {
    toggle_reciprocal(field.spec);
  }
}

/// Label with glyphs in `box`; a small key marks what is shown first in front of a class.
void draw_label(Workspace& ws, const Field& field, const Box& box) {
  draw_time_glyph(field, {box.min.x, box.centre().y}, ws.is_pending(field.path));
  const Press press = hit(field.id().c_str(), box, field.spec.label);
  tip(press, parameter_tip(field.spec, field.fallback, field.value));
  draw_field_menu(ws, field, press);
  const Font font = field.changed ? Font::strong : Font::body;
  const bool marked = field.spec.key && field.place != "key.";
  const float mark = marked ? px(18) : 0;
  const Box text{{box.min.x + px(14), box.min.y}, {box.max.x - mark, box.max.y}};
  const std::string label = shown_label(field.spec);
  put_text(text, Align::left, font, colour(Role::text), label);
  if (!marked) return;
  const float end = text.min.x + std::min(text.w(), text_width(font, label));
  put_text(Box::at({end + px(3), box.min.y}, px(14), box.h()), Align::centre, Font::label,
           colour(Role::muted), icon::key);
}

/// Label, and for those with a number the value at the right, which is dragged and typed.
void draw_label_row(Workspace& ws, const Field& field, const Box& row, bool with_value) {
  float right = row.max.x;
  if (with_value) right = draw_number_value(ws, field, row);
  if (!is_typing(field)) {
    if (with_value) right -= px(4);
    draw_change(ws, field, row, right);
    right -= px(with_value ? 24 : 70);
    if (with_value && !field.spec.reciprocal.empty()) {
      draw_reciprocal(field, row, right);
      right -= px(22);
    }
  }
  draw_label(ws, field, {row.min, {right, row.max.y}});
}

void draw_number(Workspace& ws, const Field& field, Column& column) {
  draw_label_row(ws, field, column.take(px(22)), true);
  draw_number_slider(ws, field, Box::at({column.x, column.y - px(4)}, column.width, px(22)));
  column.gap(px(18));
}

void draw_combo(Workspace& ws, const Field& field, const Box& box) {
  std::vector<std::string> labels;
  int selected = -1;
  for (std::size_t i = 0; i < field.spec.choices.size(); ++i) {
    labels.push_back(field.spec.choices[i].second);
    const auto* now = std::get_if<std::string>(&field.value);
    if (now && *now == field.spec.choices[i].first) selected = static_cast<int>(i);
  }
  const int chosen = combo(field.id(".choice").c_str(), box, labels, selected);
  if (chosen >= 0) {
    ws.set_param(field.path, field.spec.choices[static_cast<std::size_t>(chosen)].first);
  }
}

/// The text under the person's hands, and what is wrong with it so far.
struct Typed {
  std::string field, text, error;
};

Typed& typed() {
  static Typed held;
  return held;
}

/// Checked at every key; taken by Enter or on leaving, when it can be read.
void draw_text(Workspace& ws, const Field& field, const Box& box) {
  Typed& now = typed();
  const bool mine = now.field == field.id();
  std::string text = mine ? now.text : value_text(field.value);
  bool entered = false;
  const bool edited = text_field(field.id(".text").c_str(), box, "", text, &entered);
  const bool left = ImGui::IsItemDeactivated();
  if (edited) {
    now = {field.id(), text, {}};
    try {
      if (field.spec.check) field.spec.check(text);
    } catch (const BadInput& error) {
      now.error = error.what();
    }
  }
  if (!entered && !left) return;
  const bool given_up = ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape));
  if (given_up || !mine) {
    if (mine) now = {};
  } else if (now.error.empty() || entered) {
    const std::string taken = now.text;
    if (now.error.empty()) now = {};
    if (field.spec.typed) field.spec.typed(taken);
    ws.set_param(field.path, taken);
  }
}

void draw_flag(Workspace& ws, const Field& field, const Box& row) {
  draw_label_row(ws, field, {row.min, {row.max.x - px(26), row.max.y}}, false);
  const bool on = std::get<bool>(field.value);
  const Box box{{row.max.x - px(22), row.min.y}, row.max};
  if (check_box(field.id(".flag").c_str(), box, "", on)) ws.set_param(field.path, !on);
}

void draw_seed(Workspace& ws, const Field& field, const Box& row) {
  draw_label_row(ws, field, {row.min, {row.max.x - px(30), row.max.y}}, true);
  const Box box{{row.max.x - px(24), row.centre().y - px(12)},
                {row.max.x, row.centre().y + px(12)}};
  if (button(field.id(".dice").c_str(), box, icon::dice, ButtonLook::raised, true,
             "Another seed, by chance", Font::label)) {
    ws.set_param(field.path, static_cast<std::int64_t>(std::random_device{}() % 100000));
  }
}

void draw_line_under(const Field& field, const char* part, Column& column, Role role,
                     const std::string& text) {
  if (text.empty()) return;
  const float height = put_paragraph({column.x + px(14), column.y}, column.width - px(14),
                                     Font::label, colour(role), text);
  note_widget(field.id(part), {column.x, column.y}, {column.x + column.width, column.y + height},
              text);
  column.gap(height + px(4));
}

void draw_lines_under(const Workspace& ws, const Field& field, Column& column) {
  draw_line_under(field, ".beyond", column, Role::muted, beyond_words(field.spec, field.value));
  const bool typing = typed().field == field.id();
  const std::string error = typing ? typed().error : ws.field_error(field.path);
  if (!error.empty()) draw_line_under(field, ".error", column, Role::bad, "✕ " + error);
}

}  // namespace

Field field_of(const Workspace& ws, const ParamSpec& spec, const std::string& path,
               const std::string& place) {
  const std::size_t dot = path.find('.');
  bool own = false;
  if (spec.scope == Scope::shared && dot != std::string::npos) {
    const ContenderSpec* contender = contender_of(ws.run(), path.substr(0, dot));
    own = contender && contender->overrides.contains(spec.name);
  }
  return {spec, path, place, ws.param(path), ws.default_param(path), own || ws.is_changed(path)};
}

void draw_field(Workspace& ws, const Field& field, Column& column) {
  switch (field.spec.kind) {
    case ParamKind::real:
    case ParamKind::count:
      draw_number(ws, field, column);
      break;
    case ParamKind::choice:
      draw_label_row(ws, field, column.take(px(22)), false);
      column.gap(px(2));
      draw_combo(ws, field, column.take(px(28)));
      column.gap(px(6));
      break;
    case ParamKind::text:
      draw_label_row(ws, field, column.take(px(22)), false);
      column.gap(px(2));
      draw_text(ws, field, column.take(px(28)));
      column.gap(px(6));
      break;
    case ParamKind::flag:
      draw_flag(ws, field, column.take(px(28)));
      break;
    case ParamKind::seed:
      draw_seed(ws, field, column.take(px(28)));
      break;
    case ParamKind::point:
      draw_label_row(ws, field, column.take(px(28)), true);
      break;
  }
  draw_lines_under(ws, field, column);
}

void draw_short_field(Workspace& ws, const Field& field, Column& column) {
  const Box row = column.take(px(24));
  if (field.spec.kind == ParamKind::flag) {
    draw_flag(ws, field, row);
  } else if (field.spec.kind == ParamKind::choice) {
    const float split = row.max.x - std::min(px(120), row.w() * 0.46f);
    draw_label_row(ws, field, {row.min, {split - px(4), row.max.y}}, false);
    draw_combo(ws, field, {{split, row.min.y}, row.max});
  } else if (field.spec.kind == ParamKind::text) {
    draw_text(ws, field, row);
  } else {
    draw_label_row(ws, field, row, true);
  }
  draw_lines_under(ws, field, column);
}

void draw_key_field(Workspace& ws, const Field& field, const Box& box) {
  const Box row = Box::at(box.min, box.w(), px(22));
  const Box control = Box::at({box.min.x, row.max.y - px(2)}, box.w(), px(22));
  if (field.spec.kind == ParamKind::flag) return draw_flag(ws, field, row);
  if (field.spec.kind == ParamKind::seed) return draw_seed(ws, field, row);
  const bool worded = field.spec.kind == ParamKind::choice || field.spec.kind == ParamKind::text;
  draw_label_row(ws, field, row, !worded);
  if (field.spec.kind == ParamKind::choice) draw_combo(ws, field, control);
  if (field.spec.kind == ParamKind::text) draw_text(ws, field, control);
  if (is_number(field.spec)) draw_number_slider(ws, field, control);
}

}  // namespace thalweg::ui
