// The seam between shell and panels. The shell makes the rectangle of each region an ImGui child
// (padding 0, background drawn) and calls one function of ui/panels in it; sizes are physical px.
//
//   ui/panels/top_bar.hpp      void draw_top_bar(Workspace&, ImVec2 size);
//   ui/panels/catalogue.hpp    void draw_catalogue(Workspace&, ImVec2 size);
//   ui/panels/inspector.hpp    void draw_inspector(Workspace&, ImVec2 size);   // or the open sheet
//   ui/panels/timeline.hpp     void draw_timeline(Workspace&, ImVec2 size);
//   ui/panels/status_bar.hpp   void draw_status_bar(Workspace&, ImVec2 size);
//   ui/panels/palette.hpp      void draw_palette(Workspace&);                  // over everything
#pragma once

#include <imgui.h>

#include <functional>

namespace thalweg::ui {

class Workspace;

/// What fills the regions; a test may put its own in.
struct Panels {
  std::function<void(Workspace&, ImVec2)> top_bar, catalogue, inspector, timeline, status_bar;
  std::function<void(Workspace&)> palette;
};

/// The functions of ui/panels.
Panels panels();

}  // namespace thalweg::ui
