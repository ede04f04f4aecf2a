// Vector fields, graphs and parallel coordinates.
#include <algorithm>
#include <cmath>

#include "core/figure/compose_parts.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg::parts {
namespace {

void leave_empty(const Composer& c, Panel panel, Figure& figure) {
  panel.x.visible = panel.y.visible = false;
  figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
  figure.panels.push_back(std::move(panel));
}

}  // namespace

void compose_vectors(const Composer& c, Figure& figure) {
  Panel panel;
  const BufferPtr buffer = first_buffer(c);
  const auto* field = buffer ? std::get_if<VectorsData>(buffer.get()) : nullptr;
  const auto size = field ? static_cast<std::size_t>(field->rows * field->cols) : 0;
  if (size == 0 || field->u.size() != size || field->v.size() != size) {
    return leave_empty(c, std::move(panel), figure);
  }
  panel.x.title = axis_title(field->x, c.spec.x_label);
  panel.y.title = axis_title(field->y, c.spec.y_label);
  // Half a cell of room, so that arrows at the edge are whole.
  const auto room = [](const AxisInfo& axis, std::int64_t samples) {
    const double cell =
        (axis.hi - axis.lo) / static_cast<double>(std::max<std::int64_t>(1, samples - 1));
    return Range{axis.lo - cell / 2, axis.hi + cell / 2};
  };
  panel.x.range = zoomed(c.state.x_zoom, room(field->x, field->cols));
  panel.y.range = zoomed(c.state.y_zoom, room(field->y, field->rows));
  panel.aspect = aspect_of(field->x, field->y);
  panel.marks.emplace_back(mark::Flow{buffer, c.spec.streamlines, Colour::of(Role::text, 0.85)});
  figure.non_finite = kept_non_finite(c, buffer);
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.panels.push_back(std::move(panel));
}

// ---- Graphs

namespace {

bool consistent(const GraphData& graph) {
  const auto count = static_cast<std::int32_t>(graph.nodes.x.size());
  const auto within = [count](std::int32_t i) { return i >= 0 && i < count; };
  return count > 0 && graph.nodes.y.size() == graph.nodes.x.size() &&
         graph.from.size() == graph.to.size() &&
         (graph.weight.empty() || graph.weight.size() == graph.from.size()) &&
         (graph.mark.empty() || graph.mark.size() == graph.from.size()) &&
         std::all_of(graph.from.begin(), graph.from.end(), within) &&
         std::all_of(graph.to.begin(), graph.to.end(), within);
}

/// Diameters by area, 8 to 22 px; fewer px where there are many nodes.
std::vector<double> node_sizes(const PointsData& nodes) {
  const double plain =
      std::clamp(240 / std::sqrt(static_cast<double>(nodes.x.size()) + 200), 4.0, 16.0);
  if (nodes.mass.size() != nodes.x.size()) return {plain};
  double most = 0;
  for (const double m : nodes.mass) most = std::isfinite(m) ? std::max(most, m) : most;
  std::vector<double> sizes;
  for (const double m : nodes.mass) {
    const double share = m > 0 && std::isfinite(m) ? m / most : 0;
    sizes.push_back(plain * (0.6 + 1.1 * std::sqrt(share)));
  }
  return sizes;
}

}  // namespace

void compose_graph(const Composer& c, Figure& figure) {
  Panel panel;
  const BufferPtr buffer = first_buffer(c);
  const auto* graph = buffer ? std::get_if<GraphData>(buffer.get()) : nullptr;
  if (!graph || !consistent(*graph)) return leave_empty(c, std::move(panel), figure);
  panel.equal_scale = true;
  // Places in the plane mean something only where the axes have names.
  panel.x.visible = panel.y.visible = !c.spec.x_label.empty();
  panel.x.title = c.spec.x_label, panel.y.title = c.spec.y_label;
  Range x = nothing_seen, y = nothing_seen;
  std::int64_t ignored = 0;
  see(summary_of(graph->nodes.x), Scale::linear, x, ignored),
      see(summary_of(graph->nodes.y), Scale::linear, y, ignored);
  panel.x.range = zoomed(c.state.x_zoom, with_margin(x, 0.12));
  panel.y.range = zoomed(c.state.y_zoom, with_margin(y, 0.12));
  mark::Dots nodes;
  nodes.x = shared(buffer, graph->nodes.x), nodes.y = shared(buffer, graph->nodes.y);
  nodes.size = node_sizes(graph->nodes);
  nodes.labels = graph->nodes.label;
  nodes.fill = focus_colour(c.frames);
  nodes.outline = Colour::of(Role::panel), nodes.outline_width = 1.5;
  nodes.name = c.spec.names.front();
  if (graph->nodes.value.size() == graph->nodes.x.size()) {
    nodes.values = shared(buffer, graph->nodes.value);
    nodes.mapping = mapping_of(c, buffer, graph->nodes.value);
    panel.bar = bar_of(nodes.mapping);
  }
  panel.marks.emplace_back(
      mark::Edges{buffer, nodes.size, Colour::of(Role::muted, 0.9), focus_colour(c.frames)});
  panel.marks.emplace_back(std::move(nodes));
  figure.non_finite = kept_non_finite(c, buffer);
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.panels.push_back(std::move(panel));
}

// ---- Parallel coordinates

void compose_parallel(const Composer& c, Figure& figure) {
  Panel panel;
  const BufferPtr buffer = first_buffer(c);
  const auto* columns = buffer ? std::get_if<ColumnsData>(buffer.get()) : nullptr;
  const bool sound =
      columns && columns->name.size() == columns->values.size() && columns->name.size() > 1 &&
      std::all_of(columns->values.begin(), columns->values.end(), [&](const auto& column) {
        return column.size() == columns->values.front().size() && !column.empty();
      });
  if (!sound) return leave_empty(c, std::move(panel), figure);
  mark::Parallel parallel;
  parallel.buffer = buffer;
  for (const std::vector<double>& column : columns->values) {
    Range seen = nothing_seen;
    std::int64_t ignored = 0;
    see(summary_of(column), Scale::linear, seen, ignored);
    parallel.ranges.push_back(axis_range(seen, Scale::linear));
  }
  const auto rows = static_cast<double>(columns->values.front().size());
  parallel.colour = focus_colour(c.frames).faded(std::clamp(30 / rows, 0.08, 0.7));
  panel.x.categories = columns->name;
  panel.y.visible = false;
  const double last = static_cast<double>(columns->name.size()) - 1;
  panel.x.range = zoomed(c.state.x_zoom, {-0.35, last + 0.4});
  panel.y.range = {0, 1};
  panel.marks.emplace_back(std::move(parallel));
  figure.non_finite = kept_non_finite(c, buffer);
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.panels.push_back(std::move(panel));
}

}  // namespace thalweg::parts
