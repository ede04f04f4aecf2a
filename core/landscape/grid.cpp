// Nested grids, filled in place on the finest one.
#include "core/landscape/grid.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"

namespace thalweg::landscape {

NestedGrid::NestedGrid(Function function, Rectangle area, int levels)
    : function_(std::move(function)), area_(area), levels_(levels) {
  THALWEG_ASSERT(levels >= 1);
  samples_.resize(static_cast<std::size_t>(finest_side() * finest_side()));
}

bool NestedGrid::refine(std::int64_t evaluations) {
  if (finished()) return true;
  const int level = complete_;
  const std::int64_t side = side_of(level);
  const std::int64_t rows =
      std::min(side - next_row_, std::max<std::int64_t>(1, evaluations / side));
  const std::int64_t first = next_row_;
  parallel_for(rows, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) compute_row(level, first + i);
  });
  for (std::int64_t row = first; row < first + rows; ++row) {
    evaluations_ += level > 0 && row % 2 == 0 ? side / 2 : side;
  }
  next_row_ += rows;
  if (next_row_ == side) ++complete_, next_row_ = 0;
  return finished();
}

void NestedGrid::compute_row(int level, std::int64_t row) {
  const std::int64_t side = side_of(level), finest = finest_side();
  const std::int64_t stride = (finest - 1) / (side - 1);
  const auto place = [&](double lo, double hi, std::int64_t i) {
    return lo + (hi - lo) * static_cast<double>(i) / static_cast<double>(side - 1);
  };
  // Samples with both indices even belong to the level before.
  const bool halved = level > 0 && row % 2 == 0;
  for (std::int64_t col = halved ? 1 : 0; col < side; col += halved ? 2 : 1) {
    samples_[static_cast<std::size_t>(row * stride * finest + col * stride)] =
        function_(place(area_.x_lo, area_.x_hi, col), place(area_.y_lo, area_.y_hi, row));
  }
}

std::vector<double> NestedGrid::values() const {
  std::vector<double> out;
  if (complete_ == 0) return out;
  const std::int64_t finest = finest_side(), stride = (finest - 1) / (side() - 1);
  out.reserve(static_cast<std::size_t>(side() * side()));
  for (std::int64_t row = 0; row < finest; row += stride) {
    for (std::int64_t col = 0; col < finest; col += stride) {
      out.push_back(samples_[static_cast<std::size_t>(row * finest + col)]);
    }
  }
  return out;
}

}  // namespace thalweg::landscape
