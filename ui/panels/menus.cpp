// The menus of the top bar, and the commands they share with the palette.
#include "ui/panels/menus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "ui/panels/timeline.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

const NamedCommand& command(const std::string& id) {
  const auto& all = commands();
  const auto same = [&](const NamedCommand& c) { return c.id == id; };
  return *std::find_if(all.begin(), all.end(), same);
}

void item(Workspace& ws, const std::string& id, const std::string& text = {}) {
  const NamedCommand& c = command(id);
  const std::string name = "menu." + id;
  if (menu_item(name.c_str(), text.empty() ? c.text : text, c.shortcut, can_do(ws, id))) {
    do_command(ws, id);
  }
}

void recent_files(Workspace& ws) {
  const auto& recent = ws.preferences.recent;
  if (recent.empty()) return;
  menu_line();
  std::string chosen;
  for (std::size_t i = 0; i < std::min<std::size_t>(recent.size(), 6); ++i) {
    const std::filesystem::path path(recent[i]);
    const std::string name = "menu.recent." + std::to_string(i);
    if (menu_item(name.c_str(), path.filename().string())) chosen = recent[i];
  }
  if (!chosen.empty()) ws.open_session(chosen);
}

void file_items(Workspace& ws) {
  item(ws, "open");
  item(ws, "save");
  item(ws, "save_as");
  item(ws, "export");
  recent_files(ws);
  menu_line();
  item(ws, "quit");
}

void edit_items(Workspace& ws) {
  item(ws, "undo", ws.undo_name().empty() ? "" : "Undo: " + ws.undo_name());
  item(ws, "redo", ws.redo_name().empty() ? "" : "Redo: " + ws.redo_name());
}

void run_items(Workspace& ws) {
  item(ws, "run", ws.running() ? "Pause" : "Run");
  item(ws, "step");
  item(ws, "step_back");
  item(ws, "to_start");
  item(ws, "to_head");
  menu_line();
  item(ws, "previous_event");
  item(ws, "next_event");
  item(ws, "branch");
  item(ws, "pin");
  item(ws, "note");
  menu_line();
  item(ws, "restart");
  item(ws, "cancel");
}

void view_items(Workspace& ws) {
  for (const char* theme : {"dark", "light", "high contrast"}) {
    const std::string name = std::string("menu.theme.") + theme;
    const std::string label = std::string("Theme ") + theme;
    if (menu_item(name.c_str(), label, {}, true, ws.preferences.theme == theme)) {
      ws.preferences.theme = theme, ws.touch();
    }
  }
  menu_line();
  for (const double s : {0.75, 1.0, 1.25, 1.5, 2.0, 2.5}) {
    const std::string name = fmt::format("menu.scale.{:.0f}", 100 * s);
    const bool on = std::abs(static_cast<double>(scale()) - s) < 0.01;
    if (menu_item(name.c_str(), fmt::format("Scale {:.0f} %", 100 * s), {}, true, on)) {
      ws.preferences.scale = s, ws.touch();
    }
  }
  menu_line();
  for (const Layout layout :
       {Layout::one, Layout::one_three, Layout::two_by_two, Layout::two_by_three}) {
    const std::string name = std::string("menu.layout.") + layout_name(layout);
    const bool on = ws.has_run() && ws.run().layout == layout;
    if (menu_item(name.c_str(), std::string("Layout ") + layout_name(layout), {}, ws.has_run(),
                  on)) {
      ws.set_layout(layout);
    }
  }
  menu_line();
  if (menu_item("menu.patterns", "Dashes and markers", {}, true, ws.preferences.patterns)) {
    ws.preferences.patterns = !ws.preferences.patterns, ws.touch();
  }
  item(ws, "present");
  item(ws, "browse");
  item(ws, "settings");
}

void help_items(Workspace& ws) {
  item(ws, "keys");
  item(ws, "messages");
  item(ws, "gallery");
  item(ws, "about");
}

struct Menu {
  const char* title;
  void (*items)(Workspace&);
};
constexpr std::array<Menu, 5> menus{{{"File", file_items},
                                     {"Edit", edit_items},
                                     {"Run", run_items},
                                     {"View", view_items},
                                     {"Help", help_items}}};

void open_sheet(Workspace& ws, Sheet sheet) {
  ws.sheet = ws.sheet == sheet ? Sheet::none : sheet;
  ws.touch();
}

/// The name of what B and P have made is typed at once.
void make_branch(Workspace& ws) {
  if (ws.run().following()) {
    ws.tell(Message::Kind::news, "A branch starts in the past: move the cursor back first");
    return;
  }
  ws.make_branch();
  open_run_name(ws);
}

void toggle_pin(Workspace& ws) {
  ws.toggle_pin();
  if (ws.run().pinned) open_run_name(ws);
}

}  // namespace

const std::vector<NamedCommand>& commands() {
  static const std::vector<NamedCommand> all{{"open", "Open…", "Ctrl O"},
                                             {"save", "Save", "Ctrl S"},
                                             {"save_as", "Save as…", ""},
                                             {"export", "Export figure…", "Ctrl E"},
                                             {"quit", "Quit", "Ctrl Q"},
                                             {"undo", "Undo", "Ctrl Z"},
                                             {"redo", "Redo", "Shift Ctrl Z"},
                                             {"run", "Run / pause", "Space"},
                                             {"step", "One step", "→"},
                                             {"step_back", "Step back", "←"},
                                             {"to_start", "To start", "Home"},
                                             {"to_head", "To head", "End"},
                                             {"previous_event", "Previous event", "["},
                                             {"next_event", "Next event", "]"},
                                             {"branch", "Branch here", "B"},
                                             {"pin", "Pin run", "P"},
                                             {"note", "Note at this moment", "N"},
                                             {"restart", "Restart", "Ctrl R"},
                                             {"cancel", "Stop all contenders", ""},
                                             {"clock", "Next clock", "X"},
                                             {"slower", "Slower pace", ","},
                                             {"faster", "Faster pace", "."},
                                             {"show_all", "Show all of time", "A"},
                                             {"projection", "Perspective / orthographic", ""},
                                             {"present", "Present", "F5"},
                                             {"browse", "Browse with pictures", ""},
                                             {"settings", "Settings…", ""},
                                             {"keys", "Keyboard shortcuts", "?"},
                                             {"messages", "Messages", ""},
                                             {"gallery", "Gallery of figures", ""},
                                             {"about", "About Thalweg", ""}};
  return all;
}

bool can_do(const Workspace& ws, const std::string& id) {
  if (id == "undo") return !ws.undo_name().empty();
  if (id == "redo") return !ws.redo_name().empty();
  for (const char* always :
       {"open", "quit", "browse", "settings", "keys", "messages", "gallery", "about"}) {
    if (id == always) return true;
  }
  if (id == "projection") {
    const ViewSpec* view = ws.has_run() ? ws.run().view(ws.active_view()) : nullptr;
    return view && view->spatial();
  }
  return ws.has_run();
}

void do_command(Workspace& ws, const std::string& id) {
  if (!can_do(ws, id)) return;
  if (id == "open") return open_sheet(ws, Sheet::open);
  if (id == "save_as") return open_sheet(ws, Sheet::save_as);
  if (id == "save") {
    if (ws.session_path().empty()) return open_sheet(ws, Sheet::save_as);
    ws.save_session(ws.session_path());
    return;
  }
  if (id == "export") {
    ws.export_request.view = ws.active_view();
    return open_sheet(ws, Sheet::export_view);
  }
  if (id == "quit") ws.quit = true;
  if (id == "undo") ws.undo();
  if (id == "redo") ws.redo();
  if (id == "run") ws.toggle_run();
  if (id == "step") ws.step();
  if (id == "step_back") ws.step_back();
  if (id == "to_start") ws.to_start();
  if (id == "to_head") ws.follow_head();
  if (id == "previous_event") ws.previous_event();
  if (id == "next_event") ws.next_event();
  if (id == "branch") make_branch(ws);
  if (id == "pin") toggle_pin(ws);
  if (id == "note") open_note(ws);
  if (id == "restart") ws.restart();
  if (id == "cancel") ws.cancel();
  if (id == "clock") ws.cycle_clock();
  if (id == "slower") ws.shift_pace(-1);
  if (id == "faster") ws.shift_pace(1);
  if (id == "show_all") ws.toggle_show_all();
  if (id == "projection") ws.toggle_projection(ws.active_view());
  if (id == "present") ws.presenting = !ws.presenting, ws.sheet = Sheet::none, ws.touch();
  if (id == "browse") ws.browsing = !ws.browsing, ws.touch();
  if (id == "settings") open_sheet(ws, Sheet::settings);
  if (id == "keys") open_sheet(ws, Sheet::keys);
  if (id == "messages") open_sheet(ws, Sheet::messages);
  if (id == "gallery") ws.select_experiment("gallery/all");
  if (id == "about") open_sheet(ws, Sheet::about);
}

float draw_menus(Workspace& ws, float x, float height) {
  const float top = ImGui::GetWindowPos().y + (height - px(28)) / 2;
  for (const Menu& menu : menus) {
    const float width = text_width(Font::body, menu.title) + px(12);
    const std::string name = std::string("top.") + menu.title;
    if (begin_menu(name.c_str(), Box::at({x, top}, width, px(28)), menu.title, ButtonLook::flat)) {
      menu.items(ws);
      end_menu();
    }
    x += width;
  }
  return x;
}

float draw_folded_menu(Workspace& ws, float x, float height) {
  const float top = ImGui::GetWindowPos().y + (height - px(28)) / 2;
  if (begin_menu("top.menu", Box::at({x, top}, px(30), px(28)), "≡", ButtonLook::flat)) {
    for (const Menu& menu : menus) {
      if (&menu != &menus.front()) menu_line();
      menu.items(ws);
    }
    end_menu();
  }
  return x + px(30);
}

}  // namespace thalweg::ui
