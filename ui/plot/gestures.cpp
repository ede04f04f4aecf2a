// What the pointer does to a view (interaction.md, 'Gestures').
#include <algorithm>
#include <cmath>

#include "core/figure/camera.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/plot/point_edits.hpp"
#include "ui/plot/ranges.hpp"

namespace thalweg::ui {
namespace {

constexpr double click_px = 4;
constexpr double notch = 1.15;

/// The slot whose points are dragged, added and deleted under the name `name`.
const InputSpec* points_input(const OpenRun& run, std::string_view name) {
  for (const InputSpec& input : run.experiment->inputs) {
    if (input.name == name && input.kind == InputSpec::Kind::points) return &input;
  }
  return nullptr;
}

/// What is in the slot now: given by hand, or the problem's own.
const PointsData* present_points(const OpenRun& run, const std::string& name) {
  if (const PointsData* given = run.spec.inputs.get<PointsData>(name)) return given;
  const Buffer* shown = run.frames().buffer(name);
  return shown ? std::get_if<PointsData>(shown) : nullptr;
}

double distance(Point2 a, Point2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

bool can_zoom(const Figure& figure) {
  return figure.kind != ViewKind::displacement && figure.kind != ViewKind::images;
}

}  // namespace

void FigureView::pointer(Workspace& workspace, bool over, bool held) {
  const ImGuiIO& io = ImGui::GetIO();
  if (over) workspace.set_active_view(id_);
  if (over && io.MouseWheel != 0) wheel(workspace);
  const bool pressed = over && (ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(1));
  if (pressed && held && drag_ == Drag::none) {
    button_ = ImGui::IsMouseClicked(1) ? 1 : 0;
    press(workspace);
  }
  if (drag_ != Drag::none && io.MouseDown[button_]) move(workspace);
  if (drag_ != Drag::none && !io.MouseDown[button_]) release(workspace);
  if (over && ImGui::IsMouseDoubleClicked(0)) fit(workspace);
}

void FigureView::press(Workspace& workspace) {
  from_ = last_ = to_scene(ImGui::GetIO().MouseClickedPos[button_]);
  grabbed_ = thalweg::hit(scene_, from_);
  drag_ = Drag::press;
  handle_moved_ = false;
  const ViewState& state = workspace.view_state(id_);
  camera_from_ = state.camera;
  zoom_from_ = {state.x_zoom, state.y_zoom};
  if (const PanelScene* panel = panel_under(from_)) {
    axis_from_x_ = panel->x.range;
    axis_from_y_ = panel->y.range;
  }
}

void FigureView::move(Workspace& workspace) {
  const ImGuiIO& io = ImGui::GetIO();
  last_ = to_scene(io.MousePos);
  const PanelScene* panel = panel_under(from_);
  if (drag_ == Drag::press) {
    if (distance(from_, last_) < click_px || !panel) return;
    if (button_ == 1) {
      drag_ = panel->spatial || !can_zoom(figure_) ? Drag::none : Drag::box;
    } else if (grabbed_.kind == Hit::Kind::handle && grabbed_.panel >= 0) {
      drag_ = Drag::handle;
    } else if (panel->spatial) {
      drag_ = Drag::orbit;
    } else if (can_zoom(figure_)) {
      drag_ = Drag::pan;
      keep_zoom(workspace);
    }
  }
  ViewState& state = workspace.view_state(id_);
  if (drag_ == Drag::handle) drag_handle(workspace, Phase::drag);
  if (drag_ == Drag::orbit && panel) {
    if (io.KeyShift) {
      state.camera.pan_x = camera_from_.pan_x + (last_.x - from_.x) / panel->area.width;
      state.camera.pan_y = camera_from_.pan_y + (last_.y - from_.y) / panel->area.height;
    } else {
      state.camera = orbited(camera_from_, last_.x - from_.x, last_.y - from_.y);
    }
  }
  if (drag_ == Drag::pan && panel) {
    AxisTransform x = panel->x;
    AxisTransform y = panel->y;
    x.range = axis_from_x_, y.range = axis_from_y_;
    const bool only_x = grabbed_.kind == Hit::Kind::x_axis;
    const bool only_y = grabbed_.kind == Hit::Kind::y_axis;
    if (!only_y) state.x_zoom = panned_by(x, last_.x - from_.x);
    if (!only_x) state.y_zoom = panned_by(y, last_.y - from_.y);
  }
  workspace.touch();
}

void FigureView::release(Workspace& workspace) {
  const Drag ended = drag_;
  drag_ = Drag::none;
  workspace.touch();
  if (ended == Drag::press) {
    if (button_ == 0) click(workspace);
    if (button_ == 1) ImGui::OpenPopup("view menu");
  }
  if (ended == Drag::handle) drag_handle(workspace, Phase::release);
  if (ended != Drag::box) return;
  const PanelScene* panel = panel_under(from_);
  if (!panel || distance(from_, last_) < click_px) return;
  keep_zoom(workspace);
  ViewState& state = workspace.view_state(id_);
  const Rect& area = panel->area;
  const auto inside_x = [&](double x) { return std::clamp(x, area.x, area.right()); };
  const auto inside_y = [&](double y) { return std::clamp(y, area.y, area.bottom()); };
  state.x_zoom = between(panel->x, inside_x(from_.x), inside_x(last_.x));
  state.y_zoom = between(panel->y, inside_y(from_.y), inside_y(last_.y));
}

/// Handle > legend or label > axis > content.
void FigureView::click(Workspace& workspace) {
  const ImGuiIO& io = ImGui::GetIO();
  if (grabbed_.kind == Hit::Kind::legend || grabbed_.kind == Hit::Kind::label) {
    if (io.KeyAlt) {
      workspace.toggle_solo(grabbed_.name);
    } else if (workspace.run().standing(grabbed_.name)) {
      workspace.set_focus(grabbed_.name);
    }
    return;
  }
  if (grabbed_.kind == Hit::Kind::handle) {
    active_input_ = grabbed_.name;
    selected_point_ = grabbed_.index;
    return;
  }
  const PanelScene* panel = panel_under(from_);
  if (!panel || !panel->area.contains(from_)) return;
  if (panel->clock) {
    double value = panel->x.to_data(from_.x);
    if (scene_.clock == ClockKind::iteration) value = std::round(value);
    workspace.seek(value);
    return;
  }
  if (figure_.kind == ViewKind::points && add_point(workspace, *panel)) return;
  workspace.set_selected(thalweg::hover(scene_, from_).link);
}

bool FigureView::add_point(Workspace& workspace, const PanelScene& panel) {
  const OpenRun& run = workspace.run();
  const ViewSpec* spec = run.view(id_);
  const InputSpec* slot = points_input(run, active_input_);
  for (const InputSpec& input : run.experiment->inputs) {
    if (!slot && spec && input.drag == spec->title) slot = points_input(run, input.name);
  }
  if (!slot || grabbed_.kind == Hit::Kind::point) return false;
  const PointsData* points = present_points(run, slot->name);
  if (!points) return false;
  return workspace.set_input(
      slot->name, with_added(*points, panel.x.to_data(from_.x), panel.y.to_data(from_.y)));
}

bool FigureView::delete_point(Workspace& workspace) {
  const OpenRun& run = workspace.run();
  if (!points_input(run, active_input_) || selected_point_ < 0) return false;
  const PointsData* points = present_points(run, active_input_);
  const BufferPtr fewer = points ? without(*points, selected_point_) : nullptr;
  selected_point_ = -1;
  return fewer && workspace.set_input(active_input_, fewer);
}

/// Live: every answer of the worker brings the next position, the release the last one.
void FigureView::drag_handle(Workspace& workspace, Phase phase) {
  const OpenRun& run = workspace.run();
  const PanelScene& panel = scene_.panels[static_cast<std::size_t>(grabbed_.panel)];
  const ImGuiIO& io = ImGui::GetIO();
  Point2 to = last_;
  if (io.KeyShift) {
    const bool along_x = std::abs(to.x - from_.x) > std::abs(to.y - from_.y);
    (along_x ? to.y : to.x) = along_x ? grabbed_.at.y : grabbed_.at.x;
  }
  to = {std::clamp(to.x, panel.area.x, panel.area.right()),
        std::clamp(to.y, panel.area.y, panel.area.bottom())};
  last_ = to;
  double x = panel.x.to_data(to.x);
  double y = panel.y.to_data(to.y);
  if (io.KeyCtrl) {
    const double unit =
        std::pow(10, std::floor(std::log10(std::abs(panel.x.range.hi - panel.x.range.lo)))) / 10;
    x = std::round(x / unit) * unit, y = std::round(y / unit) * unit;
  }
  active_input_ = grabbed_.name;
  selected_point_ = grabbed_.index;
  const bool is_input = points_input(run, grabbed_.name) != nullptr;
  const std::string path = is_input ? "input:" + grabbed_.name : grabbed_.name;
  if (phase == Phase::drag && run.under_way.contains(path)) return;
  if (!is_input) {
    workspace.set_param(grabbed_.name, ParamPoint{x, y}, phase);
    return;
  }
  const PointsData* points = present_points(run, grabbed_.name);
  const BufferPtr moved = points ? with_moved(*points, grabbed_.index, x, y) : nullptr;
  if (moved) workspace.set_input(grabbed_.name, moved, phase);
}

void FigureView::keep_zoom(Workspace& workspace) {
  const ViewState& state = workspace.view_state(id_);
  zooms_.push_back({state.x_zoom, state.y_zoom});
  if (zooms_.size() > 50) zooms_.erase(zooms_.begin());
}

void FigureView::previous_zoom(Workspace& workspace) {
  if (zooms_.empty()) return;
  ViewState& state = workspace.view_state(id_);
  state.x_zoom = zooms_.back().x, state.y_zoom = zooms_.back().y;
  zooms_.pop_back();
  workspace.touch();
}

void FigureView::fit(Workspace& workspace) {
  ViewState& state = workspace.view_state(id_);
  if (thalweg::hit(scene_, to_scene(ImGui::GetIO().MousePos)).kind == Hit::Kind::handle) return;
  if (state.x_zoom || state.y_zoom) keep_zoom(workspace);
  state.x_zoom.reset(), state.y_zoom.reset();
  state.kept = {};
  state.camera = {};
  workspace.touch();
}

void FigureView::wheel(Workspace& workspace) {
  const ImGuiIO& io = ImGui::GetIO();
  const Point2 at = to_scene(io.MousePos);
  const PanelScene* panel = panel_under(at);
  if (!panel) return;
  const double factor = std::pow(notch, static_cast<double>(io.MouseWheel));
  ViewState& state = workspace.view_state(id_);
  if (panel->spatial) {
    state.camera.zoom = std::clamp(state.camera.zoom * factor, 0.2, 20.0);
  } else if (can_zoom(figure_)) {
    const bool x_axis = panel->x_axis.contains(at);
    const bool y_axis = panel->y_axis.contains(at);
    const bool with_x = !y_axis && !io.KeyCtrl;
    const bool with_y = !x_axis && !io.KeyShift;
    keep_zoom(workspace);
    if (with_x) state.x_zoom = zoomed_at(panel->x, at.x, factor);
    if (with_y) state.y_zoom = zoomed_at(panel->y, at.y, factor);
  }
  workspace.touch();
}

bool FigureView::cancel_gesture(Workspace& workspace) {
  if (drag_ == Drag::none) return false;
  ViewState& state = workspace.view_state(id_);
  state.camera = camera_from_;
  if (drag_ == Drag::pan) state.x_zoom = zoom_from_.x, state.y_zoom = zoom_from_.y;
  if (drag_ == Drag::handle) {
    last_ = grabbed_.at;
    drag_handle(workspace, Phase::release);
  }
  drag_ = Drag::none;
  workspace.touch();
  return true;
}

void FigureView::context_menu(Workspace& workspace) {
  if (!begin_popup("view menu")) return;
  if (menu_item("fit", "Fit", "double click")) fit(workspace);
  if (menu_item("previous", "Previous zoom", "Alt+←", !zooms_.empty())) previous_zoom(workspace);
  if (menu_item("fill", workspace.run().filled.empty() ? "Fill the centre" : "Back to all views",
                "F")) {
    workspace.toggle_fill(id_);
  }
  menu_line();
  if (menu_item("export", "Export…", "Ctrl+E")) {
    workspace.export_request.view = id_;
    workspace.sheet = Sheet::export_view;
  }
  if (menu_item("hide", "Hide", {}, workspace.run().visible().size() > 1)) workspace.hide_view(id_);
  end_menu();
}

}  // namespace thalweg::ui
