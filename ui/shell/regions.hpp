// The seam between shell and panels. The shell makes the rectangle of each region an ImGui child
// (padding 0, background drawn) and calls one function of ui/panels in it; sizes are physical px.
#pragma once

#include <imgui.h>

#include <functional>

namespace thalweg::ui {

class Workspace;
class Textures;
struct Box;

/// What fills the regions; a test may put its own in.
struct Panels {
  using Draw = std::function<void(Workspace&, ImVec2)>;
  Draw top_bar, catalogue, inspector, timeline, status_bar;
  /// Where a window is too narrow for the panels: their icons, and the key controls.
  Draw left_rail, right_rail, strip;
  /// All experiments as pictures, in place of the views.
  std::function<void(Workspace&, Textures&, const Box&)> browse;
  /// Over everything; ends the frame of the layout dump.
  std::function<void(Workspace&)> palette;
};

/// The functions of ui/panels.
Panels panels();

}  // namespace thalweg::ui
