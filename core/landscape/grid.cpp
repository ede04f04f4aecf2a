// Nested grids, filled in place on the finest one.
#include "core/landscape/grid.hpp"

#include <algorithm>
#include <utility>

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
  const std::int64_t side = side_of(complete_);
  const std::int64_t rows =
      std::min(side - next_row_, std::max<std::int64_t>(1, evaluations / side));
  compute_rows(next_row_, next_row_ + rows);
  next_row_ += rows;
  if (next_row_ == side) ++complete_, next_row_ = 0;
  return finished();
}

void NestedGrid::compute_rows(std::int64_t first, std::int64_t end) {
  const std::int64_t side = side_of(complete_), finest = finest_side();
  const std::int64_t stride = (finest - 1) / (side - 1);
  std::vector<std::pair<std::int64_t, std::int64_t>> places;  // row, column
  for (std::int64_t row = first; row < end; ++row) {
    // Samples with both indices even belong to the level before.
    const bool halved = complete_ > 0 && row % 2 == 0;
    for (std::int64_t col = halved ? 1 : 0; col < side; col += halved ? 2 : 1) {
      places.emplace_back(row, col);
    }
  }
  const auto coordinate = [&](double lo, double hi, std::int64_t i) {
    return lo + (hi - lo) * static_cast<double>(i) / static_cast<double>(side - 1);
  };
  constexpr std::int64_t grain = 8;  // neighbours share what depends on y alone
  const auto count = static_cast<std::int64_t>(places.size());
  parallel_for(count, grain, [&](std::int64_t begin, std::int64_t stop) {
    for (std::int64_t i = begin; i < stop; ++i) {
      const auto [row, col] = places[static_cast<std::size_t>(i)];
      samples_[static_cast<std::size_t>(row * stride * finest + col * stride)] = function_(
          coordinate(area_.x_lo, area_.x_hi, col), coordinate(area_.y_lo, area_.y_hi, row));
    }
  });
  evaluations_ += count;
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
