// The rails of narrow windows: icons that open a panel over the centre (interaction.md, 'Sizes').
#pragma once

#include <imgui.h>

namespace thalweg::ui {

class Workspace;

/// Catalogue, pictures and files.
void draw_left_rail(Workspace& workspace, ImVec2 size);
/// Parameters, method, data and contenders.
void draw_right_rail(Workspace& workspace, ImVec2 size);
/// The strip over the timeline: while presenting with run, clock and the way back.
void draw_strip(Workspace& workspace, ImVec2 size);

}  // namespace thalweg::ui
