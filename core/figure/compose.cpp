// Chooses the composer of a view's kind, and resolves names.
#include "core/figure/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/figure/compose_parts.hpp"
#include "core/figure/figure_cache.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg {
namespace parts {

std::vector<Found> found(const FrameSet& frames, const ViewState& state, std::string_view name) {
  std::vector<Found> list;
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) {
    const Competitor* focus = frames.focused();
    if (focus && focus->frame && (focus->frame->trace(name) || focus->frame->buffer(name))) {
      return {{focus, focus->frame.get(), std::string(name)}};
    }
    for (const auto& [key, frame] : frames.others) {
      if (frame && (frame->trace(name) || frame->buffer(name))) {
        return {{nullptr, frame.get(), std::string(name)}};
      }
    }
    return {};
  }
  const std::string owner(name.substr(0, dot)), local(name.substr(dot + 1));
  for (const Competitor& competitor : frames.contenders) {
    if (!competitor.frame || competitor.hidden || !state.shows(competitor.key)) continue;
    if (owner == "*" || owner == competitor.key) {
      list.push_back({&competitor, competitor.frame.get(), local});
    }
  }
  const auto other = frames.others.find(owner);
  if (other != frames.others.end() && other->second) {
    list.push_back({nullptr, other->second.get(), local});
  }
  return list;
}

std::vector<Veiled> veiled(const Composer& c) {
  std::vector<Veiled> list;
  for (const Competitor& who : c.frames.contenders) {
    if (!who.hidden && c.state.lists(who.key) && c.state.veiled.contains(who.key)) {
      list.push_back({who.key, Colour::of_contender(who.colour)});
    }
  }
  return list;
}

BufferPtr shared_buffer(const FrameSet& frames, std::string_view name) {
  const Buffer* raw = frames.buffer(name);
  if (!raw) return nullptr;
  const auto holder = [raw](const FramePtr& frame) -> BufferPtr {
    if (!frame) return nullptr;
    for (const auto& [key, buffer] : frame->buffers) {
      if (buffer.get() == raw) return buffer;
    }
    return nullptr;
  };
  for (const Competitor& competitor : frames.contenders) {
    if (BufferPtr buffer = holder(competitor.frame)) return buffer;
  }
  for (const auto& [key, frame] : frames.others) {
    if (BufferPtr buffer = holder(frame)) return buffer;
  }
  return nullptr;
}

BufferPtr first_buffer(const Composer& c) {
  return c.spec.names.empty() ? nullptr : shared_buffer(c.frames, c.spec.names.front());
}

Colour focus_colour(const FrameSet& frames) {
  const Competitor* focus = frames.focused();
  return focus ? Colour::of_contender(focus->colour) : Colour::of(Role::text);
}

ColourScaling colour_scaling(const Composer& c) {
  if (c.state.value_scaling) return *c.state.value_scaling;
  if (c.spec.value_scale == Scale::log) return ColourScaling::log;
  if (c.spec.value_scale == Scale::symlog) return ColourScaling::symlog;
  return ColourScaling::linear;
}

std::shared_ptr<const Summary> kept_summary(const Composer& c, const BufferPtr& buffer,
                                            const std::vector<double>& values) {
  return cached<Summary>(
      c.state.cache.get(), buffer, "summary",
      fmt::format("{}", static_cast<const void*>(values.data())),
      [&] { return summary_of(values); }, FigureCache::many);
}

std::int64_t kept_non_finite(const Composer& c, const BufferPtr& buffer) {
  return *cached<std::int64_t>(
      c.state.cache.get(), buffer, "non finite", "", [&] { return count_non_finite(*buffer); },
      FigureCache::many);
}

ColourMapping mapping_of(const Composer& c, const BufferPtr& buffer,
                         const std::vector<double>& values) {
  const ColourScaling scaling = colour_scaling(c);
  const std::string& map = c.state.colour_map;
  return *cached<ColourMapping>(
      c.state.cache.get(), buffer, "mapping",
      fmt::format("{} {} {}", static_cast<const void*>(values.data()), static_cast<int>(scaling),
                  map),
      [&] { return mapping_for(values, *kept_summary(c, buffer, values), scaling, map); });
}

ColourBar bar_of(const ColourMapping& mapping) {
  return {mapping, "", mapping.scaling == ColourScaling::log};
}

std::string or_else(const std::string& text, const char* fallback) {
  return text.empty() ? fallback : text;
}

BufferPtr buffer_of(const Found& at) {
  const auto holder = at.frame->buffers.find(at.local);
  return holder == at.frame->buffers.end() ? nullptr : holder->second;
}

std::string axis_title(const AxisInfo& axis, const std::string& declared) {
  if (!declared.empty()) return declared;
  return axis.unit.empty() ? axis.label : axis.label + " (" + axis.unit + ")";
}

double aspect_of(const AxisInfo& x, const AxisInfo& y) {
  if (x.unit != y.unit) return 0;
  const double ratio = (x.hi - x.lo) / (y.hi - y.lo);
  return ratio > 0.25 && ratio < 4 ? ratio : 0;
}

Range with_length(Range range, Scale scale) {
  constexpr double most = std::numeric_limits<double>::max() / 2.1, least = 1e-306;
  range = {std::clamp(range.lo, -most, most), std::clamp(range.hi, -most, most)};
  if (scale == Scale::log) {
    const double lo = std::max(range.lo, least);
    return {lo, range.hi >= lo ? range.hi : 10 * lo};
  }
  const bool denormal = std::max(std::abs(range.lo), std::abs(range.hi)) < least;
  return denormal ? Range{range.lo - 0.5, range.hi + 0.5} : range;
}

Range axis_range(Range seen, Scale scale) {
  if (!(seen.lo <= seen.hi)) return scale == Scale::log ? Range{1e-3, 1} : Range{0, 1};
  return with_length(nice_range(with_length(seen, scale), scale), scale);
}

Range with_margin(Range seen, double share, Scale scale) {
  if (!(seen.lo <= seen.hi)) return scale == Scale::log ? Range{1e-3, 1} : Range{0, 1};
  if (scale == Scale::log) {
    const double factor = seen.hi > seen.lo ? std::pow(seen.hi / seen.lo, share) : 2;
    return {seen.lo / factor, seen.hi * factor};
  }
  const double margin = seen.hi > seen.lo ? share * (seen.hi - seen.lo)
                        : seen.lo == 0    ? 0.5
                                          : 0.1 * std::abs(seen.lo);
  return {seen.lo - margin, seen.hi + margin};
}

void see(const Summary& values, Scale scale, Range& seen, std::int64_t& not_positive) {
  if (scale == Scale::log) not_positive += values.not_positive;
  if (scale == Scale::log && !(values.hi > 0)) return;
  seen.lo = std::min(seen.lo, scale == Scale::log ? values.least_positive : values.lo);
  seen.hi = std::max(seen.hi, values.hi);
}

Range zoomed(const std::optional<Range>& zoom, Range range) { return zoom.value_or(range); }

std::shared_ptr<const std::vector<double>> shared(std::vector<double> values) {
  return std::make_shared<const std::vector<double>>(std::move(values));
}

std::shared_ptr<const std::vector<double>> shared(const BufferPtr& buffer,
                                                  const std::vector<double>& values) {
  return {buffer, &values};
}

}  // namespace parts

namespace {

std::string read_out_text(const ReadOut& read_out, const FrameSet& frames) {
  const std::optional<double> value = frames.number(read_out.name);
  return value ? read_out.text(*value) : "—";
}

void compose_kind(const parts::Composer& c, Figure& figure) {
  switch (c.spec.kind) {
    case ViewKind::trace:
      return parts::compose_trace(c, figure);
    case ViewKind::curve:
      return parts::compose_curve(c, figure);
    case ViewKind::heatmap:
      return parts::compose_heatmap(c, figure);
    case ViewKind::sparsity:
      return parts::compose_sparsity(c, figure);
    case ViewKind::displacement:
      return parts::compose_displacement(c, figure);
    case ViewKind::images:
      return parts::compose_images(c, figure);
    case ViewKind::points:
      return parts::compose_points(c, figure);
    case ViewKind::plane:
      return parts::compose_plane(c, figure);
    case ViewKind::surface:
      return parts::compose_surface(c, figure);
    case ViewKind::histogram:
      return parts::compose_histogram(c, figure);
    case ViewKind::bars:
      return parts::compose_bars(c, figure);
    case ViewKind::scatter:
      return parts::compose_scatter(c, figure);
    case ViewKind::vectors:
      return parts::compose_vectors(c, figure);
    case ViewKind::graph:
      return parts::compose_graph(c, figure);
    case ViewKind::parallel:
      return parts::compose_parallel(c, figure);
    case ViewKind::table:
      return parts::compose_table(c, figure);
    case ViewKind::space:
      return parts::compose_space(c, figure);
  }
}

/// The place of a guide, from its own numbers or the data's.
std::optional<Guide> placed(const Guide& guide, const FrameSet& frames) {
  Guide result = guide;
  if (!guide.name.empty()) {
    const std::optional<double> value = frames.number(guide.name);
    if (!value) return std::nullopt;
    result.lo = *value;
    if (guide.hi_name.empty()) result.hi = *value;
  }
  if (!guide.hi_name.empty()) {
    const std::optional<double> value = frames.number(guide.hi_name);
    if (!value) return std::nullopt;
    result.hi = *value;
  }
  return result;
}

/// A line, or a span with the ends that a person may drag.
void add_guide(const Guide& guide, std::vector<Mark>& marks) {
  const auto line = [&](double value, const std::string& parameter) {
    mark::Rule rule;
    rule.vertical = guide.vertical, rule.value = value;
    rule.handle = {parameter, guide.to_parameter};
    return rule;
  };
  if (guide.lo == guide.hi) {
    mark::Rule rule = line(guide.lo, guide.parameter);
    rule.label = guide.label;
    rule.dash = {4, 3};
    marks.emplace_back(std::move(rule));
    return;
  }
  marks.emplace_back(
      mark::Span{guide.vertical, guide.lo, guide.hi, guide.label, Colour::of(Role::muted, 0.14)});
  if (!guide.parameter.empty()) marks.emplace_back(line(guide.lo, guide.parameter));
  if (!guide.hi_parameter.empty()) marks.emplace_back(line(guide.hi, guide.hi_parameter));
}

/// What can be dragged must be in sight.
void reach_handles(const parts::Composer& c, Panel& panel) {
  for (const Guide& declared : c.spec.guides) {
    if (declared.parameter.empty() && declared.hi_parameter.empty()) continue;
    const std::optional<Guide> guide = placed(declared, c.frames);
    Axis& axis = declared.vertical ? panel.x : panel.y;
    if (!guide || (declared.vertical ? c.state.x_zoom : c.state.y_zoom)) continue;
    for (const double place : {guide->lo, guide->hi}) {
      const bool drawable = std::isfinite(place) && (axis.scale != Scale::log || place > 0);
      if (!drawable || (place > axis.range.lo && place < axis.range.hi)) continue;
      const Range wider{std::min(axis.range.lo, place), std::max(axis.range.hi, place)};
      axis.range = parts::with_margin(wider, 0.05, axis.scale);
    }
  }
}

/// Declared rules and spans below the other marks, notes above them.
void add_declared(const parts::Composer& c, Panel& panel) {
  std::vector<Mark> below;
  for (const Guide& declared : c.spec.guides) {
    if (const std::optional<Guide> guide = placed(declared, c.frames)) add_guide(*guide, below);
  }
  panel.marks.insert(panel.marks.begin(), below.begin(), below.end());
  if (c.spec.notes.empty()) return;
  const BufferPtr buffer = parts::shared_buffer(c.frames, c.spec.notes);
  const auto* points = buffer ? std::get_if<PointsData>(buffer.get()) : nullptr;
  if (!points || points->x.size() != points->y.size()) return;
  mark::Notes notes{parts::shared(buffer, points->x), parts::shared(buffer, points->y),
                    points->label};
  notes.text.resize(points->x.size());
  panel.marks.emplace_back(std::move(notes));
}

}  // namespace

std::string Figure::omissions() const {
  std::string text;
  if (non_finite > 0) text = count_text(non_finite) + " not finite";
  if (not_positive > 0) {
    text += (text.empty() ? "" : " · ") + count_text(not_positive) + " ≤ 0 left out";
  }
  return text;
}

Figure compose(const ViewSpec& spec, const FrameSet& frames, ViewState& state,
               const std::vector<const FrameSet*>& ghosts, const FrameSet* head) {
  if (state.ghost_only && !ghosts.empty()) {
    ViewState own = state;
    own.ghost_only = false;
    own.cursor.reset();  // the pin has its own moments
    Figure figure = compose(spec, *ghosts.back(), own);
    figure.subtitle = "pinned";
    state.cache = own.cache;
    return figure;
  }
  if (!state.cache) state.cache = std::make_shared<FigureCache>();
  Figure figure;
  figure.id = spec.id();
  figure.title = spec.title;
  figure.subtitle = spec.subtitle;
  figure.kind = spec.kind;
  figure.with_title = state.exporting;
  figure.grid = state.grid;
  figure.pixel_ratio = state.pixel_ratio;
  figure.legend_at = state.legend_at;
  figure.clock = state.clock;
  figure.cache = state.cache;
  figure.stale = state.stale;
  figure.thumbnail = state.thumbnail;
  figure.moving = state.moving;
  figure.order = state.order;
  const parts::Composer composer{spec, frames, state, ghosts, head};
  compose_kind(composer, figure);
  for (Panel& panel : figure.panels) {
    reach_handles(composer, panel);
    panel.x.range = parts::with_length(panel.x.range, panel.x.scale);
    panel.y.range = parts::with_length(panel.y.range, panel.y.scale);
    add_declared(composer, panel);
  }
  if (!figure.empty_text.empty()) figure.stale = false;
  // On a page no header names the contender.
  const Competitor* focus = frames.focused();
  const auto is_its = [&](const std::string& name) {
    return focus && focus->frame && (focus->frame->buffer(name) || focus->frame->trace(name));
  };
  if (state.exporting && spec.shows_focus() &&
      std::any_of(spec.names.begin(), spec.names.end(), is_its)) {
    figure.subtitle = figure.subtitle.empty() ? focus->name : focus->name + " · " + figure.subtitle;
  }
  for (const ReadOut& read_out : spec.numbers) {
    figure.numbers.push_back({read_out.label, read_out_text(read_out, frames)});
  }
  for (Panel& panel : figure.panels) {
    panel.hovered = state.hovered;
    panel.selected = state.selected;
  }
  return figure;
}

double clock_value(const Competitor& competitor, std::int64_t step, ClockKind clock) {
  if (clock == ClockKind::iteration || !competitor.frame) return static_cast<double>(step);
  const char* name = clock == ClockKind::seconds ? "seconds" : "work";
  if (const Trace* trace = competitor.frame->trace(name)) {
    if (const auto value = trace->at(step)) return *value;
  }
  if (step <= 0) return 0;
  return clock == ClockKind::seconds ? competitor.frame->seconds : competitor.frame->work;
}

std::string clock_title(const ViewState& state, std::size_t contenders) {
  if (state.clock == ClockKind::seconds) {
    return contenders > 1 ? "own seconds, interleaved" : "own seconds";
  }
  return state.clock == ClockKind::work ? state.work_title : state.iteration_title;
}

}  // namespace thalweg
