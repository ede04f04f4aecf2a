// Histograms, bars and scatter.
#include <algorithm>
#include <cmath>

#include "core/figure/compose_parts.hpp"
#include "core/figure/figure_cache.hpp"
#include "core/figure/histogram.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {
namespace {

/// Key, text and colour of one of several series, by contender or by name.
struct Identity {
  std::string key, label;
  Colour colour;
};

Identity identity_of(const Composer& c, const Found& at, std::size_t name, std::size_t place) {
  const bool every = c.spec.names[name].starts_with('*');
  Identity id;
  id.key = at.who ? at.who->key : "";
  id.label = every && at.who ? at.who->name : readable_name(at.local);
  // Several names of one owner differ by colours of their own.
  const bool own = at.who && (every || c.spec.names.size() == 1);
  id.colour = Colour::of_contender(own ? at.who->colour : static_cast<int>(place));
  return id;
}

struct Entry {
  Identity id;
  BufferPtr buffer;
  std::string name;
};

/// All buffers that the view's names stand for.
std::vector<Entry> all_series(const Composer& c) {
  std::vector<Entry> list;
  for (std::size_t n = 0; n < c.spec.names.size(); ++n) {
    for (const Found& at : found(c.frames, c.state, c.spec.names[n])) {
      const BufferPtr buffer = buffer_of(at);
      if (buffer) list.push_back({identity_of(c, at, n, list.size()), buffer, at.local});
    }
  }
  return list;
}

void say_empty(const Composer& c, Figure& figure) {
  figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
}

/// A legend tells several apart; one is what the title says.
LegendStyle legend_style(const Composer& c, std::size_t count) {
  if (count < 2) return LegendStyle::none;
  return c.state.exporting ? LegendStyle::row : LegendStyle::box;
}

const std::vector<double>* values_of(const Buffer& buffer) {
  if (const auto* curve = std::get_if<CurveData>(&buffer)) return &curve->y;
  if (const auto* matrix = std::get_if<MatrixData>(&buffer)) return &matrix->values;
  return nullptr;
}

// ---- Histogram

/// Counts as steps with a filling; they begin and end at zero.
void add_bins(const Composer& c, const Entry& one, const Bins& bins, Panel& panel) {
  std::vector<double> x, y;
  x.push_back(bins.edges.front()), y.push_back(0);
  for (std::size_t i = 0; i < bins.counts.size(); ++i) {
    x.push_back(bins.edges[i]), y.push_back(static_cast<double>(bins.counts[i]));
  }
  x.push_back(bins.edges.back()), y.push_back(0);
  const auto xs = shared(std::move(x)), ys = shared(std::move(y));
  panel.marks.emplace_back(mark::Band{xs, nullptr, ys, one.id.colour.faded(0.35), true});
  mark::Line line;
  line.series = Series(xs, ys);
  line.key = one.id.key, line.label = one.id.label, line.colour = one.id.colour;
  line.style = CurveStyle::steps;
  line.width = 1.5;
  if (c.state.patterns) line.dash = contender_dash(one.id.colour.contender);
  panel.marks.emplace_back(std::move(line));
}

/// Bins over the values of all, so that counts can be compared; kept where there is one.
Bins common_bins(const Composer& c, const std::vector<Entry>& list) {
  if (list.size() == 1) {
    const BufferPtr& buffer = list.front().buffer;
    return *cached<Bins>(c.state.cache.get(), buffer, "bins", std::to_string(c.spec.bin_count),
                         [&] { return binned(*values_of(*buffer), c.spec.bin_count); });
  }
  std::vector<double> pooled;
  for (const Entry& one : list) {
    const std::vector<double>& values = *values_of(*one.buffer);
    pooled.insert(pooled.end(), values.begin(), values.end());
  }
  return binned(pooled, c.spec.bin_count);
}

}  // namespace

void compose_histogram(const Composer& c, Figure& figure) {
  Panel panel;
  panel.x.title = c.spec.x_label;
  panel.y.title = or_else(c.spec.y_label, "count");
  panel.y.integer = true;
  std::vector<Entry> list = all_series(c);
  std::erase_if(list, [](const Entry& one) { return !values_of(*one.buffer); });
  for (const Entry& one : list) {
    figure.non_finite += kept_non_finite(c, one.buffer);
    figure.buffers.push_back({one.name, one.buffer});
  }
  Bins bins = common_bins(c, list);
  Range x = nothing_seen, y = nothing_seen;
  for (const Entry& one : list) {
    if (bins.edges.empty()) break;
    if (list.size() > 1) bins.counts = counted(*values_of(*one.buffer), bins.edges);
    add_bins(c, one, bins, panel);
    const auto most = *std::max_element(bins.counts.begin(), bins.counts.end());
    x = {bins.edges.front(), bins.edges.back()};
    y = {0, std::max(y.hi, static_cast<double>(most))};
  }
  if (bins.edges.empty()) say_empty(c, figure);
  panel.x.range = zoomed(c.state.x_zoom, axis_range(x, Scale::linear));
  panel.y.range = zoomed(c.state.y_zoom, axis_range(y, Scale::linear));
  panel.legend = legend_style(c, list.size());
  figure.panels.push_back(std::move(panel));
}

// ---- Bars

namespace {

constexpr double group_width = 0.8;  // of the distance between categories

/// Adds the labels that are not yet known.
void add_categories(const CategoriesData& data, std::vector<std::string>& categories) {
  for (const std::string& label : data.label) {
    if (std::find(categories.begin(), categories.end(), label) == categories.end()) {
      categories.push_back(label);
    }
  }
}

/// Bars `place` of `count` in each group.
void add_bars(const Composer& c, const Entry& one, const CategoriesData& data, std::size_t place,
              std::size_t count, Panel& panel) {
  const double width = group_width / static_cast<double>(count);
  std::vector<double> x;
  for (std::size_t i = 0; i < data.value.size(); ++i) {
    const auto slot = std::find(panel.x.categories.begin(), panel.x.categories.end(),
                                i < data.label.size() ? data.label[i] : "");
    x.push_back(static_cast<double>(slot - panel.x.categories.begin()) - group_width / 2 +
                (static_cast<double>(place) + 0.5) * width);
  }
  const auto xs = shared(std::move(x));
  mark::Bars bars;
  bars.x = xs, bars.value = shared(one.buffer, data.value);
  bars.width = width;
  bars.key = one.id.key, bars.label = one.id.label, bars.colour = one.id.colour;
  bars.hatched = c.state.patterns;
  panel.marks.emplace_back(std::move(bars));
  if (data.lo.size() == data.value.size() && data.hi.size() == data.value.size()) {
    panel.marks.emplace_back(mark::ErrorBars{xs, shared(one.buffer, data.lo),
                                             shared(one.buffer, data.hi), Colour::of(Role::text)});
  }
}

}  // namespace

void compose_bars(const Composer& c, Figure& figure) {
  Panel panel;
  panel.x.title = c.spec.x_label;
  panel.y.title = c.spec.y_label;
  panel.y.scale = c.state.y_scale.value_or(c.spec.y_scale);
  std::vector<Entry> list = all_series(c);
  std::erase_if(list, [](const Entry& one) {
    const auto* data = std::get_if<CategoriesData>(one.buffer.get());
    return !data || data->value.empty() || data->label.size() != data->value.size();
  });
  Range y = nothing_seen;
  for (const Entry& one : list) {
    const auto& data = std::get<CategoriesData>(*one.buffer);
    add_categories(data, panel.x.categories);
    figure.non_finite += kept_non_finite(c, one.buffer);
    see(summary_of(data.value), panel.y.scale, y, figure.not_positive);
    std::int64_t ignored = 0;
    see(summary_of(data.lo), panel.y.scale, y, ignored),
        see(summary_of(data.hi), panel.y.scale, y, ignored);
    figure.buffers.push_back({one.id.label, one.buffer});
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    add_bars(c, list[i], std::get<CategoriesData>(*list[i].buffer), i, list.size(), panel);
  }
  if (list.empty()) {
    say_empty(c, figure);
    panel.x.visible = false;
  }
  if (panel.y.scale != Scale::log && y.lo <= y.hi) y = {std::min(0.0, y.lo), std::max(0.0, y.hi)};
  if (panel.y.scale != Scale::log && y.lo < 0) {
    panel.marks.emplace_back(mark::Rule{false, 0, "", Colour::of(Role::muted), 1, {}});
  }
  const double last = static_cast<double>(panel.x.categories.size()) - 0.5;
  panel.x.range = zoomed(c.state.x_zoom, {-0.5, std::max(0.5, last)});
  panel.y.range = zoomed(c.state.y_zoom, axis_range(y, panel.y.scale));
  panel.legend =
      list.size() > 1 ? c.state.exporting ? LegendStyle::row : LegendStyle::box : LegendStyle::none;
  figure.panels.push_back(std::move(panel));
}

// ---- Scatter

namespace {

/// Diameters by area, 3 to 14 px; 6 px without masses.
std::vector<double> sizes_of(const PointsData& points) {
  if (points.mass.size() != points.x.size()) return {6};
  double most = 0;
  for (const double m : points.mass) most = std::isfinite(m) ? std::max(most, m) : most;
  std::vector<double> list;
  for (const double m : points.mass) {
    const double share = most > 0 && m > 0 ? std::min(1.0, m / most) : 0;
    list.push_back(std::max(3.0, 14 * std::sqrt(share)));
  }
  return list;
}

mark::Dots scatter_dots(const Composer& c, const Entry& one, const PointsData& points) {
  mark::Dots dots;
  dots.x = shared(one.buffer, points.x), dots.y = shared(one.buffer, points.y);
  dots.size = sizes_of(points);
  dots.labels = points.label;
  const auto count = static_cast<double>(points.x.size());
  const double alpha = count > 5000 ? std::max(0.15, 5000 / count) : 0.8;
  dots.fill = one.id.colour.faded(alpha);
  const bool valued = points.value.size() == points.x.size();
  // A thin dark or light rim keeps the ends of a colour map off the background.
  dots.outline = valued ? Colour::of(Role::text, 0.45) : Colour::of(Role::panel, 0.7);
  dots.outline_width = count > 500 ? 0 : valued ? 0.75 : 1;
  if (c.state.patterns) dots.shape = contender_marker(one.id.colour.contender);
  if (dots.shape >= MarkerShape::cross) dots.outline = one.id.colour, dots.outline_width = 1.5;
  dots.name = one.id.label;
  dots.legend = one.id.label;
  return dots;
}

}  // namespace

void compose_scatter(const Composer& c, Figure& figure) {
  Panel panel;
  panel.x.title = c.spec.x_label;
  panel.y.title = c.spec.y_label;
  panel.x.scale = c.spec.x_scale;
  panel.y.scale = c.state.y_scale.value_or(c.spec.y_scale);
  Range x = nothing_seen, y = nothing_seen;
  std::size_t shown = 0;
  std::vector<double> values;
  for (const Entry& one : all_series(c)) {
    const auto* points = std::get_if<PointsData>(one.buffer.get());
    if (!points || points->x.size() != points->y.size()) continue;
    see(*kept_summary(c, one.buffer, points->x), panel.x.scale, x, figure.not_positive);
    see(*kept_summary(c, one.buffer, points->y), panel.y.scale, y, figure.not_positive);
    figure.non_finite += kept_non_finite(c, one.buffer);
    mark::Dots dots = scatter_dots(c, one, *points);
    if (points->value.size() == points->x.size()) {
      dots.values = shared(one.buffer, points->value);
      values.insert(values.end(), points->value.begin(), points->value.end());
    }
    panel.marks.emplace_back(std::move(dots));
    figure.buffers.push_back({one.id.label, one.buffer});
    ++shown;
  }
  if (!values.empty()) {
    panel.bar =
        bar_of(mapping_for(values, summary_of(values), colour_scaling(c), c.state.colour_map));
    for (Mark& mark : panel.marks) std::get<mark::Dots>(mark).mapping = panel.bar->mapping;
  }
  if (shown == 0) say_empty(c, figure);
  panel.x.range = zoomed(c.state.x_zoom, with_margin(x, 0.05, panel.x.scale));
  panel.y.range = zoomed(c.state.y_zoom, with_margin(y, 0.07, panel.y.scale));
  panel.legend = legend_style(c, shown);
  figure.panels.push_back(std::move(panel));
}

}  // namespace thalweg::parts
