// The top bar: menus, run controls, pace, clock, palette. See interaction.md, 'Arrangement'.
#include "ui/panels/top_bar.hpp"

#include <array>
#include <cmath>
#include <string>

#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menus.hpp"
#include "ui/panels/time_axis.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double control_height = 28;

/// Boxes from left to right with a gap between.
struct Shelf {
  float x, y, height;
  Box take(float width, float gap = px(7)) {
    const Box box = Box::at({snapped(x), y}, snapped(width), height);
    x += snapped(width) + gap;
    return box;
  }
};

float draw_logo(float x, float y, float height) {
  const ImU32 logo = to_u32({0x4c, 0xc2, 0xa8, 255});
  const Box box = Box::at({x, y}, px(70), height);
  put_text(box, Align::left, Font::strong, colour(Role::text), "thal");
  const float first = text_width(Font::strong, "thal");
  put_text({{x + first, y}, box.max}, Align::left, Font::strong, logo, "weg");
  return x + first + text_width(Font::strong, "weg");
}

void draw_pace(Workspace& ws, const Box& box) {
  const std::string label = "Pace  " + ws.pace_text() + " " + icon::down;
  if (!begin_menu("top.pace", box, label, ButtonLook::raised, Font::label)) return;
  const std::string now = ws.pace_text();
  constexpr std::array<const char*, 6> names{"auto", "1", "5", "20", "100", "max"};
  for (const char* name : names) {
    const std::string id = std::string("top.pace.") + name;
    const bool number = name[0] >= '0' && name[0] <= '9';
    const std::string text = number ? std::string(name) + " a second" : name;
    const bool on = now == (number ? std::string(name) + "/s" : name);
    if (!menu_item(id.c_str(), text, {}, true, on)) continue;
    if (number) {
      ws.set_pace({Pace::Kind::fixed, std::stod(name)});
    } else {
      ws.set_pace(std::string_view(name) == "auto" ? ws.automatic_pace() : Pace{Pace::Kind::max});
    }
  }
  end_menu();
}

void draw_transport(Workspace& ws, Shelf& shelf) {
  const bool can = ws.has_run();
  const bool running = can && ws.running();
  const float square = px(34);
  if (button("top.start", shelf.take(square), icon::to_start, ButtonLook::raised, can,
             "To start (Home)", Font::label)) {
    ws.to_start();
  }
  if (button("top.back", shelf.take(px(30)), "◀", ButtonLook::raised, can, "Step back (←)",
             Font::label)) {
    ws.step_back();
  }
  const std::string label =
      running ? std::string(icon::pause) + "  Pause" : std::string(icon::play) + "  Run";
  if (button("top.run", shelf.take(px(74)), label, ButtonLook::accent, can, "Run or pause (Space)",
             Font::title)) {
    ws.toggle_run();
  }
  if (button("top.step", shelf.take(square), icon::to_end, ButtonLook::raised, can, "One step (→)",
             Font::label)) {
    ws.step();
  }
}

std::string present_clock(const Workspace& ws) {
  if (!ws.has_run()) return "k 0";
  const OpenRun& run = ws.run();
  const std::string unit = run.experiment ? run.experiment->work_unit : "";
  return clock_text(to_clock(ws.clock()), run.cursor_value(ws.clock()), unit);
}

void draw_clock(Workspace& ws, Shelf& shelf, bool wide) {
  const std::string value = present_clock(ws);
  const Box box = shelf.take(px(ws.clock() == ClockKind::work ? 128 : 62));
  put_text(box, Align::centre, Font::number, colour(Role::text), value);
  note_widget("top.clock", box.min, box.max, value);
  static const std::vector<std::string> names{"iteration", "seconds", "work"};
  const int selected = static_cast<int>(ws.clock());
  if (!wide) {
    if (button("top.clock_kind", shelf.take(px(78)), names[static_cast<std::size_t>(selected)],
               ButtonLook::raised, true, "The clock (X)", Font::label)) {
      ws.cycle_clock();
    }
    return;
  }
  const int chosen = segmented("top.clock_kind", shelf.take(px(200)), names, selected);
  if (chosen >= 0) ws.set_clock(static_cast<ClockKind>(chosen));
}

void draw_finder(Workspace& ws, const Box& box) {
  const bool wide = box.w() > px(120);
  const Press press = hit("top.palette", box, "Find anything");
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(box.min, box.max, colour(Role::ground), px(6));
  list->AddRect(box.min, box.max, colour(press.hovered ? Role::dim : Role::line), px(6));
  const Box inner{{box.min.x + px(10), box.min.y}, {box.max.x - px(10), box.max.y}};
  if (wide) {
    put_text(inner, Align::left, Font::body, colour(Role::dim), "Find anything");
    put_text(inner, Align::right, Font::small_number, colour(Role::muted), "Ctrl K");
  } else {
    put_text(box, Align::centre, Font::label, colour(Role::muted), icon::search);
  }
  if (press.clicked) ws.palette_open = true, ws.touch();
}

/// Opens the panel that a narrow window has no place for; returns the width used.
float draw_drawer_button(Workspace& ws, ImVec2 at, Drawer drawer) {
  const bool left = drawer == Drawer::catalogue;
  const float side = px(30);
  if (button(left ? "top.catalogue" : "top.inspector", Box::at(at, side, px(control_height)),
             left ? icon::list : icon::sliders,
             ws.drawer == drawer ? ButtonLook::raised : ButtonLook::flat, true,
             left ? "All experiments" : "Parameters and contenders", Font::label)) {
    ws.drawer = ws.drawer == drawer ? Drawer::none : drawer;
    ws.touch();
  }
  return side;
}

}  // namespace

void draw_top_bar(Workspace& ws, ImVec2 size) {
  const ImVec2 corner = ImGui::GetWindowPos();
  const float height = px(control_height), y = snapped(corner.y + (size.y - height) / 2);
  const bool wide = size.x >= px(1280), medium = size.x >= px(1000);
  const bool narrow = size.x < px(800);
  float left = corner.x + px(narrow ? 6 : 14);
  if (narrow) {
    left += draw_drawer_button(ws, {left, y}, Drawer::catalogue) + px(2);
  } else {
    left = draw_logo(left, corner.y, size.y) + px(12);
  }
  left = size.x >= px(900) ? draw_menus(ws, left, size.y) : draw_folded_menu(ws, left, size.y);

  const float finder = wide ? px(212) : px(34);
  float right = corner.x + size.x - px(narrow ? 6 : 14);
  if (narrow) {
    right -= px(30);
    draw_drawer_button(ws, {right, y}, Drawer::inspector);
    right -= px(4);
  }
  right -= finder;
  draw_finder(ws, Box::at({right, y}, finder, height));

  const float clock_width = px(ws.clock() == ClockKind::work ? 128 : 62);
  const float pace_width = px(98), transport = px(34 + 30 + 74 + 34 + 4 * 7);
  const float kind_width = medium ? px(200) : px(78);
  const float pin_width = wide ? px(50) : 0;
  const float used = transport + pace_width + clock_width + kind_width + pin_width + px(4 * 7);
  const float centred = corner.x + (size.x - used) / 2;
  Shelf shelf{std::max(left + px(6), std::min(centred, right - used - px(2))), y, height};
  draw_transport(ws, shelf);
  draw_pace(ws, shelf.take(pace_width));
  draw_clock(ws, shelf, medium);
  if (wide) {
    const bool pinned = ws.has_run() && ws.run().pinned;
    if (button("top.pin", shelf.take(pin_width), pinned ? "Unpin" : "Pin", ButtonLook::raised,
               ws.has_run(), "Keep this run as a ghost behind the next (P)", Font::label)) {
      ws.toggle_pin();
    }
  }
}

}  // namespace thalweg::ui
