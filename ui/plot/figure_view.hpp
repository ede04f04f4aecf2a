// A view's figure in the window: laid out when something changed, drawn, and open to gestures.
#pragma once

#include <imgui.h>

#include <memory>
#include <string>
#include <vector>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "ui/plot/textures.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

/// Everything of a view's state that decides its figure, as one number.
std::uint64_t fingerprint(const ViewState& state);

class FigureView {
 public:
  explicit FigureView(std::string id) : id_(std::move(id)) {}

  /// Draws into the rectangle (physical px) of the present ImGui window and answers to the
  /// pointer. `hovered` is set when the pointer is over the figure.
  void draw(Workspace& workspace, Textures& textures, ImVec2 min, ImVec2 max, bool& hovered);
  /// Ends what the pointer is doing, without effect. True when there was something.
  bool cancel_gesture(Workspace& workspace);
  /// Deletes the selected point of a cloud drawn by hand.
  bool delete_point(Workspace& workspace);
  /// The zoom before the last one.
  void previous_zoom(Workspace& workspace);

  const Figure& figure() const { return figure_; }
  const Scene& scene() const { return scene_; }
  /// How often the figure was composed, for tests and the frame budget.
  std::int64_t compositions() const { return compositions_; }

 private:
  enum class Drag { none, press, pan, orbit, handle, box };
  struct Zoom {
    std::optional<Range> x, y;
  };

  void refresh(Workspace& workspace, Size2 size);
  void paint_scene(Textures& textures, ImDrawList& list) const;
  void play_bar(Workspace& workspace, ImVec2 min, ImVec2 max);

  void pointer(Workspace& workspace, bool over, bool held);
  void press(Workspace& workspace);
  void move(Workspace& workspace);
  void release(Workspace& workspace);
  void click(Workspace& workspace);
  void wheel(Workspace& workspace);
  void fit(Workspace& workspace);
  void drag_handle(Workspace& workspace, Phase phase);
  bool add_point(Workspace& workspace, const PanelScene& panel);
  void context_menu(Workspace& workspace);
  void keep_zoom(Workspace& workspace);

  void draw_hover(Workspace& workspace, ImDrawList& list, ImVec2 min, ImVec2 max);
  void draw_read_out(const Hover& what, ImDrawList& list, ImVec2 min, ImVec2 max) const;
  void draw_linked_clock(const Workspace& workspace, ImDrawList& list) const;
  void draw_gesture(ImDrawList& list) const;
  void draw_handle_halo(ImDrawList& list, Point2 at, const std::string& text) const;

  const PanelScene* panel_under(Point2 at) const;
  Point2 to_scene(ImVec2 at) const;
  ImVec2 to_screen(Point2 at) const;

  std::string id_;
  Figure figure_;
  Scene scene_;
  std::shared_ptr<const void> source_;
  std::uint64_t seen_ = 0;
  std::int64_t compositions_ = 0;
  ImVec2 origin_{0, 0};

  Drag drag_ = Drag::none;
  Hit grabbed_;
  Point2 from_, last_;
  int button_ = 0;
  Camera camera_from_;
  Zoom zoom_from_;
  Range axis_from_x_, axis_from_y_;
  std::vector<Zoom> zooms_;
  std::string active_input_;
  std::int64_t selected_point_ = -1;
  bool handle_moved_ = false;
};

}  // namespace thalweg::ui
