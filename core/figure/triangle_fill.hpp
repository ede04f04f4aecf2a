// The samples inside a triangle. Internal to core/figure.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "core/figure/primitives.hpp"

namespace thalweg::scene {

/// Columns x and rows y of samples at (x + 1/2, y + 1/2), from the first to before the last.
struct SampleArea {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;

  /// The part that a rectangle touches.
  SampleArea within(double left, double top, double right, double bottom) const {
    const auto cut = [](double value, int lo, int hi) {
      return static_cast<int>(std::clamp(value, static_cast<double>(lo), static_cast<double>(hi)));
    };
    return {cut(std::floor(left - 0.5), x0, x1), cut(std::floor(top - 0.5), y0, y1),
            cut(std::ceil(right + 0.5), x0, x1), cut(std::ceil(bottom + 0.5), y0, y1)};
  }
};

/// Calls put(x, y, shares) for each sample inside, edges included; the shares of the corners add up
/// to 1.
template <class Put>
void fill_triangle(const std::array<Point2, 3>& p, const SampleArea& window, Put put) {
  const double area = (p[1].x - p[0].x) * (p[2].y - p[0].y) - (p[1].y - p[0].y) * (p[2].x - p[0].x);
  if (area == 0 || !std::isfinite(area)) return;
  const auto [left, right] = std::minmax({p[0].x, p[1].x, p[2].x});
  const auto [top, bottom] = std::minmax({p[0].y, p[1].y, p[2].y});
  const SampleArea part = window.within(left, top, right, bottom);
  // The share of a corner falls from 1 to 0 on the opposite side, linearly in x and y.
  std::array<double, 3> across, down, start;
  for (std::size_t k = 0; k < 3; ++k) {
    const Point2 &a = p[(k + 1) % 3], &b = p[(k + 2) % 3];
    across[k] = (a.y - b.y) / area, down[k] = (b.x - a.x) / area;
    start[k] = ((part.x0 + 0.5 - a.x) * (a.y - b.y) + (part.y0 + 0.5 - a.y) * (b.x - a.x)) / area;
  }
  constexpr double slack = -1e-9;
  for (int y = part.y0; y < part.y1; ++y) {
    std::array<double, 3> share = start;
    for (int x = part.x0; x < part.x1; ++x) {
      if (share[0] >= slack && share[1] >= slack && share[2] >= slack) put(x, y, share);
      for (std::size_t k = 0; k < 3; ++k) share[k] += across[k];
    }
    for (std::size_t k = 0; k < 3; ++k) start[k] += down[k];
  }
}

}  // namespace thalweg::scene
