// Buttons, rows, fields and menus in the look of figures.md.
#include "ui/panels/widgets.hpp"

#include <imgui_stdlib.h>

#include <algorithm>

#include "core/figure/painter.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menu_keys.hpp"

namespace thalweg::ui {
namespace {

ImDrawList* draw() { return ImGui::GetWindowDrawList(); }

void fill(const Box& box, ImU32 tint, float rounding) {
  draw()->AddRectFilled(box.min, box.max, tint, rounding);
}

void frame(const Box& box, ImU32 tint, float rounding) {
  draw()->AddRect(box.min, box.max, tint, rounding);
}

/// A triangle that points right, or down when open.
void chevron(ImVec2 centre, bool open, ImU32 tint) {
  const float r = px(3.6);
  if (open) {
    draw()->AddTriangleFilled({centre.x - r, centre.y - r * 0.7f},
                              {centre.x + r, centre.y - r * 0.7f}, {centre.x, centre.y + r * 0.9f},
                              tint);
  } else {
    draw()->AddTriangleFilled({centre.x - r * 0.7f, centre.y - r}, {centre.x + r * 0.9f, centre.y},
                              {centre.x - r * 0.7f, centre.y + r}, tint);
  }
}

void button_ground(const Box& box, const Press& press, ButtonLook look, bool enabled) {
  if (look == ButtonLook::accent) {
    fill(box, colour(Role::accent, press.held ? 0.8 : press.hovered ? 0.9 : 1), px(6));
    return;
  }
  const bool lit = enabled && press.hovered;
  if (look == ButtonLook::raised || lit) fill(box, colour(Role::raised), px(6));
  if (look == ButtonLook::raised) {
    frame(box, lit ? colour(Role::dim, 0.6) : colour(Role::line), px(6));
  }
}

ImU32 button_text(const Press& press, ButtonLook look, bool enabled) {
  if (!enabled) return colour(Role::dim, 0.5);
  if (look == ButtonLook::accent) return colour(Role::ground);
  if (look == ButtonLook::raised || press.hovered) return colour(Role::text);
  return colour(Role::muted);
}

}  // namespace

void line(ImVec2 from, ImVec2 to, ImU32 tint, float thickness) {
  draw()->AddLine(from, to, tint, thickness);
}

void hairline(float x0, float x1, float y) {
  y = snapped(y);
  draw()->AddRectFilled({x0, y}, {x1, y + std::max(1.0f, px(1))}, colour(Role::line));
}

float button_width(std::string_view label, Font which) {
  return snapped(text_width(which, label) + px(20));
}

namespace {

Press press_button(const char* name, const Box& box, std::string_view label, ButtonLook look,
                   bool enabled, Font which) {
  ImGui::BeginDisabled(!enabled);
  const Press press = hit(name, box, label);
  ImGui::EndDisabled();
  if (!enabled && look == ButtonLook::accent) look = ButtonLook::raised;
  button_ground(box, press, look, enabled);
  put_text(box, Align::centre, which, button_text(press, look, enabled), label);
  return press;
}

}  // namespace

bool button(const char* name, const Box& box, std::string_view label, ButtonLook look, bool enabled,
            std::string_view tooltip, Font which) {
  const Press press = press_button(name, box, label, look, enabled, which);
  tip(press, tooltip);
  return press.clicked && enabled;
}

int segmented(const char* name, const Box& box, const std::vector<std::string>& items,
              int selected) {
  int chosen = -1;
  float used = 0;
  for (const std::string& item : items) used += text_width(Font::label, item);
  const float pad = (box.w() - used) / static_cast<float>(2 * items.size());
  frame(box, colour(Role::line), px(6));
  float x = box.min.x;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const float width = text_width(Font::label, items[i]) + 2 * pad;
    const Box part = Box::at({x, box.min.y}, width, box.h());
    const std::string id = std::string(name) + "." + items[i];
    const Press press = hit(id.c_str(), part, items[i]);
    const bool on = static_cast<int>(i) == selected;
    if (on) {
      fill({{part.min.x + px(1), part.min.y + px(1)}, {part.max.x - px(1), part.max.y - px(1)}},
           colour(Role::raised), px(5));
    }
    put_text(part, Align::centre, Font::label,
             on || press.hovered ? colour(Role::text) : colour(Role::muted), items[i]);
    if (press.clicked) chosen = static_cast<int>(i);
    x += width;
  }
  return chosen;
}

int tabs(const char* name, const Box& box, const std::vector<std::string>& items, int selected) {
  int chosen = -1;
  float x = box.min.x;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const float width = text_width(Font::body, items[i]) + px(20);
    const Box part = Box::at({x, box.min.y}, width, box.h());
    const std::string id = std::string(name) + "." + items[i];
    const Press press = hit(id.c_str(), part, items[i]);
    const bool on = static_cast<int>(i) == selected;
    put_text(part, Align::centre, Font::body,
             on || press.hovered ? colour(Role::text) : colour(Role::muted), items[i]);
    if (on) {
      draw()->AddRectFilled({part.min.x, part.max.y - px(2)}, part.max, colour(Role::accent));
    }
    if (press.clicked) chosen = static_cast<int>(i);
    x += width;
  }
  return chosen;
}

bool group_row(const char* name, const Box& box, std::string_view label, int count, bool open) {
  const Press press = hit(name, box, label);
  const ImU32 tint = press.hovered ? colour(Role::text) : colour(Role::muted);
  chevron({box.min.x + px(4), box.centre().y}, open, tint);
  put_text({{box.min.x + px(10), box.min.y}, {box.max.x - px(30), box.max.y}}, Align::left,
           Font::title, tint, label);
  if (count >= 0) {
    put_text(box, Align::right, Font::title, tint, std::to_string(count));
  }
  return press.clicked;
}

Press list_row(const char* name, const Box& box, std::string_view label, bool selected,
               float indent) {
  const Press press = hit(name, box, label);
  if (selected || press.hovered) {
    draw()->AddRectFilled(box.min, box.max, colour(Role::raised, selected ? 1 : 0.6));
  }
  if (selected) {
    draw()->AddRectFilled(box.min, {box.min.x + px(2), box.max.y}, colour(Role::accent));
  }
  put_text({{box.min.x + indent, box.min.y}, {box.max.x - px(10), box.max.y}}, Align::left,
           Font::body, colour(Role::text), label);
  return press;
}

bool check_box(const char* name, const Box& box, std::string_view label, bool on) {
  const Press press = hit(name, box, label);
  const float side = px(16);
  const Box square = Box::at({box.min.x, snapped(box.centre().y - side / 2)}, side, side);
  fill(square, on ? colour(Role::accent) : colour(Role::ground), px(4));
  frame(square, press.hovered ? colour(Role::dim) : colour(Role::line), px(4));
  if (on) put_text(square, Align::centre, Font::label, colour(Role::ground), icon::check);
  put_text({{square.max.x + px(8), box.min.y}, box.max}, Align::left, Font::body,
           colour(Role::text), label);
  return press.clicked;
}

bool begin_popup(const char* name) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(5), px(5)});
  ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, px(8));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::PushStyleColor(ImGuiCol_PopupBg, colour4(Role::raised));
  ImGui::PushStyleColor(ImGuiCol_Border, colour4(Role::line));
  const bool open = ImGui::BeginPopup(name);
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar(2);
  if (!open) ImGui::PopStyleVar();
  if (open) begin_menu_keys();
  return open;
}

void end_menu() {
  end_menu_keys();
  ImGui::EndPopup();
  ImGui::PopStyleVar();
}

bool begin_menu(const char* name, const Box& box, std::string_view label, ButtonLook look,
                Font which) {
  const std::string popup = std::string(name) + ".menu";
  const Press press = press_button(name, box, label, look, true, which);
  if (press.clicked) ImGui::OpenPopup(popup.c_str());
  enter_menu(press, name);
  ImGui::SetNextWindowPos({box.min.x, box.max.y + px(4)}, ImGuiCond_Appearing);
  return begin_popup(popup.c_str());
}

bool menu_item(const char* name, std::string_view label, std::string_view shortcut, bool enabled,
               bool checked) {
  const float mark = px(20), gap = px(32);
  const float wanted =
      mark + text_width(Font::body, label) + gap + text_width(Font::small_number, shortcut) + px(8);
  const float width = std::max(wanted, std::max(px(180), ImGui::GetContentRegionAvail().x));
  const Box box = Box::at(ImGui::GetCursorScreenPos(), width, px(26));
  ImGui::BeginDisabled(!enabled);
  const Press press = hit(name, box, label);
  ImGui::EndDisabled();
  if (press.hovered && enabled) fill(box, colour(Role::line), px(5));
  if (checked) {
    put_text(Box::at(box.min, mark, box.h()), Align::centre, Font::label, colour(Role::text),
             icon::check);
  }
  const ImU32 tint = enabled ? colour(Role::text) : colour(Role::dim, 0.6);
  put_text({{box.min.x + mark, box.min.y}, box.max}, Align::left, Font::body, tint, label);
  put_text({box.min, {box.max.x - px(8), box.max.y}}, Align::right, Font::small_number,
           colour(Role::muted), shortcut);
  if (press.clicked && enabled) ImGui::CloseCurrentPopup();
  return press.clicked && enabled;
}

void menu_line() {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  hairline(at.x + px(6), at.x + std::max(px(168), ImGui::GetContentRegionAvail().x - px(6)),
           at.y + px(4));
  ImGui::Dummy({1, px(9)});
}

int combo(const char* name, const Box& box, const std::vector<std::string>& items, int selected) {
  const std::string popup = std::string(name) + ".list";
  const bool valid = selected >= 0 && selected < static_cast<int>(items.size());
  const std::string shown = valid ? items[static_cast<std::size_t>(selected)] : std::string();
  const Press press = hit(name, box, shown);
  fill(box, colour(Role::ground), px(6));
  frame(box, press.hovered ? colour(Role::dim, 0.6) : colour(Role::line), px(6));
  put_text({{box.min.x + px(10), box.min.y}, {box.max.x - px(24), box.max.y}}, Align::left,
           Font::body, colour(Role::text), shown);
  chevron({box.max.x - px(13), box.centre().y}, true, colour(Role::dim));
  if (press.clicked) ImGui::OpenPopup(popup.c_str());
  enter_menu(press, name);
  ImGui::SetNextWindowPos({box.min.x, box.max.y + px(3)}, ImGuiCond_Appearing);
  ImGui::SetNextWindowSizeConstraints({box.w(), 0}, {FLT_MAX, px(420)});
  int chosen = -1;
  const bool closed = !ImGui::IsPopupOpen(popup.c_str());
  if (const double notches = closed ? arrow_notches(press) : 0; notches != 0) {
    const int next = selected + (notches > 0 ? -1 : 1);
    if (next >= 0 && next < static_cast<int>(items.size())) chosen = next;
  }
  if (begin_popup(popup.c_str())) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string id = std::string(name) + "." + std::to_string(i);
      if (menu_item(id.c_str(), items[i], {}, true, static_cast<int>(i) == selected)) {
        chosen = static_cast<int>(i);
      }
    }
    end_menu();
  }
  return chosen;
}

namespace {

/// A field that asks for the keyboard has it a frame or two later, or is gone.
constexpr int frames_to_focus = 3;
int awaited_until = -1;

}  // namespace

bool text_awaited() { return ImGui::GetFrameCount() <= awaited_until; }

bool text_field(const char* name, const Box& box, const char* hint, std::string& text,
                bool* entered, bool take_focus) {
  const float side = px(9), above = std::max(0.0f, (box.h() - text_height(Font::body)) / 2);
  ImGui::SetCursorScreenPos(box.min);
  ImGui::SetNextItemWidth(box.w());
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {side, above});
  ImGui::PushStyleVar(ImGuiStyleVar_FrameRounding, px(6));
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 1);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, colour4(Role::ground));
  ImGui::PushStyleColor(ImGuiCol_Border, colour4(Role::line));
  ImGui::PushStyleColor(ImGuiCol_Text, colour4(Role::text));
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, colour4(Role::dim));
  const bool chosen = join_focus(name, box) && !ImGui::GetIO().WantTextInput &&
                      ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Enter), false);
  if (take_focus || chosen) {
    ImGui::SetKeyboardFocusHere();
    awaited_until = ImGui::GetFrameCount() + frames_to_focus;
  }
  const std::string id = std::string("##") + name;
  const bool enter = ImGui::InputTextWithHint(
      id.c_str(), hint, &text,
      ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  const bool edited = ImGui::IsItemEdited();
  if (ImGui::IsItemActive()) awaited_until = -1;
  ImGui::PopStyleColor(4);
  ImGui::PopStyleVar(3);
  if (entered) *entered = enter;
  note_widget(name, box.min, box.max, text);
  return edited;
}

void chip(const char* name, const Box& box, std::string_view text, ImU32 tint) {
  fill(box, colour(Role::raised), box.h() / 2);
  frame(box, colour(Role::line), box.h() / 2);
  put_text(box, Align::centre, Font::label, tint, text);
  note_widget(name, box.min, box.max, text);
}

void swatch(ImVec2 centre, int index, bool hollow) {
  if (hollow) {
    draw()->AddCircle(centre, px(4.2), contender_colour(index), 0, px(1.4));
  } else {
    draw()->AddCircleFilled(centre, px(4.8), contender_colour(index));
  }
}

void line_sample(const Box& box, int index, double alpha) {
  const ImU32 tint = contender_colour(index, alpha);
  const float y = snapped(box.centre().y), width = px(1.6);
  std::vector<double> dash = contender_dash(index);
  if (dash.empty()) dash = {static_cast<double>(box.w() / scale()), 0};
  bool on = true;
  std::size_t part = 0;
  for (float x = box.min.x; x < box.max.x;) {
    const float end = std::min(box.max.x, x + px(dash[part % dash.size()]));
    if (on && end > x) line({x, y}, {end, y}, tint, width);
    x = end, on = !on, ++part;
  }
  // The marker stands on a gap in the line, so that thin shapes stay legible.
  const ImVec2 centre{box.centre().x, y};
  const MarkerShape shape = contender_marker(index);
  if (shape == MarkerShape::circle) return draw()->AddCircleFilled(centre, px(4), tint);
  if (shape == MarkerShape::ring) return draw()->AddCircle(centre, px(3.4), tint, 0, px(1.5));
  const MarkerOutline outline = marker_outline(
      shape, {static_cast<double>(centre.x), static_cast<double>(y)}, static_cast<double>(px(8)));
  std::vector<ImVec2> points;
  for (const Point2& p : outline.points()) {
    points.emplace_back(static_cast<float>(p.x), static_cast<float>(p.y));
  }
  if (!outline.strokes) {
    float area = 0;  // smooth edges want the points clockwise
    for (std::size_t i = 0; i < points.size(); ++i) {
      const ImVec2 a = points[i], b = points[(i + 1) % points.size()];
      area += a.x * b.y - b.x * a.y;
    }
    if (area < 0) std::reverse(points.begin(), points.end());
    draw()->AddConvexPolyFilled(points.data(), static_cast<int>(points.size()), tint);
    return;
  }
  for (std::size_t i = 0; i + 1 < points.size(); i += 2)
    line(points[i], points[i + 1], tint, px(1.6));
}

Column begin_scroll(const char* name, const Box& box, float padding) {
  ImGui::SetCursorScreenPos(box.min);
  ImGui::PushStyleVar(ImGuiStyleVar_ScrollbarSize, px(8));
  ImGui::BeginChild(name, {box.w(), box.h()}, false, ImGuiWindowFlags_NoNav);
  ImGui::PopStyleVar();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  return {at.x + padding, at.y, box.w() - 2 * padding};
}

void end_scroll(const Column& column) {
  ImGui::SetCursorScreenPos({column.x, column.y});
  ImGui::Dummy({1, px(8)});
  ImGui::EndChild();
}

}  // namespace thalweg::ui
