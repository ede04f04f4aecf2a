// Orbit camera and light.
#include "core/figure/camera.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <sstream>
#include <vector>

namespace thalweg {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double eye_distance = 6.5;
/// Nothing that is drawn is farther from the centre; the eye is outside.
constexpr double reach = 3;
constexpr double least_zoom = 0.2, most_zoom = 20;

}  // namespace

bool finite(Point3 p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

Point3 unit(Point3 p) {
  const double length = std::sqrt(dot(p, p));
  return length > 0 ? (1 / length) * p : p;
}

Projection::Projection(const Camera& camera, const Rect& area, const Extent3& box)
    : sin_a_(std::sin(camera.azimuth * degree)),
      cos_a_(std::cos(camera.azimuth * degree)),
      sin_e_(std::sin(camera.elevation * degree)),
      cos_e_(std::cos(camera.elevation * degree)),
      middle_((box.bottom + box.top) / 2),
      perspective_(camera.perspective) {
  // As the camera turns, the corners trace circles: both must fit at this elevation.
  constexpr int turns = 72;
  const double radius = std::hypot(box.x, box.y);
  double widest = 0, low = 0, high = 0;
  for (int i = 0; i < turns; ++i) {
    const double angle = 2 * std::numbers::pi * i / turns;
    for (const double z : {box.bottom, box.top}) {
      const Point2 p = to_px({radius * std::cos(angle), radius * std::sin(angle), z});
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

Point2 Projection::to_px(Point3 p) const { return see(p).at; }

Seen Projection::see(Point3 p, double closer) const {
  const Point3 q = turned(p);
  if (!perspective_) {
    return {{centre_.x + scale_ * q.x, centre_.y - scale_ * q.y}, q.z + closer};
  }
  const double size = eye_distance / std::max(0.1, eye_distance - q.z);
  return {{centre_.x + scale_ * size * q.x, centre_.y - scale_ * size * q.y},
          1 / std::max(0.1, eye_distance - q.z - closer)};
}

double Projection::depth(Point3 p) const {
  const Point3 q = turned(p);
  if (!perspective_) return -q.z;
  const double dz = eye_distance - q.z;
  return std::sqrt(q.x * q.x + q.y * q.y + dz * dz);
}

std::array<float, 16> Projection::clip_from_world(const Rect& rect) const {
  // Rows over (x, y, z, 1) of what turned() gives.
  using Row = std::array<double, 4>;
  const Row right{cos_a_, sin_a_, 0, 0};
  const Row up{-sin_e_ * sin_a_, sin_e_ * cos_a_, cos_e_, -cos_e_ * middle_};
  const Row near{cos_e_ * sin_a_, -cos_e_ * cos_a_, sin_e_, -sin_e_ * middle_};
  const Row one{0, 0, 0, 1};
  const auto mix = [](double a, const Row& p, double b, const Row& q) {
    Row row;
    for (std::size_t k = 0; k < 4; ++k) row[k] = a * p[k] + b * q[k];
    return row;
  };
  const double first = eye_distance - reach, last = eye_distance + reach;
  const Row w = perspective_ ? mix(1, one, -1 / eye_distance, near) : one;
  const double cx = 2 * (centre_.x - rect.x) / rect.width - 1;
  const double cy = 1 - 2 * (centre_.y - rect.y) / rect.height;
  const Row x = mix(cx, w, 2 * scale_ / rect.width, right);
  const Row y = mix(cy, w, 2 * scale_ / rect.height, up);
  const double p = perspective_ ? (last + first) / (last - first) : 0;
  const double q = perspective_ ? -2 * last * first / (last - first) / eye_distance : 0;
  const Row z = perspective_ ? mix(p, w, q, one) : mix(0, one, -1 / reach, near);
  std::array<float, 16> matrix;
  for (std::size_t k = 0; k < 4; ++k) {
    matrix[4 * k] = static_cast<float>(x[k]), matrix[4 * k + 1] = static_cast<float>(y[k]);
    matrix[4 * k + 2] = static_cast<float>(z[k]), matrix[4 * k + 3] = static_cast<float>(w[k]);
  }
  return matrix;
}

std::string camera_text(const Camera& c) {
  return fmt::format("{},{},{},{},{},{}", c.azimuth, c.elevation, c.zoom, c.pan_x, c.pan_y,
                     c.perspective ? 1 : 0);
}

std::optional<Camera> camera_of(const std::string& text) {
  std::vector<double> v;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    v.push_back(std::strtod(part.c_str(), nullptr));
    if (!std::isfinite(v.back())) return std::nullopt;
  }
  if (v.size() < 5) return std::nullopt;
  Camera camera;
  camera.azimuth = v[0], camera.elevation = std::clamp(v[1], -89.0, 89.0);
  camera.zoom = std::clamp(v[2], least_zoom, most_zoom);
  camera.pan_x = std::clamp(v[3], -most_zoom, most_zoom);
  camera.pan_y = std::clamp(v[4], -most_zoom, most_zoom);
  camera.perspective = v.size() < 6 || v[5] != 0;
  return camera;
}

Camera orbited(Camera camera, double dx_px, double dy_px) {
  camera.azimuth = std::fmod(camera.azimuth - 0.4 * dx_px + 720, 360);
  camera.elevation = std::clamp(camera.elevation + 0.4 * dy_px, -89.0, 89.0);
  return camera;
}

Camera zoomed_at(Camera camera, const Rect& area, Point2 at, double factor) {
  const double zoom = std::clamp(camera.zoom * factor, least_zoom, most_zoom);
  const double ratio = zoom / camera.zoom;
  camera.zoom = zoom;
  const double x = (at.x - area.x) / area.width - 0.5, y = (at.y - area.y) / area.height - 0.5;
  camera.pan_x = x - ratio * (x - camera.pan_x);
  camera.pan_y = y - ratio * (y - camera.pan_y);
  return camera;
}

Point3 light_for(Point3 eye) { return unit({eye.x - 0.6 * eye.y, eye.y + 0.6 * eye.x, 1.4}); }

double shade(Point3 normal, Point3 light) {
  const double cosine = dot(normal, normal) > 0 ? std::abs(dot(normal, light)) : 1;
  return 0.66 + 0.4 * cosine;
}

}  // namespace thalweg
