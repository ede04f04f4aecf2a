// Points drawn by hand: dragging, lasso, adding, deleting, typed coordinates.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/text.hpp"
#include "core/run/replay.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/widgets.hpp"
#include "ui/plot/figure_view.hpp"
#include "ui/plot/point_edits.hpp"

namespace thalweg::ui {
namespace {

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

/// Even–odd rule.
bool inside(const std::vector<Point2>& outline, Point2 p) {
  bool in = false;
  for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
    const Point2 a = outline[i], b = outline[j];
    if ((a.y > p.y) == (b.y > p.y)) continue;
    if (p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y)) in = !in;
  }
  return in;
}

/// Moves `at` past the number there; nothing when there is none or it is not finite.
std::optional<double> number_at(const char*& at, const char* end) {
  const auto blanks = [&] {
    while (at < end && (*at == ' ' || *at == '\t')) ++at;
  };
  blanks();
  double number = 0;
  const auto read = std::from_chars(at, end, number);
  if (read.ec != std::errc{} || !std::isfinite(number)) return std::nullopt;
  at = read.ptr;
  blanks();
  return number;
}

std::optional<double> one_number(const std::string& text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const std::optional<double> number = number_at(at, end);
  return at == end ? number : std::nullopt;
}

/// "0.5, 1.2" with any blanks; empty when it is not two finite numbers.
std::optional<Point2> two_numbers(const std::string& text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const std::optional<double> x = number_at(at, end);
  if (!x) return std::nullopt;
  if (at < end && (*at == ',' || *at == ';')) ++at;
  const std::optional<double> y = number_at(at, end);
  return y && at == end ? std::optional(Point2{*x, *y}) : std::nullopt;
}

/// The parameter that a rule sets: the focus's own where it differs from the shared one.
std::string path_of(const OpenRun& run, const std::string& parameter) {
  const ContenderSpec* focus = find_contender(run.spec, run.focus);
  const bool own = focus && focus->overrides.contains(parameter);
  return own ? run.focus + "." + parameter : parameter;
}

/// Whole tenths of the axis' order of magnitude.
double on_grid(double value, Range range) {
  const double unit = std::pow(10, std::floor(std::log10(std::abs(range.hi - range.lo)))) / 10;
  return std::round(value / unit) * unit;
}

}  // namespace

/// A handle that belongs to the selected group keeps the group.
void FigureView::select_handle(Workspace& workspace) {
  const OpenRun& run = workspace.run();
  const bool of_group =
      grabbed_.name == active_input_ &&
      std::find(selected_.begin(), selected_.end(), grabbed_.index) != selected_.end();
  const bool grabs_group = of_group && drag_ == Drag::handle;
  active_input_ = grabbed_.name;
  if (!grabs_group) selected_ = {grabbed_.index};
  points_from_ = {};
  if (!points_input(run, active_input_)) return;
  if (const PointsData* points = present_points(run, active_input_)) points_from_ = *points;
}

bool FigureView::clear_selection() {
  const bool had = !selected_.empty();
  selected_.clear();
  return had;
}

/// Live: every answer of the worker brings the next position, the release the last one.
void FigureView::drag_handle(Workspace& workspace, Phase phase) {
  if (grabbed_.moves != Hit::Moves::anywhere) return drag_rule(workspace, phase);
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
  if (io.KeyCtrl) x = on_grid(x, panel.x.range), y = on_grid(y, panel.y.range);
  const bool is_input = points_input(run, grabbed_.name) != nullptr;
  const std::string path = is_input ? "input:" + grabbed_.name : grabbed_.name;
  if (phase == Phase::drag && run.under_way.contains(path)) return;
  if (!is_input) {
    workspace.set_param(grabbed_.name, ParamPoint{x, y}, phase);
    return;
  }
  const BufferPtr moved = with_shifted(points_from_, numbers_in_input(points_from_, selected_),
                                       x - grabbed_.x, y - grabbed_.y);
  if (moved) workspace.set_input(grabbed_.name, moved, phase);
}

/// The same with a line: one number, the parameter that its place stands for.
void FigureView::drag_rule(Workspace& workspace, Phase phase) {
  const OpenRun& run = workspace.run();
  if (phase == Phase::drag && run.under_way.contains(path_of(run, grabbed_.name))) return;
  set_by_place(workspace, grabbed_, dragged_place(), phase);
}

/// Moved as far as the pointer was; with Ctrl to whole tenths of the axis' order of magnitude.
double FigureView::dragged_place() const {
  const PanelScene& panel = scene_.panels[static_cast<std::size_t>(grabbed_.panel)];
  const bool along_x = grabbed_.moves == Hit::Moves::along_x;
  const AxisTransform& axis = along_x ? panel.x : panel.y;
  const double moved = along_x ? last_.x - from_.x : last_.y - from_.y;
  if (moved == 0) return grabbed_.value;
  const double px = axis.to_px(grabbed_.value) + moved;
  const auto [first, last] = std::minmax(axis.px_lo, axis.px_hi);
  const double place = axis.to_data(std::clamp(px, first, last));
  const bool snaps = ImGui::GetIO().KeyCtrl && axis.scale == Scale::linear;
  return snaps ? on_grid(place, axis.range) : place;
}

bool FigureView::set_by_place(Workspace& workspace, const Hit& rule, double place, Phase phase) {
  const double value = rule.to_parameter ? rule.to_parameter(place) : place;
  const OpenRun& run = workspace.run();
  const std::string path = path_of(run, rule.name);
  const bool whole = run.experiment->schema.at(rule.name).kind == ParamKind::count;
  if (!whole) return workspace.set_param(path, value, phase);
  return workspace.set_param(path, static_cast<std::int64_t>(std::llround(value)), phase);
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
  if (!points_input(run, active_input_) || selected_.empty()) return false;
  const PointsData* points = present_points(run, active_input_);
  const BufferPtr fewer = points ? without(*points, numbers_in_input(*points, selected_)) : nullptr;
  if (!fewer) {
    workspace.tell(Message::Kind::news, "A cloud keeps at least two points");
    return false;
  }
  selected_.clear();
  return workspace.set_input(active_input_, fewer);
}

/// The first handles of every set, by name, in the layout.
void FigureView::note_handles() const {
  if (!watches_widgets()) return;
  constexpr std::size_t most_noted = 8;
  const float reach = px(11);
  for (const HitDots& dots : scene_.dots) {
    if (dots.handle.empty()) continue;
    const PanelScene& panel = scene_.panels[static_cast<std::size_t>(dots.panel)];
    for (std::size_t i = 0; i < std::min(dots.x->size(), most_noted); ++i) {
      const Point2 p{panel.x.to_px((*dots.x)[i]), panel.y.to_px((*dots.y)[i])};
      if (!panel.area.contains(p)) continue;
      const ImVec2 at = to_screen(p);
      note_widget(fmt::format("view.{}.handle.{}.{}", id_, dots.handle, i),
                  {at.x - reach, at.y - reach}, {at.x + reach, at.y + reach});
    }
  }
}

bool FigureView::can_lasso(const OpenRun& run) const {
  return std::any_of(scene_.dots.begin(), scene_.dots.end(), [&](const HitDots& dots) {
    return !dots.handle.empty() && points_input(run, dots.handle);
  });
}

std::vector<std::int64_t> FigureView::lassoed(std::string& input) const {
  std::vector<std::int64_t> most;
  for (const HitDots& dots : scene_.dots) {
    if (dots.handle.empty()) continue;
    const PanelScene& panel = scene_.panels[static_cast<std::size_t>(dots.panel)];
    std::vector<std::int64_t> found;
    for (std::size_t i = 0; i < dots.x->size(); ++i) {
      const Point2 p{panel.x.to_px((*dots.x)[i]), panel.y.to_px((*dots.y)[i])};
      if (inside(lasso_, p)) found.push_back(static_cast<std::int64_t>(i));
    }
    // One input is edited at a time: that with more points inside.
    if (found.size() > most.size()) most = std::move(found), input = dots.handle;
  }
  return most;
}

void FigureView::take_lasso(Workspace& workspace) {
  std::string input;
  std::vector<std::int64_t> found = lassoed(input);
  lasso_.clear();
  selected_ = std::move(found);
  if (selected_.empty()) return;
  active_input_ = input;
  workspace.tell(
      Message::Kind::news,
      fmt::format("{} selected: drag one to move all, Del deletes them",
                  selected_.size() == 1
                      ? "1 point"
                      : count_text(static_cast<std::int64_t>(selected_.size())) + " points"));
}

void FigureView::ask_coordinates(Workspace& workspace, const Hit& handle) {
  typed_ = handle;
  if (handle.moves == Hit::Moves::anywhere) {
    select_handle(workspace);
    coordinates_ = exact_text(handle.x) + ", " + exact_text(handle.y);
  } else {
    coordinates_ = exact_text(handle.value);
  }
  complaint_.clear();
  ask_coordinates_ = true;
}

/// Moves the point to the typed coordinates. False, with a complaint, when that cannot be.
bool FigureView::take_point(Workspace& workspace) {
  const std::optional<Point2> point = two_numbers(coordinates_);
  if (!point) {
    complaint_ = "Two numbers, as in 0.5, 1.2";
    return false;
  }
  const OpenRun& run = workspace.run();
  bool done = false;
  if (points_input(run, typed_.name)) {
    const PointsData* points = present_points(run, typed_.name);
    const std::vector<std::int64_t> which =
        points ? numbers_in_input(*points, {typed_.index}) : std::vector<std::int64_t>{};
    const BufferPtr moved =
        which.empty() ? nullptr : with_moved(*points, which.front(), point->x, point->y);
    done = moved && workspace.set_input(typed_.name, moved);
  } else {
    done = workspace.set_param(typed_.name, ParamPoint{point->x, point->y});
  }
  if (!done) complaint_ = workspace.field_error(typed_.name);
  return done;
}

/// The same with the place of a line.
bool FigureView::take_place(Workspace& workspace) {
  const std::optional<double> place = one_number(coordinates_);
  if (!place) {
    complaint_ = "A number, as in 0.5";
    return false;
  }
  const bool done = set_by_place(workspace, typed_, *place, Phase::release);
  if (!done) complaint_ = workspace.field_error(path_of(workspace.run(), typed_.name));
  return done;
}

void FigureView::coordinates_popup(Workspace& workspace) {
  const ImVec2 at = to_screen(typed_.at);
  if (ask_coordinates_) {
    ImGui::OpenPopup("coordinates");
    take_field_ = true;
  }
  ask_coordinates_ = false;
  ImGui::SetNextWindowPos({at.x + px(14), at.y - px(14)}, ImGuiCond_Appearing);
  if (!begin_popup("coordinates")) return;
  const std::string name = "view." + id_ + ".coordinates";
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  bool entered = false;
  const bool take = take_field_;
  take_field_ = false;
  const bool pair = typed_.moves == Hit::Moves::anywhere;
  text_field(name.c_str(), Box::at(corner, px(220), px(28)), pair ? "x, y" : "place", coordinates_,
             &entered, take);
  if (!complaint_.empty()) {
    put_text(Box::at({corner.x + px(4), corner.y + px(28)}, px(212), px(22)), Align::left,
             Font::label, colour(Role::bad), complaint_);
    ImGui::SetCursorScreenPos({corner.x, corner.y + px(28)});
    ImGui::Dummy({px(220), px(22)});
  }
  if (entered) {
    const bool done = pair ? take_point(workspace) : take_place(workspace);
    if (done) ImGui::CloseCurrentPopup();
    take_field_ = !done;
    workspace.touch();
  }
  end_menu();
}

}  // namespace thalweg::ui
