// The table holds what a CSV export of the view would hold.
#include "ui/panels/data_table.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/io/figure_export.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/shell/export_figure.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

constexpr double row_height = 20;
/// Made anew at most this often while a run goes on.
constexpr double table_age = 0.25;

using Row = std::vector<std::string>;

struct Table {
  std::shared_ptr<const void> source;
  double made_at = 0;
  std::vector<Row> rows;  // the first one names the columns
};

std::vector<Row> read_rows(const std::string& csv) {
  std::vector<Row> rows;
  std::size_t from = 0;
  while (from < csv.size()) {
    const std::size_t end = std::min(csv.find('\n', from), csv.size());
    if (csv[from] != '#') {
      Row row;
      for (std::size_t at = from; at <= end;) {
        const std::size_t comma = std::min(csv.find(',', at), end);
        row.push_back(csv.substr(at, comma - at));
        at = comma + 1;
      }
      rows.push_back(std::move(row));
    }
    from = end + 1;
  }
  return rows;
}

const Table& table_of(Workspace& ws, const ViewSpec& view) {
  static std::map<std::string, Table> held;
  const OpenRun& run = ws.run();
  Table& table = held[run.experiment->id() + "/" + view.id()];
  std::shared_ptr<const void> source = run.snapshot;
  if (run.cursor && run.past) source = run.past;
  const double now = wall_seconds();
  if (source != table.source && now - table.made_at > table_age) {
    table.rows = read_rows(csv_of(exported_figure(ws, view.id())));
    table.source = std::move(source);
    table.made_at = now;
  }
  return table;
}

/// Cells of one row, right-aligned in columns of equal width.
void draw_cells(const Row& row, const Box& box, Role role, std::size_t columns) {
  const float width = box.w() / static_cast<float>(std::max<std::size_t>(1, columns));
  for (std::size_t c = 0; c < std::min(row.size(), columns); ++c) {
    const float left = box.min.x + width * static_cast<float>(c);
    put_text({{left, box.min.y}, {left + width - px(10), box.max.y}}, Align::right,
             Font::small_number, colour(role), row[c]);
  }
}

}  // namespace

bool has_table(ViewKind kind) {
  return kind == ViewKind::trace || kind == ViewKind::curve || kind == ViewKind::points;
}

void draw_data_table(Workspace& ws, const ViewSpec& view, const Box& box) {
  const Table& table = table_of(ws, view);
  if (table.rows.size() < 2) {
    const std::string text = view.empty_text.empty() ? "No numbers yet." : view.empty_text;
    put_text(box, Align::centre, Font::label, colour(Role::muted), text);
    return;
  }
  const std::size_t columns = table.rows.front().size();
  const float height = px(row_height);
  const Box head = Box::at(box.min, box.w() - px(10), height);
  draw_cells(table.rows.front(), head, Role::muted, columns);
  hairline(box.min.x, box.max.x, head.max.y);
  const std::string name = "table." + view.id();
  Column column = begin_scroll(name.c_str(), {{box.min.x, head.max.y + px(2)}, box.max}, 0);
  // Rows out of sight cost nothing.
  const float scrolled = ImGui::GetScrollY();
  const auto count = table.rows.size() - 1;
  const auto first = static_cast<std::size_t>(std::max(0.0f, scrolled / height));
  const auto shown = static_cast<std::size_t>(box.h() / height) + 2;
  for (std::size_t i = first; i < std::min(count, first + shown); ++i) {
    const float top = column.y + height * static_cast<float>(i);
    draw_cells(table.rows[i + 1], Box::at({column.x, top}, head.w(), height), Role::text, columns);
  }
  column.gap(height * static_cast<float>(count));
  end_scroll(column);
  note_widget(name, box.min, box.max, std::to_string(count) + " rows");
}

}  // namespace thalweg::ui
