// The timeline: see interaction.md, 'Arrangement'.
#pragma once

#include <imgui.h>

#include <optional>

#include "core/figure/view_state.hpp"

namespace thalweg::ui {

class Workspace;

/// Draws it into the present ImGui child, `size` physical px from the child's corner.
void draw_timeline(Workspace& workspace, ImVec2 size);

/// Opens the text field of a note at the shown moment.
void open_note(Workspace& workspace);
/// Opens the text field of the present run's name, with room for its lane.
void open_run_name(Workspace& workspace);
/// The part of time that is selected, in values of the present clock.
std::optional<Range> selected_time(const Workspace& workspace);
/// Clears the selected part of time; false when there was none.
bool clear_selected_time();

}  // namespace thalweg::ui
