// Where labels of rules, events and lines go.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

constexpr double line_height = 15, event_reach = 8, target_size = 22;
constexpr TextStyle line_label_style = title_style;

bool free_of(const Rect& rect, const std::vector<Rect>& taken) {
  return std::none_of(taken.begin(), taken.end(),
                      [&](const Rect& other) { return rect.overlaps(other); });
}

bool inside(const Rect& rect, const Rect& area) {
  return rect.x >= area.x && rect.right() <= area.right() && rect.y >= area.y &&
         rect.bottom() <= area.bottom();
}

/// How much a rectangle covers of the drawn lines: points and crossings, by piece.
double covered(const Scene& scene, int panel, const Rect& rect) {
  double count = 0;
  const Rect wide{rect.x - 3, rect.y - 3, rect.width + 6, rect.height + 6};
  for (const HitSeries& series : scene.series) {
    if (series.panel != panel) continue;
    for (std::size_t i = series.first; i < series.last; ++i) {
      const auto* line = std::get_if<scene::Polyline>(&scene.primitives[i]);
      if (!line) continue;
      const std::vector<Point2>& points = line->points;
      std::size_t first = 1;
      if (series.ascending) {
        const auto from = std::partition_point(points.begin(), points.end(),
                                               [&](const Point2& p) { return p.x < wide.x; });
        first = std::max<std::size_t>(1, static_cast<std::size_t>(from - points.begin()));
      }
      for (std::size_t k = first; k < points.size(); ++k) {
        const Point2 a = points[k - 1], b = points[k];
        if (series.ascending && a.x > wide.right()) break;
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
  for (const EventMark& event : at.events) {
    if (event.px > rect.x - 3 && event.px < rect.right() + 3) return true;
  }
  return std::any_of(at.panel.marks.begin(), at.panel.marks.end(), [&](const Mark& mark) {
    const auto* rule = std::get_if<mark::Rule>(&mark);
    if (!rule) return false;
    const double px = (rule->vertical ? at.x : at.y).to_px(rule->value);
    return rule->vertical ? px > rect.x - 3 && px < rect.right() + 3
                          : px > rect.y && px < rect.bottom();
  });
}

// ---- Rules and zones

/// The first of the places that is free and off the lines, else the first free one.
bool put_beside(Draft& draft, Placed& at, const std::string& words, Role role,
                std::initializer_list<Point2> corners) {
  const double width = draft.width(words, label_style);
  for (const bool off_lines : {true, false}) {
    for (const Point2 corner : corners) {
      const Rect rect{corner.x, corner.y, width, 15};
      if (!inside(rect, at.area) || !free_of(rect, at.taken)) continue;
      if (off_lines && covered(draft.scene, at.index, rect) > 0) continue;
      if (!draft.text({corner.x, corner.y + 11}, scene::Anchor::start, label_style,
                      Colour::of(role), words)) {
        continue;
      }
      at.taken.push_back({rect.x - 6, rect.y, rect.width + 12, rect.height});
      return true;
    }
  }
  return false;
}

void label_horizontal(Draft& draft, Placed& at, const mark::Rule& rule) {
  const double y = at.y.to_px(rule.value);
  if (!(y >= at.area.y && y <= at.area.bottom())) return;
  // Beside the grip of one that can be dragged.
  const double gap = rule.handle.parameter.empty() ? 4 : 20;
  const double left = at.area.x + 6;
  const double right = at.area.right() - draft.width(rule.label, label_style) - gap;
  put_beside(draft, at, rule.label, Role::dim,
             {{right, y - 18}, {right, y + 4}, {left, y - 18}, {left, y + 4}});
}

/// Beside the head of a vertical rule, lower where that is taken.
void label_vertical(Draft& draft, Placed& at, const mark::Rule& rule) {
  const double x = at.x.to_px(rule.value), width = draft.width(rule.label, label_style);
  if (!(x >= at.area.x && x <= at.area.right())) return;
  const double right = x + 5, left = x - 5 - width, top = at.area.y + 2;
  put_beside(draft, at, rule.label, Role::dim,
             {{right, top}, {left, top}, {right, top + 18}, {left, top + 18}});
}

void label_span(Draft& draft, Placed& at, const mark::Span& span) {
  const Rect strip = span_rect(at, span);
  if (!(strip.width > 0) || !(strip.height > 0) || span.label.empty()) return;
  const double width = draft.width(span.label, label_style);
  if (span.vertical) {
    const double x = strip.x + (strip.width - width) / 2, top = at.area.y + 2;
    put_beside(draft, at, span.label, Role::muted,
               {{x, top}, {x, at.area.bottom() - 18}, {x, top + 18}});
    return;
  }
  const double left = at.area.x + 6, right = at.area.right() - width - 4, top = strip.y;
  put_beside(draft, at, span.label, Role::muted,
             {{right, top + 3}, {left, top + 3}, {right, top - 17}, {left, top - 17}});
}

// ---- Notes

/// Tries places around the point, near ones first; the leader runs to the nearest edge.
void label_note(Draft& draft, Placed& at, Point2 point, const std::string& words) {
  const double width = draft.width(words, label_style);
  Rect best;
  double least = 1e9;
  for (const double reach : {22.0, 34.0, 50.0, 70.0}) {
    for (int turn = 0; turn < 12; ++turn) {
      const double angle = (turn + 0.5) * std::numbers::pi / 6;
      const double dx = reach * std::cos(angle), dy = -reach * std::sin(angle);
      const Rect rect{point.x + dx - (dx < 0 ? width : 0), point.y + dy - 7.5, width, 15};
      if (!inside(rect, at.area) || !free_of(rect, at.taken) || !draft.free(rect)) continue;
      double cost = reach + 14 * covered(draft.scene, at.index, rect);
      if (crosses_rule(at, rect)) cost += 30;
      if (cost < least) least = cost, best = rect;
    }
  }
  if (least >= 1e9) return;
  // The leader ends short of the point and of the text.
  const Point2 from{std::clamp(point.x, best.x - 3, best.right() + 3),
                    std::clamp(point.y, best.y, best.bottom())};
  const double length = std::hypot(from.x - point.x, from.y - point.y);
  const double share = length > 0 ? std::min(1.0, 4 / length) : 0;
  const Point2 to{point.x + share * (from.x - point.x), point.y + share * (from.y - point.y)};
  scene::Polyline leader{{from, to}, Colour::of(Role::muted), 1, {}, 0.75, false};
  draft.scene.primitives.emplace_back(std::move(leader));
  scene::Markers foot;
  foot.at = {point};
  foot.size = {5};
  foot.fill = Colour::of(Role::text);
  foot.outline = Colour::of(Role::panel);
  foot.outline_width = 1;
  draft.scene.primitives.emplace_back(std::move(foot));
  draft.scene.primitives.emplace_back(scene::Box{
      {best.x - 3, best.y, best.width + 6, best.height}, Colour::of(Role::panel, 0.7), 3});
  draft.text({best.x, best.y + 11.5}, scene::Anchor::start, label_style, Colour::of(Role::text),
             words);
  at.taken.push_back({best.x - 4, best.y - 2, best.width + 8, best.height + 4});
}

void label_notes(Draft& draft, Placed& at, const mark::Notes& notes) {
  std::vector<std::pair<Point2, std::string>> list;
  for (std::size_t i = 0; i < notes.text.size(); ++i) {
    const Point2 p{at.x.to_px((*notes.x)[i]), at.y.to_px((*notes.y)[i])};
    if (!at.area.contains(p) || notes.text[i].empty()) continue;
    at.taken.push_back({p.x - 5, p.y - 5, 10, 10});
    list.emplace_back(p, notes.text[i]);
  }
  for (const auto& [point, words] : list) label_note(draft, at, point, words);
}

// ---- Events

/// What happened, at the foot of its line, higher where something stands already; where no place is
/// off the lines, the glyph alone.
void label_event(Draft& draft, Placed& at, const EventMark& event) {
  const auto put = [&](const std::string& words, double x, double y, double width) {
    if (!draft.text({x, y + 11}, scene::Anchor::start, label_style, event.colour, words)) {
      return false;
    }
    at.taken.push_back({x, y, width, 15});
    Hit hit;
    hit.kind = Hit::Kind::event;
    hit.panel = at.index;
    hit.name = event.words;
    hit.x = at.x.to_data(event.px);
    const double left = std::min(x, event.px - target_size / 2);
    const double right = std::max(x + width, event.px + target_size / 2);
    draft.scene.targets.push_back({{left, y - 3, right - left, target_size}, hit});
    return true;
  };
  const std::string words = event.glyphs + " " + event.words;
  const double width = draft.width(words, label_style);
  for (int row = 0; row < 6; ++row) {
    const double y = at.area.bottom() - 20 - row * 17;
    for (const double x : {event.px + 6, event.px - 6 - width}) {
      const Rect rect{x, y, width, 15};
      if (!inside(rect, at.area) || !free_of(rect, at.taken) || crosses_rule(at, rect) ||
          covered(draft.scene, at.index, rect) > 0) {
        continue;
      }
      if (put(words, x, y, width)) return;
    }
  }
  const double small = draft.width(event.glyphs, label_style);
  for (int row = 0; row < 6; ++row) {
    const double y = at.area.bottom() - 20 - row * 17;
    for (const double x : {event.px + 4, event.px - 4 - small}) {
      const Rect rect{x, y, small, 15};
      if (inside(rect, at.area) && free_of(rect, at.taken) && put(event.glyphs, x, y, small))
        return;
    }
  }
}

// ---- Line ends

/// A text beside a point of a line: its name at the end, or the caption of a line without name.
struct EndLabel {
  const mark::Line* line = nullptr;
  std::string text, note;
  TextStyle style = line_label_style;
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

double distance_to(const Rect& rect, Point2 p) {
  const double dx = std::max({rect.x - p.x, 0.0, p.x - rect.right()});
  const double dy = std::max({rect.y - p.y, 0.0, p.y - rect.bottom()});
  return std::hypot(dx, dy);
}

/// Tries places around the line's end; farther ones and those over lines cost more.
bool find_place(const Draft& draft, const Placed& at, const std::vector<EndLabel>& all,
                const std::vector<EndLabel>& above_it, EndLabel& label) {
  double least = 1e9;
  const double left = at.area.right() - label.width - 6;
  const auto consider = [&](double x, double y, double distance) {
    const Rect rect{x, y, label.width, label.height};
    if (distance >= least || !inside(rect, at.area) || !free_of(rect, at.taken)) return;
    double cost = distance + 14 * covered(draft.scene, at.index, rect);
    if (crosses_rule(at, rect)) cost += 30;
    // A label beside another line's end would be read as that line's.
    const double own = distance_to(rect, label.end);
    for (const EndLabel& other : all) {
      if (other.line != label.line && distance_to(rect, other.end) < own) cost += 500;
    }
    // Labels side by side keep the order of their lines.
    for (const EndLabel& other : above_it) {
      const bool beside_it = rect.x < other.best.right() && other.best.x < rect.right();
      if (beside_it && rect.y < other.best.y) cost += 500;
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
  if (crosses_rule(at, rect) || covered(draft.scene, at.index, rect) > 0) {
    draft.scene.primitives.emplace_back(scene::Box{rect, Colour::of(Role::panel, 0.65), 2});
  }
  if (!draft.text({rect.x, rect.y + 11.5}, scene::Anchor::start, label.style, label.line->colour,
                  label.text)) {
    return;
  }
  at.taken.push_back({rect.x - 4, rect.y, rect.width + 8, rect.height});
  if (!label.line->labelled) return;
  Hit hit;
  hit.kind = Hit::Kind::label;
  hit.panel = at.index;
  hit.name = label.line->key;
  const double grow = std::max(0.0, target_size - rect.height) / 2;
  draft.scene.targets.push_back({{rect.x, rect.y - grow, rect.width, rect.height + 2 * grow}, hit});
  if (rect.height > 1.5 * line_height) {
    draft.text({rect.x, rect.y + 11.5 + line_height}, scene::Anchor::start, number_style,
               Colour::of(Role::text), label.note);
  }
}

/// The middle of what is visible of a line without label, which other labels leave free.
std::optional<Point2> caption_point(Placed& at, const mark::Line& line) {
  std::vector<Point2> seen;
  for (std::size_t i = 0; i < line.series.size(); ++i) {
    const Point2 p{at.x.to_px(line.series.x(i)), at.y.to_px(line.series.y(i))};
    if (!at.area.contains(p)) continue;
    seen.push_back(p);
    at.taken.push_back({p.x - 3, p.y - 3, 6, 6});
  }
  if (seen.empty()) return std::nullopt;
  return seen[seen.size() / 2];
}

/// Labels of the lines, in the order of the marks. Ghosts have no series in the scene.
std::vector<EndLabel> wanted_labels(const Draft& draft, Placed& at) {
  std::vector<EndLabel> labels;
  std::size_t next = 0;
  const auto& all = draft.scene.series;
  for (const Mark& mark : at.panel.marks) {
    const auto* line = std::get_if<mark::Line>(&mark);
    if (!line) continue;
    EndLabel label{line, line->label, line->end_note, line_label_style, {}, 0, line_height, {}};
    std::optional<Point2> end;
    if (line->ghost) {
      if (line->caption.empty()) continue;
      end = caption_point(at, *line);
      label.text = line->caption;
      label.style = number_style;
      label.note.clear();
    } else {
      while (next < all.size() && (all[next].panel != at.index || !all[next].line)) ++next;
      if (next >= all.size()) break;
      const HitSeries& series = all[next++];
      const bool named = line->labelled && at.panel.legend == LegendStyle::at_line_ends;
      if (named) end = visible_end(draft.scene, series, at.area);
    }
    if (!end) continue;
    label.end = *end;
    label.width = draft.width(label.text, label.style);
    if (!label.note.empty() && end->x < at.area.right() - 1) {
      label.width = std::max(label.width, draft.width(label.note, number_style));
      label.height = 2 * line_height;
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

void label_lines(Draft& draft, Placed& at) {
  std::vector<EndLabel> labels = wanted_labels(draft, at);
  // End markers must stay visible under all labels.
  for (const EndLabel& label : labels) {
    at.taken.push_back({label.end.x - 5, label.end.y - 5, 10, 10});
  }
  // From the top down, so that pushed labels keep the order of their lines.
  std::sort(labels.begin(), labels.end(),
            [](const EndLabel& a, const EndLabel& b) { return a.end.y < b.end.y; });
  std::vector<EndLabel> done;
  for (EndLabel& label : labels) {
    if (!find_place(draft, at, labels, done, label)) continue;
    draw_end_label(draft, at, label);
    done.push_back(label);
  }
}

/// A '?' for each veiled contender, in the upper right corner: where its line ends stays unsaid.
void label_veiled(Draft& draft, Placed& at) {
  double y = at.area.y + 2;
  for (const Veiled& veiled : at.panel.veiled) {
    const Rect rect{at.area.right() - target_size - 2, y, target_size, target_size};
    if (!inside(rect, at.area)) return;
    Hit hit;
    hit.kind = Hit::Kind::label;
    hit.panel = at.index;
    hit.name = veiled.key;
    draft.text({rect.x + rect.width / 2, rect.y + 15}, scene::Anchor::middle, line_label_style,
               veiled.colour, "?");
    draft.scene.targets.push_back({rect, hit});
    at.taken.push_back(rect);
    y += target_size;
  }
}

}  // namespace

std::vector<EventMark> joined_events(const Panel& panel, const AxisTransform& x, const Rect& area) {
  std::vector<std::pair<double, const mark::Events::One*>> all;
  for (const Mark& mark : panel.marks) {
    const auto* events = std::get_if<mark::Events>(&mark);
    for (std::size_t i = 0; events && i < events->list.size(); ++i) {
      const double px = x.to_px(events->list[i].value);
      if (px >= area.x - 0.5 && px <= area.right() + 0.5) all.emplace_back(px, &events->list[i]);
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<EventMark> joined;
  int count = 0;
  for (const auto& [px, one] : all) {
    if (joined.empty() || px - joined.back().px >= event_reach) {
      joined.push_back({px, one->glyph, one->text, one->colour});
      count = 1;
      continue;
    }
    EventMark& mark = joined.back();
    if (mark.glyphs.find(one->glyph) == std::string::npos) mark.glyphs += one->glyph;
    if (one->colour == Colour::of(Role::bad)) mark.colour = one->colour;
    const std::string more = " +" + std::to_string(count - 1);
    if (count > 1 && mark.words.ends_with(more)) mark.words.resize(mark.words.size() - more.size());
    mark.words += " +" + std::to_string(count++);
  }
  return joined;
}

void draw_labels(Draft& draft, Placed& at) {
  if (at.panel.legend == LegendStyle::at_line_ends) label_veiled(draft, at);
  for (const Mark& mark : at.panel.marks) {
    if (const auto* span = std::get_if<mark::Span>(&mark)) label_span(draft, at, *span);
    const auto* rule = std::get_if<mark::Rule>(&mark);
    if (!rule || rule->label.empty()) continue;
    rule->vertical ? label_vertical(draft, at, *rule) : label_horizontal(draft, at, *rule);
  }
  for (const Mark& mark : at.panel.marks) {
    if (const auto* notes = std::get_if<mark::Notes>(&mark)) label_notes(draft, at, *notes);
  }
  for (const EventMark& event : at.events) label_event(draft, at, event);
  label_lines(draft, at);
}

}  // namespace thalweg::parts
