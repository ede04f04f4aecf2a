// Rails: a column of icons; a second press closes what the first opened.
#include "ui/panels/rails.hpp"

#include "ui/panels/key_controls.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/menus.hpp"
#include "ui/panels/time_axis.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// Icon buttons from the top down.
class IconColumn {
 public:
  explicit IconColumn(ImVec2 size)
      : x_(ImGui::GetWindowPos().x + (size.x - side()) / 2), y_(ImGui::GetWindowPos().y + px(8)) {}

  bool press(const char* name, const char* glyph, bool on, const char* tooltip) {
    const Box box = Box::at({snapped(x_), snapped(y_)}, side(), side());
    y_ += side() + px(6);
    return button(name, box, glyph, on ? ButtonLook::raised : ButtonLook::flat, true, tooltip);
  }

 private:
  static float side() { return snapped(px(32)); }
  float x_, y_;
};

void toggle(Workspace& ws, Drawer drawer) {
  ws.drawer = ws.drawer == drawer ? Drawer::none : drawer;
  ws.sheet = Sheet::none;
  ws.touch();
}

/// Opens the inspector at a tab; again closes it.
void open_tab(Workspace& ws, int tab) {
  const bool again = ws.drawer == Drawer::inspector && ws.inspector_tab == tab;
  ws.drawer = again ? Drawer::none : Drawer::inspector;
  ws.sheet = Sheet::none;
  ws.inspector_tab = tab;
  ws.touch();
}

}  // namespace

void draw_left_rail(Workspace& ws, ImVec2 size) {
  IconColumn icons(size);
  if (icons.press("rail.catalogue", icon::list, ws.drawer == Drawer::catalogue,
                  "All experiments and open runs")) {
    toggle(ws, Drawer::catalogue);
  }
  if (icons.press("rail.browse", icon::pictures, ws.browsing, "Browse with pictures")) {
    ws.browsing = !ws.browsing, ws.drawer = Drawer::none, ws.touch();
  }
  if (icons.press("rail.open", icon::folder, ws.sheet == Sheet::open, "Open (Ctrl+O)")) {
    do_command(ws, "open");
  }
}

void draw_right_rail(Workspace& ws, ImVec2 size) {
  IconColumn icons(size);
  const auto tab = [&](const char* name, const char* glyph, int index, const char* tooltip) {
    const bool on = ws.drawer == Drawer::inspector && ws.inspector_tab == index;
    if (icons.press(name, glyph, on, tooltip)) open_tab(ws, index);
  };
  tab("rail.parameters", icon::sliders, 0, "Parameters and contenders");
  tab("rail.method", icon::book, 1, "Method");
  tab("rail.data", icon::table, 2, "Data");
  if (icons.press("rail.export", icon::download, ws.sheet == Sheet::export_view,
                  "Export figure (Ctrl+E)")) {
    do_command(ws, "export");
  }
}

void draw_strip(Workspace& ws, ImVec2 size) {
  if (!ws.has_run()) return;
  const ImVec2 corner = ImGui::GetWindowPos();
  Box rest = Box::at(corner, size.x, size.y);
  if (ws.presenting) {
    const float height = px(30), top = rest.centre().y - height / 2;
    const bool running = ws.running();
    const Box run = Box::at({corner.x + px(12), top}, px(40), height);
    if (button("present.run", run, running ? icon::pause : icon::play, ButtonLook::accent, true,
               "Run or pause (Space)")) {
      ws.toggle_run();
    }
    const std::string clock = clock_text(to_clock(ws.clock()), ws.run().cursor_value(ws.clock()),
                                         ws.run().experiment->work_unit);
    const Box value = Box::at({run.max.x + px(8), top}, px(76), height);
    put_text(value, Align::left, Font::number, colour(Role::text), clock);
    note_widget("present.clock", value.min, value.max, clock);
    const Box leave{{rest.max.x - px(44), top}, {rest.max.x - px(12), top + height}};
    if (button("present.leave", leave, icon::compress, ButtonLook::flat, true,
               "Back to the workspace (F5)", Font::label)) {
      do_command(ws, "present");
    }
    rest = {{value.max.x + px(4), rest.min.y}, {leave.min.x - px(8), rest.max.y}};
  }
  draw_key_controls(ws, rest);
}

}  // namespace thalweg::ui
