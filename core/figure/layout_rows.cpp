// Tables as views: a head, rows of cells, and how much of it is seen.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

constexpr double row_height = 20, column_gap = 18, widest = 280;

bool is_number(const std::string& cell) {
  const std::size_t sign = cell.starts_with("−") ? 3 : cell.starts_with('-') ? 1 : 0;
  return sign < cell.size() && cell[sign] >= '0' && cell[sign] <= '9';
}

/// A column whose cells are numbers stands right under a right head.
struct Column {
  double width = 0, x = 0;
  bool numbers = true;
};

const std::string& cell_of(const TableData& data, std::size_t row, std::size_t column) {
  static const std::string nothing;
  return column < data.rows[row].size() ? data.rows[row][column] : nothing;
}

TextStyle style_of(const Column& column) { return column.numbers ? number_style : label_style; }

/// Widths by the cells that are seen; what is too wide for the panel is cut.
std::vector<Column> columns_of(const Draft& draft, const TableData& data, const Rect& area,
                               std::size_t first, std::size_t last) {
  std::vector<Column> columns(data.columns.size());
  double x = area.x + 8;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    Column& column = columns[k];
    for (std::size_t row = first; row < last; ++row) {
      const std::string& cell = cell_of(data, row, k);
      column.numbers = column.numbers && (cell.empty() || is_number(cell));
    }
    column.width = draft.width(data.columns[k], label_style);
    for (std::size_t row = first; row < last; ++row) {
      column.width = std::max(column.width, draft.width(cell_of(data, row, k), style_of(column)));
    }
    column.width = std::min({column.width, widest, area.right() - 8 - x});
    column.x = x;
    x += column.width + column_gap;
  }
  return columns;
}

void put_cell(Draft& draft, const Column& column, double y, TextStyle style, Role role,
              const std::string& words) {
  if (column.width < 12) return;
  const auto anchor = column.numbers ? scene::Anchor::end : scene::Anchor::start;
  draft.text({column.numbers ? column.x + column.width : column.x, y + drop(style)}, anchor, style,
             Colour::of(role), draft.shortened(words, style, column.width + 0.5));
}

}  // namespace

void draw_rows(Draft& draft, const Placed& at, const mark::Table& table) {
  const auto* data = std::get_if<TableData>(table.buffer.get());
  if (!data || draft.figure.thumbnail) return;
  const Rect& area = at.area;
  const std::size_t all = data->rows.size();
  auto fitting = static_cast<std::size_t>(std::max(0.0, (area.height - row_height) / row_height));
  const bool cut = fitting < all;
  if (cut && fitting > 0) --fitting;  // for the line that says so
  const std::size_t first = std::min(static_cast<std::size_t>(table.first),
                                     all > fitting ? all - fitting : std::size_t{0});
  const std::size_t last = std::min(all, first + fitting);
  const std::vector<Column> columns = columns_of(draft, *data, area, first, last);
  draft.scene.primitives.emplace_back(
      scene::Box{{area.x, area.y, area.width, row_height}, Colour::of(Role::raised), 4});
  double y = area.y + row_height / 2;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    put_cell(draft, columns[k], y, label_style, Role::muted, data->columns[k]);
  }
  for (std::size_t row = first; row < last; ++row) {
    y += row_height;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      put_cell(draft, columns[k], y, style_of(columns[k]), Role::text, cell_of(*data, row, k));
    }
    draft.line({area.x, y + row_height / 2}, {area.right(), y + row_height / 2},
               Colour::of(Role::line));
  }
  if (!cut) return;
  draft.text({area.right() - 8, y + row_height + drop(label_style)}, scene::Anchor::end,
             label_style, Colour::of(Role::dim),
             fmt::format("rows {} to {} of {}", count_text(static_cast<std::int64_t>(first + 1)),
                         count_text(static_cast<std::int64_t>(last)),
                         count_text(static_cast<std::int64_t>(all))));
}

}  // namespace thalweg::parts
