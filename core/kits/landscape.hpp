// What experiments on landscapes share.
#pragma once

#include "core/frame/buffer.hpp"
#include "core/landscape/grid.hpp"

namespace thalweg::landscape {

/// The finest level of a grid so far, as a field over x and y.
inline FieldData field_data(const NestedGrid& grid) {
  const Rectangle& a = grid.area();
  return {{"x", "", a.x_lo, a.x_hi},
          {"y", "", a.y_lo, a.y_hi},
          grid.side(),
          grid.side(),
          grid.values()};
}

/// How deep each minimum of the grid is, the deepest first, at most `most`: the climb to a lower
/// one, of the first that to the highest point. Named by their places.
CategoriesData depths_of_minima(const FieldData& field, int most);

}  // namespace thalweg::landscape
