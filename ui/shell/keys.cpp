// The key map (interaction.md, 'Gestures'): keys call the same verbs as buttons.
#include "ui/shell/keys.hpp"

#include <string>

#include "ui/panels/contender_row.hpp"
#include "ui/panels/menus.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/shell/centre.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

void with_ctrl(const KeyPress& press, bool typing, Workspace& workspace) {
  const char32_t c = press.character;
  if (c == 'k') {
    workspace.palette_open = !workspace.palette_open;
    workspace.touch();
  }
  if (c == 's') do_command(workspace, press.shift ? "save_as" : "save");
  if (c == 'o') do_command(workspace, "open");
  if (c == 'e') do_command(workspace, "export");
  if (c == 'r') do_command(workspace, "restart");
  if (c == 'q') do_command(workspace, "quit");
  if (c == 'z' && !typing) do_command(workspace, press.shift ? "redo" : "undo");
}

/// Gesture → popover or sheet → unstarted branch → selection → fill: one layer each.
void escape(bool typing, Workspace& workspace, Centre& centre) {
  if (centre.cancel_gesture(workspace)) return;
  const bool field = typing && !workspace.palette_open && workspace.sheet == Sheet::none;
  if (close_menu() || field) {  // the field itself gives up what was typed
  } else if (workspace.palette_open) {
    workspace.palette_open = false;
  } else if (workspace.sheet != Sheet::none) {
    workspace.sheet = Sheet::none;
  } else if (workspace.drawer != Drawer::none) {
    workspace.drawer = Drawer::none;
  } else if (workspace.browsing) {
    workspace.browsing = false;
  } else if (drop_focus()) {
  } else if (workspace.has_run() && workspace.run().branch) {
    workspace.drop_branch();
  } else if (clear_selected_time()) {
  } else if (centre.clear_selection(workspace)) {
  } else if (workspace.has_run() && !workspace.run().filled.empty()) {
    workspace.toggle_fill(workspace.run().filled);
  } else if (workspace.presenting) {
    workspace.presenting = false;
  }
  workspace.touch();
}

void plain(char32_t c, Workspace& workspace) {
  const auto command = [&](const char* id) { do_command(workspace, id); };
  if (c == '?') command("keys");
  if (!workspace.has_run()) return;
  if (c == '[') command("previous_event");
  if (c == ']') command("next_event");
  if (c == 'b') command("branch");
  if (c == 'p') command("pin");
  if (c == 'x') command("clock");
  if (c == ',') command("slower");
  if (c == '.') command("faster");
  if (c == 'a') command("show_all");
  if (c == 'n') command("note");
  if (c == 'f') workspace.toggle_fill(workspace.active_view());
  if (c == 'l') workspace.toggle_log(workspace.active_view());
  if (c == 'g') workspace.toggle_grid(workspace.active_view());
  const std::vector<std::string> visible = workspace.run().visible();
  if (c >= '1' && c <= '6' && c - '1' < visible.size()) {
    workspace.set_active_view(visible[c - '1']);
    workspace.touch();
  }
}

}  // namespace

void handle_key(const KeyPress& press, bool typing, Workspace& workspace, Centre& centre) {
  using Key = KeyPress::Key;
  if (press.key == Key::ghost) {
    if (!typing) workspace.show_ghosts_only(!press.released);
    return;
  }
  if (press.key == Key::escape) return escape(typing, workspace, centre);
  if (press.ctrl && press.key == Key::character) return with_ctrl(press, typing, workspace);
  if (typing || workspace.palette_open || press.ctrl) return;
  if (press.alt) {
    if (press.key == Key::left) centre.previous_zoom(workspace);
    return;
  }
  const bool arrow = press.key == Key::left || press.key == Key::right;
  if (workspace.browsing && arrow) return;  // they move over the pictures
  const std::int64_t steps = press.shift ? 10 : 1;
  switch (press.key) {
    case Key::character:
      return plain(press.character, workspace);
    case Key::space:
      return workspace.toggle_run();
    case Key::left:
      return workspace.step_back(steps);
    case Key::right:
      return workspace.step(steps);
    case Key::home:
      return workspace.to_start();
    case Key::end:
      return workspace.follow_head();
    case Key::remove:
      if (!remove_focused_contender(workspace)) centre.delete_point(workspace);
      return;
    case Key::tab:
      move_focus(press.shift ? -1 : 1);
      return workspace.touch();
    case Key::f5:
      return do_command(workspace, "present");
    case Key::escape:
    case Key::ghost:
      return;
  }
}

}  // namespace thalweg::ui
