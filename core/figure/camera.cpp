// Orbit camera.
#include "core/figure/camera.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace thalweg {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double eye_distance = 6.5;

}  // namespace

Projection::Projection(const Camera& camera, const Rect& area, double bottom, double top)
    : sin_a_(std::sin(camera.azimuth * degree)),
      cos_a_(std::cos(camera.azimuth * degree)),
      sin_e_(std::sin(camera.elevation * degree)),
      cos_e_(std::cos(camera.elevation * degree)),
      distance_(eye_distance),
      middle_((bottom + top) / 2),
      perspective_(camera.perspective) {
  // As the camera turns, the corners trace circles of radius √2: both must fit at this elevation.
  constexpr int turns = 72;
  scale_ = 1;
  centre_ = {};
  double widest = 0, low = 0, high = 0;
  for (int i = 0; i < turns; ++i) {
    const double angle = 2 * std::numbers::pi * i / turns;
    for (const double z : {bottom, top}) {
      const Point2 p =
          to_px({std::numbers::sqrt2 * std::cos(angle), std::numbers::sqrt2 * std::sin(angle), z});
      widest = std::max(widest, std::abs(p.x));
      low = std::max(low, p.y), high = std::min(high, p.y);
    }
  }
  scale_ = 0.995 * camera.zoom * std::min(area.width / (2 * widest), area.height / (low - high));
  centre_ = {area.x + area.width * (0.5 + camera.pan_x),
             area.y + area.height * (0.5 + camera.pan_y) - scale_ * (low + high) / 2};
  eye_ = {sin_a_ * cos_e_, -cos_a_ * cos_e_, sin_e_};
}

Point3 Projection::turned(Point3 p) const {
  const double z = p.z - middle_;
  const double right = cos_a_ * p.x + sin_a_ * p.y;
  const double away = -sin_a_ * p.x + cos_a_ * p.y;
  return {right, cos_e_ * z + sin_e_ * away, sin_e_ * z - cos_e_ * away};
}

Point2 Projection::to_px(Point3 p) const {
  const Point3 q = turned(p);
  const double size = perspective_ ? distance_ / std::max(0.1, distance_ - q.z) : 1;
  return {centre_.x + scale_ * size * q.x, centre_.y - scale_ * size * q.y};
}

double Projection::depth(Point3 p) const {
  const Point3 q = turned(p);
  if (!perspective_) return -q.z;
  const double dz = distance_ - q.z;
  return std::sqrt(q.x * q.x + q.y * q.y + dz * dz);
}

Camera orbited(Camera camera, double dx_px, double dy_px) {
  camera.azimuth = std::fmod(camera.azimuth - 0.4 * dx_px + 720, 360);
  camera.elevation = std::clamp(camera.elevation + 0.4 * dy_px, -89.0, 89.0);
  return camera;
}

}  // namespace thalweg
