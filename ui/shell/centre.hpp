// The centre: stage bar, strips that say what matters now, and the views.
#pragma once

#include <imgui.h>

#include <map>
#include <string>
#include <vector>

#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

/// Boxes of `count` views in `area`, in the order of the slots. Gaps are `gap` px.
std::vector<Box> slots(Layout layout, std::size_t count, const Box& area, float gap);

class Centre {
 public:
  explicit Centre(Textures& textures) : textures_(textures) {}

  void draw(Workspace& workspace, const Box& area);
  bool cancel_gesture(Workspace& workspace);
  void previous_zoom(Workspace& workspace);
  void delete_point(Workspace& workspace);
  /// The view of that id; made on first use.
  FigureView& view(const std::string& id);

 private:
  void stage_bar(Workspace& workspace, const Box& area);
  float layouts(Workspace& workspace, const Box& area);
  /// Draws what has to be said above the views; returns the height used.
  float strips(Workspace& workspace, const Box& area);
  void past_note(Workspace& workspace, Box box);
  void error_strip(Workspace& workspace, const Box& box);
  void view_frame(Workspace& workspace, const std::string& id, const Box& box, bool& hovered);
  void view_header(Workspace& workspace, const ViewSpec& spec, const Box& box);
  float focus_menu(Workspace& workspace, const ViewSpec& spec, float right, const Box& header);
  float scale_menu(Workspace& workspace, const ViewSpec& spec, float right, const Box& header);
  void more_menu(Workspace& workspace, const ViewSpec& spec, const Box& box);

  Textures& textures_;
  std::map<std::string, FigureView> views_;
  const Experiment* experiment_ = nullptr;
};

}  // namespace thalweg::ui
