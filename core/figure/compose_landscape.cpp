// A function of two variables as a plane or a surface, with the paths of all contenders.
#include <algorithm>
#include <cmath>

#include "core/figure/compose_parts.hpp"
#include "core/figure/raster.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {
namespace {

constexpr int plane_bands = 14, floor_contours = 10;

const FieldData* field_of(const BufferPtr& buffer) {
  const auto* field = buffer ? std::get_if<FieldData>(buffer.get()) : nullptr;
  return field && grid_of(*buffer).rows > 1 && field->cols > 1 ? field : nullptr;
}

/// One line a contender with a path, the focus last; before them ghosts, and what lies after the
/// cursor.
std::vector<mark::Line> paths(const Composer& c) {
  std::vector<mark::Line> lines;
  if (c.spec.path.empty()) return lines;
  const auto add = [&](const FrameSet& frames, bool ghost, double alpha) {
    for (const Found& at : found(frames, c.state, "*." + c.spec.path)) {
      const auto holder = at.frame->buffers.find(at.local);
      if (holder == at.frame->buffers.end()) continue;
      const BufferPtr& buffer = holder->second;
      const auto* curve = std::get_if<CurveData>(buffer.get());
      if (!at.who || !curve || curve->x.empty() || curve->x.size() != curve->y.size()) continue;
      mark::Line line;
      line.series = Series(shared(buffer, curve->x), shared(buffer, curve->y));
      line.key = at.who->key;
      line.label = at.who->name;
      line.colour = Colour::of_contender(at.who->colour, alpha);
      line.width = &frames == c.head ? 1.9 : ghost ? 1 : 1.9;
      line.ghost = ghost;
      line.labelled = !ghost;
      line.casing = ghost ? 0 : 0.9;
      if (c.state.patterns) line.dash = contender_dash(at.who->colour);
      if (!ghost && at.who->condition == Condition::diverged) line.end = mark::LineEnd::cross;
      lines.push_back(std::move(line));
    }
  };
  for (const FrameSet* ghost : c.ghosts) add(*ghost, true, 0.45);
  if (c.head) add(*c.head, true, 0.3);
  const auto own = static_cast<std::ptrdiff_t>(lines.size());
  add(c.frames, false, 1);
  std::stable_partition(lines.begin() + own, lines.end(),
                        [&](const mark::Line& line) { return line.key != c.frames.focus; });
  return lines;
}

/// Where each contender is now.
mark::Dots heads(const std::vector<mark::Line>& lines, std::size_t number) {
  const mark::Line& line = lines[number];
  const std::size_t last = line.series.size() - 1;
  mark::Dots dots;
  dots.x = shared(std::vector<double>{line.series.x(last)});
  dots.y = shared(std::vector<double>{line.series.y(last)});
  dots.size = {line.ghost ? 5.0 : 9.0};
  dots.fill = line.ghost ? Colour::of(Role::text, 0) : line.colour;
  dots.outline = line.ghost ? line.colour : Colour::of(Role::ground);
  dots.outline_width = line.ghost ? 1 : 1.5;
  dots.name = line.key;
  return dots;
}

/// The ring at the common start, which a person drags.
mark::Dots start_handle(const Composer& c, const mark::Line& line) {
  mark::Dots dots;
  dots.x = shared(std::vector<double>{line.series.x(0)});
  dots.y = shared(std::vector<double>{line.series.y(0)});
  dots.size = {14};
  dots.shape = MarkerShape::ring;
  dots.fill = Colour::of(Role::text, 0);
  dots.outline = Colour::of(Role::text);
  dots.outline_width = 2;
  dots.casing = 1;
  dots.labels = {"start"};
  dots.name = dots.handle = c.spec.handle;
  return dots;
}

/// What can be dragged must be in sight: the axis, wide enough for the start at `place`. Without a
/// margin, into which a drag would run.
AxisInfo with_start(AxisInfo axis, double place) {
  if (!std::isfinite(place)) return axis;
  axis.lo = std::min(axis.lo, place), axis.hi = std::max(axis.hi, place);
  return axis;
}

LegendStyle legend_of(const Composer& c, const std::vector<mark::Line>& lines) {
  const auto labelled = std::count_if(lines.begin(), lines.end(),
                                      [](const mark::Line& line) { return line.labelled; });
  // In the window the list of contenders is the legend.
  return labelled > 0 && c.state.exporting ? LegendStyle::row : LegendStyle::none;
}

/// The values that a colour bar would label.
std::vector<double> round_levels(const ColourMapping& mapping) {
  const Scale scale = mapping.scaling == ColourScaling::log      ? Scale::log
                      : mapping.scaling == ColourScaling::symlog ? Scale::symlog
                                                                 : Scale::linear;
  std::vector<double> levels;
  for (const Tick& tick : ticks(mapping.range, scale, false, 9)) {
    if (!tick.label.empty()) levels.push_back(tick.value);
  }
  return levels;
}

}  // namespace

void compose_plane(const Composer& c, Figure& figure) {
  Panel panel;
  const BufferPtr buffer = first_buffer(c);
  const std::vector<mark::Line> lines = paths(c);
  if (const FieldData* field = field_of(buffer)) {
    panel.x.title = axis_title(field->x, c.spec.x_label);
    panel.y.title = axis_title(field->y, c.spec.y_label);
    const Range x{field->x.lo, field->x.hi}, y{field->y.lo, field->y.hi};
    AxisInfo wide_x = field->x, wide_y = field->y;
    if (!lines.empty() && !c.spec.handle.empty()) {
      wide_x = with_start(wide_x, lines.back().series.x(0));
      wide_y = with_start(wide_y, lines.back().series.y(0));
    }
    panel.x.range = zoomed(c.state.x_zoom, {wide_x.lo, wide_x.hi});
    panel.y.range = zoomed(c.state.y_zoom, {wide_y.lo, wide_y.hi});
    panel.aspect = aspect_of(wide_x, wide_y);
    mark::Heat heat;
    heat.buffer = buffer;
    heat.mapping = mapping_of(c, buffer, field->values);
    heat.x = x, heat.y = y;
    heat.bands = plane_bands;
    heat.name = c.spec.names.front();
    panel.bar = bar_of(heat.mapping);
    mark::Contours contours{
        buffer, heat.mapping, plane_bands, Colour::fixed({0, 0, 0, 255}, 0.22), {}};
    if (c.spec.level_labels) {
      heat.levels = contours.levels = round_levels(heat.mapping);
      contours.colour = Colour::fixed({0, 0, 0, 255}, 0.45);
    }
    panel.marks.emplace_back(std::move(heat));
    panel.marks.emplace_back(std::move(contours));
    figure.non_finite = kept_non_finite(c, buffer);
    figure.buffers.push_back({c.spec.names.front(), buffer});
  } else {
    panel.x.range = zoomed(c.state.x_zoom, {0, 1});
    panel.y.range = zoomed(c.state.y_zoom, {0, 1});
    figure.empty_text =
        c.spec.empty_text.empty() ? "the landscape is being computed" : c.spec.empty_text;
  }
  if (!figure.buffers.empty()) {
    panel.legend = legend_of(c, lines);
    for (const mark::Line& line : lines) panel.marks.emplace_back(line);
    for (std::size_t i = 0; i < lines.size(); ++i) panel.marks.emplace_back(heads(lines, i));
    if (!lines.empty() && !c.spec.handle.empty()) {
      panel.marks.emplace_back(start_handle(c, lines.back()));
    }
  }
  figure.panels.push_back(std::move(panel));
}

void compose_surface(const Composer& c, Figure& figure) {
  const BufferPtr buffer = first_buffer(c);
  const FieldData* field = field_of(buffer);
  if (!field) {
    figure.empty_text =
        c.spec.empty_text.empty() ? "the landscape is being computed" : c.spec.empty_text;
    return;
  }
  Panel panel;
  panel.x.range = {field->x.lo, field->x.hi};
  panel.y.range = {field->y.lo, field->y.hi};
  panel.x.visible = panel.y.visible = false;
  mark::Surface surface;
  surface.buffer = buffer;
  surface.mapping = mapping_of(c, buffer, field->values);
  surface.camera = c.state.camera;
  surface.wire = c.state.wire;
  surface.contours = floor_contours;
  surface.paths = paths(c);
  surface.x_title = axis_title(field->x, c.spec.x_label);
  surface.y_title = axis_title(field->y, c.spec.y_label);
  panel.bar = bar_of(surface.mapping);
  panel.legend = legend_of(c, surface.paths);
  panel.marks.emplace_back(std::move(surface));
  figure.non_finite = kept_non_finite(c, buffer);
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.panels.push_back(std::move(panel));
}

}  // namespace thalweg::parts
