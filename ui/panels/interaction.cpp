// Hit areas, keyboard focus and tooltips of the widgets.
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

#include "core/base/clock.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menu_keys.hpp"

namespace thalweg::ui {
namespace {

constexpr double tip_delay = 0.4;

/// Hovering and keyboard focus, between frames; the Tab order is the order of drawing.
struct Hands {
  std::string focused, hovered;
  /// Focus that a click gave has no ring and ends with the next click elsewhere.
  bool ringed = false;
  /// The widget that the keyboard opened a menu from; it has the focus again afterwards.
  std::string opener;
  double hovered_since = 0, tipped_at = -10;
  /// When something wants a frame; 0 = nothing does.
  double due = 0;
  std::vector<std::string> order, last_order;
  /// Where the items of the open menu begin in the order, and the items of the last frame.
  std::size_t menu_from = 0;
  std::vector<std::string> menu;
  int frame = -1;

  void join(const char* name) {
    if (frame != ImGui::GetFrameCount()) {
      last_order.swap(order);
      order.clear();
      frame = ImGui::GetFrameCount();
      give_back();
    }
    order.emplace_back(name);
  }
  /// What was focused is gone: a menu has closed.
  void give_back() {
    if (opener.empty()) return;
    if (std::find(last_order.begin(), last_order.end(), focused) != last_order.end()) return;
    focused = std::exchange(opener, {});
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
  const bool pointed_elsewhere = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !press.hovered;
  if (press.focused && pointed_elsewhere && !hands().ringed) hands().focused.clear();
  if (press.focused) {
    if (hands().ringed) draw_focus_ring(box);
    if (hands().ringed && !ImGui::IsItemVisible()) ImGui::SetScrollHereY(0.5f);
    press.entered = key_pressed(ImGuiKey_Enter);
    press.clicked |= press.entered;
  }
  if (press.clicked && !press.focused) hands().focused.clear();
  if (press.hovered && hands().hovered != name) {
    hands().hovered = name;
    hands().hovered_since = wall_seconds();
  }
  note_widget(name, box.min, box.max, shown, true);
  return press;
}

void tip(const Press& press, std::string_view text) {
  Hands& h = hands();
  if (!press.hovered || press.held || text.empty()) return;
  const double now = wall_seconds();
  const bool warm = now - h.tipped_at < 0.6;
  if (!warm && now - h.hovered_since < tip_delay) {
    wake_in(tip_delay - (now - h.hovered_since) + 0.005);
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

void wake_in(double seconds) {
  const double at = wall_seconds() + seconds;
  double& due = hands().due;
  due = due > 0 ? std::min(due, at) : at;
}

double frame_due() {
  const double due = std::exchange(hands().due, 0);
  return due > 0 ? std::max(0.0, due - wall_seconds()) : -1;
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
  h.ringed = true;
}

void focus_on(const std::string& name) {
  hands().focused = name;
  hands().ringed = false;
}

double arrow_notches(const Press& press) {
  if (!press.focused || ImGui::GetIO().WantTextInput || ImGui::GetIO().KeyAlt) return 0;
  const auto pressed = [](ImGuiKey key) {
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), true) ? 1.0 : 0.0;
  };
  const double notches = pressed(ImGuiKey_UpArrow) - pressed(ImGuiKey_DownArrow);
  return ImGui::GetIO().KeyShift ? notches / 10 : notches;
}

void enter_menu(const Press& opener, const std::string& name) {
  if (opener.entered) hands().opener = name;
}

bool join_focus(const char* name, const Box& box) {
  hands().join(name);
  const bool focused = hands().focused == name && hands().ringed;
  if (focused) draw_focus_ring(box);
  return focused;
}

bool close_menu() {
  const bool open = ImGui::GetCurrentContext()->OpenPopupStack.Size > 0;
  if (open) ImGui::ClosePopupToLevel(0, true);
  return open;
}

void begin_menu_keys() { hands().menu_from = hands().order.size(); }

/// ↑ and ↓ walk over the items; a menu opened by the keyboard begins with its first.
void end_menu_keys() {
  Hands& h = hands();
  const auto from = static_cast<std::ptrdiff_t>(std::min(h.menu_from, h.order.size()));
  h.menu.assign(h.order.begin() + from, h.order.end());
  if (h.menu.empty() || ImGui::GetIO().WantTextInput) return;
  const auto at = std::find(h.menu.begin(), h.menu.end(), h.focused);
  const bool first = at == h.menu.end();
  const auto pressed = [](ImGuiKey key) {
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), true) ? 1 : 0;
  };
  const long by = pressed(ImGuiKey_DownArrow) - pressed(ImGuiKey_UpArrow);
  if (by == 0 && (!first || h.opener.empty())) return;
  const auto count = static_cast<long>(h.menu.size());
  const long next = first ? (by < 0 ? count - 1 : 0) : (at - h.menu.begin() + by + count) % count;
  h.focused = h.menu[static_cast<std::size_t>(next)];
  h.ringed = true;
  wake_in(0);
}

const std::string& focused_widget() { return hands().focused; }

bool drop_focus() {
  const bool had = !hands().focused.empty();
  hands().focused.clear();
  return had;
}

}  // namespace thalweg::ui
