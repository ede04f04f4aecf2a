// Series in px: cut to the visible part and thinned so that no pixel column holds more than four
// points, with the column's extremes kept.
#pragma once

#include <vector>

#include "core/figure/marks.hpp"
#include "core/figure/scene.hpp"

namespace thalweg {

/// The pieces of `series` (x increasing) between values that cannot be drawn: not finite, or ≤ 0
/// on a log axis. Each has ≤ 4 points a pixel column. One sample beyond either end of the x range
/// is kept, so that lines reach the edge.
std::vector<std::vector<Point2>> decimated(const Series& series, const AxisTransform& x,
                                           const AxisTransform& y);

/// The pieces of a path with any order of x; points closer than `least` px to the last kept one are
/// dropped, the ends kept.
std::vector<std::vector<Point2>> simplified(const Series& path, const AxisTransform& x,
                                            const AxisTransform& y, double least = 0.4);

/// The parts of `pieces` within 2000 px of `area`: a zoom may put a sample 1e17 px away, where a
/// line's dashes would have no end. Points nearer than that stay as they are.
std::vector<std::vector<Point2>> cut_to_surroundings(std::vector<std::vector<Point2>> pieces,
                                                     const Rect& area);

/// Indices [first, last) of the samples within `range`, and one more on either side.
std::pair<std::size_t, std::size_t> visible_part(const Series& series, Range range);
/// Whether x never decreases.
bool increasing(const Series& series);

/// Extremes of what can be drawn, and how many values cannot.
struct SeriesExtent {
  Range x, y;
  double least_positive = 0;  // smallest y > 0; 0 when there is none
  std::size_t drawn = 0;
  std::int64_t non_finite = 0, not_positive = 0;
};
/// Over samples first … last − 1. What is not positive is only told apart for a log scale; without
/// that, long traces are read in blocks whatever their signs.
SeriesExtent extent_of(const Series& series, std::size_t first, std::size_t last,
                       Scale scale = Scale::log);

}  // namespace thalweg
