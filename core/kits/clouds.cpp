// Clouds from inputs and to buffers.
#include "core/kits/clouds.hpp"

#include <cmath>
#include <numbers>

#include "core/base/text.hpp"
#include "core/frame/convert.hpp"

namespace thalweg::transport {

Cloud cloud_of(const PointsData& points, const char* slot, std::vector<std::string>& notes) {
  constexpr std::size_t most = 2000;
  const std::size_t n = points.x.size();
  const auto text = [](std::size_t count) { return count_text(static_cast<std::int64_t>(count)); };
  if (n < 1 || n > most) {
    throw BadInput("It has " + text(n) + " points", slot, "Give 1 to " + text(most) + ".");
  }
  Cloud cloud = uniform_cloud(Matrix(static_cast<Index>(n), 2));
  for (std::size_t i = 0; i < n; ++i) {
    cloud.points.row(static_cast<Index>(i)) << points.x[i], points.y[i];
    if (points.mass.size() == n) cloud.masses[static_cast<Index>(i)] = points.mass[i];
  }
  if (!cloud.points.allFinite()) throw BadInput("a coordinate is not finite", slot);
  if (!cloud.masses.allFinite() || cloud.masses.minCoeff() < 0) {
    throw BadInput("a mass is not a number of at least 0", slot, "Change or remove that point.");
  }
  std::vector<Index> kept;
  for (Index i = 0; i < cloud.masses.size(); ++i) {
    if (cloud.masses[i] > 0) kept.push_back(i);
  }
  if (kept.empty()) {
    throw BadInput("there is no mass at all", slot, "Give at least one point a mass above 0.");
  }
  if (kept.size() < n) {
    notes.push_back(std::string(slot) + ": " + text(n - kept.size()) + " of " + text(n) +
                    " points have no mass and are left out.");
  }
  cloud = {cloud.points(kept, Eigen::all), cloud.masses(kept)};
  cloud.masses /= cloud.masses.sum();
  return cloud;
}

void put_notes(const std::vector<std::string>& notes, FrameBuilder& out) {
  if (notes.empty()) return;
  TableData table{{"note"}, {}};
  for (const std::string& note : notes) table.rows.push_back({note});
  out.put("notes", std::move(table));
}

PointsData shown(const Cloud& cloud) {
  PointsData data = points_data(cloud.points, cloud.masses);
  if (cloud.masses.minCoeff() == cloud.masses.maxCoeff()) data.mass.clear();
  return data;
}

namespace {

std::array<double, 2> draw_point(CloudShape shape, Rng& rng) {
  constexpr double pi = std::numbers::pi;
  const double a = rng.normal(), b = rng.normal(), u = rng.uniform();
  const bool first = rng.uniform() < 0.5;
  switch (shape) {
    case CloudShape::gaussian:
      break;
    case CloudShape::eight_gaussians: {
      const double angle = pi / 4 * std::floor(8 * u);
      return {2 * std::cos(angle) + .15 * a, 2 * std::sin(angle) + .15 * b};
    }
    case CloudShape::swiss_roll: {
      const double angle = 1.5 * pi * (1 + 2 * u), radius = angle / 7;
      return {radius * std::cos(angle) + .05 * a, radius * std::sin(angle) + .05 * b};
    }
    case CloudShape::moons: {
      const double x = std::cos(pi * u) - .5, y = std::sin(pi * u) - .2, side = first ? 1 : -1;
      return {side * x + .07 * a, side * y + .07 * b};
    }
    case CloudShape::circles: {
      const double radius = first ? 1.6 : 0.8;
      return {radius * std::cos(2 * pi * u) + .05 * a, radius * std::sin(2 * pi * u) + .05 * b};
    }
  }
  return {a, b};
}

}  // namespace

Matrix draw_cloud(CloudShape shape, Index n, Rng rng) {
  Matrix points(n, 2);
  for (Index i = 0; i < n; ++i) {
    const auto [x, y] = draw_point(shape, rng);
    points(i, 0) = x, points(i, 1) = y;
  }
  return points;
}

Matrix random_rows(const Matrix& from, Index count, Rng& rng) {
  Matrix out(count, from.cols());
  for (Index i = 0; i < count; ++i) {
    out.row(i) = from.row(static_cast<Index>(rng.below(static_cast<std::uint64_t>(from.rows()))));
  }
  return out;
}

VectorsData vectors_on_grid(std::array<double, 2> lo, std::array<double, 2> hi, int side,
                            const std::function<Matrix(const Matrix&)>& field) {
  Matrix grid(Index{side} * side, 2);
  for (Index k = 0; k < grid.rows(); ++k) {
    grid(k, 0) = std::lerp(lo[0], hi[0], static_cast<double>(k % side) / (side - 1));
    grid(k, 1) = std::lerp(lo[1], hi[1], static_cast<double>(k / side) / (side - 1));
  }
  const Matrix at = field(grid);
  VectorsData out{{"x", "", lo[0], hi[0]}, {"y", "", lo[1], hi[1]}, side, side, {}, {}};
  for (Index k = 0; k < grid.rows(); ++k) out.u.push_back(at(k, 0)), out.v.push_back(at(k, 1));
  return out;
}

}  // namespace thalweg::transport
