// Samples are flooded from low to high; where two lakes meet, the shallower one ends.
#include "core/landscape/persistence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"

namespace thalweg::landscape {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Lakes as trees of samples; the root is the lowest sample.
class Lakes {
 public:
  explicit Lakes(std::size_t size) : parent_(size, dry) {}
  bool wet(std::size_t i) const { return parent_[i] != dry; }
  void flood(std::size_t i) { parent_[i] = i; }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t lower, std::size_t higher) { parent_[higher] = lower; }

 private:
  static constexpr std::size_t dry = static_cast<std::size_t>(-1);
  std::vector<std::size_t> parent_;
};

}  // namespace

std::vector<GridMinimum> grid_minima(std::span<const double> values, std::int64_t rows,
                                     std::int64_t cols) {
  THALWEG_ASSERT(rows >= 1 && cols >= 1 && static_cast<std::int64_t>(values.size()) == rows * cols);
  const auto height = [&](std::size_t i) { return std::isnan(values[i]) ? infinity : values[i]; };
  const auto lower = [&](std::size_t a, std::size_t b) {
    return height(a) < height(b) || (height(a) == height(b) && a < b);
  };
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), lower);
  Lakes lakes(values.size());
  std::vector<GridMinimum> out;
  const auto add = [&](std::size_t bottom, double pass) {
    const std::int64_t row = static_cast<std::int64_t>(bottom) / cols;
    const std::int64_t col = static_cast<std::int64_t>(bottom) % cols;
    const bool border = row == 0 || row == rows - 1 || col == 0 || col == cols - 1;
    out.push_back({row, col, height(bottom), pass, border});
  };
  const auto end_lake = [&](std::size_t bottom, double pass) {
    if (pass > height(bottom)) add(bottom, pass);
  };
  for (const std::size_t i : order) {
    lakes.flood(i);
    const auto row = static_cast<std::int64_t>(i) / cols, col = static_cast<std::int64_t>(i) % cols;
    for (std::int64_t r = std::max<std::int64_t>(row - 1, 0); r < std::min(row + 2, rows); ++r) {
      for (std::int64_t c = std::max<std::int64_t>(col - 1, 0); c < std::min(col + 2, cols); ++c) {
        const auto j = static_cast<std::size_t>(r * cols + c);
        if (!lakes.wet(j)) continue;
        const std::size_t a = lakes.root(i), b = lakes.root(j);
        if (a == b) continue;
        const bool a_lower = lower(a, b);
        end_lake(a_lower ? b : a, height(i));
        lakes.join(a_lower ? a : b, a_lower ? b : a);
      }
    }
  }
  add(order.front(), infinity);
  std::stable_sort(out.begin(), out.end(), [](const GridMinimum& a, const GridMinimum& b) {
    return a.persistence() > b.persistence();
  });
  return out;
}

}  // namespace thalweg::landscape
