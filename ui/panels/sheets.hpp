// Sheets: export, open, save, settings, keys, messages. They replace the inspector until Esc.
#pragma once

#include <imgui.h>

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

/// Draws the sheet that is open, with its title and a cross.
void draw_sheet(Workspace& workspace, ImVec2 size);

void draw_export_sheet(Workspace& workspace, Column& column);
/// Open and save as: `saving` asks for a name.
void draw_file_sheet(Workspace& workspace, Column& column, bool saving);
void draw_settings_sheet(Workspace& workspace, Column& column);
void draw_keys_sheet(Workspace& workspace, Column& column);
void draw_messages_sheet(Workspace& workspace, Column& column);
void draw_about_sheet(Workspace& workspace, Column& column);

}  // namespace thalweg::ui
