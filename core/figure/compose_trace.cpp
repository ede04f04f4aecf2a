// Series over the clock: one line a contender, events, tolerance, ghosts, what lies after the
// cursor.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/figure/compose_parts.hpp"
#include "core/figure/decimate.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {
namespace {

const char* clock_name(ClockKind clock) {
  return clock == ClockKind::seconds ? "seconds" : clock == ClockKind::work ? "work" : "";
}

using Traces = std::map<std::string, Trace, std::less<>>;

/// The series `name` over the clock; empty when there is none.
Series series_of(const Traces& traces, const std::string& name, ClockKind clock, double offset) {
  const auto values = traces.find(name);
  if (values == traces.end() || values->second.empty()) return {};
  if (clock == ClockKind::iteration) return {values->second, {}, offset};
  const auto time = traces.find(clock_name(clock));
  return {values->second, time == traces.end() ? Trace{} : time->second, offset};
}

mark::LineEnd end_of(Condition condition) {
  switch (condition) {
    case Condition::converged:
      return mark::LineEnd::square;
    case Condition::exhausted:
      return mark::LineEnd::framed;
    case Condition::cancelled:
      return mark::LineEnd::hollow;
    case Condition::diverged:
      return mark::LineEnd::cross;
    default:
      return mark::LineEnd::none;
  }
}

/// Clock units a step, over the last samples.
double pace_of(const Series& series, const Trace& values) {
  const std::size_t last = series.size() - 1, first = last > 20 ? last - 20 : 0;
  const auto steps = static_cast<double>(values[last].step - values[first].step);
  return steps > 0 ? (series.x(last) - series.x(first)) / steps : 1;
}

mark::Line line_of(const Found& at, Series series, bool focused, bool patterns) {
  mark::Line line;
  line.series = std::move(series);
  if (!at.who) {
    line.label = at.local;
    line.colour = Colour::of(Role::muted);
    return line;
  }
  line.key = at.who->key;
  line.label = at.who->name;
  line.colour = Colour::of_contender(at.who->colour);
  line.width = focused ? 2.25 : 1.6;
  if (patterns) {
    line.dash = contender_dash(at.who->colour);
    line.markers = contender_marker(at.who->colour);
  }
  line.end = end_of(at.who->condition);
  return line;
}

/// "k 30 · 7.3e-12" at the end of a line that ended by itself or was ended.
std::string end_note(const mark::Line& line, ClockKind clock) {
  const bool noted = line.end != mark::LineEnd::none && line.end != mark::LineEnd::cross;
  if (!noted || line.series.size() == 0) return {};
  const std::size_t last = line.series.size() - 1;
  const double x = line.series.x(last), y = line.series.y(last);
  const std::string value = real_text(y);
  if (clock == ClockKind::iteration) {
    return "k " + count_text(static_cast<std::int64_t>(x)) + " · " + value;
  }
  return (clock == ClockKind::seconds ? duration_text(x) : real_text(x)) + " · " + value;
}

class TraceComposer {
 public:
  TraceComposer(const Composer& c, Figure& figure) : c_(c), figure_(figure) {
    scale_ = c.state.y_scale.value_or(c.spec.y_scale);
  }

  void run() {
    Panel panel;
    panel.x.title = clock_title(c_.state, c_.frames.contenders.size());
    panel.x.integer = c_.state.clock == ClockKind::iteration;
    panel.y.title = c_.spec.y_label;
    panel.y.scale = scale_;
    const bool ready = c_.spec.reference.empty() || c_.frames.number(c_.spec.reference);
    offset_ = c_.spec.reference.empty() ? 0 : c_.frames.number(c_.spec.reference).value_or(0);
    if (ready) collect();
    panel.x.range = zoomed(c_.state.x_zoom, {0, x_limit()});
    panel.y.range = zoomed(c_.state.y_zoom, y_limits(panel.x.range));
    add_floor(panel);
    add_rules(panel);
    add_forecasts(panel);
    std::size_t labelled = 0;
    for (mark::Line& line : lines_) {
      labelled += line.labelled ? 1 : 0;
      panel.marks.emplace_back(std::move(line));
    }
    panel.veiled = veiled(c_);
    labelled += panel.veiled.size();
    panel.legend = c_.state.exporting ? LegendStyle::row
                   : labelled <= 4    ? LegendStyle::at_line_ends
                                      : LegendStyle::box;
    if (lines_.empty()) {
      figure_.empty_text =
          c_.spec.empty_text.empty() ? "appears after the first step" : c_.spec.empty_text;
    }
    figure_.panels.push_back(std::move(panel));
  }

 private:
  void collect() {
    for (const FrameSet* ghost : c_.ghosts) add_ghost(*ghost);
    std::vector<Found> all;
    for (const std::string& name : c_.spec.names) {
      for (Found& at : found(c_.frames, c_.state, name)) all.push_back(std::move(at));
    }
    // The focus is drawn last, on top.
    std::stable_partition(all.begin(), all.end(), [&](const Found& at) { return !focused(at); });
    for (const Found& at : all) add(at);
    const double end = first_converged();
    if (std::isfinite(end)) converged_ = end;
  }

  bool focused(const Found& at) const { return at.who && at.who->key == c_.frames.focus; }

  void add(const Found& at) {
    Series series = series_of(at.frame->traces, at.local, c_.state.clock, offset_);
    Series later = series_of(at.frame->future, at.local, c_.state.clock, offset_);
    if (later.size() > 0) {
      last_ = std::max(last_, later.x(later.size() - 1));
      mark::Line line = line_of(at, std::move(later), focused(at), c_.state.patterns);
      line.colour = line.colour.faded(0.3);
      line.labelled = false;
      line.ghost = true;
      lines_.push_back(std::move(line));
    }
    if (series.size() == 0) return;
    last_ = std::max(last_, series.x(series.size() - 1));
    mark::Line line = line_of(at, std::move(series), focused(at), c_.state.patterns);
    if (at.frame->future.contains(at.local)) line.end = mark::LineEnd::none;
    line.end_note = end_note(line, c_.state.clock);
    line.style = c_.spec.style;
    // Several series of one contender have its colour and their own names.
    if (at.who && c_.spec.names.size() > 1 && !c_.spec.names[0].starts_with('*')) {
      line.label = readable_name(at.local);
      line.width = at.local == c_.spec.names[0] ? 2.25 : 1.25;
      line.end_note.clear();
    }
    lines_.push_back(std::move(line));
  }

  void add_ghost(const FrameSet& frames) {
    for (const std::string& name : c_.spec.names) {
      for (const Found& at : found(frames, c_.state, name)) {
        Series series = series_of(at.frame->traces, at.local, c_.state.clock, offset_);
        if (series.size() == 0) continue;
        mark::Line line = line_of(at, std::move(series), false, false);
        line.colour = line.colour.faded(0.45);
        line.width = 1;
        line.labelled = false;
        line.ghost = true;
        line.end = mark::LineEnd::none;
        lines_.push_back(std::move(line));
      }
    }
  }

  bool is_measure(const Found& at) const {
    return at.who && c_.spec.reference.empty() && at.local == c_.frames.measure;
  }

  /// Where a stalled contender will be at its rate: dotted, to the tolerance or the axis' end.
  void add_forecasts(Panel& panel) const {
    for (const std::string& name : c_.spec.names) {
      for (const Found& at : found(c_.frames, c_.state, name)) {
        const bool stalled = is_measure(at) && at.who->condition == Condition::stalled;
        if (stalled && !at.frame->future.contains(at.local)) add_forecast(at, panel);
      }
    }
  }

  void add_forecast(const Found& at, Panel& panel) const {
    const Series series = series_of(at.frame->traces, at.local, c_.state.clock, 0);
    const double rate = at.who->rate;
    if (series.size() < 2 || !(rate > 0)) return;
    const std::size_t last = series.size() - 1;
    const double x = series.x(last), y = series.y(last);
    const double pace = pace_of(series, at.frame->traces.find(at.local)->second);
    double steps = (panel.x.range.hi - x) / pace;
    const double tolerance = c_.frames.tolerance;
    if (rate < 1 && tolerance > 0 && y > tolerance) {
      steps = std::min(steps, std::log(tolerance / y) / std::log(rate));
    }
    if (!(y > 0) || !(steps > 0) || !std::isfinite(steps)) return;
    constexpr int pieces = 40;
    std::vector<double> xs, ys;
    for (int i = 0; i <= pieces; ++i) {
      xs.push_back(x + pace * steps * i / pieces);
      ys.push_back(y * std::pow(rate, steps * i / pieces));
    }
    mark::Line line = line_of(at, Series(std::move(xs), std::move(ys)), false, false);
    line.dash = {1.5, 3.5};
    line.end = mark::LineEnd::none;
    line.labelled = false;
    line.ghost = true;
    line.caption = fmt::format("×{:.3g} a step", rate);
    panel.marks.emplace_back(std::move(line));
  }

  double rounding_floor() const {
    double level = 0;
    for (const std::string& name : c_.spec.names) {
      for (const Found& at : found(c_.frames, c_.state, name)) {
        if (is_measure(at) && at.who->condition == Condition::floor) {
          level = std::max(level, at.who->floor);
        }
      }
    }
    return level;
  }

  void add_floor(Panel& panel) const {
    const double level = rounding_floor();
    if (!(level > 0)) return;
    panel.marks.emplace_back(mark::Span{false, -std::numeric_limits<double>::infinity(), level,
                                        fmt::format("rounding ≈ {:.0e}", level),
                                        Colour::of(Role::muted, 0.14)});
  }

  /// Of those that iterate: what is done in one step sets no scale.
  double first_converged() const {
    double end = std::numeric_limits<double>::infinity();
    for (const mark::Line& line : lines_) {
      if (line.end == mark::LineEnd::square && line.series.size() > 2)
        end = std::min(end, line.series.x(line.series.size() - 1));
    }
    return end;
  }

  /// 4 × the first to converge, else 1-2-5 jumps; never less than before.
  double x_limit() {
    const double least = c_.state.clock == ClockKind::iteration ? 10 : 1e-3;
    double limit = nice_above(std::max(last_, least));
    if (c_.state.show_all) return limit;
    if (converged_ > 0) limit = 4 * converged_;
    limit = std::max(limit, c_.state.kept.x_hi.value_or(0));
    if (!lines_.empty()) c_.state.kept.x_hi = limit;
    return limit;
  }

  Range y_limits(Range x) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Range seen{infinity, -infinity};
    // What diverges must not flatten the others: it may leave the panel.
    for (const bool diverging : {false, true}) {
      const double most = diverging ? most_for_diverging(seen) : infinity;
      for (const mark::Line& line : lines_) {
        if ((line.end == mark::LineEnd::cross) != diverging) continue;
        const auto [first, last] = visible_part(line.series, x);
        const SeriesExtent extent = extent_of(line.series, first, last, scale_);
        if (!line.ghost) figure_.non_finite += extent.non_finite;
        if (!line.ghost && scale_ == Scale::log) figure_.not_positive += extent.not_positive;
        if (extent.drawn == 0) continue;
        const double low = scale_ == Scale::log ? extent.least_positive : extent.y.lo;
        if (scale_ == Scale::log && !(low > 0)) continue;
        seen = {std::min(seen.lo, low), std::max(seen.hi, std::min(most, extent.y.hi))};
      }
    }
    const bool empty = !(seen.lo <= seen.hi);
    if (empty) seen = scale_ == Scale::log ? Range{1e-3, 1} : Range{0, 1};
    if (c_.spec.show_tolerance && c_.frames.tolerance > 0) {
      const double tolerance = c_.frames.tolerance;
      // A margin below the rule, so that its label has room.
      seen.lo = std::min(seen.lo, scale_ == Scale::log ? 0.9 * tolerance : tolerance);
    }
    if (const double level = rounding_floor(); level > 0) {
      seen.lo = std::min(seen.lo, scale_ == Scale::log ? level / 10 : 0);
    }
    Range limits = nice_range(seen, scale_);
    if (const auto& kept = c_.state.kept.y) {
      limits.lo = std::min(limits.lo, kept->lo);
      // On the way to divergence the limits grew for nothing.
      const bool diverged = std::any_of(lines_.begin(), lines_.end(), [](const mark::Line& line) {
        return line.end == mark::LineEnd::cross;
      });
      if (!diverged) limits.hi = std::max(limits.hi, kept->hi);
    }
    if (!empty && !c_.state.show_all) c_.state.kept.y = limits;
    return limits;
  }

  double most_for_diverging(Range others) const {
    if (!(others.lo <= others.hi)) return std::numeric_limits<double>::infinity();
    return scale_ == Scale::log ? 1e3 * others.hi : others.hi + 2 * (others.hi - others.lo);
  }

  void add_rules(Panel& panel) {
    if (c_.spec.show_tolerance && c_.frames.tolerance > 0) {
      mark::Rule rule;
      rule.vertical = false;
      rule.value = c_.frames.tolerance;
      rule.label = fmt::format("tolerance {:.2g}", c_.frames.tolerance);
      rule.dash = {4, 3};
      panel.marks.emplace_back(std::move(rule));
    }
    mark::Events events;
    for (const Event& event : c_.frames.events) add_event(event, events);
    if (!events.list.empty()) panel.marks.emplace_back(std::move(events));
    if (c_.state.cursor) {
      mark::Rule rule;
      rule.value = *c_.state.cursor;
      rule.colour = Colour::of(Role::text);
      panel.marks.emplace_back(std::move(rule));
    }
  }

  void add_event(const Event& event, mark::Events& events) const {
    const std::string& owner = event.contender.empty() ? c_.frames.focus : event.contender;
    const Competitor* who = c_.frames.contender(owner);
    const auto step = event.steps.find(owner);
    if (!who || step == event.steps.end() || who->hidden || !c_.state.shows(owner)) return;
    mark::Events::One one;
    one.value = clock_value(*who, step->second, c_.state.clock);
    one.text = event.text;
    one.glyph = event_glyph(event.kind);
    if (event.kind == Event::Kind::divergence) one.colour = Colour::of(Role::bad);
    if (event.kind == Event::Kind::branch) one.colour = Colour::of(Role::text);
    events.list.push_back(std::move(one));
  }

  const Composer& c_;
  Figure& figure_;
  Scale scale_ = Scale::linear;
  double offset_ = 0, last_ = 0, converged_ = 0;
  std::vector<mark::Line> lines_;
};

}  // namespace

void compose_trace(const Composer& c, Figure& figure) { TraceComposer(c, figure).run(); }

}  // namespace thalweg::parts
