// Which minima of a grid are valleys and which are ripples: how high one must climb from each to
// get to a lower one (Edelsbrunner, Letscher, Zomorodian 2002).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace thalweg::landscape {

struct GridMinimum {
  std::int64_t row = 0, col = 0;
  double value = 0;
  /// The lowest pass to a lower minimum; infinite for the lowest of all.
  double pass = 0;
  /// On the border of the grid, beyond which the function may go on falling: no proof of a minimum.
  bool border = false;
  double persistence() const { return pass - value; }
};

/// All minima of `values` [rows · cols] (row-major) with eight neighbours each, the most persistent
/// first. Equal values: the earlier sample counts as lower. NaN counts as infinitely high. Internal
/// when there are not rows · cols ≥ 1 values.
std::vector<GridMinimum> grid_minima(std::span<const double> values, std::int64_t rows,
                                     std::int64_t cols);

}  // namespace thalweg::landscape
