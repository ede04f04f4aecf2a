// Numbers of fields: drag, wheel, arrows and typing end in the same edit as the slider.
#include "ui/panels/field_number.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include "core/base/clock.hpp"
#include "core/base/text.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
/// Wheel and arrows have no release: their gesture ends after so long a rest.
constexpr double rest_seconds = 0.5;
/// Px of a drag on the number that change it by one per cent of its range.
constexpr double px_per_notch = 3;

/// What is being typed, dragged or turned.
struct Hand {
  std::string typing, text;
  bool focus_typing = false;
  std::string dragged;
  double position = 0;
  bool moved = false;
  std::weak_ptr<const Run> turned_run;
  std::string turned;
  double turned_at = 0;
  std::set<std::string> reciprocals;
};

Hand& hand() {
  static Hand held;
  return held;
}

double as_number(const ParamValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return none;
}

/// The number as it is shown, and back; its own inverse.
double as_shown(const ParamSpec& spec, double number) {
  return shows_reciprocal(spec) && number != 0 ? 1 / number : number;
}

ParamValue from_shown(const ParamSpec& spec, double shown) {
  const double number = as_shown(spec, shown);
  if (spec.kind == ParamKind::real) return number;
  return static_cast<std::int64_t>(std::llround(number));
}

SliderRange shown_range(const ParamSpec& spec) {
  SliderRange range{spec.lo, spec.hi, spec.logarithmic, spec.kind != ParamKind::real};
  if (shows_reciprocal(spec)) range.lo = 1 / spec.hi, range.hi = 1 / spec.lo;
  return range;
}

std::string shown_text(const Field& field) {
  const double number = as_number(field.value);
  if (!shows_reciprocal(field.spec) || std::isnan(number)) {
    return shown_value(field.spec, field.value);
  }
  return number_cell(as_shown(field.spec, number));
}

/// The mono face has no semi-bold: drawn once more, half a px to the right.
void thicken(const Box& box, ImU32 tint, const std::string& text) {
  const std::string fitted = shortened(Font::number, text, box.w() + 0.5f);
  const float x = snapped(box.max.x - text_width(Font::number, fitted)) + px(0.5);
  const float y = snapped(box.min.y + (box.h() - text_height(Font::number)) / 2);
  ImGui::GetWindowDrawList()->AddText(font(Font::number), font_px(Font::number), {x, y}, tint,
                                      fitted.data(), fitted.data() + fitted.size());
}

/// One step of a gesture that ends by itself.
void turn(Workspace& ws, const Field& field, double shown) {
  ws.set_param(field.path, from_shown(field.spec, shown), Phase::drag);
  hand().turned = field.path;
  hand().turned_run = ws.run().run;
  hand().turned_at = wall_seconds();
  wake_in(rest_seconds);
}

/// One per cent of the range for a notch of the wheel or an arrow; Shift a tenth of it.
void take_notches(Workspace& ws, const Field& field, const Press& press) {
  const double number = as_shown(field.spec, as_number(field.value));
  if (std::isnan(number) || field.spec.kind == ParamKind::seed) return;
  const ImGuiIO& io = ImGui::GetIO();
  double notches = arrow_notches(press);
  if (press.hovered) {
    ImGui::SetItemUsingMouseWheel();
    notches += static_cast<double>(io.MouseWheel) * (io.KeyShift ? 0.1 : 1);
  }
  if (notches == 0) return;
  const double next = nudged(shown_range(field.spec), number, notches);
  if (next != number) turn(ws, field, next);
}

/// A drag to the side; every 3 px are one per cent of the range. True when the press was a drag.
bool drag_number(Workspace& ws, const Field& field, const Press& press) {
  Hand& h = hand();
  const double number = as_shown(field.spec, as_number(field.value));
  if (std::isnan(number) || field.spec.kind == ParamKind::seed) return false;
  const SliderRange range = shown_range(field.spec);
  const ImGuiIO& io = ImGui::GetIO();
  if (press.hovered || press.held) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
  if (press.held && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    h.dragged = field.id(), h.position = slider_position(range, number), h.moved = false;
  }
  if (h.dragged != field.id()) return false;
  if (press.held && (h.moved || ImGui::IsMouseDragging(ImGuiMouseButton_Left, px(3)))) {
    h.moved = true;
    const double by = static_cast<double>(io.MouseDelta.x / px(px_per_notch)) * 0.01;
    if (by == 0) return true;
    h.position = std::clamp(h.position + by * (io.KeyShift ? 0.1 : 1), 0.0, 1.0);
    const double next = slider_value(range, h.position);
    if (next != number) {
      ws.set_param(field.path, from_shown(field.spec, next), Phase::drag);
    }
    return true;
  }
  if (press.held) return false;
  h.dragged.clear();
  const bool dragged = std::exchange(h.moved, false);
  if (dragged) ws.set_param(field.path, ws.param(field.path), Phase::release);
  return dragged;
}

void take_typed(Workspace& ws, const Field& field, const std::string& text) {
  if (text == value_text(field.value)) return;
  double number = 0;
  char* end = nullptr;
  if (shows_reciprocal(field.spec)) number = std::strtod(text.c_str(), &end);
  const bool inverted = end && end != text.c_str() && *end == '\0' && number != 0;
  ws.set_param_text(field.path, inverted ? exact_text(1 / number) : text);
}

void draw_typing(Workspace& ws, const Field& field, const Box& box) {
  Hand& h = hand();
  ImGui::PushFont(font(Font::number));
  bool entered = false;
  const bool take = h.focus_typing;
  text_field("param.typing", box, "", h.text, &entered, take);
  const bool left = !take && ImGui::IsItemDeactivated();
  ImGui::PopFont();
  h.focus_typing = false;
  if (!entered && !left) return;
  const bool cancelled = ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape));
  const std::string text = std::exchange(h.text, {});
  h.typing.clear();
  if (!cancelled) take_typed(ws, field, text);
}

std::string value_tip(const Workspace& ws, const Field& field) {
  const std::string error = ws.field_error(field.path);
  if (!error.empty()) return error;
  if (std::isnan(as_number(field.value)) || field.spec.kind == ParamKind::seed) {
    return "Double click to type.";
  }
  return "Drag or turn the wheel: 1 % of the range, with Shift a tenth. Double click to type.";
}

}  // namespace

bool is_typing(const Field& field) { return hand().typing == field.id(); }

void start_typing(const Workspace& ws, const std::string& path, const std::string& place) {
  Hand& h = hand();
  h.typing = place + path;
  h.text = value_text(ws.param(path));
  const std::size_t dot = path.find('.');
  const std::string name = dot == std::string::npos ? path : path.substr(dot + 1);
  const double number = as_number(ws.param(path));
  if (h.reciprocals.contains(name) && number != 0) h.text = number_cell(1 / number);
  h.focus_typing = true;
}

float draw_number_value(Workspace& ws, const Field& field, const Box& row) {
  if (is_typing(field)) {
    const float width = std::min(px(120), row.w() * 0.6f);
    const Box box{{row.max.x - width, row.centre().y - px(12)},
                  {row.max.x, row.centre().y + px(12)}};
    draw_typing(ws, field, box);
    return box.min.x - px(6);
  }
  const std::string text = shown_text(field);
  const float width = std::clamp(text_width(Font::number, text), px(34), row.w() * 0.6f);
  const Box box{{row.max.x - width, row.min.y}, row.max};
  const Press press = hit(field.id(".value").c_str(), box, text);
  const bool dragged = drag_number(ws, field, press);
  take_notches(ws, field, press);
  const ImU32 tint =
      colour(field.changed || press.hovered || press.held ? Role::accent : Role::text);
  put_text(box, Align::right, Font::number, tint, text);
  if (field.changed) thicken(box, tint, text);
  tip(press, value_tip(ws, field));
  if (press.clicked && !press.entered && !dragged) focus_on(field.id(".value"));
  if (press.right_clicked) ImGui::OpenPopup(field.id(".menu").c_str());
  if (press.double_clicked || press.entered) start_typing(ws, field.path, field.place);
  return box.min.x;
}

void draw_number_slider(Workspace& ws, const Field& field, const Box& box) {
  const auto shown = [&](const ParamValue& value) {
    return as_shown(field.spec, as_number(value));
  };
  const SliderAnswer answer =
      slider(field.id(".slider").c_str(), box, shown_range(field.spec), shown(field.value),
             shown(field.fallback), shown(field.spec.fallback));
  if (answer.keyed) {
    turn(ws, field, answer.value);
  } else if (answer.moved) {
    ws.set_param(field.path, from_shown(field.spec, answer.value),
                 answer.released ? Phase::release : Phase::drag);
  } else if (answer.released) {
    ws.set_param(field.path, ws.param(field.path), Phase::release);
  }
}

bool shows_reciprocal(const ParamSpec& spec) {
  return !spec.reciprocal.empty() && hand().reciprocals.contains(spec.name);
}

void toggle_reciprocal(const ParamSpec& spec) {
  if (hand().reciprocals.erase(spec.name) == 0) hand().reciprocals.insert(spec.name);
}

std::string shown_label(const ParamSpec& spec) {
  return shows_reciprocal(spec) ? spec.reciprocal : spec.label;
}

void settle_fields(Workspace& ws) {
  Hand& h = hand();
  if (h.turned.empty()) return;
  const double rest = rest_seconds - (wall_seconds() - h.turned_at);
  const bool same = ws.has_run() && h.turned_run.lock() == ws.run().run;
  if (same && rest > 0) return wake_in(rest);
  const std::string path = std::exchange(h.turned, {});
  if (same && ws.run().pending_restart.contains(path)) {
    ws.set_param(path, ws.param(path), Phase::release);
    return;
  }
  if (same) return ws.close_gesture();
  // Another run was opened before the rest: what was to restart the first one is dropped.
  for (const auto& open : ws.runs()) {
    if (open->run == h.turned_run.lock()) open->pending_restart.erase(path);
  }
}

}  // namespace thalweg::ui
