// A view's figure in the window: laid out when something changed, drawn, and open to gestures.
#pragma once

#include <imgui.h>

#include <array>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "ui/plot/clipboard.hpp"
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

  // What keys and menus ask of a view -------------------------------------------------------
  /// Ends what the pointer is doing, without effect. True when there was something.
  bool cancel_gesture(Workspace& workspace);
  /// Lets go of the selected points. True when there were some.
  bool clear_selection();
  /// Deletes the selected points of a cloud drawn by hand.
  bool delete_point(Workspace& workspace);
  /// All data, or the camera's first position; eased unless motion is reduced.
  void fit(Workspace& workspace);
  /// The zoom before the last one.
  void previous_zoom(Workspace& workspace);
  /// Asks for the axes' ends as numbers, in a popup.
  void ask_limits() { ask_limits_ = true; }

  const Figure& figure() const { return figure_; }
  const Scene& scene() const { return scene_; }
  const std::vector<std::int64_t>& selected_points() const { return selected_; }
  /// How often the figure was composed, for tests and the frame budget.
  std::int64_t compositions() const { return compositions_; }

 private:
  enum class Drag { none, press, pan, orbit, handle, brush, box, lasso, legend, play };
  struct Zoom {
    std::optional<Range> x, y;
  };
  /// Where time stood before a click that may turn out to be half of a double click.
  struct Stand {
    std::optional<double> cursor;
    bool running = false;
  };
  /// A zoom on its way: the view's ranges move, data never does.
  struct Ease {
    double since = 0;
    Range from_x, from_y, to_x, to_y;
    Camera from_camera, to_camera;
  };

  // figure_view.cpp
  std::uint64_t seen_now(Workspace& workspace, Size2 size) const;
  void refresh(Workspace& workspace, Size2 size);
  void take(Workspace& workspace, Figure fresh, bool stale);
  void paint_scene(Textures& textures, ImDrawList& list) const;
  void play_bar(Workspace& workspace, ImVec2 min, ImVec2 max);

  // gestures.cpp
  void pointer(Workspace& workspace, bool over, bool held);
  void press(Workspace& workspace);
  void move(Workspace& workspace);
  void start_drag(Workspace& workspace, const PanelScene* panel);
  void release(Workspace& workspace);
  void zoom_to_box(Workspace& workspace);
  void click(Workspace& workspace);
  void double_click(Workspace& workspace);
  bool click_contender(Workspace& workspace);
  void wheel(Workspace& workspace);
  void note_moving(Workspace& workspace);
  /// The target of a legend's box; null where the legend has none.
  const HitTarget* legend_box(int panel) const;
  void drag_legend(Workspace& workspace);
  void keep_zoom(Workspace& workspace);
  void ease(Workspace& workspace);
  void end_ease(Workspace& workspace);

  // point_gestures.cpp
  void drag_handle(Workspace& workspace, Phase phase);
  void drag_rule(Workspace& workspace, Phase phase);
  double dragged_place() const;
  /// Sets the parameter of a rule that stands at `place`.
  bool set_by_place(Workspace& workspace, const Hit& rule, double place, Phase phase);
  void select_handle(Workspace& workspace);
  bool add_point(Workspace& workspace, const PanelScene& panel);
  bool can_lasso(const OpenRun& run) const;
  /// The set and its points inside the lasso.
  std::vector<std::int64_t> lassoed(std::string& input) const;
  void take_lasso(Workspace& workspace);
  void ask_coordinates(Workspace& workspace, const Hit& handle);
  void coordinates_popup(Workspace& workspace);
  bool take_point(Workspace& workspace);
  bool take_place(Workspace& workspace);

  // painting.cpp
  /// Whether the pointer went down where a curve is painted.
  bool brushes() const { return grabbed_.moves == Hit::Moves::brush; }
  void begin_stroke(Workspace& workspace);
  void stroke(Workspace& workspace, Phase phase);
  void cancel_stroke(Workspace& workspace);
  void end_stroke(Workspace& workspace);
  void draw_stroke(ImDrawList& list, const PanelScene& panel) const;

  // view_menu.cpp
  void context_menu(Workspace& workspace);
  void axis_items(Workspace& workspace);
  void limits_popup(Workspace& workspace);
  void copy(Workspace& workspace, bool picture);
  void take_copy(Workspace& workspace);

  // hover.cpp
  void draw_hover(Workspace& workspace, ImDrawList& list, ImVec2 min, ImVec2 max);
  void draw_read_out(const Hover& what, ImDrawList& list, ImVec2 min, ImVec2 max) const;
  void draw_linked_clock(const Workspace& workspace, ImDrawList& list) const;
  void draw_gesture(ImDrawList& list) const;
  void draw_dragged_rule(ImDrawList& list, const PanelScene& panel) const;
  void draw_selection(ImDrawList& list) const;
  void draw_tag(ImDrawList& list, ImVec2 corner, const std::string& text) const;
  void draw_handle_halo(ImDrawList& list, Point2 at, const std::string& text) const;
  void note_handles() const;

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
  /// Since when the figure of an earlier problem stands in for one without data; < 0 = it is not.
  double stand_in_since_ = -1;

  Drag drag_ = Drag::none;
  Hit grabbed_;
  Point2 from_, last_;
  int button_ = 0;
  Camera camera_from_;
  double t_from_ = 0, t_shown_ = 0, wheel_at_ = -1;
  Zoom zoom_from_;
  Stand stand_;
  Range axis_from_x_, axis_from_y_;
  std::optional<Range> legend_from_;
  std::optional<Point2> legend_corner_;
  std::vector<Zoom> zooms_;
  std::optional<Ease> ease_;

  /// The points of one input that a person selected, in rising order.
  std::string active_input_;
  std::vector<std::int64_t> selected_;
  /// What they were when a drag began.
  PointsData points_from_;
  std::vector<Point2> lasso_;
  /// The curve that is painted, the brush's last place on it, and the slot before the stroke.
  CurveData painted_;
  Point2 brush_;
  BufferPtr unpainted_;
  bool second_press_ = false;

  bool ask_limits_ = false, ask_coordinates_ = false, take_field_ = false;
  std::array<std::string, 4> limit_texts_;
  std::string coordinates_, complaint_;
  Hit typed_;
  std::future<Copied> copying_;
};

}  // namespace thalweg::ui
