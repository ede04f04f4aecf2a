// Rules, spans, dots and segments as primitives.
#include <algorithm>
#include <cmath>

#include "core/figure/colour_map.hpp"
#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

/// What shows that a rule can be dragged, and where it is taken hold of: anywhere along it.
void draw_grip(Draft& draft, const Placed& at, const mark::Rule& rule, double px, Colour colour) {
  constexpr double grip_reach = 11, line_reach = 6;
  const Rect& area = at.area;
  scene::Markers grip;
  grip.at = {rule.vertical ? Point2{px, area.bottom() - 7} : Point2{area.right() - 7, px}};
  if (!area.contains(grip.at.front())) return;
  grip.shape = MarkerShape::diamond;
  grip.size = {9};
  grip.fill = Colour::of(Role::panel), grip.outline = colour, grip.outline_width = 1.5;
  Hit hit;
  hit.kind = Hit::Kind::handle;
  hit.panel = at.index;
  hit.name = rule.handle.parameter;
  hit.value = rule.value;
  hit.moves = rule.vertical ? Hit::Moves::along_x : Hit::Moves::along_y;
  hit.to_parameter = rule.handle.to_parameter;
  const Point2 centre = grip.at.front();
  draft.scene.primitives.emplace_back(std::move(grip));
  draft.scene.targets.push_back(
      {{centre.x - grip_reach, centre.y - grip_reach, 2 * grip_reach, 2 * grip_reach}, hit});
  draft.scene.targets.push_back({rule.vertical
                                     ? Rect{px - line_reach, area.y, 2 * line_reach, area.height}
                                     : Rect{area.x, px - line_reach, area.width, 2 * line_reach},
                                 hit});
}

void draw_rule(Draft& draft, const Placed& at, const mark::Rule& rule) {
  const double px = (rule.vertical ? at.x : at.y).to_px(rule.value);
  if (!std::isfinite(px)) return;
  const bool drags = !rule.handle.parameter.empty();
  const Colour colour = drags ? Colour::of(Role::text, 0.85) : rule.colour;
  if (rule.vertical) {
    draft.line({snapped(px), at.area.y}, {snapped(px), at.area.bottom()}, colour, rule.width,
               rule.dash);
  } else {
    draft.line({at.area.x, snapped(px)}, {at.area.right(), snapped(px)}, colour, rule.width,
               rule.dash);
  }
  if (drags) draw_grip(draft, at, rule, snapped(px), colour);
}

void draw_span(Draft& draft, const Placed& at, const mark::Span& span) {
  const Rect rect = span_rect(at, span);
  if (!(rect.width > 0) || !(rect.height > 0)) return;
  draft.scene.primitives.emplace_back(scene::Box{rect, span.fill, 0});
}

void draw_events(Draft& draft, const Placed& at) {
  for (const EventMark& event : at.events) {
    const double px = snapped(event.px);
    draft.line({px, at.area.y}, {px, at.area.bottom()}, Colour::of(Role::dim, 0.8), 1, {3, 3});
  }
}

void draw_dot_labels(Draft& draft, const Placed& at, const mark::Dots& dots) {
  // Beyond a few dozen, labels would only hide the points.
  const auto named = std::count_if(dots.labels.begin(), dots.labels.end(),
                                   [](const std::string& label) { return !label.empty(); });
  if (named == 0 || named > 40 || !at.detail.labels) return;
  for (std::size_t i = 0; i < std::min(dots.labels.size(), dots.x->size()); ++i) {
    const Point2 p{at.x.to_px((*dots.x)[i]), at.y.to_px((*dots.y)[i])};
    if (!at.area.contains(p) || dots.labels[i].empty()) continue;
    const double width = draft.width(dots.labels[i], label_style);
    const bool own = dots.size.size() == dots.x->size();
    const double size = own ? dots.size[i] : dots.size.empty() ? 0 : dots.size.front();
    const double gap = std::max(12.0, size / 2 + 5);
    const bool left = p.x + gap + 2 + width > at.area.right();
    const double x = left ? p.x - gap - width : p.x + gap;
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

void draw_each_dot(Draft& draft, const Placed& at, const mark::Dots& dots) {
  scene::Markers markers;
  markers.shape = dots.shape;
  markers.fill = dots.fill, markers.outline = dots.outline;
  markers.outline_width = dots.outline_width;
  const bool sizes = dots.size.size() == dots.x->size();
  const bool alphas = dots.alpha.size() == dots.x->size();
  if (!sizes && !dots.size.empty()) markers.size = {dots.size.front()};
  std::optional<ColourScale> scale;
  if (dots.values) scale.emplace(dots.mapping);
  for (std::size_t i = 0; i < dots.x->size(); ++i) {
    const Point2 p{at.x.to_px((*dots.x)[i]), at.y.to_px((*dots.y)[i])};
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    markers.at.push_back(p);
    if (scale) markers.fills.push_back(scale->colour((*dots.values)[i]));
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
}

void draw_dots(Draft& draft, const Placed& at, const mark::Dots& dots) {
  is_dense(dots) ? draw_dense(draft, at, dots) : draw_each_dot(draft, at, dots);
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
  void operator()(const mark::ErrorBars& m) const { draw_error_bars(draft, at, m); }
  void operator()(const mark::Bars& m) const { draw_bars(draft, at, m); }
  void operator()(const mark::Rule& m) const { draw_rule(draft, at, m); }
  void operator()(const mark::Events&) const { draw_events(draft, at); }
  void operator()(const mark::Span& m) const { draw_span(draft, at, m); }
  void operator()(const mark::Notes&) const {}  // with the labels
  void operator()(const mark::Heat& m) const { draw_heat(draft, at, m); }
  void operator()(const mark::Contours& m) const { draw_contours(draft, at, m); }
  void operator()(const mark::Pattern& m) const { draw_pattern(draft, at, m); }
  void operator()(const mark::Flow& m) const { draw_flow(draft, at, m); }
  void operator()(const mark::Edges& m) const { draw_edges(draft, at, m); }
  void operator()(const mark::Parallel& m) const { draw_parallel(draft, at, m); }
  void operator()(const mark::Dots& m) const { draw_dots(draft, at, m); }
  void operator()(const mark::Segments& m) const { draw_segments(draft, at, m); }
  void operator()(const mark::Raster& m) const { draw_raster(draft, at, m); }
  void operator()(const mark::Surface& m) const { draw_surface(draft, at, m); }
  void operator()(const mark::Table& m) const { draw_rows(draft, at, m); }
  void operator()(const mark::Space& m) const { draw_space(draft, at, m); }
};

}  // namespace

Rect span_rect(const Placed& at, const mark::Span& span) {
  const AxisTransform& axis = span.vertical ? at.x : at.y;
  const Rect& area = at.area;
  const double first = span.vertical ? area.x : area.y;
  const double last = span.vertical ? area.right() : area.bottom();
  const auto px = [&](double value, double edge) {
    return std::isfinite(value) ? std::clamp(axis.to_px(value), first, last) : edge;
  };
  const double a = px(span.lo, axis.px_lo), b = px(span.hi, axis.px_hi);
  const double lo = std::min(a, b), hi = std::max(a, b);
  return span.vertical ? Rect{lo, area.y, hi - lo, area.height}
                       : Rect{area.x, lo, area.width, hi - lo};
}

void draw_marks(Draft& draft, Placed& at) {
  for (const Mark& mark : at.panel.marks) std::visit(MarkPainter{draft, at}, mark);
}

}  // namespace thalweg::parts
