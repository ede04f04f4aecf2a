// The Parameters tab: one field for every declared parameter, whatever the experiment.
#include "ui/panels/parameters.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "core/base/error.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Which field is being typed into, and whether 'More' is open.
struct FormState {
  std::string typing, text;
  bool focus_typing = false, more = false, reveal = false;
};

FormState& form() {
  static FormState held;
  return held;
}

/// A parameter of the form with what is needed to draw it.
struct Field {
  const ParamSpec& spec;
  std::string path;
  ParamValue value, fallback;
  bool changed;
  std::string id(const char* part) const { return "param." + path + part; }
};

const ContenderSpec* focused_contender(const OpenRun& run) {
  for (const ContenderSpec& contender : run.shown_spec().contenders) {
    if (contender.key == run.focus) return &contender;
  }
  return nullptr;
}

double as_number(const ParamValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return none;
}

ParamValue from_number(const ParamSpec& spec, double number) {
  if (spec.kind == ParamKind::real) return number;
  return static_cast<std::int64_t>(std::llround(number));
}

SliderRange range_of(const ParamSpec& spec) {
  return {spec.lo, spec.hi, spec.logarithmic, spec.kind != ParamKind::real};
}

void start_typing(const Field& field) {
  form().typing = field.path;
  form().text = value_text(field.value);
  form().focus_typing = true;
}

/// ● live, ↻ restart, ◌ view only; hollow while an edit is under way.
void draw_time_glyph(const Field& field, ImVec2 at, bool pending) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 centre{at.x + px(5), at.y};
  if (field.spec.when == When::restart) {
    const Box box{{centre.x - px(7), at.y - px(8)}, {centre.x + px(7), at.y + px(8)}};
    put_text(box, Align::centre, Font::label, colour(pending ? Role::warn : Role::dim), "↻");
  } else if (field.spec.when == When::live && !pending) {
    list->AddCircleFilled(centre, px(4), colour(Role::dim, 0.75));
  } else {
    list->AddCircle(centre, px(3.6), colour(Role::dim), 0, px(1.2));
  }
}

void draw_typing(Workspace& ws, const Box& row) {
  const Box box{{row.max.x - px(120), row.min.y - px(1)}, {row.max.x, row.max.y + px(1)}};
  ImGui::PushFont(font(Font::number));
  bool entered = false;
  const bool take = form().focus_typing;
  text_field("param.typing", box, "", form().text, &entered, take);
  const bool left = !take && ImGui::IsItemDeactivated();
  ImGui::PopFont();
  form().focus_typing = false;
  if (!entered && !left) return;
  const bool cancelled = ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape));
  const std::string path = form().typing, text = form().text;
  form().typing.clear();
  if (!cancelled && text != value_text(ws.param(path))) ws.set_param_text(path, text);
}

/// "Only for Newton–Sparse": the focus gets a value of its own for a shared setting.
void draw_override_item(Workspace& ws, const Field& field) {
  if (field.spec.scope != Scope::shared || field.path != field.spec.name) return;
  const ContenderSpec* focus = focused_contender(ws.run());
  if (!focus) return;
  const bool fresh = !focus->overrides.contains(field.spec.name);
  if (menu_item(field.id(".menu.own").c_str(), "Only for " + focus->name, {}, fresh)) {
    ws.set_param(focus->key + "." + field.spec.name, field.value);
  }
}

void draw_field_menu(Workspace& ws, const Field& field, const Press& press) {
  const std::string popup = field.id(".menu");
  if (press.right_clicked) ImGui::OpenPopup(popup.c_str());
  if (!begin_popup(popup.c_str())) return;
  const std::string reset = "Reset to " + shown_value(field.spec, field.fallback);
  if (menu_item(field.id(".menu.reset").c_str(), reset, {}, field.changed)) {
    ws.reset_param(field.path);
  }
  if (menu_item(field.id(".menu.type").c_str(), "Type a value", "double click")) {
    start_typing(field);
  }
  draw_override_item(ws, field);
  if (menu_item(field.id(".menu.copy").c_str(), "Copy as --set")) {
    ImGui::SetClipboardText(("--set " + field.path + "=" + value_text(field.value)).c_str());
  }
  end_menu();
}

/// One per cent of the range for a notch of the wheel over the number; Shift a tenth of it.
void turn_wheel(Workspace& ws, const Field& field, const Press& press) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!press.hovered || std::isnan(as_number(field.value))) return;
  ImGui::SetItemUsingMouseWheel();
  if (io.MouseWheel == 0 || field.spec.kind == ParamKind::seed) return;
  const SliderRange range = range_of(field.spec);
  const double notch = static_cast<double>(io.MouseWheel) * (io.KeyShift ? 0.001 : 0.01);
  const double now = as_number(field.value);
  double next = slider_value(range, slider_position(range, now) + notch);
  if (range.whole && next == now) next = std::clamp(now + (notch > 0 ? 1 : -1), range.lo, range.hi);
  ws.set_param(field.path, from_number(field.spec, next));
}

/// Glyph, label and, for those with a number, the value at the right.
void draw_label_row(Workspace& ws, const Field& field, const Box& row, bool with_value) {
  const bool pending = ws.is_pending(field.path);
  draw_time_glyph(field, {row.min.x, row.centre().y}, pending);
  const Press press =
      hit(field.id("").c_str(), {row.min, {row.max.x - px(96), row.max.y}}, field.spec.label);
  tip(press, parameter_tip(field.spec, field.fallback));
  draw_field_menu(ws, field, press);
  put_text({{row.min.x + px(14), row.min.y}, {row.max.x - px(96), row.max.y}}, Align::left,
           field.changed ? Font::strong : Font::body, colour(Role::text), field.spec.label);
  if (form().typing == field.path) return draw_typing(ws, row);

  float right = row.max.x;
  if (with_value) {
    const std::string text = shown_value(field.spec, field.value);
    const float width = text_width(Font::number, text);
    const Box value{{right - std::max(width, px(30)), row.min.y}, {right, row.max.y}};
    const Press number = hit(field.id(".value").c_str(), value, text);
    turn_wheel(ws, field, number);
    put_text(value, Align::right, Font::number,
             colour(field.changed || number.hovered ? Role::accent : Role::text), text);
    const std::string error = ws.field_error(field.path);
    tip(number, error.empty() ? "Double click to type. The wheel changes it by 1 %." : error);
    if (number.double_clicked || (number.clicked && number.focused)) start_typing(field);
    draw_field_menu(ws, field, number);
    right = value.min.x - px(4);
  }
  if (pending && field.spec.when == When::restart) {
    put_text({{right - px(70), row.min.y}, {right, row.max.y}}, Align::right, Font::label,
             colour(Role::warn), "pending ↻");
  } else if (field.changed) {
    const Box box{{right - px(22), row.min.y}, {right, row.max.y}};
    if (button(field.id(".reset").c_str(), box, icon::reset, ButtonLook::flat, true,
               "Reset to " + shown_value(field.spec, field.fallback), Font::label)) {
      ws.reset_param(field.path);
    }
  }
}

void draw_number(Workspace& ws, const Field& field, Column& column) {
  draw_label_row(ws, field, column.take(px(22)), true);
  const SliderAnswer answer = slider(
      field.id(".slider").c_str(), Box::at({column.x, column.y - px(4)}, column.width, px(22)),
      range_of(field.spec), as_number(field.value), as_number(field.fallback));
  column.gap(px(18));
  if (answer.moved) {
    ws.set_param(field.path, from_number(field.spec, answer.value),
                 answer.released ? Phase::release : Phase::drag);
  } else if (answer.released) {
    ws.set_param(field.path, ws.param(field.path), Phase::release);
  }
}

void draw_choice(Workspace& ws, const Field& field, Column& column) {
  draw_label_row(ws, field, column.take(px(22)), false);
  column.gap(px(2));
  std::vector<std::string> labels;
  int selected = -1;
  for (std::size_t i = 0; i < field.spec.choices.size(); ++i) {
    labels.push_back(field.spec.choices[i].second);
    const auto* now = std::get_if<std::string>(&field.value);
    if (now && *now == field.spec.choices[i].first) selected = static_cast<int>(i);
  }
  const int chosen = combo(field.id(".choice").c_str(), column.take(px(28)), labels, selected);
  if (chosen >= 0) {
    ws.set_param(field.path, field.spec.choices[static_cast<std::size_t>(chosen)].first);
  }
  column.gap(px(6));
}

void draw_flag(Workspace& ws, const Field& field, Column& column) {
  const Box row = column.take(px(28));
  draw_label_row(ws, field, {row.min, {row.max.x - px(26), row.max.y}}, false);
  const bool on = std::get<bool>(field.value);
  const Box box{{row.max.x - px(22), row.min.y}, row.max};
  if (check_box(field.id(".flag").c_str(), box, "", on)) ws.set_param(field.path, !on);
}

void draw_seed(Workspace& ws, const Field& field, Column& column) {
  const Box row = column.take(px(28));
  draw_label_row(ws, field, {row.min, {row.max.x - px(30), row.max.y}}, true);
  const Box box{{row.max.x - px(24), row.min.y + px(2)}, {row.max.x, row.max.y - px(2)}};
  if (button(field.id(".dice").c_str(), box, icon::dice, ButtonLook::raised, true,
             "Another seed, by chance", Font::label)) {
    ws.set_param(field.path, static_cast<std::int64_t>(std::random_device{}() % 100000));
  }
}

void draw_error(Workspace& ws, const Field& field, Column& column) {
  const std::string error = ws.field_error(field.path);
  if (error.empty()) return;
  const float height = put_paragraph({column.x + px(14), column.y}, column.width - px(14),
                                     Font::label, colour(Role::bad), error);
  note_widget(field.id(".error"), {column.x, column.y},
              {column.x + column.width, column.y + height}, error);
  column.gap(height + px(4));
}

void draw_field(Workspace& ws, const Field& field, Column& column) {
  switch (field.spec.kind) {
    case ParamKind::real:
    case ParamKind::count:
      draw_number(ws, field, column);
      break;
    case ParamKind::choice:
      draw_choice(ws, field, column);
      break;
    case ParamKind::flag:
      draw_flag(ws, field, column);
      break;
    case ParamKind::seed:
      draw_seed(ws, field, column);
      break;
    case ParamKind::point:
      draw_label_row(ws, field, column.take(px(28)), true);
      break;
  }
  draw_error(ws, field, column);
}

/// Settings in force for the focus, with which `applies` is asked; empty when they are refused.
Settings focus_settings(const OpenRun& run) {
  try {
    const ContenderSpec* focus = focused_contender(run);
    return focus ? run.shown_spec().resolved(*focus) : run.shown_spec().resolved();
  } catch (const BadInput&) {
    return {};
  }
}

bool applies(const ParamSpec& spec, const Settings& settings) {
  return !spec.applies || settings.empty() || spec.applies(settings);
}

void draw_heading(Column& column, std::string_view title) {
  put_text(column.take(px(26)), Align::left, Font::title, colour(Role::muted), title);
}

/// Path of a parameter in the section of `scope`; empty when it does not belong there. The
/// focus's section also holds the shared settings that it overrides.
std::string path_in_section(const ParamSpec& spec, Scope scope, const ContenderSpec* focus) {
  if (scope != Scope::contender) return spec.scope == scope ? spec.name : std::string();
  if (!focus) return {};
  const bool own = spec.scope == Scope::contender && spec.method == focus->method;
  const bool overridden = spec.scope == Scope::shared && focus->overrides.contains(spec.name);
  return own || overridden ? focus->key + "." + spec.name : std::string();
}

/// The fields of one scope; returns how many are folded away.
int draw_section(Workspace& ws, Column& column, Scope scope, std::string_view title, bool folded,
                 const Settings& settings) {
  const OpenRun& run = ws.run();
  bool headed = false;
  int hidden = 0;
  for (const ParamSpec& spec : run.experiment->schema.specs) {
    const std::string path = path_in_section(spec, scope, focused_contender(run));
    if (path.empty() || !applies(spec, settings)) continue;
    if (spec.more != folded) {
      hidden += spec.more ? 1 : 0;
      continue;
    }
    if (!headed) draw_heading(column, title);
    headed = true;
    draw_field(ws, {spec, path, ws.param(path), ws.default_param(path), ws.is_changed(path)},
               column);
  }
  if (headed) column.gap(px(8));
  return hidden;
}

}  // namespace

std::string parameter_path(const OpenRun& run, const ParamSpec& spec) {
  if (spec.scope != Scope::contender) return spec.name;
  std::string first;
  for (const ContenderSpec& contender : run.shown_spec().contenders) {
    if (contender.method != spec.method) continue;
    if (contender.key == run.focus) return contender.key + "." + spec.name;
    if (first.empty()) first = contender.key + "." + spec.name;
  }
  return first;
}

void reveal_parameter(Workspace& ws, const std::string& path) {
  form().reveal = true, form().more = true;
  form().typing = path, form().text = value_text(ws.param(path)), form().focus_typing = true;
  const std::size_t dot = path.find('.');
  if (dot != std::string::npos) ws.set_focus(path.substr(0, dot));
  ws.sheet = Sheet::none;
}

bool take_reveal_request() { return std::exchange(form().reveal, false); }

void draw_parameters(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  const OpenRun& run = ws.run();
  const ContenderSpec* focus = focused_contender(run);
  const std::string name = focus ? focus->name : std::string();
  const Settings settings = focus_settings(run);
  const auto all = [&](bool folded) {
    return draw_section(ws, column, Scope::problem, "Problem", folded, settings) +
           draw_section(ws, column, Scope::shared, "Shared solver", folded, settings) +
           draw_section(ws, column, Scope::contender, name, folded, settings);
  };
  column.gap(px(4));
  const int hidden = all(false);
  if (hidden == 0) return;
  const std::string label = "More (" + std::to_string(hidden) + ")";
  if (group_row("param.more", column.take(px(26)), label, -1, form().more)) {
    form().more = !form().more;
  }
  column.gap(px(4));
  if (form().more) all(true);
}

}  // namespace thalweg::ui
