// Lines, steps, stems, areas, bands, error bars and bars as primitives.
#include <algorithm>
#include <cmath>

#include "core/figure/decimate.hpp"
#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {
namespace {

/// Markers along a line, about 60 px apart, so that lines differ without hue.
void sprinkle(Draft& draft, const mark::Line& line,
              const std::vector<std::vector<Point2>>& pieces) {
  scene::Markers markers;
  markers.shape = *line.markers;
  markers.size = {7};
  markers.fill = markers.outline = line.colour;
  markers.outline_width = 1.5;
  double next = 20;
  for (const std::vector<Point2>& piece : pieces) {
    for (const Point2& p : piece) {
      if (markers.at.empty() ? p.x - piece.front().x < next : p.x - markers.at.back().x < 60)
        continue;
      markers.at.push_back(p);
    }
  }
  if (!markers.at.empty()) draft.scene.primitives.emplace_back(std::move(markers));
}

void draw_end(Draft& draft, const mark::Line& line, Point2 at) {
  if (line.end == mark::LineEnd::none) return;
  scene::Markers markers;
  markers.at = {at};
  const bool cross = line.end == mark::LineEnd::cross;
  const bool full = line.end == mark::LineEnd::square;
  markers.shape = cross ? MarkerShape::cross : MarkerShape::square;
  markers.size = {cross || !full ? 10.0 : 7.0};
  markers.fill = full || cross ? line.colour : Colour::of(Role::panel);
  markers.outline = cross ? Colour::of(Role::bad) : line.colour;
  markers.outline_width = full ? 0 : cross ? 2 : 1.5;
  draft.scene.primitives.emplace_back(markers);
  if (line.end != mark::LineEnd::framed) return;
  markers.size = {5};
  markers.fill = line.colour;
  markers.outline_width = 0;
  draft.scene.primitives.emplace_back(std::move(markers));
}

/// A diverged line may leave the panel; its end is marked where it does.
Point2 marked_end(const Placed& at, const mark::Line& line, Point2 end) {
  if (line.end != mark::LineEnd::cross) return end;
  return {end.x, std::clamp(end.y, at.area.y + 6, at.area.bottom() - 6)};
}

using Pieces = std::vector<std::vector<Point2>>;

/// Every value held until the next.
Pieces stepped(const Pieces& pieces) {
  Pieces result;
  for (const std::vector<Point2>& piece : pieces) {
    std::vector<Point2>& out = result.emplace_back();
    for (const Point2& p : piece) {
      if (!out.empty()) out.push_back({p.x, out.back().y});
      out.push_back(p);
    }
  }
  return result;
}

/// Upright strokes from zero with a marker at each value.
void draw_stems(Draft& draft, const Placed& at, const mark::Line& line, const Pieces& pieces) {
  HitSeries target{at.index, line.key, line.label, line.colour, line.series, 0, 0, true, true};
  const double foot = foot_of(at);
  scene::Markers heads;
  heads.shape = line.markers.value_or(MarkerShape::circle);
  heads.fill = heads.outline = line.colour;
  heads.outline_width = heads.shape >= MarkerShape::cross ? 1.5 : 0;
  target.first = draft.scene.primitives.size();
  for (const std::vector<Point2>& piece : pieces) {
    for (const Point2& p : piece) {
      draft.line({p.x, foot}, p, line.colour.faded(0.75), 1.25, line.dash);
      heads.at.push_back(p);
    }
  }
  target.last = draft.scene.primitives.size();
  const double room = heads.at.empty() ? 0 : at.area.width / static_cast<double>(heads.at.size());
  heads.size = {std::clamp(0.8 * room, 2.5, 6.5)};
  if (!heads.at.empty()) draft.scene.primitives.emplace_back(std::move(heads));
  if (!line.ghost) draft.scene.series.push_back(std::move(target));
}

}  // namespace

double foot_of(const Placed& at) {
  const bool spanned = at.y.scale != Scale::log && at.y.range.lo <= 0 && at.y.range.hi >= 0;
  return at.y.to_px(spanned ? 0 : at.y.range.hi < 0 ? at.y.range.hi : at.y.range.lo);
}

void draw_line(Draft& draft, const Placed& at, const mark::Line& line) {
  const bool path = line.casing > 0 || !increasing(line.series);
  auto pieces = cut_to_surroundings(
      path ? simplified(line.series, at.x, at.y) : decimated(line.series, at.x, at.y), at.area);
  if (line.style == CurveStyle::steps) pieces = stepped(pieces);
  if (line.style == CurveStyle::stems) return draw_stems(draft, at, line, pieces);
  HitSeries target{at.index, line.key, line.label, line.colour, line.series,
                   0,        0,        !path,      true,        line.handle};
  target.first = draft.scene.primitives.size();
  for (const std::vector<Point2>& piece : pieces) {
    if (piece.size() > 1) {
      draft.scene.primitives.emplace_back(
          scene::Polyline{piece, line.colour, line.width, line.dash, line.casing, false});
      continue;
    }
    // A single value between gaps would be invisible as a line.
    scene::Markers dot;
    dot.at = piece;
    dot.size = {line.width + 1.5};
    dot.fill = line.colour;
    draft.scene.primitives.emplace_back(std::move(dot));
  }
  target.last = draft.scene.primitives.size();
  if (!line.ghost) draft.scene.series.push_back(std::move(target));
  if (pieces.empty()) return;
  if (line.markers && !line.ghost) sprinkle(draft, line, pieces);
  draw_end(draft, line, marked_end(at, line, pieces.back().back()));
}

void hatch(Draft& draft, const Rect& bar, const Colour& colour) {
  const int kind = ((colour.contender % 4) + 4) % 4;
  if (kind == 0) return;  // the first stays plain
  constexpr double gap = 6;
  const Colour ink = Colour::of(Role::panel, 0.85);
  if (kind == 3) {
    for (double y = bar.bottom() - gap / 2; y > bar.y; y -= gap) {
      draft.line({bar.x, y}, {bar.right(), y}, ink);
    }
    return;
  }
  // Lines y = ±x + c, cut to the bar.
  const double slope = kind == 1 ? -1 : 1;
  for (double c = gap; c < bar.width + bar.height; c += gap) {
    const double x0 = std::max(0.0, c - bar.height), x1 = std::min(bar.width, c);
    const Point2 a{bar.x + x0, slope < 0 ? bar.y + c - x0 : bar.bottom() - (c - x0)};
    const Point2 b{bar.x + x1, slope < 0 ? bar.y + c - x1 : bar.bottom() - (c - x1)};
    draft.line(a, b, ink);
  }
}

void draw_band(Draft& draft, const Placed& at, const mark::Band& band) {
  scene::Strip strip;
  strip.fill = band.colour;
  const double foot = foot_of(at);
  const auto flush = [&] {
    if (strip.low.size() > 1) draft.scene.primitives.emplace_back(strip);
    strip.low.clear(), strip.high.clear();
  };
  const bool is_log = at.y.scale == Scale::log;
  for (std::size_t i = 0; i < band.x->size(); ++i) {
    const double x = at.x.to_px((*band.x)[i]), hi = at.y.to_px((*band.hi)[i]);
    double lo = band.lo ? at.y.to_px((*band.lo)[i]) : foot;
    // A band that reaches down to zero has no end on a log axis.
    if (is_log && band.lo && !((*band.lo)[i] > 0)) lo = at.area.bottom() + 4;
    if (!std::isfinite(x) || !std::isfinite(lo) || !std::isfinite(hi)) {
      flush();
      continue;
    }
    const bool last = i + 1 == band.x->size();
    if (!strip.low.empty() && !last && std::abs(x - strip.low.back().x) < 0.5) {
      // Several samples a pixel: their envelope.
      strip.low.back().y = std::max(strip.low.back().y, lo);
      strip.high.back().y = std::min(strip.high.back().y, hi);
      continue;
    }
    if (band.steps && !strip.low.empty()) {
      strip.low.push_back({x, strip.low.back().y}), strip.high.push_back({x, strip.high.back().y});
    }
    strip.low.push_back({x, lo}), strip.high.push_back({x, hi});
  }
  flush();
}

void draw_error_bars(Draft& draft, const Placed& at, const mark::ErrorBars& whiskers) {
  const double room =
      at.area.width / static_cast<double>(std::max<std::size_t>(1, whiskers.x->size()));
  const double cap = std::clamp(0.2 * room, 0.0, 4.0);
  for (std::size_t i = 0; i < whiskers.x->size(); ++i) {
    const double x = at.x.to_px((*whiskers.x)[i]), hi = at.y.to_px((*whiskers.hi)[i]);
    double lo = at.y.to_px((*whiskers.lo)[i]);
    const bool open = at.y.scale == Scale::log && !((*whiskers.lo)[i] > 0);
    if (open) lo = at.area.bottom() + 4;
    if (!std::isfinite(x) || !std::isfinite(lo) || !std::isfinite(hi)) continue;
    draft.line({x, lo}, {x, hi}, whiskers.colour, 1.25);
    if (cap < 1) continue;
    draft.line({x - cap, hi}, {x + cap, hi}, whiskers.colour, 1.25);
    if (!open) draft.line({x - cap, lo}, {x + cap, lo}, whiskers.colour, 1.25);
  }
}

void draw_bars(Draft& draft, const Placed& at, const mark::Bars& bars) {
  const double foot = std::round(foot_of(at));
  for (std::size_t i = 0; i < bars.x->size(); ++i) {
    const double x = (*bars.x)[i], y = at.y.to_px((*bars.value)[i]);
    if (!std::isfinite(y)) continue;
    // Whole px, so that edges are sharp and gaps equal.
    const double left = std::round(at.x.to_px(x - bars.width / 2));
    const double right = std::max(left + 1, std::round(at.x.to_px(x + bars.width / 2)) - 1);
    const Rect rect{left, std::min(y, foot), right - left, std::abs(foot - y)};
    draft.scene.primitives.emplace_back(scene::Box{rect, bars.colour, 0});
    if (bars.hatched) hatch(draft, rect, bars.colour);
  }
  draft.scene.series.push_back(
      {at.index, bars.key, bars.label, bars.colour, Series(bars.x, bars.value), 0, 0, true, false});
}

}  // namespace thalweg::parts
