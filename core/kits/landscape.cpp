// Minima of grids for views.
#include "core/kits/landscape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/landscape/persistence.hpp"

namespace thalweg::landscape {

CategoriesData depths_of_minima(const FieldData& field, int most) {
  CategoriesData out;
  const double highest = *std::max_element(field.values.begin(), field.values.end());
  const auto place = [](const AxisInfo& axis, std::int64_t i, std::int64_t n) {
    return axis.lo + (axis.hi - axis.lo) * static_cast<double>(i) / static_cast<double>(n - 1);
  };
  for (const GridMinimum& m : grid_minima(field.values, field.rows, field.cols)) {
    if (static_cast<int>(out.label.size()) == most) break;
    out.label.push_back(fmt::format("({:.2f}, {:.2f})", place(field.x, m.col, field.cols),
                                    place(field.y, m.row, field.rows)));
    out.value.push_back(std::isfinite(m.pass) ? m.persistence() : highest - m.value);
  }
  return out;
}

}  // namespace thalweg::landscape
