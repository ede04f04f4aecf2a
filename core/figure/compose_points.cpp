// Displacement of images and of point clouds, and points that a person drags.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/figure/compose_parts.hpp"
#include "core/figure/displacement.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {
namespace {

std::string empty_text(const Composer& c) {
  return c.spec.empty_text.empty() ? "appears after the first step" : c.spec.empty_text;
}

/// Whether point i is pixel i.
bool is_raster(const PointsData& points, std::int64_t rows, std::int64_t cols) {
  if (static_cast<std::int64_t>(points.x.size()) != rows * cols) return false;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    const auto pixel = static_cast<std::int64_t>(i);
    if (points.x[i] != static_cast<double>(pixel % cols)) return false;
    if (points.y[i] != static_cast<double>(pixel / cols)) return false;
  }
  return true;
}

Panel raster_panel(const DisplacementData& data, std::vector<double> values, std::string caption,
                   double most, Colour tint, mark::PixelOf pixels) {
  Panel panel;
  panel.x.visible = panel.y.visible = false;
  panel.x.range = {-0.5, static_cast<double>(data.raster_cols) - 0.5};
  panel.y.range = {-0.5, static_cast<double>(data.raster_rows) - 0.5};
  panel.y.reversed = panel.equal_scale = panel.frame = true;
  panel.caption = std::move(caption);
  mark::Raster raster;
  raster.rows = data.raster_rows;
  raster.cols = data.raster_cols;
  raster.range = {0, most};
  raster.values = shared(std::move(values));
  raster.tint = tint;
  const PointsData& points = pixels == mark::PixelOf::source ? data.source : data.target;
  if (is_raster(points, data.raster_rows, data.raster_cols)) raster.pixels = pixels;
  panel.marks.emplace_back(std::move(raster));
  return panel;
}

/// From the selected pixel to where its mass goes, or from where the mass of it comes.
mark::Segments selected_rays(const DisplacementData& data, const Link& selected, Colour colour) {
  constexpr double least = 0.02;  // of the strongest ray; weaker ones are not seen
  mark::Segments rays;
  rays.colour = colour;
  const std::int64_t cols = data.plan.cols;
  const bool forward = selected.source >= 0;
  const auto own = static_cast<std::int64_t>(forward ? selected.source : selected.target);
  const std::int64_t others = forward ? cols : data.plan.rows;
  if (own < 0 || own >= (forward ? data.plan.rows : cols)) return rays;
  const auto mass_to = [&](std::int64_t other) {
    const std::int64_t entry = forward ? own * cols + other : other * cols + own;
    return data.plan.values[static_cast<std::size_t>(entry)];
  };
  double most = 0;
  for (std::int64_t other = 0; other < others; ++other) most = std::max(most, mass_to(other));
  for (std::int64_t other = 0; other < others; ++other) {
    if (!(mass_to(other) > least * most)) continue;
    const auto i = static_cast<std::size_t>(forward ? own : other);
    const auto j = static_cast<std::size_t>(forward ? other : own);
    rays.x0.push_back(data.source.x[i]), rays.y0.push_back(data.source.y[i]);
    rays.x1.push_back(data.target.x[j]), rays.y1.push_back(data.target.y[j]);
    rays.alpha.push_back(0.2 + 0.8 * mass_to(other) / most);
  }
  return rays;
}

void raster_displacement(const Composer& c, const DisplacementData& data, Figure& figure) {
  std::vector<double> source = on_raster(data, data.source), target = on_raster(data, data.target);
  const double most = std::max(*std::max_element(source.begin(), source.end()),
                               *std::max_element(target.begin(), target.end()));
  const Colour neutral = Colour::of(Role::text);
  figure.panels.push_back(
      raster_panel(data, std::move(source), "source", most, neutral, mark::PixelOf::source));
  figure.panels.push_back(raster_panel(data, interpolate(data, c.state.t),
                                       fmt::format("t = {:.2f}", c.state.t), most,
                                       focus_colour(c.frames), mark::PixelOf::nothing));
  mark::Segments rays = selected_rays(data, c.state.selected, Colour::of(Role::text));
  if (!rays.x0.empty()) figure.panels.back().marks.emplace_back(std::move(rays));
  figure.panels.push_back(
      raster_panel(data, std::move(target), "target", most, neutral, mark::PixelOf::target));
}

/// By all finite values of one set.
void widen(const Composer& c, const BufferPtr& buffer, const PointsData& points, Range& x,
           Range& y) {
  std::int64_t ignored = 0;
  see(*kept_summary(c, buffer, points.x), Scale::linear, x, ignored);
  see(*kept_summary(c, buffer, points.y), Scale::linear, y, ignored);
}

/// Diameters whose areas follow the masses; all 7 px without masses.
std::vector<double> diameters(const PointsData& points) {
  if (points.mass.size() != points.x.size() || points.mass.empty()) return {7};
  const double most = *std::max_element(points.mass.begin(), points.mass.end());
  std::vector<double> list;
  for (const double mass : points.mass) {
    list.push_back(most > 0 ? std::max(3.0, 10 * std::sqrt(std::max(0.0, mass) / most)) : 3);
  }
  // Equal masses are the rule; they get the plain size.
  if (*std::min_element(list.begin(), list.end()) > 9.9) return {7};
  return list;
}

/// Hollow for the first set, filled for later ones.
mark::Dots dots_of(const BufferPtr& buffer, const PointsData& points, bool hollow) {
  mark::Dots dots;
  dots.x = shared(buffer, points.x);
  dots.y = shared(buffer, points.y);
  dots.size = diameters(points);
  dots.labels = points.label;
  // Many points are drawn fainter, so that dense places can be told apart.
  const double count = static_cast<double>(points.x.size());
  const double alpha = count > 5000 ? std::max(0.12, 5000 / count) : 0.9;
  dots.fill = Colour::of(Role::text, hollow ? 0 : alpha);
  dots.outline = Colour::of(Role::text, hollow ? alpha : 0);
  dots.outline_width = hollow ? 1.25 : 0;
  return dots;
}

/// By mass; a selected point shows its rays before all others.
double ray_alpha(const Link& selected, const PlanEntry& entry) {
  if (selected.source < 0 && selected.target < 0) return 0.55 * entry.share;
  const bool own = entry.source == selected.source || entry.target == selected.target;
  return own ? 0.4 + 0.6 * entry.share : 0.12 * entry.share;
}

void add_transport(const Composer& c, const DisplacementData& data, Panel& panel) {
  mark::Segments rays;
  std::vector<double> x, y, size, alpha;
  const double t = c.state.t;
  for (const PlanEntry& entry : main_entries(data.plan)) {
    const auto i = static_cast<std::size_t>(entry.source),
               j = static_cast<std::size_t>(entry.target);
    const double x0 = data.source.x[i], y0 = data.source.y[i];
    const double x1 = data.target.x[j], y1 = data.target.y[j];
    rays.x0.push_back(x0), rays.y0.push_back(y0);
    rays.x1.push_back(x1), rays.y1.push_back(y1);
    rays.alpha.push_back(ray_alpha(c.state.selected, entry));
    x.push_back((1 - t) * x0 + t * x1);
    y.push_back((1 - t) * y0 + t * y1);
    size.push_back(std::max(1.5, 7 * std::sqrt(entry.share)));
    alpha.push_back(0.25 + 0.75 * entry.share);
  }
  rays.colour = focus_colour(c.frames);
  panel.marks.emplace_back(std::move(rays));
  mark::Dots between;
  between.x = shared(std::move(x));
  between.y = shared(std::move(y));
  between.size = std::move(size);
  between.alpha = std::move(alpha);
  between.fill = focus_colour(c.frames);
  between.legend = fmt::format("t = {:.2f}", t);
  panel.marks.emplace_back(std::move(between));
}

void cloud_displacement(const Composer& c, const BufferPtr& buffer, const DisplacementData& data,
                        Figure& figure) {
  Panel panel;
  panel.equal_scale = true;
  Range x = nothing_seen, y = nothing_seen;
  for (const PointsData* points : {&data.source, &data.target}) {
    widen(c, buffer, *points, x, y);
  }
  panel.x.range = zoomed(c.state.x_zoom, with_margin(x, 0.06));
  panel.y.range = zoomed(c.state.y_zoom, with_margin(y, 0.06));
  panel.x.title = c.spec.x_label;
  panel.y.title = c.spec.y_label;
  mark::Dots source = dots_of(buffer, data.source, true),
             target = dots_of(buffer, data.target, false);
  source.name = source.legend = "source";
  target.name = target.legend = "target";
  target.fill = target.fill.faded(0.6);
  for (mark::Dots* dots : {&source, &target}) {
    if (c.spec.handle == "*" || c.spec.handle == dots->name) dots->handle = dots->name;
  }
  panel.marks.emplace_back(std::move(source));
  panel.marks.emplace_back(std::move(target));
  add_transport(c, data, panel);
  panel.legend = LegendStyle::row;
  figure.panels.push_back(std::move(panel));
}

bool consistent(const DisplacementData& data) {
  const auto n = static_cast<std::int64_t>(data.source.x.size());
  const auto m = static_cast<std::int64_t>(data.target.x.size());
  return n > 0 && m > 0 && data.plan.rows == n && data.plan.cols == m &&
         data.source.y.size() == data.source.x.size() &&
         data.target.y.size() == data.target.x.size() &&
         data.plan.values.size() == static_cast<std::size_t>(n * m);
}

/// The pins' clouds: hollow, in the same places.
void add_ghost_clouds(const Composer& c, Panel& panel, Range& x, Range& y) {
  for (const FrameSet* ghost : c.ghosts) {
    for (const std::string& name : c.spec.names) {
      const BufferPtr buffer = shared_buffer(*ghost, name);
      const auto* points = buffer ? std::get_if<PointsData>(buffer.get()) : nullptr;
      if (!points || points->x.size() != points->y.size()) continue;
      widen(c, buffer, *points, x, y);
      mark::Dots dots = dots_of(buffer, *points, true);
      dots.outline = Colour::of(Role::text, 0.45);
      dots.outline_width = 1;
      dots.labels.clear();
      panel.marks.emplace_back(std::move(dots));
    }
  }
}

std::string local_name(const std::string& name) {
  const auto dot = name.find('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

}  // namespace

void compose_displacement(const Composer& c, Figure& figure) {
  const BufferPtr buffer = first_buffer(c);
  const auto* data = buffer ? std::get_if<DisplacementData>(buffer.get()) : nullptr;
  if (!data || !consistent(*data)) {
    figure.empty_text = empty_text(c);
    return;
  }
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.non_finite = kept_non_finite(c, buffer);
  if (data->raster_rows > 0 && data->raster_cols > 0) {
    raster_displacement(c, *data, figure);
  } else {
    cloud_displacement(c, buffer, *data, figure);
  }
}

void compose_points(const Composer& c, Figure& figure) {
  Panel panel;
  panel.equal_scale = true;
  panel.x.title = c.spec.x_label;
  panel.y.title = c.spec.y_label;
  Range x = nothing_seen, y = nothing_seen;
  int sets = 0;
  add_ghost_clouds(c, panel, x, y);
  for (const std::string& name : c.spec.names) {
    const BufferPtr buffer = shared_buffer(c.frames, name);
    const auto* points = buffer ? std::get_if<PointsData>(buffer.get()) : nullptr;
    if (!points || points->x.size() != points->y.size()) continue;
    widen(c, buffer, *points, x, y);
    const bool hollow = sets == 0 && c.spec.names.size() > 1;
    mark::Dots dots = dots_of(buffer, *points, hollow);
    dots.name = name;
    if (c.spec.names.size() > 1 || c.state.exporting) dots.legend = readable_name(name);
    if (c.spec.handle == "*" || c.spec.handle == local_name(name)) dots.handle = local_name(name);
    panel.marks.emplace_back(std::move(dots));
    figure.buffers.push_back({name, buffer});
    figure.non_finite += kept_non_finite(c, buffer);
    ++sets;
  }
  if (sets == 0) figure.empty_text = empty_text(c);
  panel.legend = sets > 1 || c.state.exporting ? LegendStyle::row : LegendStyle::none;
  panel.x.range = zoomed(c.state.x_zoom, with_margin(x, 0.06));
  panel.y.range = zoomed(c.state.y_zoom, with_margin(y, 0.06));
  figure.panels.push_back(std::move(panel));
}

}  // namespace thalweg::parts
