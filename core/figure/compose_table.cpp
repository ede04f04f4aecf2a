// Tables as views.
#include <algorithm>
#include <cmath>

#include "core/figure/compose_parts.hpp"

namespace thalweg::parts {

void compose_table(const Composer& c, Figure& figure) {
  const BufferPtr buffer = first_buffer(c);
  const auto* data = buffer ? std::get_if<TableData>(buffer.get()) : nullptr;
  if (!data || data->columns.empty()) {
    figure.empty_text = or_else(c.spec.empty_text, "appears after the first step");
    return;
  }
  Panel panel;
  panel.x.visible = panel.y.visible = false;
  mark::Table table;
  table.buffer = buffer;
  // The zoom of y holds the first row that is shown.
  const double last = std::max(0.0, static_cast<double>(data->rows.size()) - 1);
  if (c.state.y_zoom && std::isfinite(c.state.y_zoom->lo)) {
    const double row = std::clamp(std::round(c.state.y_zoom->lo), 0.0, last);
    table.first = static_cast<std::int64_t>(row);
  }
  panel.marks.emplace_back(std::move(table));
  figure.buffers.push_back({c.spec.names.front(), buffer});
  figure.panels.push_back(std::move(panel));
}

}  // namespace thalweg::parts
