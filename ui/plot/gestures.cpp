// What the pointer does to a view (interaction.md, 'Gestures').
#include <algorithm>
#include <cmath>

#include "core/figure/camera.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/plot/ranges.hpp"

namespace thalweg::ui {
namespace {

constexpr double click_px = 4;
constexpr double notch = 1.15;
constexpr double ease_seconds = 0.12;
/// Notches of the wheel closer than this are one zoom for 'previous zoom'.
constexpr double wheel_pause = 0.6;
/// So long after it a picture in space is in full again.
constexpr double zoom_rest = 0.2;

double distance(Point2 a, Point2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

bool can_zoom(const Figure& figure) {
  return figure.kind != ViewKind::displacement && figure.kind != ViewKind::images &&
         figure.kind != ViewKind::table;
}

/// The zoom of a table, which holds the first row that is shown, some rows further.
std::optional<Range> scrolled(const Figure& figure, double rows) {
  const auto* table = figure.panels.empty() || figure.panels.front().marks.empty()
                          ? nullptr
                          : std::get_if<mark::Table>(&figure.panels.front().marks.front());
  if (!table) return std::nullopt;
  const double first = std::max(0.0, static_cast<double>(table->first) + rows);
  return Range{first, first + 1};
}

bool named(const Hit& hit) {
  return hit.kind == Hit::Kind::legend || hit.kind == Hit::Kind::label ||
         hit.kind == Hit::Kind::series || hit.kind == Hit::Kind::point;
}

double between(double from, double to, double share) { return from + share * (to - from); }

/// Moves evenly on the axis' own scale.
Range eased(Range from, Range to, Scale scale, double share) {
  if (scale != Scale::log || !(from.lo > 0) || !(to.lo > 0)) {
    return {between(from.lo, to.lo, share), between(from.hi, to.hi, share)};
  }
  const auto mixed = [share](double a, double b) { return a * std::pow(b / a, share); };
  return {mixed(from.lo, to.lo), mixed(from.hi, to.hi)};
}

/// The short way round.
double turned(double from, double to, double share) {
  const double way = std::remainder(to - from, 360);
  return std::fmod(from + share * way + 360, 360);
}

}  // namespace

void FigureView::pointer(Workspace& workspace, bool over, bool held) {
  const ImGuiIO& io = ImGui::GetIO();
  if (over) workspace.set_active_view(id_);
  if (over && io.MouseWheel != 0) wheel(workspace);
  const bool pressed = over && (ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(1));
  // Both presses of a double click may have come before this frame: the first is still open then.
  const bool doubled = over && ImGui::IsMouseDoubleClicked(0);
  if (doubled || (pressed && held && drag_ == Drag::none)) {
    button_ = ImGui::IsMouseClicked(1) ? 1 : 0;
    press(workspace);
  }
  if (drag_ != Drag::none && io.MouseDown[button_]) move(workspace);
  if (drag_ != Drag::none && !io.MouseDown[button_]) release(workspace);
}

void FigureView::press(Workspace& workspace) {
  end_ease(workspace);
  from_ = last_ = to_scene(ImGui::GetIO().MouseClickedPos[button_]);
  grabbed_ = thalweg::hit(scene_, from_);
  drag_ = Drag::press;
  // Counts when it is released where it was: a second drag may begin as fast.
  second_press_ = button_ == 0 && ImGui::IsMouseDoubleClicked(0);
  const ViewState& state = workspace.view_state(id_);
  camera_from_ = state.camera;
  t_from_ = t_shown_ = state.t;
  legend_from_ = state.legend_at;
  legend_corner_.reset();
  zoom_from_ = {state.x_zoom, state.y_zoom};
  if (const PanelScene* panel = panel_under(from_)) {
    axis_from_x_ = panel->x.range;
    axis_from_y_ = panel->y.range;
  }
}

void FigureView::start_drag(Workspace& workspace, const PanelScene* panel) {
  const bool plays = figure_.kind == ViewKind::displacement && figure_.empty_text.empty();
  if (button_ == 1) {
    drag_ = !panel || panel->spatial || !can_zoom(figure_) ? Drag::none : Drag::box;
  } else if (brushes() && !ImGui::GetIO().KeyShift) {
    drag_ = Drag::brush;
    begin_stroke(workspace);
  } else if (grabbed_.kind == Hit::Kind::handle && grabbed_.panel >= 0 && !brushes()) {
    drag_ = Drag::handle;
    if (grabbed_.moves == Hit::Moves::anywhere) select_handle(workspace);
  } else if (grabbed_.kind == Hit::Kind::legend && legend_box(grabbed_.panel)) {
    drag_ = Drag::legend;
  } else if (panel && ImGui::GetIO().KeyShift && can_lasso(workspace.run())) {
    drag_ = Drag::lasso;
    lasso_ = {from_};
  } else if (plays) {
    drag_ = Drag::play;
    if (workspace.run().playing_t == id_) workspace.toggle_play(id_);
  } else if (panel && panel->spatial) {
    drag_ = Drag::orbit;
  } else if (panel && can_zoom(figure_)) {
    drag_ = Drag::pan;
    keep_zoom(workspace);
  }
}

void FigureView::move(Workspace& workspace) {
  const ImGuiIO& io = ImGui::GetIO();
  last_ = to_scene(io.MousePos);
  const PanelScene* panel = panel_under(from_);
  if (drag_ == Drag::press) {
    if (distance(from_, last_) < click_px) return;
    start_drag(workspace, panel);
  }
  ViewState& state = workspace.view_state(id_);
  if (drag_ == Drag::handle) drag_handle(workspace, Phase::drag);
  if (drag_ == Drag::brush) stroke(workspace, Phase::drag);
  if (drag_ == Drag::legend) drag_legend(workspace);
  if (drag_ == Drag::lasso && distance(lasso_.back(), last_) > 2) lasso_.push_back(last_);
  if (drag_ == Drag::play) {
    const double way = std::max(40.0, 0.8 * scene_.size.width);
    state.t = t_shown_ = std::clamp(t_from_ + (last_.x - from_.x) / way, 0.0, 1.0);
  }
  if (drag_ == Drag::orbit && panel) {
    if (io.KeyShift) {
      state.camera.pan_x = camera_from_.pan_x + (last_.x - from_.x) / panel->camera.width;
      state.camera.pan_y = camera_from_.pan_y + (last_.y - from_.y) / panel->camera.height;
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
    if (button_ == 0) second_press_ ? double_click(workspace) : click(workspace);
    if (button_ == 1) ImGui::OpenPopup("view menu");
  }
  if (ended == Drag::handle) drag_handle(workspace, Phase::release);
  if (ended == Drag::brush) stroke(workspace, Phase::release);
  if (ended == Drag::lasso) take_lasso(workspace);
  if (ended == Drag::box) zoom_to_box(workspace);
}

void FigureView::zoom_to_box(Workspace& workspace) {
  const PanelScene* panel = panel_under(from_);
  if (!panel || distance(from_, last_) < click_px) return;
  keep_zoom(workspace);
  ViewState& state = workspace.view_state(id_);
  const Rect& area = panel->area;
  const auto inside_x = [&](double x) { return std::clamp(x, area.x, area.right()); };
  const auto inside_y = [&](double y) { return std::clamp(y, area.y, area.bottom()); };
  state.x_zoom = ui::between(panel->x, inside_x(from_.x), inside_x(last_.x));
  state.y_zoom = ui::between(panel->y, inside_y(from_.y), inside_y(last_.y));
}

const HitTarget* FigureView::legend_box(int panel) const {
  for (const HitTarget& target : scene_.targets) {
    const bool whole = target.hit.kind == Hit::Kind::legend && target.hit.name.empty();
    if (whole && target.hit.panel == panel) return &target;
  }
  return nullptr;
}

/// The legend's corner follows the pointer, within the plot.
void FigureView::drag_legend(Workspace& workspace) {
  const HitTarget* box = legend_box(grabbed_.panel);
  if (!box) return;
  const Rect& area = scene_.panels[static_cast<std::size_t>(grabbed_.panel)].area;
  if (!legend_corner_) legend_corner_ = Point2{box->rect.x, box->rect.y};
  const double room_x = std::max(1.0, area.width - box->rect.width);
  const double room_y = std::max(1.0, area.height - box->rect.height);
  const double x = (legend_corner_->x + last_.x - from_.x - area.x) / room_x;
  const double y = (legend_corner_->y + last_.y - from_.y - area.y) / room_y;
  workspace.view_state(id_).legend_at = Range{std::clamp(x, 0.0, 1.0), std::clamp(y, 0.0, 1.0)};
}

/// True when the click was for a contender.
bool FigureView::click_contender(Workspace& workspace) {
  const OpenRun& run = workspace.run();
  if (!named(grabbed_) || !run.standing(grabbed_.name)) return false;
  if (run.veiled.contains(grabbed_.name)) {
    workspace.toggle_veil(grabbed_.name);
    return true;
  }
  if (ImGui::GetIO().KeyAlt) {
    workspace.toggle_solo(grabbed_.name);
    return true;
  }
  // On a clock axis a click beside a label asks for the moment.
  const PanelScene* panel = panel_under(from_);
  const bool asks_moment = panel && panel->clock && grabbed_.kind == Hit::Kind::series;
  if (!asks_moment) workspace.set_focus(grabbed_.name);
  return !asks_moment;
}

/// Handle > legend, label or event > axis > content.
void FigureView::click(Workspace& workspace) {
  if (grabbed_.kind == Hit::Kind::handle) {
    if (grabbed_.moves == Hit::Moves::anywhere) select_handle(workspace);
    workspace.set_selected(thalweg::hover(scene_, from_).link);
    return;
  }
  if (click_contender(workspace)) return;
  const OpenRun& run = workspace.run();
  if (grabbed_.kind == Hit::Kind::event) return workspace.seek(grabbed_.x);
  if (grabbed_.kind == Hit::Kind::legend || grabbed_.kind == Hit::Kind::label) return;
  const PanelScene* panel = panel_under(from_);
  if (!panel || !panel->area.contains(from_)) return;
  if (panel->clock) {
    stand_ = {run.cursor, run.running()};
    double value = panel->x.to_data(from_.x);
    if (scene_.clock == ClockKind::iteration) value = std::round(value);
    return workspace.seek(value);
  }
  if (selected_.size() > 1) {
    clear_selection();
    return;
  }
  if (figure_.kind == ViewKind::points && add_point(workspace, *panel)) return;
  workspace.set_selected(thalweg::hover(scene_, from_).link);
}

/// A handle: its coordinates as text. A label: alone. Else: fit, and time goes back to where the
/// first click found it.
void FigureView::double_click(Workspace& workspace) {
  if (grabbed_.kind == Hit::Kind::handle && !brushes()) {
    return ask_coordinates(workspace, grabbed_);
  }
  if (grabbed_.kind == Hit::Kind::legend || grabbed_.kind == Hit::Kind::label) {
    if (workspace.run().standing(grabbed_.name)) workspace.toggle_solo(grabbed_.name);
    return;
  }
  const PanelScene* panel = panel_under(from_);
  if (!panel) return;
  if (panel->clock && panel->area.contains(from_)) {
    stand_.cursor ? workspace.seek(*stand_.cursor) : workspace.follow_head();
    if (stand_.running) workspace.resume();
  }
  fit(workspace);
}

void FigureView::keep_zoom(Workspace& workspace) {
  const ViewState& state = workspace.view_state(id_);
  zooms_.push_back({state.x_zoom, state.y_zoom});
  if (zooms_.size() > 50) zooms_.erase(zooms_.begin());
}

void FigureView::previous_zoom(Workspace& workspace) {
  if (zooms_.empty()) return;
  end_ease(workspace);
  ViewState& state = workspace.view_state(id_);
  state.x_zoom = zooms_.back().x, state.y_zoom = zooms_.back().y;
  zooms_.pop_back();
  workspace.touch();
}

void FigureView::fit(Workspace& workspace) {
  const OpenRun& run = workspace.run();
  const ViewSpec* spec = run.view(id_);
  if (!spec) return;
  ViewState& state = workspace.view_state(id_);
  if (state.x_zoom || state.y_zoom) keep_zoom(workspace);
  const Camera camera = state.camera;
  const bool still = workspace.preferences.reduce_motion || scene_.panels.empty();
  ease_.reset();
  state.x_zoom.reset(), state.y_zoom.reset();
  state.kept = {};
  state.camera = {};
  state.camera.perspective = camera.perspective;
  workspace.touch();
  if (still) return;
  const Scene goal =
      layout(compose(*spec, run.frames(), state, workspace.ghosts()), scene_.size, metrics());
  if (goal.panels.empty()) return;
  const PanelScene& now = scene_.panels.front();
  const PanelScene& then = goal.panels.front();
  ease_ = Ease{ImGui::GetTime(), now.x.range, now.y.range, then.x.range,
               then.y.range,     camera,      state.camera};
  ease(workspace);
}

/// What was on its way is there.
void FigureView::end_ease(Workspace& workspace) {
  if (!ease_) return;
  ViewState& state = workspace.view_state(id_);
  state.x_zoom.reset(), state.y_zoom.reset();
  state.camera = ease_->to_camera;
  ease_.reset();
  workspace.touch();
}

/// One frame of a zoom on its way.
void FigureView::ease(Workspace& workspace) {
  if (!ease_) return;
  ViewState& state = workspace.view_state(id_);
  const double share = (ImGui::GetTime() - ease_->since) / ease_seconds;
  workspace.touch();
  if (share >= 1 || scene_.panels.empty()) return end_ease(workspace);
  const double smooth = share * share * (3 - 2 * share);
  const PanelScene& panel = scene_.panels.front();
  if (panel.spatial) {
    const Camera& from = ease_->from_camera;
    const Camera& to = ease_->to_camera;
    state.camera.azimuth = turned(from.azimuth, to.azimuth, smooth);
    state.camera.elevation = between(from.elevation, to.elevation, smooth);
    state.camera.zoom = from.zoom * std::pow(to.zoom / from.zoom, smooth);
    state.camera.pan_x = between(from.pan_x, to.pan_x, smooth);
    state.camera.pan_y = between(from.pan_y, to.pan_y, smooth);
  } else if (can_zoom(figure_)) {
    state.x_zoom = eased(ease_->from_x, ease_->to_x, panel.x.scale, smooth);
    state.y_zoom = eased(ease_->from_y, ease_->to_y, panel.y.scale, smooth);
  }
}

void FigureView::wheel(Workspace& workspace) {
  const ImGuiIO& io = ImGui::GetIO();
  const Point2 at = to_scene(io.MousePos);
  const PanelScene* panel = panel_under(at);
  if (!panel) return;
  end_ease(workspace);
  const double factor = std::pow(notch, static_cast<double>(io.MouseWheel));
  ViewState& state = workspace.view_state(id_);
  if (panel->spatial) {
    state.camera = thalweg::zoomed_at(state.camera, panel->camera, at, factor);
    wheel_at_ = ImGui::GetTime();
  } else if (figure_.kind == ViewKind::table) {
    constexpr double rows_a_notch = 3;
    state.y_zoom = scrolled(figure_, -rows_a_notch * static_cast<double>(io.MouseWheel));
  } else if (can_zoom(figure_)) {
    const bool x_axis = panel->x_axis.contains(at);
    const bool y_axis = panel->y_axis.contains(at);
    const bool with_x = !y_axis && !io.KeyCtrl;
    const bool with_y = !x_axis && !io.KeyShift;
    const double now = ImGui::GetTime();
    if (wheel_at_ < 0 || now - wheel_at_ > wheel_pause) keep_zoom(workspace);
    wheel_at_ = now;
    if (with_x) state.x_zoom = zoomed_at(panel->x, at.x, factor);
    if (with_y) state.y_zoom = zoomed_at(panel->y, at.y, factor);
  }
  workspace.touch();
}

/// While the camera moves, its figure may be coarser; a moment after the last notch of the wheel it
/// is drawn in full.
void FigureView::note_moving(Workspace& workspace) {
  if (scene_.panels.empty() || !scene_.panels.front().spatial) return;
  ViewState& state = workspace.view_state(id_);
  const bool zooms = wheel_at_ >= 0 && ImGui::GetTime() - wheel_at_ < zoom_rest;
  const bool moving = drag_ == Drag::orbit || ease_ || zooms;
  if (moving != state.moving || zooms) workspace.touch();
  state.moving = moving;
}

bool FigureView::cancel_gesture(Workspace& workspace) {
  if (drag_ == Drag::none) return false;
  ViewState& state = workspace.view_state(id_);
  if (drag_ == Drag::orbit) state.camera = camera_from_;
  if (drag_ == Drag::pan) previous_zoom(workspace);
  if (drag_ == Drag::legend) state.legend_at = legend_from_;
  if (drag_ == Drag::play) state.t = t_from_;
  if (drag_ == Drag::handle) {
    last_ = grabbed_.at;
    drag_handle(workspace, Phase::release);
  }
  if (drag_ == Drag::brush) cancel_stroke(workspace);
  lasso_.clear();
  drag_ = Drag::none;
  workspace.touch();
  return true;
}

}  // namespace thalweg::ui
