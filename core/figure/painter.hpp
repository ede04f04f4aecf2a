// The seam between a scene and what draws it: window, PDF, PNG, SVG, or text for tests.
#pragma once

#include <array>
#include <span>

#include "core/figure/scene.hpp"

namespace thalweg {

/// Colours are resolved; coordinates are px, y down.
class Painter {
 public:
  virtual ~Painter() = default;
  virtual void polyline(std::span<const Point2> points, Rgba colour, double width,
                        std::span<const double> dash, bool closed) = 0;
  /// Convex.
  virtual void polygon(std::span<const Point2> points, Rgba fill) = 0;
  /// As many points in either. By default its outline as a polygon, for painters that do not need
  /// convex ones.
  virtual void strip(std::span<const Point2> low, std::span<const Point2> high, Rgba fill);
  virtual void box(const Rect& rect, Rgba fill, double radius) = 0;
  /// By default as polygons with their outlines.
  virtual void faces(const scene::Faces& faces);
  /// By default as faces, lines and markers from back to front.
  virtual void space(const scene::Space& space, const Theme& theme);
  /// A single alpha below applies on top of each marker's own.
  virtual void markers(const scene::Markers& markers, Rgba fill, Rgba outline) = 0;
  /// `tint` is white when the image has none.
  virtual void image(const scene::Image& image, Rgba tint) = 0;
  virtual void text(const scene::Text& text, Rgba colour) = 0;
  virtual void push_clip(const Rect& rect) = 0;
  virtual void pop_clip() = 0;
};

/// Draws the scene's primitives in order. The background is the caller's.
void paint(const Scene& scene, Painter& painter, const Theme& theme);

/// Outline of a marker of diameter `size` at `at`. Cross, plus and star are `closed = false`
/// strokes, given as consecutive pairs of points.
struct MarkerOutline {
  static constexpr std::size_t most = 24;
  std::array<Point2, most> corners;
  std::size_t count = 0;
  bool strokes = false;
  void add(Point2 p) { corners[count++] = p; }
  std::span<const Point2> points() const { return {corners.data(), count}; }
};
MarkerOutline marker_outline(MarkerShape shape, Point2 at, double size);

}  // namespace thalweg
