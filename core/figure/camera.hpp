// The camera: a box of the world to px, the same for window and exports.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/figure/primitives.hpp"
#include "core/figure/view_state.hpp"

namespace thalweg {

/// x and y on the floor, z upwards.
struct Point3 {
  double x = 0, y = 0, z = 0;
};

inline Point3 operator+(Point3 a, Point3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Point3 operator-(Point3 a, Point3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Point3 operator*(double s, Point3 p) { return {s * p.x, s * p.y, s * p.z}; }
inline double dot(Point3 a, Point3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Point3 cross(Point3 a, Point3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
bool finite(Point3 p);
/// Of length 1; the zero vector stays.
Point3 unit(Point3 p);

/// The box [−x, x] × [−y, y] × [bottom, top]; no side is longer than about 2.
struct Extent3 {
  double x = 1, y = 1, bottom = -1, top = 1;
};

/// Where a point is seen. `nearness` grows towards the eye and is linear over the px of a plane.
struct Seen {
  Point2 at;
  double nearness = 0;
};

/// Shows a box in a rectangle, whole whatever the azimuth while the zoom is 1.
class Projection {
 public:
  Projection() = default;
  Projection(const Camera& camera, const Rect& area, const Extent3& box);
  Point2 to_px(Point3 p) const;
  /// The place of `p`; its nearness as if it lay `closer` (world units) to the eye.
  Seen see(Point3 p, double closer = 0) const;
  /// Distance along the view direction; larger is farther.
  double depth(Point3 p) const;
  /// Unit vector from the scene's centre to the eye.
  Point3 towards_eye() const { return eye_; }
  /// px of one world unit at the scene's centre.
  double scale() const { return scale_; }
  bool perspective() const { return perspective_; }
  /// To the clip coordinates of OpenGL over `rect`, column by column.
  std::array<float, 16> clip_from_world(const Rect& rect) const;

 private:
  Point3 turned(Point3 p) const;  // x to the right, y upwards, z to the viewer
  double sin_a_ = 0, cos_a_ = 1, sin_e_ = 0, cos_e_ = 1, scale_ = 1, middle_ = 0;
  bool perspective_ = true;
  Point2 centre_;
  Point3 eye_;
};

/// "45,30,1,0,0,1": the numbers of a camera in full, for files.
std::string camera_text(const Camera& camera);
/// What camera_text() wrote, within the limits of a person's; nothing when that is not it.
std::optional<Camera> camera_of(const std::string& text);

/// Ends of a drag in space: azimuth and elevation follow the pointer, elevation within ±89.
Camera orbited(Camera camera, double dx_px, double dy_px);
/// Zooms by `factor` (the zoom stays within 0.2 … 20); what is seen at `at` in `area` stays there.
Camera zoomed_at(Camera camera, const Rect& area, Point2 at, double factor);

/// Unit vector to the light: above and over the viewer's left shoulder.
Point3 light_for(Point3 eye);
/// What the light leaves of a colour on a surface with this unit normal (on either side): so much
/// that colours stay legible. A zero normal faces the light.
double shade(Point3 normal, Point3 light);

}  // namespace thalweg
