// The menus of the top bar, and the commands they share with the palette.
#pragma once

#include <string>
#include <vector>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

/// A command by name: what menus and palette offer.
struct NamedCommand {
  std::string id, text, shortcut;
};
/// Every command without a target of its own.
const std::vector<NamedCommand>& commands();
/// Whether the command can be done now.
bool can_do(const Workspace& workspace, const std::string& id);
void do_command(Workspace& workspace, const std::string& id);

/// Draws File, Edit, Run, View, Help from `x` on; returns the x after them.
float draw_menus(Workspace& workspace, float x, float height);
/// Draws all of them behind one button for narrow windows.
float draw_folded_menu(Workspace& workspace, float x, float height);

}  // namespace thalweg::ui
