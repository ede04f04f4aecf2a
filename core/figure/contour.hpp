// Contour lines of a field by marching squares.
#pragma once

#include <vector>

#include "core/figure/primitives.hpp"
#include "core/figure/raster.hpp"

namespace thalweg {

/// A connected line in grid units (x = column, y = row); closed lines end where they begin.
using ContourLine = std::vector<Point2>;

/// The lines where the bilinear grid takes `level`. Cells with a value that is not finite have
/// none; ambiguous cells are decided by the mean of their corners.
std::vector<ContourLine> contour_lines(const Grid& grid, double level);

}  // namespace thalweg
