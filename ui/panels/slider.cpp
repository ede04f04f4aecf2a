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

/// The track and its knob; a value beyond an end shows there as ‹ or ›.
void draw_track(const Box& track, float knob_x, bool lit, int beyond) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float y = snapped(track.centre().y), half = px(2);
  list->AddRectFilled({track.min.x, y - half}, {track.max.x, y + half}, colour(Role::line), half);
  list->AddRectFilled({track.min.x, y - half}, {knob_x, y + half}, colour(Role::dim, 0.75), half);
  list->AddCircleFilled({knob_x, y}, px(lit ? 7.6 : 7), colour(Role::text));
  if (beyond != 0) {
    const Box knob{{knob_x - px(7), y - px(8)}, {knob_x + px(7), y + px(7)}};
    put_text(knob, Align::centre, Font::title, colour(Role::panel), beyond > 0 ? "›" : "‹");
  }
}

/// A tick under the track, unless the knob stands on it.
void draw_tick(const Box& track, float x, float knob_x) {
  if (std::abs(x - knob_x) <= px(9)) return;
  const float y = snapped(track.centre().y);
  ImGui::GetWindowDrawList()->AddRectFilled({x - px(0.6), y + px(5)}, {x + px(0.6), y + px(9)},
                                            colour(Role::dim));
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

double nudged(const SliderRange& range, double value, double notches) {
  const double next = slider_value(range, slider_position(range, value) + notches * 0.01);
  if (!range.whole || next != value) return next;
  return std::clamp(value + std::copysign(1.0, notches), range.lo, range.hi);
}

SliderAnswer slider(const char* name, const Box& box, const SliderRange& range, double value,
                    double mark, double second_mark) {
  const Press press = hit(name, box, {});
  const float radius = px(7);
  const float first = box.min.x + radius, length = box.w() - 2 * radius;
  SliderAnswer answer{false, press.released, false, value};
  const ImGuiIO& io = ImGui::GetIO();
  if (press.held && (io.MouseDelta.x != 0 || ImGui::IsMouseClicked(ImGuiMouseButton_Left))) {
    answer.value = slider_value(range, (io.MousePos.x - first) / length);
    answer.moved = answer.value != value;
  }
  if (const double notches = arrow_notches(press); notches != 0) {
    answer.value = nudged(range, value, notches);
    answer.moved = answer.keyed = answer.value != value;
  }
  const auto at = [&](double v) {
    return first + length * static_cast<float>(slider_position(range, v));
  };
  const float knob = at(answer.value);
  const int beyond = answer.value > range.hi ? 1 : answer.value < range.lo ? -1 : 0;
  draw_track(box, knob, press.hovered || press.held, beyond);
  for (const double tick : {mark, second_mark}) {
    if (std::isfinite(tick)) draw_tick(box, at(tick), knob);
  }
  return answer;
}

}  // namespace thalweg::ui
