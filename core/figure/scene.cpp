// Axis transforms, and what lies under the pointer.
#include "core/figure/scene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/figure/decimate.hpp"
#include "core/figure/markup.hpp"
#include "core/figure/raster.hpp"
#include "core/figure/scene_space.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg {
namespace {

double forward(double value, Scale scale, double width) {
  if (scale == Scale::log) return std::log10(value);
  return scale == Scale::symlog ? std::asinh(value / width) : value;
}

double backward(double value, Scale scale, double width) {
  if (scale == Scale::log) return std::pow(10.0, value);
  return scale == Scale::symlog ? width * std::sinh(value) : value;
}

double distance(Point2 a, Point2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// The nearest point of the set, when within `radius`.
bool near_dots(const Scene& scene, const HitDots& dots, Point2 at, double radius, Hit& hit) {
  const PanelScene& panel = scene.panels[static_cast<std::size_t>(dots.panel)];
  bool found = false;
  for (std::size_t i = 0; i < dots.x->size(); ++i) {
    const Point2 p{panel.x.to_px((*dots.x)[i]), panel.y.to_px((*dots.y)[i])};
    if (!(distance(p, at) <= radius)) continue;
    radius = distance(p, at);
    found = true;
    hit.index = static_cast<std::int64_t>(i);
    hit.x = (*dots.x)[i], hit.y = (*dots.y)[i];
    hit.at = p;
    hit.panel = dots.panel;
  }
  return found;
}

bool near_series(const Scene& scene, const HitSeries& series, Point2 at, double radius, Hit& hit) {
  bool found = false;
  for (std::size_t i = series.first; i < series.last; ++i) {
    const auto* line = std::get_if<scene::Polyline>(&scene.primitives[i]);
    if (!line) continue;
    for (std::size_t k = 1; k < line->points.size(); ++k) {
      const Point2 a = line->points[k - 1], b = line->points[k];
      const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
      const double share =
          length > 0 ? std::clamp(((at.x - a.x) * dx + (at.y - a.y) * dy) / length, 0.0, 1.0) : 0;
      const Point2 p{a.x + share * dx, a.y + share * dy};
      if (!(distance(p, at) <= radius)) continue;
      radius = distance(p, at);
      found = true;
      hit.at = p;
    }
  }
  return found;
}

bool cell_under(const Scene& scene, const HitCells& cells, Point2 at, Hit& hit) {
  const PanelScene& panel = scene.panels[static_cast<std::size_t>(cells.panel)];
  if (!panel.area.contains(at)) return false;
  std::int64_t rows = 0, cols = 0;
  const Grid grid = grid_of(*cells.buffer);
  rows = grid.rows, cols = grid.cols;
  const auto* sparse = std::get_if<SparseData>(cells.buffer.get());
  if (sparse) rows = sparse->rows, cols = sparse->cols;
  hit.x = panel.x.to_data(at.x), hit.y = panel.y.to_data(at.y);
  const double u = (hit.x - cells.x.lo) / (cells.x.hi - cells.x.lo);
  const double v = (hit.y - cells.y.lo) / (cells.y.hi - cells.y.lo);
  if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1) || rows == 0 || cols == 0) return false;
  hit.kind = Hit::Kind::cell;
  hit.panel = cells.panel;
  hit.name = cells.name;
  hit.at = at;
  hit.col = std::min(static_cast<std::int64_t>(u * static_cast<double>(cols)), cols - 1);
  hit.row = std::min(static_cast<std::int64_t>(v * static_cast<double>(rows)), rows - 1);
  if (grid.rows > 0) hit.value = grid.at(hit.row, hit.col);
  for (std::size_t k = 0; sparse && k < sparse->row.size(); ++k) {
    if (sparse->row[k] != hit.row || sparse->col[k] != hit.col) continue;
    hit.value = sparse->value.empty() ? 1 : sparse->value[k];
  }
  return true;
}

/// Index of the sample at or before x, else the first.
std::size_t sample_at(const Series& series, double x) {
  std::size_t lo = 0, hi = series.size();
  while (lo < hi) {
    const std::size_t mid = (lo + hi) / 2;
    series.x(mid) <= x ? lo = mid + 1 : hi = mid;
  }
  return lo > 0 ? lo - 1 : 0;
}

std::size_t nearest_sample(const Series& series, double x) {
  const std::size_t i = sample_at(series, x);
  if (i + 1 == series.size()) return i;
  return x - series.x(i) > series.x(i + 1) - x ? i + 1 : i;
}

/// The painted curve nearest above or below the pointer, anywhere in its panel.
bool near_painted(const Scene& scene, int index, Point2 at, Hit& hit) {
  const PanelScene& panel = scene.panels[static_cast<std::size_t>(index)];
  double nearest = std::numeric_limits<double>::infinity();
  for (const HitSeries& entry : scene.series) {
    if (entry.panel != index || entry.handle.empty() || entry.series.size() == 0) continue;
    const std::size_t i = nearest_sample(entry.series, panel.x.to_data(at.x));
    const double away = std::abs(panel.y.to_px(entry.series.y(i)) - at.y);
    if (!(away < nearest)) continue;
    nearest = away;
    hit.name = entry.handle;
    hit.index = static_cast<std::int64_t>(i);
  }
  if (hit.name.empty()) return false;
  hit.kind = Hit::Kind::handle;
  hit.moves = Hit::Moves::brush;
  hit.panel = index;
  hit.at = at;
  hit.x = panel.x.to_data(at.x), hit.y = panel.y.to_data(at.y);
  return true;
}

Hit of_kind(Hit::Kind kind, int panel, Point2 at) {
  Hit hit;
  hit.kind = kind;
  hit.panel = panel;
  hit.at = at;
  return hit;
}

std::string x_text(const Scene& scene, const PanelScene& panel, double x) {
  if (!panel.categories.empty()) {
    const double last = static_cast<double>(panel.categories.size()) - 1;
    return plain_label(panel.categories[static_cast<std::size_t>(std::clamp(x, 0.0, last))]);
  }
  const std::string title = plain_label(panel.x_title);
  if (!panel.clock) return title.empty() ? real_text(x) : title + " " + real_text(x);
  if (scene.clock == ClockKind::iteration) {
    return "k " + count_text(static_cast<std::int64_t>(std::floor(x)));
  }
  return scene.clock == ClockKind::seconds ? duration_text(x) : title + " " + real_text(x);
}

Hover hover_series(const Scene& scene, int index, Point2 at) {
  const PanelScene& panel = scene.panels[static_cast<std::size_t>(index)];
  Hover hover;
  double x = panel.x.to_data(at.x);
  if (panel.clock && scene.clock == ClockKind::iteration) x = std::round(x);
  // Bars of a group stand beside each other within ± 1/2 of their category.
  const bool grouped = !panel.categories.empty();
  if (grouped) x = std::round(x);
  for (const HitSeries& entry : scene.series) {
    if (entry.panel != index || entry.series.size() == 0) continue;
    const double reach = grouped ? x + 0.5 : x;
    if (reach < entry.series.x(0)) continue;
    const std::size_t i = sample_at(entry.series, reach);
    // A line that ended long ago has no value here; a contender that ended keeps its last one.
    if (!panel.clock && !grouped && x > entry.series.x(entry.series.size() - 1)) continue;
    const double y = entry.series.y(i);
    hover.rows.push_back({plain_label(entry.label),
                          exact_text(y),
                          entry.colour,
                          {panel.x.to_px(entry.series.x(i)), panel.y.to_px(y)}});
  }
  if (hover.rows.empty()) return hover;
  hover.title = x_text(scene, panel, x);
  if (panel.clock) hover.link.clock = x;
  return hover;
}

/// Row and column of a matrix, or the point that a pixel stands for.
Link link_of(const HitCells& cells, const Hit& hit) {
  Link link;
  if (!cells.pixels) {
    link.source = hit.row, link.target = hit.col;
    return link;
  }
  const std::int64_t pixel = hit.row * grid_of(*cells.buffer).cols + hit.col;
  if (cells.pixel_of == mark::PixelOf::source) link.source = pixel;
  if (cells.pixel_of == mark::PixelOf::target) link.target = pixel;
  return link;
}

Hover hover_cell(const Scene& scene, const Hit& hit) {
  Hover hover;
  const auto holder = std::find_if(scene.cells.begin(), scene.cells.end(),
                                   [&](const HitCells& c) { return c.panel == hit.panel; });
  if (std::holds_alternative<FieldData>(*holder->buffer)) {
    hover.title = real_text(hit.x) + ", " + real_text(hit.y);
  } else {
    hover.title = fmt::format("row {}, column {}", hit.row, hit.col);
    hover.link = link_of(*holder, hit);
  }
  hover.rows.push_back({"value", exact_text(hit.value), Colour::of(Role::text), hit.at});
  return hover;
}

}  // namespace

double AxisTransform::to_px(double value) const {
  const double width = symlog_width(range);
  const double lo = forward(range.lo, scale, width), hi = forward(range.hi, scale, width);
  return px_lo + (forward(value, scale, width) - lo) / (hi - lo) * (px_hi - px_lo);
}

double AxisTransform::to_data(double px) const {
  const double width = symlog_width(range);
  const double lo = forward(range.lo, scale, width), hi = forward(range.hi, scale, width);
  return backward(lo + (px - px_lo) / (px_hi - px_lo) * (hi - lo), scale, width);
}

int panel_at(const Scene& scene, Point2 at) {
  for (std::size_t i = 0; i < scene.panels.size(); ++i) {
    const PanelScene& p = scene.panels[i];
    for (const Rect* rect : {&p.area, &p.x_axis, &p.y_axis, &p.colour_bar}) {
      if (rect->width > 0 && rect->contains(at)) return static_cast<int>(i);
    }
  }
  return -1;
}

Hit hit(const Scene& scene, Point2 at, double radius) {
  Hit best;
  for (const HitDots& dots : scene.dots) {
    if (dots.handle.empty() || !near_dots(scene, dots, at, std::max(radius, 11.0), best)) continue;
    best.kind = Hit::Kind::handle;
    best.name = dots.handle;
    best.row = dots.set;
    return best;
  }
  for (const HitTarget& target : scene.targets) {
    if (!target.rect.contains(at)) continue;
    best = target.hit;
    best.at = at;
    return best;
  }
  const int index = panel_at(scene, at);
  if (index < 0) return best;
  const PanelScene& panel = scene.panels[static_cast<std::size_t>(index)];
  if (!panel.area.contains(at)) {
    const bool below = panel.x_axis.width > 0 && panel.x_axis.contains(at);
    const bool bar = panel.colour_bar.width > 0 && panel.colour_bar.contains(at);
    return of_kind(bar     ? Hit::Kind::colour_bar
                   : below ? Hit::Kind::x_axis
                           : Hit::Kind::y_axis,
                   index, at);
  }
  if (panel.spatial && hit_space(scene, index, at, radius, best)) return best;
  if (near_painted(scene, index, at, best)) return best;
  for (const HitDots& dots : scene.dots) {
    if (!near_dots(scene, dots, at, radius, best)) continue;
    best.kind = Hit::Kind::point;
    best.name = dots.name;
    best.row = dots.set;
    return best;
  }
  // Later lines lie on top.
  for (auto series = scene.series.rbegin(); series != scene.series.rend(); ++series) {
    if (series->panel != index || !near_series(scene, *series, at, radius, best)) continue;
    best.kind = Hit::Kind::series;
    best.panel = index;
    best.name = series->key;
    best.x = panel.x.to_data(best.at.x), best.y = best.value = panel.y.to_data(best.at.y);
    return best;
  }
  for (const HitCells& cells : scene.cells) {
    if (cells.panel == index && cell_under(scene, cells, at, best)) return best;
  }
  best = of_kind(Hit::Kind::content, index, at);
  best.x = panel.x.to_data(at.x), best.y = panel.y.to_data(at.y);
  return best;
}

Hover hover(const Scene& scene, Point2 at) {
  const int index = panel_at(scene, at);
  if (index < 0) return {};
  const PanelScene& panel = scene.panels[static_cast<std::size_t>(index)];
  if (!panel.area.contains(at)) return {};
  if (panel.spatial) return hover_space(scene, index, at, 8);
  const Hit under = hit(scene, at);
  const bool brush = under.moves == Hit::Moves::brush;
  if (under.kind == Hit::Kind::point || (under.kind == Hit::Kind::handle && !brush)) {
    Hover result;
    result.title = readable_name(under.name);
    if (under.index >= 0) result.title += " " + count_text(under.index);
    result.rows.push_back({"x", exact_text(under.x), Colour::of(Role::text), under.at});
    result.rows.push_back({"y", exact_text(under.y), Colour::of(Role::text), under.at});
    if (under.row == 0) result.link.source = under.index;
    if (under.row == 1) result.link.target = under.index;
    return result;
  }
  Hit cell;
  for (const HitCells& cells : scene.cells) {
    if (cells.panel == index && cell_under(scene, cells, at, cell)) return hover_cell(scene, cell);
  }
  return hover_series(scene, index, at);
}

std::vector<std::string> texts(const Scene& scene) {
  std::vector<std::string> list;
  for (const scene::Primitive& primitive : scene.primitives) {
    if (const auto* text = std::get_if<scene::Text>(&primitive)) list.push_back(text->text);
  }
  return list;
}

}  // namespace thalweg
