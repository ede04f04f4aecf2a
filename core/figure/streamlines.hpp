// Lines along a vector field, about evenly spaced.
#pragma once

#include <vector>

#include "core/figure/primitives.hpp"
#include "core/frame/buffer.hpp"

namespace thalweg {

/// In grid units (x = column, y = row), from its source to its end.
struct Streamline {
  std::vector<Point2> points;  // at least 2
  double mean_speed = 0;       // in the field's units
};

/// Lines along `field` (bilinear between samples), traced by the midpoint rule both ways from seeds
/// until they leave the grid, stand still, or enter one of rows × cols cells that another line
/// holds. Lines shorter than a tenth of the longer side are dropped. Empty for a field of fewer
/// than 2 × 2 samples.
std::vector<Streamline> streamlines(const VectorsData& field, int rows, int cols);

}  // namespace thalweg
