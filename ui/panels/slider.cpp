// The slider: a 4 px track with a 14 px knob, linear or logarithmic.
#include <algorithm>
#include <cmath>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {
namespace {

/// Rounds a dragged value to what a person can read: whole numbers, else 3 significant digits.
double rounded(const SliderRange& range, double value) {
  if (range.whole) return std::round(value);
  if (value == 0) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 2);
  return std::clamp(std::round(value / unit) * unit, range.lo, range.hi);
}

/// ↑ and ↓ on the slider that has the keyboard; Shift a tenth.
double arrow_notches(const Press& press) {
  if (!press.focused || ImGui::GetIO().WantTextInput) return 0;
  const auto pressed = [](ImGuiKey key) {
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), true) ? 1.0 : 0.0;
  };
  const double notches = pressed(ImGuiKey_UpArrow) - pressed(ImGuiKey_DownArrow);
  return ImGui::GetIO().KeyShift ? notches / 10 : notches;
}

void draw_track(const Box& track, float knob_x, float mark_x, bool lit) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float y = snapped(track.centre().y), half = px(2);
  list->AddRectFilled({track.min.x, y - half}, {track.max.x, y + half}, colour(Role::line), half);
  list->AddRectFilled({track.min.x, y - half}, {knob_x, y + half}, colour(Role::dim, 0.75), half);
  if (mark_x >= 0 && std::abs(mark_x - knob_x) > px(9)) {
    list->AddRectFilled({mark_x - px(0.5), y + px(5)}, {mark_x + px(0.5), y + px(9)},
                        colour(Role::dim, 0.8));
  }
  list->AddCircleFilled({knob_x, y}, px(lit ? 7.6 : 7), colour(Role::text));
}

}  // namespace

double slider_position(const SliderRange& range, double value) {
  if (!(range.hi > range.lo) || !std::isfinite(value)) return 0;
  if (range.logarithmic && range.lo > 0) {
    if (value <= 0) return 0;
    return std::clamp(std::log(value / range.lo) / std::log(range.hi / range.lo), 0.0, 1.0);
  }
  return std::clamp((value - range.lo) / (range.hi - range.lo), 0.0, 1.0);
}

double slider_value(const SliderRange& range, double position) {
  position = std::clamp(position, 0.0, 1.0);
  if (position <= 0) return range.lo;
  if (position >= 1) return range.hi;
  const double value = range.logarithmic && range.lo > 0
                           ? range.lo * std::pow(range.hi / range.lo, position)
                           : range.lo + (range.hi - range.lo) * position;
  return rounded(range, value);
}

SliderAnswer slider(const char* name, const Box& box, const SliderRange& range, double value,
                    double mark) {
  const Press press = hit(name, box, {});
  const float radius = px(7);
  const Box track{{box.min.x, box.min.y}, {box.max.x, box.max.y}};
  const float first = track.min.x + radius, length = track.w() - 2 * radius;
  SliderAnswer answer{false, press.released, value};
  const ImGuiIO& io = ImGui::GetIO();
  if (press.held && (io.MouseDelta.x != 0 || ImGui::IsMouseClicked(ImGuiMouseButton_Left))) {
    answer.value = slider_value(range, (io.MousePos.x - first) / length);
    answer.moved = answer.value != value;
  }
  if (const double notches = arrow_notches(press)) {
    answer.value = slider_value(range, slider_position(range, value) + notches * 0.01);
    if (range.whole && answer.value == value) {
      answer.value = std::clamp(value + std::copysign(1.0, notches), range.lo, range.hi);
    }
    answer.moved = answer.released = answer.value != value;
  }
  const auto at = [&](double v) {
    return first + length * static_cast<float>(slider_position(range, v));
  };
  draw_track(track, at(answer.value), std::isfinite(mark) ? at(mark) : -1,
             press.hovered || press.held);
  return answer;
}

}  // namespace thalweg::ui
