// The right column: parameters, method, data and contenders, or the open sheet; see interaction.md,
// 'Arrangement'.
#pragma once

#include <imgui.h>

namespace thalweg::ui {

class Workspace;

/// Draws it into the present ImGui child, `size` physical px from the child's corner.
void draw_inspector(Workspace& workspace, ImVec2 size);

}  // namespace thalweg::ui
