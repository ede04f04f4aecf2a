// The status bar: see interaction.md, 'Arrangement'.
#pragma once

#include <imgui.h>

namespace thalweg::ui {

class Workspace;

/// Draws it into the present ImGui child, `size` physical px from the child's corner.
void draw_status_bar(Workspace& workspace, ImVec2 size);

}  // namespace thalweg::ui
