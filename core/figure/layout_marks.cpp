// Lines, bands, rules, dots and segments as primitives.
#include <algorithm>
#include <cmath>

#include "core/figure/decimate.hpp"
#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

/// Markers along a line, about 60 px apart, so that lines differ without hue.
void sprinkle(Draft& draft, const mark::Line& line,
              const std::vector<std::vector<Point2>>& pieces) {
  scene::Markers markers;
  markers.shape = *line.markers;
  markers.size = {7};
  markers.fill = markers.outline = line.colour;
  markers.outline_width = 1.5;
  double next = 20;
  for (const std::vector<Point2>& piece : pieces) {
    for (const Point2& p : piece) {
      if (markers.at.empty() ? p.x - piece.front().x < next : p.x - markers.at.back().x < 60)
        continue;
      markers.at.push_back(p);
    }
  }
  if (!markers.at.empty()) draft.scene.primitives.emplace_back(std::move(markers));
}

void draw_end(Draft& draft, const mark::Line& line, Point2 at) {
  if (line.end == mark::LineEnd::none) return;
  scene::Markers markers;
  markers.at = {at};
  const bool cross = line.end == mark::LineEnd::cross;
  const bool full = line.end == mark::LineEnd::square;
  markers.shape = cross ? MarkerShape::cross : MarkerShape::square;
  markers.size = {cross || !full ? 10.0 : 7.0};
  markers.fill = full || cross ? line.colour : Colour::of(Role::panel);
  markers.outline = cross ? Colour::of(Role::bad) : line.colour;
  markers.outline_width = full ? 0 : cross ? 2 : 1.5;
  draft.scene.primitives.emplace_back(markers);
  if (line.end != mark::LineEnd::framed) return;
  markers.size = {5};
  markers.fill = line.colour;
  markers.outline_width = 0;
  draft.scene.primitives.emplace_back(std::move(markers));
}

/// A diverged line may leave the panel; its end is marked where it does.
Point2 marked_end(const Placed& at, const mark::Line& line, Point2 end) {
  if (line.end != mark::LineEnd::cross) return end;
  return {end.x, std::clamp(end.y, at.area.y + 6, at.area.bottom() - 6)};
}

void draw_line(Draft& draft, const Placed& at, const mark::Line& line) {
  const bool path = line.casing > 0 || !increasing(line.series);
  const auto pieces = cut_to_surroundings(
      path ? simplified(line.series, at.x, at.y) : decimated(line.series, at.x, at.y), at.area);
  HitSeries target{at.index, line.key, line.label, line.colour, line.series, 0, 0, !path};
  target.first = draft.scene.primitives.size();
  for (const std::vector<Point2>& piece : pieces) {
    if (piece.size() > 1) {
      draft.scene.primitives.emplace_back(
          scene::Polyline{piece, line.colour, line.width, line.dash, line.casing, false});
      continue;
    }
    // A single value between gaps would be invisible as a line.
    scene::Markers dot;
    dot.at = piece;
    dot.size = {line.width + 1.5};
    dot.fill = line.colour;
    draft.scene.primitives.emplace_back(std::move(dot));
  }
  target.last = draft.scene.primitives.size();
  if (!line.ghost) draft.scene.series.push_back(std::move(target));
  if (pieces.empty()) return;
  if (line.markers && !line.ghost) sprinkle(draft, line, pieces);
  draw_end(draft, line, marked_end(at, line, pieces.back().back()));
}

void draw_band(Draft& draft, const Placed& at, const mark::Band& band) {
  std::vector<Point2> low, high;
  for (std::size_t i = 0; i < band.x->size(); ++i) {
    const double x = at.x.to_px((*band.x)[i]);
    const double lo = at.y.to_px((*band.lo)[i]), hi = at.y.to_px((*band.hi)[i]);
    if (!std::isfinite(x) || !std::isfinite(lo) || !std::isfinite(hi)) continue;
    if (!low.empty() && i + 1 < band.x->size() && x - low.back().x < 1) continue;
    low.push_back({x, lo}), high.push_back({x, hi});
  }
  for (std::size_t i = 1; i < low.size(); ++i) {
    draft.scene.primitives.emplace_back(
        scene::Polygon{{low[i - 1], low[i], high[i], high[i - 1]}, band.colour});
  }
}

void draw_rule(Draft& draft, const Placed& at, const mark::Rule& rule) {
  const double px = (rule.vertical ? at.x : at.y).to_px(rule.value);
  if (!std::isfinite(px)) return;
  if (rule.vertical) {
    draft.line({snapped(px), at.area.y}, {snapped(px), at.area.bottom()}, rule.colour, rule.width,
               rule.dash);
  } else {
    draft.line({at.area.x, snapped(px)}, {at.area.right(), snapped(px)}, rule.colour, rule.width,
               rule.dash);
  }
}

void draw_zone(Draft& draft, const Placed& at, const mark::Zone& zone) {
  const double top = std::clamp(at.y.to_px(zone.top), at.area.y, at.area.bottom());
  if (!(top < at.area.bottom())) return;
  draft.scene.primitives.emplace_back(
      scene::Box{{at.area.x, top, at.area.width, at.area.bottom() - top}, zone.fill, 0});
}

void draw_events(Draft& draft, const Placed& at) {
  for (const EventMark& event : at.events) {
    const double px = snapped(event.px);
    draft.line({px, at.area.y}, {px, at.area.bottom()}, Colour::of(Role::dim, 0.8), 1, {3, 3});
  }
}

void draw_dot_labels(Draft& draft, const Placed& at, const mark::Dots& dots) {
  // Beyond a few dozen, labels would only hide the points.
  if (dots.labels.empty() || dots.labels.size() > 40 || !at.detail.labels) return;
  for (std::size_t i = 0; i < std::min(dots.labels.size(), dots.x->size()); ++i) {
    const Point2 p{at.x.to_px((*dots.x)[i]), at.y.to_px((*dots.y)[i])};
    if (!at.area.contains(p) || dots.labels[i].empty()) continue;
    const double width = draft.width(dots.labels[i], label_style);
    const bool left = p.x + 14 + width > at.area.right();
    const double x = left ? p.x - 12 - width : p.x + 12;
    if (!draft.free({x, p.y - 5, width, 11})) continue;
    draft.scene.primitives.emplace_back(
        scene::Box{{x - 3, p.y - 8, width + 6, 16}, Colour::of(Role::ground, 0.55), 3});
    draft.text({x, p.y + drop(label_style)}, scene::Anchor::start, label_style,
               Colour::of(Role::text), dots.labels[i]);
  }
}

/// A ring around the points that a linked view points at.
void draw_linked(Draft& draft, const Placed& at, const mark::Dots& dots, int set) {
  for (const Link* link : {&at.panel.selected, &at.panel.hovered}) {
    const std::int64_t index = set == 0 ? link->source : set == 1 ? link->target : -1;
    if (index < 0 || index >= static_cast<std::int64_t>(dots.x->size())) continue;
    const auto i = static_cast<std::size_t>(index);
    scene::Markers ring;
    ring.at = {{at.x.to_px((*dots.x)[i]), at.y.to_px((*dots.y)[i])}};
    ring.size = {15};
    ring.fill = Colour::of(Role::accent, 0);
    ring.outline = Colour::of(Role::accent);
    ring.outline_width = 1.5;
    draft.scene.primitives.emplace_back(std::move(ring));
  }
}

void draw_dots(Draft& draft, const Placed& at, const mark::Dots& dots) {
  scene::Markers markers;
  markers.shape = dots.shape;
  markers.fill = dots.fill, markers.outline = dots.outline;
  markers.outline_width = dots.outline_width;
  const bool sizes = dots.size.size() == dots.x->size();
  const bool alphas = dots.alpha.size() == dots.x->size();
  if (!sizes && !dots.size.empty()) markers.size = {dots.size.front()};
  for (std::size_t i = 0; i < dots.x->size(); ++i) {
    const Point2 p{at.x.to_px((*dots.x)[i]), at.y.to_px((*dots.y)[i])};
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    markers.at.push_back(p);
    if (sizes) markers.size.push_back(dots.size[i]);
    if (alphas) markers.alpha.push_back(dots.alpha[i]);
  }
  if (dots.casing > 0) {
    scene::Markers casing = markers;
    casing.outline = Colour::of(Role::ground);
    casing.outline_width = markers.outline_width + 2 * dots.casing;
    draft.scene.primitives.emplace_back(std::move(casing));
  }
  draft.scene.primitives.emplace_back(std::move(markers));
  draw_dot_labels(draft, at, dots);
  if (dots.name.empty() && dots.handle.empty()) return;
  int set = 0;
  for (const HitDots& other : draft.scene.dots) set += other.panel == at.index ? 1 : 0;
  draft.scene.dots.push_back({at.index, set, dots.name, dots.handle, dots.x, dots.y});
  draw_linked(draft, at, dots, set);
}

void draw_segments(Draft& draft, const Placed& at, const mark::Segments& segments) {
  for (std::size_t i = 0; i < segments.x0.size(); ++i) {
    const Point2 from{at.x.to_px(segments.x0[i]), at.y.to_px(segments.y0[i])};
    const Point2 to{at.x.to_px(segments.x1[i]), at.y.to_px(segments.y1[i])};
    draft.line(from, to, segments.colour.faded(segments.alpha[i]), segments.width);
  }
}

struct MarkPainter {
  Draft& draft;
  Placed& at;
  void operator()(const mark::Line& m) const { draw_line(draft, at, m); }
  void operator()(const mark::Band& m) const { draw_band(draft, at, m); }
  void operator()(const mark::Rule& m) const { draw_rule(draft, at, m); }
  void operator()(const mark::Events&) const { draw_events(draft, at); }
  void operator()(const mark::Zone& m) const { draw_zone(draft, at, m); }
  void operator()(const mark::Heat& m) const { draw_heat(draft, at, m); }
  void operator()(const mark::Contours& m) const { draw_contours(draft, at, m); }
  void operator()(const mark::Pattern& m) const { draw_pattern(draft, at, m); }
  void operator()(const mark::Dots& m) const { draw_dots(draft, at, m); }
  void operator()(const mark::Segments& m) const { draw_segments(draft, at, m); }
  void operator()(const mark::Raster& m) const { draw_raster(draft, at, m); }
  void operator()(const mark::Surface& m) const { draw_surface(draft, at, m); }
};

}  // namespace

void draw_marks(Draft& draft, Placed& at) {
  for (const Mark& mark : at.panel.marks) std::visit(MarkPainter{draft, at}, mark);
}

}  // namespace thalweg::parts
