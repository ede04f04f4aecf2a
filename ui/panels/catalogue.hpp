// The catalogue: see interaction.md, 'Arrangement'.
#pragma once

#include <imgui.h>

#include <string>

namespace thalweg::ui {

class Workspace;

/// Draws it into the present ImGui child, `size` physical px from the child's corner.
void draw_catalogue(Workspace& workspace, ImVec2 size);

/// What is typed into its filter, which the pictures in the centre follow too.
std::string& catalogue_filter();
/// Whether its field was on screen in this frame or the last one.
bool catalogue_filter_shown();

}  // namespace thalweg::ui
