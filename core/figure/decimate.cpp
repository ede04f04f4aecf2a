// Min–max decimation.
#include "core/figure/decimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace thalweg {
namespace {

/// First, least, largest and last drawable sample of one pixel column.
class Column {
 public:
  bool empty() const { return !filled_; }
  long index() const { return index_; }
  void start(long index, double px, double y) {
    index_ = index, px_ = px, first_ = low_ = high_ = last_ = y;
    filled_ = true, low_first_ = true;
    last_px_ = px;
  }
  void add(double px, double y) {
    if (y < low_) low_ = y, low_first_ = false;
    if (y > high_) high_ = y, low_first_ = true;
    last_ = y, last_px_ = px;
  }
  /// Samples whose first and last are known one by one, the others by their extremes.
  void add_block(double px, const Series::Block& block) {
    add(px, block.y_first);
    add(px, block.low_first ? block.lo : block.hi);
    add(px, block.low_first ? block.hi : block.lo);
    add(px, block.y_last);
  }
  /// Appends the column's points and empties it.
  void flush(const AxisTransform& y, std::vector<Point2>& out) {
    if (!filled_) return;
    filled_ = false;
    const double mid = (px_ + last_px_) / 2;
    out.push_back({px_, y.to_px(first_)});
    if (px_ == last_px_ && first_ == last_) return;
    const double early = low_first_ ? low_ : high_, late = low_first_ ? high_ : low_;
    if (early != first_ && early != last_) out.push_back({mid, y.to_px(early)});
    if (late != first_ && late != last_) out.push_back({mid, y.to_px(late)});
    out.push_back({last_px_, y.to_px(last_)});
  }

 private:
  long index_ = 0;
  double px_ = 0, last_px_ = 0, first_ = 0, low_ = 0, high_ = 0, last_ = 0;
  bool filled_ = false, low_first_ = true;
};

bool drawable(double value, const AxisTransform& axis) {
  return std::isfinite(value) && (axis.scale != Scale::log || value > 0);
}

/// The level whose blocks are at most half a px long at so many samples a px.
std::size_t level_for(double samples_a_px) {
  std::size_t level = 0;
  while (level + 1 < TraceLevels::count &&
         static_cast<double>(TraceLevels::block_size(level + 1)) <= samples_a_px / 2) {
    ++level;
  }
  return level;
}

/// Takes the largest block from sample i that falls into one column, or reaches so little into the
/// next one that nobody sees it; returns its number of samples, 0 when there is none.
template <class ToPx>
std::size_t take_block(const Series& series, std::size_t i, std::size_t last, std::size_t top,
                       const ToPx& to_px, const AxisTransform& y, Column& column,
                       std::vector<Point2>& out) {
  for (std::size_t level = top + 1; level > 0; --level) {
    const auto block = series.block(i, last, level - 1);
    if (!block || !block->finite || !drawable(block->lo, y)) continue;
    const double begin = to_px(block->x_first), end = to_px(block->x_last);
    const bool one_column = std::floor(begin) == std::floor(end) || end - begin < 0.5;
    if (!one_column || !std::isfinite(begin)) continue;
    const auto index = static_cast<long>(std::floor(begin));
    if (column.empty() || column.index() != index) {
      column.flush(y, out);
      column.start(index, begin, block->y_first);
    }
    column.add_block(end, *block);
    return block->count;
  }
  return 0;
}

bool one_sign(const Series::Block& block) {
  return block.finite && (block.lo > 0 || block.hi <= 0);
}

}  // namespace

bool increasing(const Series& series) {
  if (series.over_clock()) return true;
  if (series.levels()) return series.levels()->increasing();
  for (std::size_t i = 1; i < series.size(); ++i) {
    if (series.x(i) < series.x(i - 1)) return false;
  }
  return true;
}

std::pair<std::size_t, std::size_t> visible_part(const Series& series, Range range) {
  std::size_t first = 0, last = series.size();
  const auto bound = [&](auto before) {
    std::size_t lo = 0, hi = series.size();
    while (lo < hi) {
      const std::size_t mid = (lo + hi) / 2;
      before(series.x(mid)) ? lo = mid + 1 : hi = mid;
    }
    return lo;
  };
  first = bound([&](double x) { return x < range.lo; });
  last = bound([&](double x) { return x <= range.hi; });
  return {first > 0 ? first - 1 : 0, std::min(last + 1, series.size())};
}

std::vector<std::vector<Point2>> decimated(const Series& series, const AxisTransform& x,
                                           const AxisTransform& y) {
  std::vector<std::vector<Point2>> pieces(1);
  Column column;
  const auto [first, last] = visible_part(series, x.range);
  // Linear axes, the rule for x, need one multiplication a sample.
  const bool linear = x.scale == Scale::linear;
  const double slope = (x.px_hi - x.px_lo) / (x.range.hi - x.range.lo);
  const auto to_px = [&](double at) {
    return linear ? x.px_lo + slope * (at - x.range.lo) : x.to_px(at);
  };
  const std::size_t top =
      level_for(static_cast<double>(last - first) / std::max(1.0, std::abs(x.px_hi - x.px_lo)));
  for (std::size_t i = first; i < last; ++i) {
    if (const std::size_t taken = take_block(series, i, last, top, to_px, y, column, pieces.back());
        taken > 0) {
      i += taken - 1;
      continue;
    }
    const double value = series.y(i), px = to_px(series.x(i));
    if (!std::isfinite(px) || !drawable(value, y)) {
      column.flush(y, pieces.back());
      if (!pieces.back().empty()) pieces.emplace_back();
      continue;
    }
    const auto index = static_cast<long>(std::floor(px));
    if (!column.empty() && column.index() == index) {
      column.add(px, value);
    } else {
      column.flush(y, pieces.back());
      column.start(index, px, value);
    }
  }
  column.flush(y, pieces.back());
  if (pieces.back().empty()) pieces.pop_back();
  return pieces;
}

std::vector<std::vector<Point2>> simplified(const Series& path, const AxisTransform& x,
                                            const AxisTransform& y, double least) {
  std::vector<std::vector<Point2>> pieces(1);
  Point2 pending;
  bool waiting = false;
  const auto flush = [&] {
    if (waiting) pieces.back().push_back(pending);
    waiting = false;
  };
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Point2 p{x.to_px(path.x(i)), y.to_px(path.y(i))};
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
      flush();
      if (!pieces.back().empty()) pieces.emplace_back();
      continue;
    }
    std::vector<Point2>& piece = pieces.back();
    if (!piece.empty() && std::hypot(p.x - piece.back().x, p.y - piece.back().y) < least) {
      pending = p, waiting = true;
      continue;
    }
    flush();
    piece.push_back(p);
  }
  flush();
  if (pieces.back().empty()) pieces.pop_back();
  return pieces;
}

SeriesExtent extent_of(const Series& series, std::size_t first, std::size_t last, Scale scale) {
  const bool told = scale == Scale::log;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  SeriesExtent e;
  e.x = e.y = {infinity, -infinity};
  double least = infinity;
  last = std::min(last, series.size());
  for (std::size_t i = first; i < last; ++i) {
    std::optional<Series::Block> block;
    for (std::size_t level = TraceLevels::count; level > 0 && !block; --level) {
      block = series.block(i, last, level - 1);
      if (block && !(told ? one_sign(*block) : block->finite)) block.reset();
    }
    if (block) {
      i += block->count - 1;
      e.drawn += block->count;
      if (block->lo > 0) {
        least = std::min(least, block->lo);
      } else {
        e.not_positive += static_cast<std::int64_t>(block->count);
      }
      e.x = {std::min(e.x.lo, block->x_first), std::max(e.x.hi, block->x_last)};
      e.y = {std::min(e.y.lo, block->lo), std::max(e.y.hi, block->hi)};
      continue;
    }
    const double x = series.x(i), y = series.y(i);
    if (!std::isfinite(x) || !std::isfinite(y)) {
      ++e.non_finite;
      continue;
    }
    ++e.drawn;
    if (y > 0) {
      least = std::min(least, y);
    } else {
      ++e.not_positive;
    }
    e.x = {std::min(e.x.lo, x), std::max(e.x.hi, x)};
    e.y = {std::min(e.y.lo, y), std::max(e.y.hi, y)};
  }
  e.least_positive = told && std::isfinite(least) ? least : 0;
  if (!told) e.not_positive = 0;
  return e;
}

namespace {

constexpr double reach = 2000;

/// Cuts the segment to the box (Liang and Barsky 1984); false when none of it is inside.
bool cut_segment(const Rect& box, Point2& from, Point2& to) {
  const double dx = to.x - from.x, dy = to.y - from.y;
  if (!std::isfinite(dx) || !std::isfinite(dy)) return false;
  double first = 0, last = 1;
  const auto side = [&](double direction, double distance) {
    if (direction == 0) return distance >= 0;
    const double at = distance / direction;
    if (direction < 0) first = std::max(first, at);
    if (direction > 0) last = std::min(last, at);
    return first <= last;
  };
  if (!side(-dx, from.x - box.x) || !side(dx, box.right() - from.x) || !side(-dy, from.y - box.y) ||
      !side(dy, box.bottom() - from.y)) {
    return false;
  }
  // An end inside stays exactly where it is.
  const Point2 start = from;
  if (first > 0) from = {start.x + first * dx, start.y + first * dy};
  if (last < 1) to = {start.x + last * dx, start.y + last * dy};
  return true;
}

}  // namespace

std::vector<std::vector<Point2>> cut_to_surroundings(std::vector<std::vector<Point2>> pieces,
                                                     const Rect& area) {
  const Rect box{area.x - reach, area.y - reach, area.width + 2 * reach, area.height + 2 * reach};
  const auto near = [&](const std::vector<Point2>& piece) {
    return std::all_of(piece.begin(), piece.end(), [&](Point2 p) { return box.contains(p); });
  };
  std::vector<std::vector<Point2>> parts;
  for (std::vector<Point2>& piece : pieces) {
    if (near(piece)) {
      parts.push_back(std::move(piece));
      continue;
    }
    std::vector<Point2> part;
    for (std::size_t i = 1; i < piece.size(); ++i) {
      Point2 from = piece[i - 1], to = piece[i];
      const bool seen = cut_segment(box, from, to);
      if (seen && part.empty()) part.push_back(from);
      if (seen) part.push_back(to);
      const bool leaves = !seen || !box.contains(piece[i]);
      if (leaves && part.size() > 1) parts.push_back(std::move(part));
      if (leaves) part.clear();
    }
    if (part.size() > 1) parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace thalweg
