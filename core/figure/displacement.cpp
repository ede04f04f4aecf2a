// Splatting a plan between its marginals.
#include "core/figure/displacement.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace thalweg {
namespace {

std::int64_t count(const std::vector<double>& values) {
  return static_cast<std::int64_t>(values.size());
}

void check(const DisplacementData& data) {
  if (data.raster_rows <= 0 || data.raster_cols <= 0) {
    throw BadInput("The plan has no raster to be drawn on.", "displacement",
                   "Give the problem an image size.");
  }
  if (data.plan.rows != count(data.source.x) || data.plan.cols != count(data.target.x) ||
      count(data.source.x) != count(data.source.y) ||
      count(data.target.x) != count(data.target.y) ||
      count(data.plan.values) != data.plan.rows * data.plan.cols) {
    throw BadInput("The plan's size differs from the number of points.", "displacement",
                   "A plan needs one row a source point and one column a target point.");
  }
}

/// A raster that takes mass at any position.
class Splat {
 public:
  Splat(std::int64_t rows, std::int64_t cols)
      : rows_(rows), cols_(cols), values_(static_cast<std::size_t>(rows * cols)) {}

  void add(double x, double y, double mass) {
    x = std::clamp(x, 0.0, static_cast<double>(cols_ - 1));
    y = std::clamp(y, 0.0, static_cast<double>(rows_ - 1));
    const auto col = static_cast<std::int64_t>(x), row = static_cast<std::int64_t>(y);
    const double right = x - static_cast<double>(col), below = y - static_cast<double>(row);
    double* cell = &values_[static_cast<std::size_t>(row * cols_ + col)];
    cell[0] += mass * (1 - right) * (1 - below);
    if (right > 0) cell[1] += mass * right * (1 - below);
    if (below > 0) cell[cols_] += mass * (1 - right) * below;
    if (right > 0 && below > 0) cell[cols_ + 1] += mass * right * below;
  }

  std::vector<double> take() { return std::move(values_); }

 private:
  std::int64_t rows_, cols_;
  std::vector<double> values_;
};

}  // namespace

std::vector<double> interpolate(const DisplacementData& data, double t) {
  check(data);
  Splat raster(data.raster_rows, data.raster_cols);
  const double* mass = data.plan.values.data();
  // Entropic plans are dense; what is lost in the rounding of the sum need not be spread.
  double most = 0;
  for (const double value : data.plan.values) most = std::max(most, std::abs(value));
  const double least = 1e-16 * most;
  for (std::size_t i = 0; i < data.source.x.size(); ++i) {
    const double x = (1 - t) * data.source.x[i], y = (1 - t) * data.source.y[i];
    for (std::size_t j = 0; j < data.target.x.size(); ++j, ++mass) {
      if (std::abs(*mass) <= least) continue;
      raster.add(x + t * data.target.x[j], y + t * data.target.y[j], *mass);
    }
  }
  return raster.take();
}

std::vector<double> on_raster(const DisplacementData& data, const PointsData& points) {
  Splat raster(data.raster_rows, data.raster_cols);
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    const double mass = i < points.mass.size() ? points.mass[i] : 1;
    raster.add(std::round(points.x[i]), std::round(points.y[i]), mass);
  }
  return raster.take();
}

std::vector<PlanEntry> main_entries(const MatrixData& plan, double least_share) {
  std::vector<PlanEntry> entries;
  for (std::int64_t i = 0; i < plan.rows; ++i) {
    double row = 0;
    for (std::int64_t j = 0; j < plan.cols; ++j) row += plan.at(i, j);
    if (!(row > 0)) continue;
    for (std::int64_t j = 0; j < plan.cols; ++j) {
      const double share = plan.at(i, j) / row;
      if (share > least_share) entries.push_back({i, j, plan.at(i, j), share});
    }
  }
  return entries;
}

}  // namespace thalweg
