// Divides a figure's rectangle among title, panels and numbers.
#include "core/figure/layout.hpp"

#include <algorithm>
#include <cmath>

#include "core/figure/layout_parts.hpp"

namespace thalweg {
namespace parts {

void Draft::text(Point2 at, scene::Anchor anchor, TextStyle style, Colour colour, std::string words,
                 bool upright) {
  if (words.empty()) return;
  scene.primitives.emplace_back(scene::Text{at, anchor, upright, style, colour, std::move(words)});
}

void Draft::line(Point2 from, Point2 to, Colour colour, double width, std::vector<double> dash) {
  scene.primitives.emplace_back(
      scene::Polyline{{from, to}, colour, width, std::move(dash), 0, false});
}

double drop(TextStyle style) { return 0.36 * style.size; }

double snapped(double value) { return std::floor(value) + 0.5; }

namespace {

constexpr double margin = 12, row_height = 18;

/// Cuts the title line off the top of `box`.
void lay_title(Draft& draft, Rect& box) {
  if (!draft.figure.with_title) return;
  constexpr TextStyle style{Face::semi_bold, 13};
  const double base = box.y + 12;
  draft.text({box.x, base}, scene::Anchor::start, style, Colour::of(Role::text),
             draft.figure.title);
  const double at = box.x + draft.width(draft.figure.title, style) + 10;
  const double space = box.right() - at;
  if (draft.width(draft.figure.subtitle, label_style) <= space) {
    draft.text({at, base}, scene::Anchor::start, label_style, Colour::of(Role::muted),
               draft.figure.subtitle);
  }
  box.y += 26, box.height -= 26;
}

double widest_label(const Draft& draft) {
  double most = 0;
  for (const NumberRow& row : draft.figure.numbers) {
    most = std::max(most, draft.width(row.label, label_style));
  }
  return most;
}

double table_width(const Draft& draft) {
  double value = 0;
  for (const NumberRow& row : draft.figure.numbers) {
    value = std::max(value, draft.width(row.value, number_style));
  }
  return draft.figure.numbers.empty() ? 0 : widest_label(draft) + 14 + value;
}

void draw_table(Draft& draft, Point2 at) {
  const double indent = widest_label(draft) + 14;
  for (const NumberRow& row : draft.figure.numbers) {
    at.y += row_height;
    const Point2 base{at.x, at.y - 6};
    draft.text(base, scene::Anchor::start, label_style, Colour::of(Role::muted), row.label);
    draft.text({at.x + indent, base.y}, scene::Anchor::start, number_style, Colour::of(Role::text),
               row.value);
  }
}

/// Columns of a grid of `count` cells that makes square panels largest.
int grid_columns(std::size_t count, const Rect& box) {
  int best = 1;
  double largest = 0;
  for (int cols = 1; cols <= static_cast<int>(count); ++cols) {
    const double rows = std::ceil(static_cast<double>(count) / cols);
    const double size = std::min(box.width / cols, box.height / rows - row_height);
    if (size > largest * 1.001) largest = size, best = cols;
  }
  return best;
}

void lay_panel(Draft& draft, const Panel& panel, int index, Rect box) {
  if (panel.legend == LegendStyle::row) {
    const double rows = legend_rows_height(draft, panel, box.width);
    box.y += rows, box.height -= rows;
  }
  Placed at = place(draft, panel, index, box);
  PanelScene result;
  result.area = at.area;
  result.x = at.x, result.y = at.y;
  result.x_title = panel.x.title;
  result.clock = draft.figure.kind == ViewKind::trace;
  result.spatial = draft.figure.kind == ViewKind::surface;
  if (panel.x.visible) {
    result.x_axis = {at.area.x, at.area.bottom(), at.area.width, box.bottom() - at.area.bottom()};
  }
  if (panel.y.visible) result.y_axis = {box.x, at.area.y, at.area.x - box.x, at.area.height};
  if (panel.bar) {
    result.colour_bar = {at.area.right() + 8, at.area.y, bar_width(draft, panel) - 8,
                         at.area.height};
  }
  draft.scene.panels.push_back(result);
  draw_grid(draft, at);
  draw_axes(draft, at);
  draft.scene.primitives.emplace_back(scene::PushClip{
      result.spatial ? box
                     : Rect{at.area.x - 1, at.area.y - 1, at.area.width + 2, at.area.height + 2}});
  draw_marks(draft, at);
  draft.scene.primitives.emplace_back(scene::PopClip{});
  if (panel.bar) draw_bar(draft, at);
  draw_labels(draft, at);
  draw_legend(draft, at);
}

void lay_panels(Draft& draft, const Rect& box) {
  const std::vector<Panel>& panels = draft.figure.panels;
  // Source, interpolant and target are read as a row.
  const bool one_row = draft.figure.kind == ViewKind::displacement;
  const int cols = one_row ? static_cast<int>(panels.size()) : grid_columns(panels.size(), box);
  const int rows = (static_cast<int>(panels.size()) + cols - 1) / cols;
  const double gap = panels.size() > 1 ? 14 : 0;
  const double width = (box.width - gap * (cols - 1)) / cols;
  const double height = (box.height - gap * (rows - 1)) / rows;
  for (int i = 0; i < static_cast<int>(panels.size()); ++i) {
    const Rect cell{box.x + (i % cols) * (width + gap), box.y + (i / cols) * (height + gap), width,
                    height};
    lay_panel(draft, panels[static_cast<std::size_t>(i)], i, cell);
  }
}

/// Panels with the numbers beside them, or below where there is no room.
void lay_body(Draft& draft, Rect box) {
  const double table = table_width(draft);
  if (table == 0) return lay_panels(draft, box);
  const double rows = row_height * static_cast<double>(draft.figure.numbers.size());
  const bool beside = box.width - table - 28 > 0.38 * box.width;
  Rect rest = box;
  (beside ? rest.width : rest.height) -= beside ? table + 28 : rows + 8;
  lay_panels(draft, rest);
  if (!beside) return draw_table(draft, {box.x, rest.bottom() + 8});
  const bool placed = !draft.scene.panels.empty();
  const Rect area = placed ? draft.scene.panels.front().area : rest;
  draw_table(draft, {std::min(area.right() + 28, box.right() - table), area.y - 2});
}

}  // namespace
}  // namespace parts

Scene layout(const Figure& figure, Size2 size, const TextMetrics& metrics) {
  parts::Draft draft{figure, metrics, {}};
  draft.scene.size = size;
  draft.scene.clock = figure.clock;
  if (size.width < 40 || size.height < 40) return std::move(draft.scene);
  Rect box{parts::margin, parts::margin, size.width - 2 * parts::margin,
           size.height - 2 * parts::margin + 2};
  parts::lay_title(draft, box);
  if (!figure.panels.empty()) parts::lay_body(draft, box);
  if (!figure.empty_text.empty()) {
    const Rect area = draft.scene.panels.empty() ? box : draft.scene.panels.front().area;
    draft.text({area.x + area.width / 2, area.y + area.height / 2}, scene::Anchor::middle,
               label_style, Colour::of(Role::muted), figure.empty_text);
  }
  return std::move(draft.scene);
}

}  // namespace thalweg
