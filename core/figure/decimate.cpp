// Min–max decimation.
#include "core/figure/decimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

}  // namespace

bool increasing(const Series& series) {
  if (series.over_clock()) return true;
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
  for (std::size_t i = first; i < last; ++i) {
    const double at = series.x(i), value = series.y(i);
    const double px = linear ? x.px_lo + slope * (at - x.range.lo) : x.to_px(at);
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

SeriesExtent extent_of(const Series& series, std::size_t first, std::size_t last) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  SeriesExtent e;
  e.x = e.y = {infinity, -infinity};
  double least = infinity;
  for (std::size_t i = first; i < std::min(last, series.size()); ++i) {
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
  e.least_positive = std::isfinite(least) ? least : 0;
  return e;
}

}  // namespace thalweg
