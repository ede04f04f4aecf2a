// Where the regions of the window lie, whatever its size (interaction.md, 'Sizes').
#pragma once

#include "ui/panels/widgets.hpp"
#include "ui/shell/window_state.hpp"

namespace thalweg::ui {

/// What has room, by the logical width: both panels (≥ 1440), one panel (≥ 1100), rails and a
/// filmstrip (≥ 800), one view at a time.
enum class Room { both_panels, one_panel, rails, one_view };
Room room_for(double logical_width);

/// Boxes of the regions in physical px; those without room are empty.
struct Regions {
  Box top_bar, left_rail, catalogue, centre, inspector, right_rail;
  /// Key controls and contenders, where no panel shows them.
  Box strip;
  Box timeline, status_bar;
  /// The open panel that has no place of its own: it lies over the centre.
  Box drawer;
  Room room = Room::both_panels;
};

/// Regions of a window of `size` physical px. An open sheet needs the inspector, as a drawer where
/// it has no place.
Regions arrange(ImVec2 size, const WindowState& state);
/// The drawer that is open in that room: asked for, or needed by a sheet.
Drawer open_drawer(const WindowState& state, Room room);

}  // namespace thalweg::ui
