// Where labels of rules and lines go, and legends.
#include <algorithm>
#include <cmath>

#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

constexpr double swatch = 16, entry_gap = 18, entry_height = 18, line_height = 15;
constexpr TextStyle line_label_style{Face::semi_bold, 11.5};

bool free_of(const Rect& rect, const std::vector<Rect>& taken) {
  return std::none_of(taken.begin(), taken.end(),
                      [&](const Rect& other) { return rect.overlaps(other); });
}

bool inside(const Rect& rect, const Rect& area) {
  return rect.x >= area.x && rect.right() <= area.right() && rect.y >= area.y &&
         rect.bottom() <= area.bottom();
}

// ---- Rules

void label_horizontal(Draft& draft, Placed& at, const mark::Rule& rule) {
  const double y = at.y.to_px(rule.value);
  const double width = draft.width(rule.label, label_style);
  if (!(y >= at.area.y && y <= at.area.bottom()) || width > at.area.width) return;
  const bool above = y - 18 > at.area.y;
  const Rect rect{at.area.right() - width - 4, above ? y - 18 : y + 4, width, 15};
  draft.text({rect.right(), rect.y + 11}, scene::Anchor::end, label_style, Colour::of(Role::dim),
             rule.label);
  at.taken.push_back(rect);
}

// ---- Line ends

/// How much a rectangle covers of the drawn lines: points and crossings, by piece.
double covered(const Scene& scene, int panel, const Rect& rect) {
  double count = 0;
  const Rect wide{rect.x - 3, rect.y - 3, rect.width + 6, rect.height + 6};
  for (const HitSeries& series : scene.series) {
    if (series.panel != panel) continue;
    for (std::size_t i = series.first; i < series.last; ++i) {
      const auto* line = std::get_if<scene::Polyline>(&scene.primitives[i]);
      if (!line) continue;
      for (std::size_t k = 1; k < line->points.size(); ++k) {
        const Point2 a = line->points[k - 1], b = line->points[k];
        if (std::max(a.x, b.x) < wide.x || std::min(a.x, b.x) > wide.right()) continue;
        if (std::max(a.y, b.y) < wide.y || std::min(a.y, b.y) > wide.bottom()) continue;
        // Clip the segment to the rectangle's columns; its heights there decide.
        const double dx = b.x - a.x;
        const double t0 = dx == 0 ? 0 : std::clamp((wide.x - a.x) / dx, 0.0, 1.0);
        const double t1 = dx == 0 ? 1 : std::clamp((wide.right() - a.x) / dx, 0.0, 1.0);
        const double y0 = a.y + t0 * (b.y - a.y), y1 = a.y + t1 * (b.y - a.y);
        if (std::max(y0, y1) >= wide.y && std::min(y0, y1) <= wide.bottom()) {
          count += 1 + std::abs(t1 - t0) * std::abs(dx) / 8;
        }
      }
    }
  }
  return count;
}

/// Whether a vertical or horizontal rule runs through the rectangle.
bool crosses_rule(const Placed& at, const Rect& rect) {
  return std::any_of(at.panel.marks.begin(), at.panel.marks.end(), [&](const Mark& mark) {
    const auto* rule = std::get_if<mark::Rule>(&mark);
    if (!rule) return false;
    const double px = (rule->vertical ? at.x : at.y).to_px(rule->value);
    return rule->vertical ? px > rect.x - 3 && px < rect.right() + 3
                          : px > rect.y && px < rect.bottom();
  });
}

/// At the foot of the rule, higher where something stands already; dropped when there is no place
/// off the lines.
void label_vertical(Draft& draft, Placed& at, const mark::Rule& rule) {
  const double x = at.x.to_px(rule.value);
  const std::string words = rule.glyph.empty() ? rule.label : rule.glyph + " " + rule.label;
  const double width = draft.width(words, label_style);
  if (!(x >= at.area.x && x <= at.area.right())) return;
  for (int row = 0; row < 6; ++row) {
    const double y = at.area.bottom() - 20 - row * 17;
    for (const bool right : {true, false}) {
      const Rect rect{right ? x + 6 : x - 6 - width, y, width, 15};
      if (!inside(rect, at.area) || !free_of(rect, at.taken) || crosses_rule(at, rect) ||
          covered(draft.scene, at.index, rect) > 0) {
        continue;
      }
      draft.text({rect.x, rect.y + 11}, scene::Anchor::start, label_style, Colour::of(Role::muted),
                 words);
      at.taken.push_back(rect);
      return;
    }
  }
}

struct EndLabel {
  const mark::Line* line = nullptr;
  Point2 end;
  double width = 0, height = 0;
  Rect best;
};

/// The last point within the panel.
std::optional<Point2> visible_end(const Scene& scene, const HitSeries& series, const Rect& area) {
  for (std::size_t i = series.last; i > series.first; --i) {
    const auto* line = std::get_if<scene::Polyline>(&scene.primitives[i - 1]);
    if (!line) continue;
    for (std::size_t k = line->points.size(); k > 0; --k) {
      const Point2 p = line->points[k - 1];
      if (p.x >= area.x - 1 && p.x <= area.right() + 1 && p.y >= area.y - 1 &&
          p.y <= area.bottom() + 1) {
        return p;
      }
      if (k > 1 && line->points[k - 2].x < area.right() && p.x > area.right()) {
        const Point2 q = line->points[k - 2];
        const double share = (area.right() - q.x) / (p.x - q.x);
        return Point2{area.right(), std::clamp(q.y + share * (p.y - q.y), area.y, area.bottom())};
      }
    }
  }
  return std::nullopt;
}

/// Tries places around the line's end; farther ones and those over lines cost more.
bool find_place(const Draft& draft, const Placed& at, const std::vector<EndLabel>& above_it,
                EndLabel& label) {
  double least = 1e9;
  const double left = at.area.right() - label.width - 6;
  const auto consider = [&](double x, double y, double distance) {
    const Rect rect{x, y, label.width, label.height};
    if (!inside(rect, at.area) || !free_of(rect, at.taken)) return;
    double cost = distance + 14 * covered(draft.scene, at.index, rect);
    if (crosses_rule(at, rect)) cost += 30;
    // Labels side by side keep the order of their lines.
    for (const EndLabel& other : above_it) {
      const bool beside_it = rect.x < other.best.right() && other.best.x < rect.right();
      if (beside_it && rect.y < other.best.y) cost += 200;
    }
    if (cost < least) least = cost, label.best = rect;
  };
  const double beside = label.end.x + 10;
  for (int step = 0; step <= 20; ++step) {
    for (const int sign : {-1, 1}) {
      const double dy = 5.0 * step;
      const double above = label.end.y - label.height - 4 - dy, below = label.end.y + 4 + dy;
      consider(std::min(beside, left), sign < 0 ? above : below, dy + 6);
      consider(std::min(label.end.x - label.width - 10, left), sign < 0 ? above : below, dy + 10);
      consider(beside, label.end.y - label.height / 2 + sign * dy, dy);
    }
  }
  return least < 1e9;
}

void draw_end_label(Draft& draft, Placed& at, const EndLabel& label) {
  const Rect& rect = label.best;
  Hit hit;
  hit.kind = Hit::Kind::label;
  hit.panel = at.index;
  hit.name = label.line->key;
  draft.scene.targets.push_back({rect, hit});
  draft.text({rect.x, rect.y + 11.5}, scene::Anchor::start, line_label_style, label.line->colour,
             label.line->label);
  if (!label.line->end_note.empty() && rect.height > 1.5 * line_height) {
    draft.text({rect.x, rect.y + 11.5 + line_height}, scene::Anchor::start, number_style,
               Colour::of(Role::text), label.line->end_note);
  }
  at.taken.push_back(rect);
}

void label_lines(Draft& draft, Placed& at) {
  std::vector<EndLabel> labels;
  std::size_t next = 0;
  for (const Mark& mark : at.panel.marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    if (!line || line->ghost) continue;
    while (next < draft.scene.series.size() && draft.scene.series[next].panel != at.index) ++next;
    if (next >= draft.scene.series.size()) break;
    const HitSeries& series = draft.scene.series[next++];
    const auto end = line->labelled ? visible_end(draft.scene, series, at.area) : std::nullopt;
    if (!end) continue;
    EndLabel label{line, *end, draft.width(line->label, line_label_style), line_height, {}};
    if (!line->end_note.empty() && end->x < at.area.right() - 1) {
      label.width = std::max(label.width, draft.width(line->end_note, number_style));
      label.height = 2 * line_height;
    }
    labels.push_back(label);
  }
  // End markers must stay visible under all labels.
  for (const EndLabel& label : labels) {
    at.taken.push_back({label.end.x - 5, label.end.y - 5, 10, 10});
  }
  // From the top down, so that pushed labels keep the order of their lines.
  std::sort(labels.begin(), labels.end(),
            [](const EndLabel& a, const EndLabel& b) { return a.end.y < b.end.y; });
  std::vector<EndLabel> done;
  for (EndLabel& label : labels) {
    if (!find_place(draft, at, done, label)) continue;
    draw_end_label(draft, at, label);
    done.push_back(label);
  }
}

// ---- Legends

LegendEntry entry_of(const mark::Line& line) {
  LegendEntry entry;
  entry.key = line.key, entry.label = line.label;
  entry.colour = line.colour, entry.dash = line.dash;
  entry.marker = line.markers;
  return entry;
}

LegendEntry entry_of(const mark::Dots& dots) {
  LegendEntry entry;
  entry.key = dots.name, entry.label = dots.legend;
  entry.line = false;
  entry.marker = MarkerShape::circle;
  entry.hollow = dots.fill.alpha == 0;
  entry.colour = entry.hollow ? dots.outline : dots.fill;
  return entry;
}

void draw_entry(Draft& draft, const Placed& at, const LegendEntry& entry, Point2 corner) {
  const double middle = corner.y + entry_height / 2;
  if (entry.line) {
    draft.line({corner.x, middle}, {corner.x + swatch, middle}, entry.colour, 2, entry.dash);
  }
  if (entry.marker) {
    scene::Markers marker;
    marker.at = {{corner.x + swatch / 2, middle}};
    marker.shape = *entry.marker;
    marker.size = {7};
    marker.fill = entry.hollow ? entry.colour.faded(0) : entry.colour;
    marker.outline = entry.colour;
    marker.outline_width = entry.hollow || marker.shape >= MarkerShape::cross ? 1.25 : 0;
    draft.scene.primitives.emplace_back(std::move(marker));
  }
  draft.text({corner.x + swatch + 6, middle + drop(label_style)}, scene::Anchor::start, label_style,
             Colour::of(Role::text), entry.label);
  Hit hit;
  hit.kind = Hit::Kind::legend;
  hit.panel = at.index;
  hit.name = entry.key;
  draft.scene.targets.push_back({{corner.x - 2, corner.y, entry.width, entry_height}, hit});
}

void draw_rows(Draft& draft, const Placed& at, const std::vector<LegendEntry>& entries,
               double height) {
  const double top = at.area.y - height - (at.panel.y.visible ? 9 : 4);
  double x = at.area.x, y = std::max(2.0, top);
  const double right = draft.scene.size.width - 8;
  for (const LegendEntry& entry : entries) {
    if (x > at.area.x && x + entry.width > right) x = at.area.x, y += entry_height;
    draw_entry(draft, at, entry, {x, y});
    x += entry.width + entry_gap;
  }
}

void draw_box(Draft& draft, const Placed& at, const std::vector<LegendEntry>& entries) {
  double width = 0;
  for (const LegendEntry& entry : entries) width = std::max(width, entry.width);
  const double height = entry_height * static_cast<double>(entries.size());
  Rect rect{at.area.right() - width - 24, at.area.y + 8, width + 16, height + 8};
  if (const auto& corner = draft.figure.legend_at) {
    rect.x =
        at.area.x + std::clamp(corner->lo, 0.0, 1.0) * std::max(0.0, at.area.width - rect.width);
    rect.y =
        at.area.y + std::clamp(corner->hi, 0.0, 1.0) * std::max(0.0, at.area.height - rect.height);
  }
  draft.scene.primitives.emplace_back(scene::Box{rect, Colour::of(Role::panel, 0.85), 4});
  double y = rect.y + 4;
  for (const LegendEntry& entry : entries) {
    draw_entry(draft, at, entry, {rect.x + 8, y});
    y += entry_height;
  }
  Hit hit;
  hit.kind = Hit::Kind::legend;
  hit.panel = at.index;
  draft.scene.targets.push_back({rect, hit});
}

}  // namespace

std::vector<LegendEntry> legend_entries(const Draft& draft, const Panel& panel) {
  std::vector<LegendEntry> entries;
  for (const Mark& mark : panel.marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    const auto* dots = std::get_if<mark::Dots>(&mark);
    if (line && line->labelled && !line->label.empty()) entries.push_back(entry_of(*line));
    if (dots && !dots->legend.empty()) entries.push_back(entry_of(*dots));
    if (const auto* surface = std::get_if<mark::Surface>(&mark)) {
      for (const mark::Line& path : surface->paths) {
        if (path.labelled) entries.push_back(entry_of(path));
      }
    }
  }
  for (LegendEntry& entry : entries) {
    entry.width = swatch + 6 + draft.width(entry.label, label_style);
  }
  // Lines are drawn with the focus last; contenders are read in their own order.
  std::stable_sort(entries.begin(), entries.end(), [](const LegendEntry& a, const LegendEntry& b) {
    const bool contenders =
        a.colour.kind == Colour::Kind::contender && b.colour.kind == Colour::Kind::contender;
    return contenders && a.colour.contender < b.colour.contender;
  });
  return entries;
}

double legend_rows_height(const Draft& draft, const Panel& panel, double width) {
  const std::vector<LegendEntry> entries = legend_entries(draft, panel);
  if (entries.empty()) return 0;
  // The area may begin up to a y axis' width further right.
  const double space = width - 70;
  double x = 0;
  int rows = 1;
  for (const LegendEntry& entry : entries) {
    if (x > 0 && x + entry.width > space) x = 0, ++rows;
    x += entry.width + entry_gap;
  }
  return rows * entry_height + 6;
}

void draw_legend(Draft& draft, Placed& at) {
  if (at.panel.legend != LegendStyle::row && at.panel.legend != LegendStyle::box) return;
  const std::vector<LegendEntry> entries = legend_entries(draft, at.panel);
  if (entries.empty()) return;
  if (at.panel.legend == LegendStyle::box) return draw_box(draft, at, entries);
  draw_rows(draft, at, entries,
            legend_rows_height(draft, at.panel, draft.scene.size.width - 24) - 6);
}

void draw_labels(Draft& draft, Placed& at) {
  for (const Mark& mark : at.panel.marks) {
    const auto* rule = std::get_if<mark::Rule>(&mark);
    if (!rule || rule->label.empty()) continue;
    rule->vertical ? label_vertical(draft, at, *rule) : label_horizontal(draft, at, *rule);
  }
  if (at.panel.legend == LegendStyle::at_line_ends) label_lines(draft, at);
}

}  // namespace thalweg::parts
