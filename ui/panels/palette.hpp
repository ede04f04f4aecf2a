// The command palette (Ctrl+K): finds every experiment, parameter, view, contender, run and
// command.
#pragma once

#include <string>
#include <vector>

#include "ui/panels/search.hpp"

namespace thalweg::ui {

class Workspace;

/// Everything the palette can find now.
std::vector<PaletteEntry> palette_entries(const Workspace& workspace);
/// Does what an entry says: starts, shows, sets or runs it. Returns why it was refused, else "".
std::string follow_entry(Workspace& workspace, const PaletteEntry& entry);
/// Draws the palette over everything while it is open, and ends the frame of the layout dump.
void draw_palette(Workspace& workspace);

}  // namespace thalweg::ui
