// The software projector: a box of the world to px, the same for window and exports.
#pragma once

#include "core/figure/primitives.hpp"
#include "core/figure/view_state.hpp"

namespace thalweg {

/// x and y in −1 … 1 on the floor, z upwards.
struct Point3 {
  double x = 0, y = 0, z = 0;
};

/// Shows the box [−1, 1]² × [bottom, top] in a rectangle, whatever the azimuth.
class Projection {
 public:
  Projection(const Camera& camera, const Rect& area, double bottom, double top);
  Point2 to_px(Point3 p) const;
  /// Distance along the view direction; larger is farther.
  double depth(Point3 p) const;
  /// Unit vector from the scene's centre to the eye.
  Point3 towards_eye() const { return eye_; }

 private:
  Point3 turned(Point3 p) const;  // x to the right, y upwards, z to the viewer
  double sin_a_, cos_a_, sin_e_, cos_e_, scale_, distance_, middle_;
  bool perspective_;
  Point2 centre_;
  Point3 eye_;
};

/// Ends of a drag on a surface: azimuth and elevation follow the pointer, elevation within ±89.
Camera orbited(Camera camera, double dx_px, double dy_px);

}  // namespace thalweg
