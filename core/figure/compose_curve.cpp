// Curves: lines, steps, stems and areas with their bands or whiskers; in one panel or in several.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/figure/compose_parts.hpp"
#include "core/figure/decimate.hpp"
#include "core/figure/figure_cache.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {
namespace {

mark::Line curve_line(const Composer& c, const Found& at, const CurveData& curve,
                      std::size_t number, bool ghost) {
  mark::Line line;
  line.key = at.who ? at.who->key : "";
  const bool every = c.spec.names[number].starts_with('*');
  line.label = every && at.who       ? at.who->name
               : curve.label.empty() ? readable_name(at.local)
                                     : curve.label;
  // Curves of the problem differ by hue, several of one contender by their dashes.
  const int place = at.who ? at.who->colour : static_cast<int>(number);
  line.colour = Colour::of_contender(place);
  if (c.state.patterns) line.dash = contender_dash(place);
  if (at.who && !every && number > 0) line.dash = contender_dash(static_cast<int>(number));
  line.width = ghost ? 1 : 1.75;
  if (at.who && !every && number > 0 && c.spec.style == CurveStyle::area) {
    // Beside the filled one the others stand back.
    line.colour = line.colour.faded(number == 1 ? 0.75 : 0.5);
    line.width = 1.2;
  }
  line.ghost = ghost;
  line.labelled = !ghost;
  line.style = c.spec.style;
  const bool marked = c.spec.style == CurveStyle::stems || c.spec.error_bars;
  if (c.state.patterns && marked) line.markers = contender_marker(place);
  if (ghost) line.colour = line.colour.faded(0.45);
  const bool handle = c.spec.handle == "*" || c.spec.handle == at.local;
  if (handle && !ghost) line.handle = at.local;
  return line;
}

/// What stands below a curve: its filling, and its band or whiskers. Of several curves of one
/// contender the first is filled.
void add_below(const Composer& c, const BufferPtr& buffer, const CurveData& curve,
               const mark::Line& line, bool first, Panel& panel) {
  if (c.spec.style == CurveStyle::area && first) {
    panel.marks.emplace_back(mark::Band{shared(buffer, curve.x), nullptr, shared(buffer, curve.y),
                                        line.colour.faded(0.25), false});
  }
  if (curve.lo.size() != curve.x.size() || curve.hi.size() != curve.x.size()) return;
  const auto x = shared(buffer, curve.x), lo = shared(buffer, curve.lo),
             hi = shared(buffer, curve.hi);
  if (c.spec.error_bars) {
    panel.marks.emplace_back(mark::ErrorBars{x, lo, hi, line.colour.faded(0.8)});
  } else {
    const bool steps = c.spec.style == CurveStyle::steps;
    panel.marks.emplace_back(mark::Band{x, lo, hi, line.colour.faded(0.18), steps});
  }
}

/// A marker at each value that has whiskers.
void add_values(const BufferPtr& buffer, const CurveData& curve, const mark::Line& line,
                Panel& panel) {
  mark::Dots dots;
  dots.x = shared(buffer, curve.x), dots.y = shared(buffer, curve.y);
  dots.size = {6};
  dots.fill = line.colour;
  dots.shape = line.markers.value_or(MarkerShape::circle);
  dots.outline = line.colour;
  dots.outline_width = dots.shape >= MarkerShape::cross ? 1.5 : 0;
  panel.marks.emplace_back(std::move(dots));
}

/// Null for curves that are short enough to be read whole.
std::shared_ptr<const CurveLevels> kept_levels(const Composer& c, const BufferPtr& buffer,
                                               const CurveData& curve) {
  if (curve.x.size() < 10000) return nullptr;
  return cached<CurveLevels>(
      c.state.cache.get(), buffer, "curve levels", "",
      [&] { return CurveLevels(curve.x, curve.y); }, FigureCache::many);
}

void add_curve(const Composer& c, const Found& at, std::size_t number, bool ghost, Figure& figure,
               Panel& panel) {
  const BufferPtr buffer = buffer_of(at);
  const auto* curve = buffer ? std::get_if<CurveData>(buffer.get()) : nullptr;
  if (!curve || curve->x.size() != curve->y.size() || curve->x.empty()) return;
  mark::Line line = curve_line(c, at, *curve, number, ghost);
  line.series =
      Series(shared(buffer, curve->x), shared(buffer, curve->y), kept_levels(c, buffer, *curve));
  if (!ghost) add_below(c, buffer, *curve, line, !at.who || number == 0, panel);
  const mark::Line drawn = line;
  if (c.spec.error_bars) line.markers.reset();
  panel.marks.emplace_back(std::move(line));
  if (ghost) return;
  if (c.spec.error_bars) add_values(buffer, *curve, drawn, panel);
  figure.buffers.push_back({at.local, buffer});
}

double least_positive_x(const Series& series) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series.x(i) > 0) least = std::min(least, series.x(i));
  }
  return least;
}

/// What the lines and bands of a panel reach, and what cannot be drawn.
struct Reach {
  Range x = nothing_seen, y = nothing_seen;
  std::size_t labelled = 0;
};

void reach_of(const mark::Line& line, const Panel& panel, Figure& figure, Reach& reach) {
  const SeriesExtent extent = extent_of(line.series, 0, line.series.size(), panel.y.scale);
  if (!line.ghost) figure.non_finite += extent.non_finite;
  reach.labelled += line.labelled ? 1 : 0;
  if (extent.drawn == 0) return;
  const bool is_log = panel.y.scale == Scale::log;
  if (is_log && !line.ghost) figure.not_positive += extent.not_positive;
  Range x = extent.x;
  if (panel.x.scale == Scale::log && x.lo <= 0) x.lo = least_positive_x(line.series);
  reach.x = {std::min(reach.x.lo, x.lo), std::max(reach.x.hi, x.hi)};
  const double low = is_log ? extent.least_positive : extent.y.lo;
  if (!is_log || low > 0) {
    reach.y = {std::min(reach.y.lo, low), std::max(reach.y.hi, extent.y.hi)};
  }
}

Reach reach_of(const Composer& c, const Panel& panel, Figure& figure) {
  Reach reach;
  std::int64_t ignored = 0;
  for (const Mark& mark : panel.marks) {
    if (const auto* line = std::get_if<mark::Line>(&mark)) reach_of(*line, panel, figure, reach);
    if (const auto* whiskers = std::get_if<mark::ErrorBars>(&mark)) {
      see(summary_of(*whiskers->lo), panel.y.scale, reach.y, ignored);
      see(summary_of(*whiskers->hi), panel.y.scale, reach.y, ignored);
    }
    const auto* band = std::get_if<mark::Band>(&mark);
    if (!band || !band->lo) continue;
    see(summary_of(*band->lo), panel.y.scale, reach.y, ignored);
    see(summary_of(*band->hi), panel.y.scale, reach.y, ignored);
  }
  const bool grounded = c.spec.style == CurveStyle::stems || c.spec.style == CurveStyle::area;
  if (grounded && panel.y.scale != Scale::log && reach.y.lo <= reach.y.hi) {
    reach.y = {std::min(0.0, reach.y.lo), std::max(0.0, reach.y.hi)};
  }
  return reach;
}

Range x_range(Range seen, Scale scale) {
  if (seen.lo < seen.hi) return seen;
  // A single x stands in the middle.
  return seen.lo == seen.hi    ? nice_range(seen, scale)
         : scale == Scale::log ? Range{1e-3, 1}
                               : Range{0, 1};
}

/// One panel a curve, all with the ranges of the first.
void split_panels(Figure& figure, const Panel& whole) {
  figure.shared_axes = true;
  for (const Mark& mark : whole.marks) {
    const bool first_of_curve = figure.panels.empty() || [&] {
      const auto& marks = figure.panels.back().marks;
      return std::any_of(marks.begin(), marks.end(),
                         [](const Mark& m) { return std::holds_alternative<mark::Line>(m); }) &&
             !std::holds_alternative<mark::Dots>(mark);
    }();
    if (first_of_curve) {
      Panel panel = whole;
      panel.marks.clear();
      panel.legend = LegendStyle::none;
      figure.panels.push_back(std::move(panel));
    }
    Panel& panel = figure.panels.back();
    if (const auto* line = std::get_if<mark::Line>(&mark)) panel.heading = line->label;
    panel.marks.push_back(mark);
  }
}

}  // namespace

void compose_curve(const Composer& c, Figure& figure) {
  Panel panel;
  panel.x.title = c.spec.x_label;
  panel.y.title = c.spec.y_label;
  panel.x.scale = c.spec.x_scale;
  panel.y.scale = c.state.y_scale.value_or(c.spec.y_scale);
  const auto add_all = [&](const FrameSet& frames, bool ghost) {
    for (std::size_t n = 0; n < c.spec.names.size(); ++n) {
      for (const Found& at : found(frames, c.state, c.spec.names[n])) {
        add_curve(c, at, n, ghost, figure, panel);
      }
    }
  };
  for (const FrameSet* ghost : c.ghosts) add_all(*ghost, true);
  add_all(c.frames, false);
  const Reach reach = reach_of(c, panel, figure);
  const bool marked = c.spec.style == CurveStyle::stems || c.spec.error_bars;
  const Range x = x_range(reach.x, panel.x.scale);
  panel.x.range = zoomed(c.state.x_zoom, marked ? with_margin(x, 0.04, panel.x.scale) : x);
  panel.y.range = zoomed(c.state.y_zoom, axis_range(reach.y, panel.y.scale));
  // Areas end on the ground, where their names would lie on each other.
  const bool areas = c.spec.style == CurveStyle::area;
  // On a page one curve of the problem is what the title says.
  const bool told = reach.labelled > 1 ||
                    std::any_of(panel.marks.begin(), panel.marks.end(), [](const Mark& mark) {
                      const auto* line = std::get_if<mark::Line>(&mark);
                      return line && !line->key.empty();
                    });
  panel.legend = c.state.exporting && told       ? LegendStyle::row
                 : reach.labelled < 2            ? LegendStyle::none
                 : reach.labelled <= 4 && !areas ? LegendStyle::at_line_ends
                                                 : LegendStyle::box;
  if (reach.labelled == 0) {
    figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
  } else if (c.spec.multiples && reach.labelled > 1) {
    return split_panels(figure, panel);
  }
  figure.panels.push_back(std::move(panel));
}

}  // namespace thalweg::parts
