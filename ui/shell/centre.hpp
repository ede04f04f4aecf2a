// The centre: stage bar, strips that say what matters now, and the views.
#pragma once

#include <imgui.h>

#include <map>
#include <string>
#include <vector>

#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/shell/arrangement.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

/// Boxes of `count` views in `area`, in the order of the slots. Gaps are `gap` px.
std::vector<Box> slots(Layout layout, std::size_t count, const Box& area, float gap);

class Centre {
 public:
  explicit Centre(Textures& textures) : textures_(textures) {}

  void draw(Workspace& workspace, const Box& area, Room room);
  bool cancel_gesture(Workspace& workspace);
  void previous_zoom(Workspace& workspace);
  void delete_point(Workspace& workspace);
  /// Lets go of what is selected in the views. True when there was something.
  bool clear_selection(Workspace& workspace);
  /// The view of that id; made on first use.
  FigureView& view(const std::string& id);

 private:
  // stage_bar.cpp
  void stage_bar(Workspace& workspace, const Box& area);
  float layouts(Workspace& workspace, const Box& area);
  /// Draws what has to be said above the views; returns the height used.
  float strips(Workspace& workspace, const Box& area);
  void past_note(Workspace& workspace, Box box);
  void banner_strip(Workspace& workspace, const Box& box);
  void posing_strip(Workspace& workspace, const Box& box);

  // centre.cpp
  void draw_views(Workspace& workspace, const Box& area);
  /// The other views as small pictures under the lead; a click brings one forward.
  void filmstrip(Workspace& workspace, const Box& area);

  // view_frame.cpp
  void view_frame(Workspace& workspace, const std::string& id, const Box& box);
  void view_header(Workspace& workspace, const ViewSpec& spec, const Box& box);
  /// Returns the x at which the title ends.
  float view_title(Workspace& workspace, const ViewSpec& spec, const Box& box);
  /// The shown views as tabs, in place of the title.
  float view_tabs(Workspace& workspace, const ViewSpec& spec, const Box& box);
  float focus_menu(Workspace& workspace, const ViewSpec& spec, float right, const Box& header);
  float scale_menu(Workspace& workspace, const ViewSpec& spec, float right, const Box& header);
  void more_menu(Workspace& workspace, const ViewSpec& spec, const Box& box);

  Textures& textures_;
  std::map<std::string, FigureView> views_;
  const Experiment* experiment_ = nullptr;
  Room room_ = Room::both_panels;
  /// Whether the pointer is over a figure in this frame.
  bool hovered_ = false;
  /// When the present posing was first seen, 0 while there is none.
  double posing_since_ = 0;
};

}  // namespace thalweg::ui
