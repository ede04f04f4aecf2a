// Legends: rows above a panel, or a box in it.
#include <algorithm>

#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

constexpr double swatch = 16, entry_gap = 18, entry_height = 18, most_indent = 70;

struct LegendEntry {
  std::string key, label;
  Colour colour;
  std::vector<double> dash;
  bool line = true;
  std::optional<MarkerShape> marker;
  bool hollow = false;
  bool box = false, hatched = false;  // of bars
  double width = 0;
};

LegendEntry entry_of(const mark::Line& line) {
  LegendEntry entry;
  entry.key = line.key, entry.label = line.label;
  entry.colour = line.colour, entry.dash = line.dash;
  entry.marker = line.markers;
  return entry;
}

LegendEntry entry_of(const mark::Bars& bars) {
  LegendEntry entry;
  entry.key = bars.key, entry.label = bars.label, entry.colour = bars.colour;
  entry.line = false, entry.box = true, entry.hatched = bars.hatched;
  return entry;
}

LegendEntry entry_of(const mark::Dots& dots) {
  LegendEntry entry;
  entry.key = dots.name, entry.label = dots.legend;
  entry.line = false;
  entry.marker = dots.shape;
  entry.hollow = dots.fill.alpha == 0;
  entry.colour = entry.hollow ? dots.outline : dots.fill;
  return entry;
}

LegendEntry entry_of(const mark::Space::Swarm& swarm) {
  LegendEntry entry;
  entry.key = swarm.key, entry.label = swarm.label, entry.colour = swarm.colour;
  entry.colour.alpha = 1;
  entry.line = false, entry.marker = MarkerShape::circle;
  return entry;
}

LegendEntry entry_of(const mark::Space::Thread& thread) {
  LegendEntry entry;
  entry.key = thread.key, entry.label = thread.label;
  entry.colour = thread.colour, entry.dash = thread.dash;
  return entry;
}

void draw_entry(Draft& draft, const Placed& at, const LegendEntry& entry, Point2 corner) {
  const double middle = corner.y + entry_height / 2;
  if (entry.line) {
    draft.line({corner.x, middle}, {corner.x + swatch, middle}, entry.colour, 2, entry.dash);
  }
  if (entry.box) {
    const Rect box{corner.x + 3, middle - 5, swatch - 6, 10};
    draft.scene.primitives.emplace_back(scene::Box{box, entry.colour, 0});
    if (entry.hatched) hatch(draft, box, entry.colour);
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

/// Where the rows begin: over the plot, unless that is far inside the panel's box.
double rows_start(const Placed& at) { return std::min(at.area.x, at.box.x + most_indent); }

void draw_rows(Draft& draft, const Placed& at, const std::vector<LegendEntry>& entries) {
  const double height = legend_rows_height(draft, at.panel, at.box.width);
  const double start = rows_start(at);
  double x = start, y = at.box.y - height;
  if (y < 0) return;
  for (const LegendEntry& entry : entries) {
    if (x > start && x - start + entry.width > at.box.width - most_indent) {
      x = start, y += entry_height;
    }
    draw_entry(draft, at, entry, {x, y});
    x += entry.width + entry_gap;
  }
}

/// Left of an upright rule that would lie below the box, and its label with it.
void clear_rules(const Placed& at, Rect& rect) {
  for (const Mark& mark : at.panel.marks) {
    const auto* rule = std::get_if<mark::Rule>(&mark);
    if (!rule || !rule->vertical || rule->label.empty()) continue;
    const double x = at.x.to_px(rule->value);
    if (x > rect.x && x < rect.right()) rect.x = std::max(at.area.x, x - rect.width - 8);
  }
}

void draw_box(Draft& draft, Placed& at, const std::vector<LegendEntry>& entries) {
  double width = 0;
  for (const LegendEntry& entry : entries) width = std::max(width, entry.width);
  const double height = entry_height * static_cast<double>(entries.size());
  Rect rect{at.area.right() - width - 24, at.area.y + 8, width + 16, height + 8};
  if (rect.width > 0.6 * at.area.width || rect.height > 0.8 * at.area.height) return;
  if (const auto& corner = draft.figure.legend_at) {
    rect.x =
        at.area.x + std::clamp(corner->lo, 0.0, 1.0) * std::max(0.0, at.area.width - rect.width);
    rect.y =
        at.area.y + std::clamp(corner->hi, 0.0, 1.0) * std::max(0.0, at.area.height - rect.height);
  } else {
    clear_rules(at, rect);
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
  at.taken.push_back(rect);
}

/// Its place in the order that a person gave, else by colour after those.
std::pair<std::size_t, int> rank(const std::vector<std::string>& order, const LegendEntry& entry) {
  const auto place = std::find(order.begin(), order.end(), entry.key);
  const int colour = entry.colour.kind == Colour::Kind::contender ? entry.colour.contender : -1;
  return {static_cast<std::size_t>(place - order.begin()), colour};
}

std::vector<LegendEntry> legend_entries(const Draft& draft, const Panel& panel) {
  std::vector<LegendEntry> entries;
  for (const Mark& mark : panel.marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    const auto* dots = std::get_if<mark::Dots>(&mark);
    if (line && line->labelled && !line->label.empty()) entries.push_back(entry_of(*line));
    const auto* bars = std::get_if<mark::Bars>(&mark);
    if (bars && !bars->label.empty()) entries.push_back(entry_of(*bars));
    if (dots && !dots->legend.empty()) entries.push_back(entry_of(*dots));
    if (const auto* surface = std::get_if<mark::Surface>(&mark)) {
      for (const mark::Line& path : surface->paths) {
        if (path.labelled) entries.push_back(entry_of(path));
      }
    }
    if (const auto* space = std::get_if<mark::Space>(&mark)) {
      for (const auto& swarm : space->swarms) {
        if (!swarm.ghost) entries.push_back(entry_of(swarm));
      }
      for (const auto& thread : space->threads) {
        if (!thread.ghost) entries.push_back(entry_of(thread));
      }
    }
  }
  for (const Veiled& veiled : panel.veiled) {
    LegendEntry entry;
    entry.key = veiled.key, entry.label = std::string(1, '?');
    entry.colour = veiled.colour;
    entries.push_back(std::move(entry));
  }
  for (LegendEntry& entry : entries) {
    entry.width = swatch + 6 + draft.width(entry.label, label_style);
  }
  // Lines are drawn with the focus last; contenders are read in their own order.
  std::stable_sort(entries.begin(), entries.end(), [&](const LegendEntry& a, const LegendEntry& b) {
    const bool contenders =
        a.colour.kind == Colour::Kind::contender && b.colour.kind == Colour::Kind::contender;
    return contenders && rank(draft.figure.order, a) < rank(draft.figure.order, b);
  });
  return entries;
}

}  // namespace

double legend_rows_height(const Draft& draft, const Panel& panel, double width) {
  const std::vector<LegendEntry> entries = legend_entries(draft, panel);
  if (entries.empty()) return 0;
  // The rows may begin an axis' width further right.
  const double space = width - most_indent;
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
  at.panel.legend == LegendStyle::box ? draw_box(draft, at, entries)
                                      : draw_rows(draft, at, entries);
}

}  // namespace thalweg::parts
