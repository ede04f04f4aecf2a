// Hit areas, keyboard focus and tooltips of the widgets.
#include <algorithm>

#include "core/base/clock.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {
namespace {

constexpr double tip_delay = 0.4;

/// Hovering and keyboard focus, between frames; the Tab order is the order of drawing.
struct Hands {
  std::string focused, hovered;
  double hovered_since = 0, tipped_at = -10;
  bool waits = false;
  std::vector<std::string> order, last_order;
  int frame = -1;

  void join(const char* name) {
    if (frame != ImGui::GetFrameCount()) {
      last_order.swap(order);
      order.clear();
      frame = ImGui::GetFrameCount();
    }
    order.emplace_back(name);
  }
};

Hands& hands() {
  static Hands held;
  return held;
}

bool key_pressed(ImGuiKey key) {
  return !ImGui::GetIO().WantTextInput && ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), false);
}

void draw_focus_ring(const Box& box) {
  const float out = px(1);
  ImGui::GetWindowDrawList()->AddRect({box.min.x - out, box.min.y - out},
                                      {box.max.x + out, box.max.y + out}, colour(Role::accent),
                                      px(5), 0, px(1.5));
}

}  // namespace

Press hit(const char* name, const Box& box, std::string_view shown) {
  Press press;
  ImGui::SetCursorScreenPos(box.min);
  const ImVec2 size{std::max(box.w(), 1.0f), std::max(box.h(), 1.0f)};
  press.clicked = ImGui::InvisibleButton(name, size);
  press.hovered = ImGui::IsItemHovered();
  press.held = ImGui::IsItemActive();
  press.released = ImGui::IsItemDeactivated();
  press.right_clicked = press.hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right);
  press.double_clicked = press.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
  hands().join(name);
  press.focused = hands().focused == name;
  if (press.focused) {
    draw_focus_ring(box);
    if (!ImGui::IsItemVisible()) ImGui::SetScrollHereY(0.5f);
    if (key_pressed(ImGuiKey_Enter)) press.clicked = true;
  }
  if (press.clicked && !press.focused) hands().focused.clear();
  if (press.hovered && hands().hovered != name) {
    hands().hovered = name;
    hands().hovered_since = wall_seconds();
  }
  note_widget(name, box.min, box.max, shown);
  return press;
}

void tip(const Press& press, std::string_view text) {
  Hands& h = hands();
  if (!press.hovered || press.held || text.empty()) return;
  const double now = wall_seconds();
  const bool warm = now - h.tipped_at < 0.6;
  if (!warm && now - h.hovered_since < tip_delay) {
    h.waits = true;
    return;
  }
  h.tipped_at = now;
  const float width = px(280), pad = px(10);
  const float used = std::min(width, text_width(Font::label, text) + px(2));
  const float height = put_paragraph({0, 0}, used, Font::label, 0, text, false);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {pad, pad * 0.8f});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(6));
  ImGui::PushStyleColor(ImGuiCol_PopupBg, colour4(Role::raised));
  ImGui::PushStyleColor(ImGuiCol_Border, colour4(Role::line));
  ImGui::BeginTooltip();
  put_paragraph(ImGui::GetCursorScreenPos(), used, Font::label, colour(Role::text), text);
  ImGui::Dummy({used, height});
  ImGui::EndTooltip();
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar(2);
}

double tip_due() {
  Hands& h = hands();
  if (!h.waits) return -1;
  h.waits = false;
  return std::max(0.0, tip_delay - (wall_seconds() - h.hovered_since)) + 0.005;
}

void move_focus(int by) {
  Hands& h = hands();
  const std::vector<std::string>& order = h.order.empty() ? h.last_order : h.order;
  if (order.empty()) return;
  const auto count = static_cast<long>(order.size());
  const auto at = std::find(order.begin(), order.end(), h.focused);
  long next = at == order.end() ? (by > 0 ? 0 : count - 1) : at - order.begin() + by;
  next = (next + count) % count;
  h.focused = order[static_cast<std::size_t>(next)];
}

const std::string& focused_widget() { return hands().focused; }

bool drop_focus() {
  const bool had = !hands().focused.empty();
  hands().focused.clear();
  return had;
}

}  // namespace thalweg::ui
