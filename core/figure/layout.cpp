// Divides a figure's rectangle among title, panels and numbers.
#include "core/figure/layout.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/figure/layout_parts.hpp"
#include "core/figure/markup.hpp"

namespace thalweg {
namespace parts {

std::string Draft::shortened(const std::string& text, TextStyle style, double most) const {
  if (width(text, style) <= most) return text;
  std::string cut = text;
  while (!cut.empty()) {
    // Whole code points only.
    do cut.pop_back();
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0) == 0x80);
    if (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0) == 0xC0) cut.pop_back();
    const std::string words = cut + "…";
    if (width(words, style) <= most) return cut.empty() ? "" : words;
  }
  return "";
}

namespace {

double share_before(scene::Anchor anchor) {
  return anchor == scene::Anchor::start ? 0 : anchor == scene::Anchor::middle ? 0.5 : 1;
}

/// The px that a text of that width covers, without the room between lines.
Rect text_rect(Point2 at, scene::Anchor anchor, bool upright, double size, double width) {
  const double share = share_before(anchor);
  const double up = 0.76 * size, down = 0.2 * size;
  if (upright) return {at.x - up, at.y - (1 - share) * width, up + down, width};
  return {at.x - share * width, at.y - up, width, up + down};
}

}  // namespace

double Draft::width(const std::string& text, TextStyle style) const {
  return placed_label(text, style, metrics).width;
}

bool Draft::free(const Rect& rect) const {
  const Rect whole{0, 0, scene.size.width, scene.size.height};
  for (const Rect* within : {&whole, clip ? &*clip : &whole}) {
    if (rect.x < within->x || rect.right() > within->right() || rect.y < within->y ||
        rect.bottom() > within->bottom()) {
      return false;
    }
  }
  return std::none_of(written.begin(), written.end(),
                      [&](const Rect& other) { return rect.overlaps(other); });
}

bool Draft::text(Point2 at, scene::Anchor anchor, TextStyle style, Colour colour, std::string words,
                 bool upright) {
  if (words.empty() || figure.thumbnail) return false;
  PlacedLabel label = placed_label(words, style, metrics);
  const Rect rect = text_rect(at, anchor, upright, style.size, label.width);
  if (!free(rect)) return false;
  written.push_back(rect);
  if (label.runs.size() == 1) {
    PlacedRun& run = label.runs.front();
    scene.primitives.emplace_back(
        scene::Text{at, anchor, upright, run.style, colour, std::move(run.text)});
    return true;
  }
  const double before = share_before(anchor) * label.width;
  for (PlacedRun& run : label.runs) {
    const double along = run.x - before;
    const Point2 start =
        upright ? Point2{at.x - run.rise, at.y - along} : Point2{at.x + along, at.y - run.rise};
    scene.primitives.emplace_back(
        scene::Text{start, scene::Anchor::start, upright, run.style, colour, std::move(run.text)});
  }
  return true;
}

void Draft::line(Point2 from, Point2 to, Colour colour, double width, std::vector<double> dash) {
  scene.primitives.emplace_back(
      scene::Polyline{{from, to}, colour, width, std::move(dash), 0, false});
}

void Draft::push_clip(const Rect& rect) {
  clip = rect;
  scene.primitives.emplace_back(scene::PushClip{rect});
}

void Draft::pop_clip() {
  clip.reset();
  scene.primitives.emplace_back(scene::PopClip{});
}

double drop(TextStyle style) { return 0.36 * style.size; }

double snapped(double value) { return std::floor(value) + 0.5; }

Detail detail_of(const Figure& figure, const Rect& box) {
  if (figure.thumbnail) return {};
  const auto room = [&](double width, double height) {
    return box.width >= width && box.height >= height;
  };
  return {room(220, 150), room(110, 80), room(60, 84), room(230, 64), room(150, 90)};
}

namespace {

constexpr double row_height = 18;

/// Cuts the title line off the top of `box`.
void lay_title(Draft& draft, Rect& box) {
  if (!draft.figure.with_title || box.height < 100) return;
  constexpr TextStyle style = title_style;
  const double base = box.y + 12;
  const std::string title = draft.shortened(draft.figure.title, style, box.width);
  draft.text({box.x, base}, scene::Anchor::start, style, Colour::of(Role::text), title);
  const double at = box.x + draft.width(title, style) + 10;
  draft.text({at, base}, scene::Anchor::start, label_style, Colour::of(Role::muted),
             draft.shortened(draft.figure.subtitle, label_style, std::max(0.0, box.right() - at)));
  box.y += 26, box.height -= 26;
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
  if (panel.legend == LegendStyle::row && draft.detail(box).labels) {
    const double rows = legend_rows_height(draft, panel, box.width);
    if (rows < 0.4 * box.height) box.y += rows, box.height -= rows;
  }
  Placed at = place(draft, panel, index, box);
  PanelScene result;
  result.area = at.area;
  result.x = at.x, result.y = at.y;
  result.x_title = panel.x.title;
  result.categories = panel.x.categories;
  result.clock = draft.figure.kind == ViewKind::trace;
  result.spatial = draft.figure.kind == ViewKind::surface || draft.figure.kind == ViewKind::space;
  if (panel.x.visible) {
    result.x_axis = {at.area.x, at.area.bottom(), at.area.width, box.bottom() - at.area.bottom()};
  }
  if (panel.y.visible) result.y_axis = {box.x, at.area.y, at.area.x - box.x, at.area.height};
  const bool bar = panel.bar && at.detail.bar;
  if (bar) {
    result.colour_bar = {at.area.right() + 8, at.area.y, bar_width(draft, panel) - 8,
                         at.area.height};
  }
  draft.scene.panels.push_back(result);
  draw_grid(draft, at);
  draw_axes(draft, at);
  draft.push_clip(result.spatial
                      ? Rect{box.x, box.y, at.area.right() - box.x, box.height}
                      : Rect{at.area.x - 1, at.area.y - 1, at.area.width + 2, at.area.height + 2});
  draw_marks(draft, at);
  draft.pop_clip();
  if (bar) draw_bar(draft, at);
  if (!at.detail.labels) return;
  draw_legend(draft, at);
  draw_labels(draft, at);
}

/// Panels with plots of one size: labels stand beside the first column and below the last panel of
/// each column.
void lay_shared(Draft& draft, const Rect& box, int cols, int rows) {
  const std::vector<Panel>& panels = draft.figure.panels;
  const double gap = draft.figure.thumbnail ? 4 : 14;
  draft.shared = detail_of(draft.figure, box);
  const Placed whole = place(draft, panels.front(), 0, box);
  Panel bare_panel = panels.front();
  bare_panel.x.labelled = bare_panel.y.labelled = false;
  const Placed bare = place(draft, bare_panel, 0, box);
  const double left = whole.area.x - bare.area.x;
  const double bottom = bare.area.bottom() - whole.area.bottom();
  const double width = (box.width - left - gap * (cols - 1)) / cols;
  const double height = (box.height - bottom - gap * (rows - 1)) / rows;
  for (int i = 0; i < static_cast<int>(panels.size()); ++i) {
    Panel panel = panels[static_cast<std::size_t>(i)];
    const int row = i / cols, col = i % cols;
    panel.y.labelled = col == 0;
    panel.x.labelled = i + cols >= static_cast<int>(panels.size());
    Rect cell{box.x + left + col * (width + gap), box.y + row * (height + gap), width, height};
    if (panel.y.labelled) cell.x -= left, cell.width += left;
    if (panel.x.labelled) cell.height += bottom;
    lay_panel(draft, panel, i, cell);
  }
}

void lay_panels(Draft& draft, const Rect& box) {
  const std::vector<Panel>& panels = draft.figure.panels;
  // Source, interpolant and target are read as a row.
  const bool one_row = draft.figure.kind == ViewKind::displacement;
  const int cols = one_row ? static_cast<int>(panels.size()) : grid_columns(panels.size(), box);
  const int rows = (static_cast<int>(panels.size()) + cols - 1) / cols;
  const double gap = panels.size() < 2 ? 0 : draft.figure.thumbnail ? 4 : 14;
  if (draft.figure.shared_axes) return lay_shared(draft, box, cols, rows);
  const double width = (box.width - gap * (cols - 1)) / cols;
  const double height = (box.height - gap * (rows - 1)) / rows;
  for (int i = 0; i < static_cast<int>(panels.size()); ++i) {
    const Rect cell{box.x + (i % cols) * (width + gap), box.y + (i / cols) * (height + gap), width,
                    height};
    lay_panel(draft, panels[static_cast<std::size_t>(i)], i, cell);
  }
}

/// 'appears after the first Newton step', in as many lines as it takes.
void lay_empty_text(Draft& draft, const Rect& area) {
  std::vector<std::string> lines(1);
  std::istringstream words(draft.figure.empty_text);
  for (std::string word; words >> word;) {
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (lines.back().empty() || draft.width(longer, label_style) <= area.width - 8) {
      lines.back() = longer;
    } else {
      lines.push_back(word);
    }
  }
  constexpr double leading = 16;
  double y = area.y + area.height / 2 - leading * (static_cast<double>(lines.size()) - 1) / 2;
  for (const std::string& line : lines) {
    draft.text({area.x + area.width / 2, y}, scene::Anchor::middle, label_style,
               Colour::of(Role::muted), line);
    y += leading;
  }
}

}  // namespace
}  // namespace parts

Scene layout(const Figure& figure, Size2 size, const TextMetrics& metrics) {
  parts::Draft draft{figure, metrics, {}, {}, {}, {}};
  draft.scene.size = size;
  draft.scene.clock = figure.clock;
  if (size.width < 40 || size.height < 40) return std::move(draft.scene);
  const double margin = figure.thumbnail ? 3 : std::min(size.width, size.height) < 150 ? 6 : 12;
  Rect box{margin, margin, size.width - 2 * margin, size.height - 2 * margin};
  if (!figure.thumbnail) box.height += 2;
  const Rect stale_label = parts::reserve_stale(draft);
  parts::lay_title(draft, box);
  Rect rest = box;
  const parts::TableRoom table = parts::cut_table(draft, rest);
  if (!figure.panels.empty()) parts::lay_panels(draft, rest);
  parts::draw_table(draft, table, box, rest);
  if (!figure.empty_text.empty()) {
    parts::lay_empty_text(draft,
                          draft.scene.panels.empty() ? box : draft.scene.panels.front().area);
  }
  if (figure.stale) parts::draw_stale(draft, stale_label);
  return std::move(draft.scene);
}

}  // namespace thalweg
