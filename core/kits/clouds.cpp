// Clouds from inputs and to buffers.
#include "core/kits/clouds.hpp"

#include "core/base/text.hpp"
#include "core/frame/convert.hpp"

namespace thalweg::transport {

Cloud cloud_of(const PointsData& points, const char* slot) {
  constexpr std::size_t most = 2000;
  const std::size_t n = points.x.size();
  if (n < 1 || n > most) {
    throw BadInput("It has " + count_text(static_cast<std::int64_t>(n)) + " points", slot,
                   "Give 1 to " + count_text(most) + ".");
  }
  Cloud cloud = uniform_cloud(Matrix(static_cast<Index>(n), 2));
  for (std::size_t i = 0; i < n; ++i) {
    cloud.points.row(static_cast<Index>(i)) << points.x[i], points.y[i];
    if (points.mass.size() == n) cloud.masses[static_cast<Index>(i)] = points.mass[i];
  }
  if (!cloud.points.allFinite()) throw BadInput("a coordinate is not finite", slot);
  const bool positive = cloud.masses.allFinite() && cloud.masses.minCoeff() > 0;
  if (!positive) throw BadInput("a mass is not above 0", slot, "Leave such points out.");
  cloud.masses /= cloud.masses.sum();
  return cloud;
}

PointsData shown(const Cloud& cloud) {
  PointsData data = points_data(cloud.points, cloud.masses);
  if (cloud.masses.minCoeff() == cloud.masses.maxCoeff()) data.mass.clear();
  return data;
}

}  // namespace thalweg::transport
