// A function of two variables on nested grids, coarse to fine: each level keeps all samples of the
// level before, so that a picture is there at once and sharpens at no extra cost.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace thalweg::landscape {

struct Rectangle {
  double x_lo = 0, x_hi = 1, y_lo = 0, y_hi = 1;
};

/// Levels have 13, 25, 49, 97, … samples a side: every second one is the level before.
class NestedGrid {
 public:
  using Function = std::function<double(double x, double y)>;

  /// `function` is called from several threads; `levels` ≥ 1.
  NestedGrid(Function function, Rectangle area, int levels);

  /// Computes about `evaluations` new samples, whole rows at a time and at most to the end of a
  /// level. True when the finest level is complete.
  bool refine(std::int64_t evaluations);
  bool finished() const { return complete_ == levels_; }
  /// Samples a side of the finest complete level; 0 before there is one.
  std::int64_t side() const { return complete_ == 0 ? 0 : side_of(complete_ - 1); }
  std::int64_t finest_side() const { return side_of(levels_ - 1); }
  /// The finest complete level, row-major, row = y from y_lo upwards; empty before there is one.
  std::vector<double> values() const;
  const Rectangle& area() const { return area_; }
  /// Samples computed so far.
  std::int64_t evaluations() const { return evaluations_; }

 private:
  static std::int64_t side_of(int level) { return (std::int64_t{12} << level) + 1; }
  void compute_rows(std::int64_t first, std::int64_t end);

  Function function_;
  Rectangle area_;
  int levels_, complete_ = 0;
  std::int64_t next_row_ = 0, evaluations_ = 0;
  std::vector<double> samples_;  // the finest grid; filled where computed
};

}  // namespace thalweg::landscape
