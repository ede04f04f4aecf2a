// Edges of graphs, and parallel coordinates.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/text.hpp"
#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

constexpr double head_size = 7, marked_width = 1.8,
                 bow = 0.11;  // bow: height of a bent edge over its length

/// One edge on its way to the scene.
struct Edge {
  Point2 from, to;
  double from_radius = 0, to_radius = 0, width = 1;
  bool bent = false, directed = false;
  EdgeMark mark = EdgeMark::plain;
  std::string weight;
};

Point2 on_curve(Point2 a, Point2 control, Point2 b, double t) {
  const double s = 1 - t;
  return {s * s * a.x + 2 * s * t * control.x + t * t * b.x,
          s * s * a.y + 2 * s * t * control.y + t * t * b.y};
}

/// To the left of the edge's direction, above its middle.
Point2 control_of(const Edge& edge) {
  const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y;
  const double lift = edge.bent ? 2 * bow : 0;
  return {edge.from.x + dx / 2 + lift * dy, edge.from.y + dy / 2 - lift * dx};
}

Colour colour_of(EdgeMark mark, const mark::Edges& edges) {
  switch (mark) {
    case EdgeMark::plain:
      break;
    case EdgeMark::strong:
      return Colour::of(Role::text);
    case EdgeMark::added:
      return edges.added;
    case EdgeMark::removed:
      return Colour::of(Role::bad);
  }
  return edges.colour;
}

/// From rim to rim: straight, or a parabola bent to the left of its direction.
void draw_edge(Draft& draft, const Edge& edge, const Colour& colour) {
  const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y;
  const double length = std::hypot(dx, dy);
  const double end = edge.to_radius + 1.5;
  if (length < edge.from_radius + end + 2) return;
  const Point2 control = control_of(edge);
  const double first = edge.from_radius / length, last = 1 - end / length;
  const double shaft = edge.directed ? last - 0.8 * head_size / length : last;
  const int pieces = edge.bent ? 24 : 1;
  scene::Polyline line{{}, colour, edge.width, {}, 0, false};
  if (edge.mark == EdgeMark::removed) line.dash = {5, 4};
  for (int k = 0; k <= pieces; ++k) {
    line.points.push_back(
        on_curve(edge.from, control, edge.to, first + (shaft - first) * k / pieces));
  }
  draft.scene.primitives.emplace_back(std::move(line));
  if (edge.directed) {
    const Point2 tip = on_curve(edge.from, control, edge.to, last);
    const Point2 before = on_curve(edge.from, control, edge.to, shaft);
    draw_head(draft, tip, tip.x - before.x, tip.y - before.y, head_size + 1.2 * edge.width, colour);
  }
}

/// Over all edges, so that none crosses it.
void write_weight(Draft& draft, const Edge& edge) {
  const double dx = edge.to.x - edge.from.x, dy = edge.to.y - edge.from.y;
  if (edge.weight.empty() || std::hypot(dx, dy) < 70) return;
  const Point2 middle = on_curve(edge.from, control_of(edge), edge.to, 0.5);
  const double half = draft.width(edge.weight, number_style) / 2;
  const Rect rect{middle.x - half - 3, middle.y - 7, 2 * half + 6, 14};
  if (!draft.free(rect)) return;
  draft.scene.primitives.emplace_back(scene::Box{rect, Colour::of(Role::panel), 3});
  draft.text({middle.x, middle.y + drop(number_style)}, scene::Anchor::middle, number_style,
             Colour::of(Role::muted), edge.weight);
}

/// A circle above the node, for an edge to itself.
void draw_loop(Draft& draft, Point2 at, double radius, double width, const Colour& colour) {
  scene::Markers ring;
  ring.at = {{at.x, at.y - radius - 6}};
  ring.shape = MarkerShape::ring;
  ring.size = {14};
  ring.fill = colour.faded(0);
  ring.outline = colour, ring.outline_width = width;
  draft.scene.primitives.emplace_back(std::move(ring));
}

}  // namespace

void draw_edges(Draft& draft, const Placed& at, const mark::Edges& edges) {
  const auto* graph = std::get_if<GraphData>(edges.buffer.get());
  if (!graph) return;
  std::set<std::pair<std::int32_t, std::int32_t>> pairs;
  for (std::size_t k = 0; k < graph->from.size(); ++k) pairs.insert({graph->from[k], graph->to[k]});
  double most = 0;
  for (const double w : graph->weight) most = std::isfinite(w) ? std::max(most, std::abs(w)) : most;
  const bool written = graph->from.size() <= 30 && at.detail.labels;
  std::vector<Edge> weighted;
  for (std::size_t k = 0; k < graph->from.size(); ++k) {
    const auto i = static_cast<std::size_t>(graph->from[k]),
               j = static_cast<std::size_t>(graph->to[k]);
    const auto radius = [&](std::size_t node) {
      const auto& sizes = edges.node_size;
      return (sizes.size() == 1 ? sizes.front() : sizes[node]) / 2;
    };
    Edge edge;
    edge.from = {at.x.to_px(graph->nodes.x[i]), at.y.to_px(graph->nodes.y[i])};
    edge.to = {at.x.to_px(graph->nodes.x[j]), at.y.to_px(graph->nodes.y[j])};
    edge.from_radius = radius(i), edge.to_radius = radius(j);
    edge.directed = graph->directed;
    edge.bent = graph->directed && pairs.contains({graph->to[k], graph->from[k]});
    const double weight = graph->weight.empty() ? most : graph->weight[k];
    edge.width = most > 0 ? 0.8 + 2.4 * (std::abs(weight) / most) : 1.2;
    if (written && !graph->weight.empty()) edge.weight = fmt::format("{:.2g}", weight);
    const double sum = edge.from.x + edge.from.y + edge.to.x + edge.to.y;
    if (!std::isfinite(weight) || !std::isfinite(sum)) continue;
    if (!graph->mark.empty()) edge.mark = graph->mark[k];
    if (edge.mark != EdgeMark::plain) edge.width = std::max(edge.width, marked_width);
    const Colour colour = colour_of(edge.mark, edges);
    i == j ? draw_loop(draft, edge.from, edge.from_radius, edge.width, colour)
           : draw_edge(draft, edge, colour);
    if (i != j && !edge.weight.empty()) weighted.push_back(edge);
  }
  for (const Edge& edge : weighted) write_weight(draft, edge);
}

namespace {

/// An upright axis with labels to its right.
void draw_upright(Draft& draft, const Placed& at, double x, Range range) {
  const double px = snapped(at.x.to_px(x));
  if (px < at.area.x || px > at.area.right()) return;
  draft.line({px, at.area.y}, {px, at.area.bottom()}, Colour::of(Role::muted));
  if (!at.detail.ticks) return;
  const int most = std::clamp(static_cast<int>(at.area.height / 45), 2, 6);
  for (const Tick& tick : ticks(range, Scale::linear, false, most)) {
    const double y = at.y.to_px((tick.value - range.lo) / (range.hi - range.lo));
    draft.line({px, y}, {px + 4, y}, Colour::of(Role::muted));
    const double width = draft.width(tick.label, number_style);
    const double base = std::clamp(y + drop(number_style), at.area.y + 9, at.area.bottom() - 2);
    const Rect rect{px + 6, base - 10, width + 4, 12};
    if (!draft.free(rect)) continue;
    draft.scene.primitives.emplace_back(scene::Box{rect, Colour::of(Role::panel, 0.8), 2});
    draft.text({px + 8, base}, scene::Anchor::start, number_style, Colour::of(Role::muted),
               tick.label);
  }
}

}  // namespace

void draw_parallel(Draft& draft, const Placed& at, const mark::Parallel& parallel) {
  const auto* columns = std::get_if<ColumnsData>(parallel.buffer.get());
  if (!columns) return;
  const auto px = [&](std::size_t k, std::size_t i) {
    const Range range = parallel.ranges[k];
    return Point2{at.x.to_px(static_cast<double>(k)),
                  at.y.to_px((columns->values[k][i] - range.lo) / (range.hi - range.lo))};
  };
  const auto line = [&](std::size_t i, const Colour& colour, double width) {
    scene::Polyline drawn{{}, colour, width, {}, 0, false};
    for (std::size_t k = 0; k < columns->values.size(); ++k) {
      const Point2 p = px(k, i);
      // A gap where a value is missing.
      if (std::isfinite(p.y)) {
        drawn.points.push_back(p);
        continue;
      }
      if (drawn.points.size() > 1) draft.scene.primitives.emplace_back(drawn);
      drawn.points.clear();
    }
    if (drawn.points.size() > 1) draft.scene.primitives.emplace_back(std::move(drawn));
  };
  const std::size_t rows = columns->values.front().size();
  for (std::size_t i = 0; i < rows; ++i) line(i, parallel.colour, 1.1);
  for (const Link* link : {&at.panel.selected, &at.panel.hovered}) {
    const std::int64_t row = link->source;
    if (row < 0 || row >= static_cast<std::int64_t>(rows)) continue;
    line(static_cast<std::size_t>(row), Colour::of(Role::accent), 2);
  }
  for (std::size_t k = 0; k < columns->values.size(); ++k) {
    draw_upright(draft, at, static_cast<double>(k), parallel.ranges[k]);
  }
}

}  // namespace thalweg::parts
