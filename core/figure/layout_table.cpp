// What is written beside a figure's panels: its numbers, and that it is not current.
#include <algorithm>
#include <cmath>

#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

constexpr double row_height = 18, column_gap = 14, table_gap = 28;
/// A picture smaller than this is not worth a table.
constexpr double least_picture = 60;
constexpr const char* stale_words = "not current";

double widest_label(const Draft& draft) {
  double most = 0;
  for (const NumberRow& row : draft.figure.numbers) {
    most = std::max(most, draft.width(row.label, label_style));
  }
  return most;
}

double widest_value(const Draft& draft) {
  double most = 0;
  for (const NumberRow& row : draft.figure.numbers) {
    most = std::max(most, draft.width(row.value, number_style));
  }
  // Values change; the table keeps its place.
  return std::max(most, draft.width("0.000e-00", number_style));
}

/// How large the picture becomes in what is left, about.
double picture_size(const Draft& draft, double width, double height) {
  const std::vector<Panel>& panels = draft.figure.panels;
  if (!panels.empty()) {
    const Panel& panel = panels.front();
    const Detail detail = detail_of(draft.figure, {0, 0, width, height});
    if (panel.bar && detail.bar) width -= bar_width(draft, panel);
    if (panel.y.visible && detail.ticks) width -= 50;
    if (panel.x.visible && detail.ticks) height -= 40;
  }
  if (width < least_picture || height < least_picture) return 0;
  const bool square = !panels.empty() && panels.front().equal_scale;
  return square ? std::min(width, height) : std::min(width, 2 * height);
}

}  // namespace

TableRoom cut_table(const Draft& draft, Rect& box) {
  TableRoom room;
  if (draft.figure.numbers.empty() || draft.figure.thumbnail) return room;
  const std::size_t all = draft.figure.numbers.size();
  room.width = widest_label(draft) + column_gap + widest_value(draft);
  const auto fitting = [&](double height) {
    return std::min(all, static_cast<std::size_t>(std::max(0.0, height) / row_height));
  };
  const std::size_t beside = fitting(box.height), below = fitting(0.4 * box.height);
  const double below_height = row_height * static_cast<double>(below) + 8;
  const double left_beside = picture_size(draft, box.width - room.width - table_gap, box.height);
  const double left_below = picture_size(draft, box.width, box.height - below_height);
  const bool fits_below = below > 0 && room.width <= box.width && left_below > 0;
  const bool fits_beside = beside > 0 && left_beside > 0;
  if (!fits_below && !fits_beside) return room;
  room.beside = fits_beside && (!fits_below || left_beside >= left_below || below < beside);
  room.rows = room.beside ? beside : below;
  (room.beside ? box.width : box.height) -= room.beside ? room.width + table_gap : below_height;
  return room;
}

void draw_table(Draft& draft, const TableRoom& room, const Rect& box, const Rect& rest) {
  if (room.rows == 0) return;
  Point2 at{box.x, rest.bottom() + 8};
  if (room.beside) {
    at = {rest.right() + table_gap, rest.y};
    if (!draft.scene.panels.empty()) {
      const PanelScene& panel = draft.scene.panels.back();
      const double right = std::max(panel.area.right(), panel.colour_bar.right());
      at = {std::min(right + table_gap, at.x), panel.area.y - 2};
    }
    at.y =
        std::max(box.y, std::min(at.y, box.bottom() - row_height * static_cast<double>(room.rows)));
  }
  const double indent = widest_label(draft) + column_gap;
  for (std::size_t i = 0; i < room.rows; ++i) {
    const NumberRow& row = draft.figure.numbers[i];
    at.y += row_height;
    const double base = at.y - 6;
    draft.text({at.x, base}, scene::Anchor::start, label_style, Colour::of(Role::muted), row.label);
    draft.text({at.x + indent, base}, scene::Anchor::start, number_style, Colour::of(Role::text),
               row.value);
  }
}

Rect reserve_stale(Draft& draft) {
  const double width = draft.width(stale_words, label_style) + 10;
  const Rect label{draft.scene.size.width - width - 6, 6, width, 18};
  if (draft.figure.stale && !draft.figure.thumbnail) draft.written.push_back(label);
  return label;
}

void draw_stale(Draft& draft, const Rect& label) {
  const Size2 size = draft.scene.size;
  draft.scene.primitives.emplace_back(
      scene::Box{{0, 0, size.width, size.height}, Colour::of(Role::panel, 0.5), 0});
  const double side = std::min({84.0, size.width / 2, size.height / 2});
  for (double along = 6; along < side; along += 6) {
    draft.line({size.width - along, 0}, {size.width, along}, Colour::of(Role::warn, 0.7));
  }
  if (draft.figure.thumbnail || label.x < 2) return;
  draft.scene.primitives.emplace_back(scene::Box{label, Colour::of(Role::panel), 4});
  draft.scene.primitives.emplace_back(scene::Text{{label.x + 5, label.y + 13},
                                                  scene::Anchor::start,
                                                  false,
                                                  label_style,
                                                  Colour::of(Role::warn),
                                                  stale_words});
}

}  // namespace thalweg::parts
