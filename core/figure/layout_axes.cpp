// Margins, ticks, grid lines and axis titles.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

constexpr double tick_gap = 8, label_space = 12, title_height = 18, heading_height = 14,
                 bar_gap = 14, bar_thickness = 10;

Colour grid_colour() { return Colour::of(Role::line); }

/// True when the labels of `list` keep their distance.
bool apart(const Draft& draft, const std::vector<Tick>& list, const AxisTransform& transform,
           bool horizontal) {
  double end = -1e9;
  std::vector<std::pair<double, double>> spans;
  for (const Tick& tick : list) {
    if (tick.label.empty()) continue;
    const double px = transform.to_px(tick.value);
    const double half =
        horizontal ? draft.width(tick.label, number_style) / 2 + label_space / 2 : 9;
    spans.emplace_back(px - half, px + half);
  }
  std::sort(spans.begin(), spans.end());
  for (const auto& [from, to] : spans) {
    if (from < end) return false;
    end = to;
  }
  return true;
}

double widest(const Draft& draft, const std::vector<Tick>& list, TextStyle style = number_style) {
  double most = 0;
  for (const Tick& tick : list) most = std::max(most, draft.width(tick.label, style));
  return most;
}

TextStyle tick_style(const Axis& axis) {
  return axis.categories.empty() ? number_style : label_style;
}

/// One label a category, cut to its room; every few where there is none.
std::vector<Tick> category_ticks(const Draft& draft, const Axis& axis,
                                 const AxisTransform& transform, bool horizontal) {
  const double slot = std::abs(transform.to_px(1) - transform.to_px(0));
  const double least = horizontal ? 34 : 18;
  const auto stride = static_cast<std::size_t>(std::max(1.0, std::ceil(least / slot)));
  std::vector<Tick> list;
  for (std::size_t i = 0; i < axis.categories.size(); i += stride) {
    const auto place = static_cast<double>(i);
    if (place < transform.range.lo || place > transform.range.hi) continue;
    const double room = horizontal ? slot * static_cast<double>(stride) - label_space : 120;
    list.push_back({place, draft.shortened(axis.categories[i], label_style, room)});
  }
  return list;
}

/// Images keep square cells by giving up space; points and planes by showing more of the plane.
bool shrinks(const Panel& panel) {
  return std::any_of(panel.marks.begin(), panel.marks.end(), [](const Mark& mark) {
    return std::holds_alternative<mark::Heat>(mark) ||
           std::holds_alternative<mark::Pattern>(mark) ||
           std::holds_alternative<mark::Raster>(mark);
  });
}

void keep_shape(Rect& area, const Panel& panel) {
  const bool fixed = panel.aspect > 0;
  const double across = fixed ? panel.aspect : std::abs(panel.x.range.hi - panel.x.range.lo);
  const double down = fixed ? 1 : std::abs(panel.y.range.hi - panel.y.range.lo);
  if (!(across > 0) || !(down > 0)) return;
  const double unit = std::min(area.width / across, area.height / down);
  const double width = std::max(8.0, std::floor(unit * across));
  const double height = std::max(8.0, std::floor(unit * down));
  area.x += std::floor((area.width - width) / 2);
  area.y += std::floor((area.height - height) / 2);
  area.width = width, area.height = height;
}

void equalise(AxisTransform& x, AxisTransform& y, const Rect& area) {
  const double per_px =
      std::max((x.range.hi - x.range.lo) / area.width, (y.range.hi - y.range.lo) / area.height);
  const auto spread = [per_px](Range& range, double px) {
    const double middle = range.lo / 2 + range.hi / 2;
    constexpr double most = std::numeric_limits<double>::max() / 2.1;
    range = {std::max(-most, middle - per_px * px / 2), std::min(most, middle + per_px * px / 2)};
  };
  spread(x.range, area.width);
  spread(y.range, area.height);
}

/// A caption keeps to its room: whole, its first word, or nothing.
std::string caption_words(const Draft& draft, const std::string& caption, double room) {
  if (draft.width(caption, label_style) <= room) return caption;
  const std::string first = caption.substr(0, caption.find(' '));
  return draft.width(first, label_style) <= room ? first : "";
}

double caption_room(const Panel& panel, double width) {
  return width / static_cast<double>(panel.captions.size()) - 8;
}

/// Whether captions would be read at all in `box`.
bool has_captions(const Draft& draft, const Panel& panel, const Rect& box) {
  if (!panel.caption.empty()) return true;
  if (panel.captions.empty()) return false;
  const double height = box.height - title_height;
  const double width = panel.equal_scale ? std::min(box.width, height) : box.width;
  const double room = caption_room(panel, width);
  return std::all_of(panel.captions.begin(), panel.captions.end(), [&](const auto& caption) {
    return !caption_words(draft, caption.second, room).empty();
  });
}

void set_px(Placed& at) {
  at.x.px_lo = at.area.x, at.x.px_hi = at.area.right();
  at.y.px_lo = at.area.bottom(), at.y.px_hi = at.area.y;
  if (at.panel.x.reversed) std::swap(at.x.px_lo, at.x.px_hi);
  if (at.panel.y.reversed) std::swap(at.y.px_lo, at.y.px_hi);
}

}  // namespace

std::vector<Tick> fitting_ticks(const Draft& draft, const Axis& axis,
                                const AxisTransform& transform, bool horizontal) {
  if (!axis.categories.empty()) return category_ticks(draft, axis, transform, horizontal);
  const double length = std::abs(transform.px_hi - transform.px_lo);
  const int most = std::clamp(static_cast<int>(length / (horizontal ? 56 : 30)) + 1, 2, 7);
  const auto labelled = [](const std::vector<Tick>& of) {
    return std::count_if(of.begin(), of.end(), [](const Tick& t) { return !t.label.empty(); });
  };
  std::vector<Tick> list;
  // One label says nothing of the scale: rather a few too many, if they fit.
  if (labelled(ticks(transform.range, axis.scale, axis.integer, most)) < 2) {
    list = ticks(transform.range, axis.scale, axis.integer, most + 2);
    if (labelled(list) > 1 && apart(draft, list, transform, horizontal)) return list;
  }
  for (int count = most; count >= 2; --count) {
    list = ticks(transform.range, axis.scale, axis.integer, count);
    if (apart(draft, list, transform, horizontal)) return list;
  }
  // Even two labels touch: the first one stays.
  bool kept = false;
  for (Tick& tick : list) {
    if (kept) tick.label.clear();
    kept = kept || !tick.label.empty();
  }
  return list;
}

double bar_width(const Draft& draft, const Panel& panel) {
  if (!panel.bar) return 0;
  const Range range = panel.bar->mapping.range;
  double label = 0;
  if (panel.bar->floored) {
    label = draft.width("≤ 1.0e-10", number_style);
  } else {
    label = widest(draft, ticks(range, Scale::linear, false, 6));
    if (panel.bar->mapping.scaling != ColourScaling::linear) {
      label = std::max(label, draft.width("-1.0e-10", number_style));
    }
  }
  return bar_gap + bar_thickness + 6 + label;
}

Placed place(const Draft& draft, const Panel& panel, int index, Rect box) {
  Placed at{panel, index, draft.detail(box), box, box, {}, {}, {}, {}, {}, {}};
  at.x.scale = panel.x.scale, at.x.range = panel.x.range;
  at.y.scale = panel.y.scale, at.y.range = panel.y.range;
  const bool with_x = panel.x.visible && panel.x.labelled && at.detail.ticks;
  const bool with_y = panel.y.visible && panel.y.labelled && at.detail.ticks;
  // Pictures of a fixed shape are as large as their height allows.
  const bool shaped = panel.aspect > 0 || (panel.equal_scale && shrinks(panel));
  if (shaped && box.height < 190) at.detail.titles = false;
  const bool titles = at.detail.titles;
  double left = with_y && titles && !panel.y.title.empty() ? title_height : 0, right = 2, top = 2;
  at.detail.captions = at.detail.captions && has_captions(draft, panel, box);
  double bottom = at.detail.captions ? title_height : 0;
  if (with_x) bottom += tick_gap + 12 + (panel.x.title.empty() || !titles ? 0 : title_height);
  const bool ticked = panel.y.visible && at.detail.ticks;
  if (ticked) top = 7;
  if (!panel.heading.empty() && at.detail.labels) top += heading_height;
  if (at.detail.bar) right += bar_width(draft, panel);
  // The left margin depends on the ticks, they on the height alone; the width then follows.
  at.area = {box.x, box.y + top, box.width, std::max(8.0, box.height - top - bottom)};
  set_px(at);
  if (with_y) {
    left +=
        widest(draft, fitting_ticks(draft, panel.y, at.y, false), tick_style(panel.y)) + tick_gap;
  }
  if (ticked) right = std::max(right, 14.0);
  at.area.x = std::floor(box.x + left);
  at.area.y = std::floor(box.y + top);
  at.area.width = std::max(8.0, std::floor(box.width - left - right));
  at.area.height = std::floor(at.area.height);
  if (shaped) {
    keep_shape(at.area, panel);
  } else if (panel.equal_scale) {
    equalise(at.x, at.y, at.area);
  }
  set_px(at);
  if (panel.x.visible) at.x_ticks = fitting_ticks(draft, panel.x, at.x, true);
  if (panel.y.visible) at.y_ticks = fitting_ticks(draft, panel.y, at.y, false);
  at.events = joined_events(panel, at.x, at.area);
  return at;
}

namespace {

/// Whether a rule lies on the grid line and would be hard to see there.
bool under_rule(const Placed& at, double px, bool vertical) {
  for (const EventMark& event : at.events) {
    if (vertical && std::abs(event.px - px) < 1) return true;
  }
  return std::any_of(at.panel.marks.begin(), at.panel.marks.end(), [&](const Mark& mark) {
    const auto* rule = std::get_if<mark::Rule>(&mark);
    return rule && rule->vertical == vertical &&
           std::abs((vertical ? at.x : at.y).to_px(rule->value) - px) < 1;
  });
}

}  // namespace

void draw_grid(Draft& draft, const Placed& at) {
  if (!draft.figure.grid || draft.figure.thumbnail || shrinks(at.panel)) return;
  for (const Tick& tick : at.x_ticks) {
    if (!at.panel.x.categories.empty()) break;
    const double px = at.x.to_px(tick.value);
    if (tick.label.empty() || px < at.area.x - 0.5 || px > at.area.right() + 0.5) continue;
    if (under_rule(at, px, true)) continue;
    draft.line({snapped(px), at.area.y}, {snapped(px), at.area.bottom()}, grid_colour());
  }
  for (const Tick& tick : at.y_ticks) {
    const double px = at.y.to_px(tick.value);
    if (tick.label.empty() || px < at.area.y - 0.5 || px > at.area.bottom() + 0.5) continue;
    if (under_rule(at, px, false)) continue;
    draft.line({at.area.x, snapped(px)}, {at.area.right(), snapped(px)}, grid_colour());
  }
}

namespace {

/// Short strokes between the labels of a log axis, when decades are long enough.
void draw_minor_ticks(Draft& draft, const Placed& at, const std::vector<Tick>& list,
                      const AxisTransform& transform, bool horizontal) {
  if (transform.scale != Scale::log || list.size() < 2) return;
  const double decades = std::log10(transform.range.hi / transform.range.lo);
  if (std::abs(transform.px_hi - transform.px_lo) / decades < 28) return;
  for (const Tick& tick : list) {
    if (!tick.label.empty()) continue;
    const double px = snapped(transform.to_px(tick.value));
    if (horizontal) {
      draft.line({px, at.area.bottom()}, {px, at.area.bottom() - 3}, grid_colour());
    } else {
      draft.line({at.area.x, px}, {at.area.x + 3, px}, grid_colour());
    }
  }
}

void draw_captions(Draft& draft, const Placed& at, double base) {
  const Panel& panel = at.panel;
  const auto put = [&](double middle, double room, const std::string& caption) {
    draft.text({middle, base}, scene::Anchor::middle, label_style, Colour::of(Role::muted),
               caption_words(draft, caption, room));
  };
  if (!panel.caption.empty()) put(at.area.x + at.area.width / 2, at.box.width, panel.caption);
  for (const auto& [position, caption] : panel.captions) {
    put(at.x.to_px(position), caption_room(panel, at.area.width), caption);
  }
}

void draw_titles(Draft& draft, const Placed& at, double label_width) {
  const Panel& panel = at.panel;
  const Colour muted = Colour::of(Role::muted);
  double below = at.area.bottom() + 4;
  if (panel.x.visible && panel.x.labelled && at.detail.ticks) below += tick_gap + 10;
  const double middle = at.area.x + at.area.width / 2;
  if (panel.x.visible && panel.x.labelled && at.detail.titles && !panel.x.title.empty()) {
    draft.text({middle, below + label_style.size}, scene::Anchor::middle, label_style, muted,
               panel.x.title);
  }
  if (at.detail.captions) draw_captions(draft, at, below + label_style.size);
  if (panel.y.visible && panel.y.labelled && at.detail.titles && !panel.y.title.empty()) {
    const double x = at.area.x - tick_gap - label_width - 7;
    draft.text({x, at.area.y + at.area.height / 2}, scene::Anchor::middle, label_style, muted,
               panel.y.title, true);
  }
}

}  // namespace

void draw_axes(Draft& draft, const Placed& at) {
  const Colour muted = Colour::of(Role::muted);
  if (at.detail.ticks) {
    draw_minor_ticks(draft, at, at.x_ticks, at.x, true);
    draw_minor_ticks(draft, at, at.y_ticks, at.y, false);
  }
  const TextStyle x_style = tick_style(at.panel.x), y_style = tick_style(at.panel.y);
  for (const Tick& tick : at.x_ticks) {
    if (tick.label.empty() || !at.detail.ticks || !at.panel.x.labelled) continue;
    const double half = draft.width(tick.label, x_style) / 2;
    double px = at.x.to_px(tick.value);
    // The last label stays inside the figure.
    px = std::min(px, draft.scene.size.width - half - 2);
    draft.text({px, at.area.bottom() + tick_gap + 8}, scene::Anchor::middle, x_style, muted,
               tick.label);
  }
  for (const Tick& tick : at.y_ticks) {
    if (tick.label.empty() || !at.detail.ticks || !at.panel.y.labelled) continue;
    draft.text({at.area.x - tick_gap, at.y.to_px(tick.value) + drop(y_style)}, scene::Anchor::end,
               y_style, muted, tick.label);
  }
  draw_titles(draft, at, widest(draft, at.y_ticks, y_style));
  if (!at.panel.heading.empty() && at.detail.labels) {
    draft.text({at.area.x, at.area.y - 6}, scene::Anchor::start, label_style,
               Colour::of(Role::text),
               draft.shortened(at.panel.heading, label_style, at.area.width));
  }
}

}  // namespace thalweg::parts
