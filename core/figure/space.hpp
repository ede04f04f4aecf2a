// What is drawn in space: meshes, curves and points, and the camera that looks at them. Contents
// stay the same while the camera turns; painters may keep them by identity.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/figure/camera.hpp"
#include "core/figure/painter.hpp"
#include "core/figure/raster.hpp"

namespace thalweg::scene {

/// Faces of `sides` corners (3, or 4 nearly in a plane), lit by the normals of their vertices.
/// `edges` are pairs of vertices that are drawn as thin lines on the faces.
struct Mesh {
  std::vector<Point3> at, normals;  // one a vertex; a zero normal faces the light
  std::vector<Rgba> fills;          // one a vertex, before the light
  std::vector<std::uint32_t> corners, edges;
  std::size_t sides = 3;
  std::uint64_t key = 0;  // of the content, see keyed()
  std::size_t faces() const { return corners.size() / sides; }
  std::size_t triangles() const { return faces() * (sides - 2); }
};

/// A line with round ends; breaks where a point is not finite. It has `casing` px of `ground` on
/// either side.
struct Curve {
  std::vector<Point3> at;
  std::vector<double> alpha;  // empty, or one a point
  Colour colour;
  double width = 1, casing = 0;
  std::uint64_t key = 0;
};

/// Round points of a diameter in px.
struct Cloud {
  std::vector<Point3> at;
  std::vector<double> size;  // one, or one each
  std::vector<Rgba> fills;   // empty, or one each in place of `fill`; its alpha applies to them
  Colour fill, outline;
  double outline_width = 0;
  std::uint64_t key = 0;
};

/// Points are drawn over curves, and both over what is not in front of them.
struct Space {
  Rect rect;  // nothing is drawn outside
  Projection view;
  std::vector<std::shared_ptr<const Mesh>> meshes;
  std::vector<std::shared_ptr<const Curve>> curves;
  std::vector<std::shared_ptr<const Cloud>> clouds;
  double edge_alpha = 0;  // of black edges
  bool moving = false;    // part of a gesture: soon drawn again, may be coarser
  std::size_t triangles() const;
};

/// Sets the key: equal contents have equal keys.
Mesh keyed(Mesh mesh);
Curve keyed(Curve curve);
Cloud keyed(Cloud cloud);

inline constexpr double edge_width = 0.9;  // px
/// What lies on faces counts as this much (world units) nearer to the eye: edges, lines; points as
/// much as their radius where that is more. So they are whole on the face they lie on.
inline constexpr double edge_lift = 0.005, line_lift = 0.04;
double point_lift(const Projection& view, double diameter);
/// The same for casings. Without faces they lie deep below their lines, so that they part lines
/// that cross and cover none that goes on.
double casing_lift(const Space& space);
/// Whether a nearer line hides others. On faces it does not: all lie on one surface, and the soft
/// rim of one would cut a dark edge into its neighbour.
inline bool lines_hide(const Space& space) { return space.meshes.empty(); }

/// The colours of a mesh's vertices in the light.
std::vector<Rgba> lit(const Mesh& mesh, const Projection& view);
/// Indices from the least near to the nearest, to 1/65 536 of their range; equal ones in order.
std::vector<std::uint32_t> back_to_front(std::span<const float> nearness);

/// Paints a space as flat primitives: faces from back to front, then what is visible of curves and
/// points in the same order.
void paint_flat(const Space& space, Painter& painter, const Theme& theme);

/// The space on scale × its rectangle's size pixels, depth-tested, with 2 × 2 samples a pixel and a
/// transparent ground.
Pixels rasterised(const Space& space, const Theme& theme, double scale);

/// How near the faces of a space are at each px.
class DepthMap {
 public:
  explicit DepthMap(const Space& space);
  /// Whether nothing hides what is seen there.
  bool visible(const Seen& seen) const;

 private:
  Rect rect_;
  int width_ = 0, height_ = 0;
  std::vector<float> nearness_;
};

}  // namespace thalweg::scene
