// One frame of the whole window: regions, splitters, centre and panels. Needs a toolkit context
// with baked fonts, but no window and no OpenGL, so that tests can draw it.
#pragma once

#include <memory>
#include <string>

#include "ui/plot/textures.hpp"
#include "ui/shell/arrangement.hpp"
#include "ui/shell/centre.hpp"
#include "ui/shell/regions.hpp"

namespace thalweg::ui {

/// The side of a region that has a hairline; the centre has none and lies on the ground colour.
enum class Edge { none, left, right, top, bottom };

class Shell {
 public:
  Shell(Workspace& workspace, RenderDevice& device, Panels panels);

  /// Between ImGui::NewFrame() and ImGui::Render().
  void draw(ImVec2 size);
  Centre& centre() { return centre_; }

 private:
  void region(const char* name, const Box& box, Edge edge, const Panels::Draw& panel);
  void draw_centre(const Regions& regions);
  void draw_drawer(const Regions& regions);
  void splitters(const Regions& regions);
  void splitter(const char* name, const Box& box, bool vertical, double& size, double sign,
                double least, double most);

  Workspace& workspace_;
  Textures textures_;
  Centre centre_;
  Panels panels_;
  double dragged_from_ = 0;
  const OpenRun* drawn_run_ = nullptr;
};

}  // namespace thalweg::ui
