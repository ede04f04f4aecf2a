// Geometry and the flat primitives that painters draw, in px with y down.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/figure/text_metrics.hpp"
#include "core/figure/theme.hpp"

namespace thalweg {

struct Point2 {
  double x = 0, y = 0;
};

struct Size2 {
  double width = 0, height = 0;
};

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool contains(Point2 p) const {
    return p.x >= x && p.x <= right() && p.y >= y && p.y <= bottom();
  }
  bool overlaps(const Rect& o) const {
    return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom();
  }
};

namespace scene {

/// `casing` px of `ground` on either side below the line.
struct Polyline {
  std::vector<Point2> points;
  Colour colour;
  double width = 1;
  std::vector<double> dash;
  double casing = 0;
  bool closed = false;
};

/// Convex.
struct Polygon {
  std::vector<Point2> points;
  Colour fill;
};

/// What lies between two lines of equally many points, with x increasing; filled without seams.
struct Strip {
  std::vector<Point2> low, high;
  Colour fill;
};

struct Box {
  Rect rect;
  Colour fill;
  double radius = 0;
};

/// Convex faces in painter's order: `sides` corners and one colour each. Faces that touch must
/// leave no seam.
struct Faces {
  std::vector<Point2> corners;
  std::vector<Rgba> fills;
  std::size_t sides = 4;
  Rgba edge;  // drawn around each face; alpha 0 = no edges
  double edge_width = 0;
  std::size_t size() const { return fills.size(); }
};

/// What lies in space, see space.hpp. Shared, because it is large and stays while nothing turns.
struct Space;
using SharedSpace = std::shared_ptr<const Space>;

struct Markers {
  std::vector<Point2> at;
  MarkerShape shape = MarkerShape::circle;
  std::vector<double> size;   // diameter in px, one or one each
  std::vector<double> alpha;  // empty, or one each
  std::vector<Rgba> fills;    // empty, or one each in place of `fill`
  Colour fill, outline;       // hollow: fill with alpha 0
  double outline_width = 0;
};

/// Row-major, top row first, 4 bytes a pixel, alpha not premultiplied. Equal `key` = equal pixels,
/// so that textures can be kept. With a tint the pixels are multiplied by its colour.
struct Image {
  Rect rect;
  int width = 0, height = 0;
  std::shared_ptr<const std::vector<std::uint8_t>> rgba;
  std::uint64_t key = 0;
  std::optional<Colour> tint;
  bool smooth = false;  // linear interpolation instead of nearest neighbour
};

enum class Anchor : std::uint8_t { start, middle, end };

/// `at` lies on the base line, at the text's start, middle or end. Upright text reads upwards.
struct Text {
  Point2 at;
  Anchor anchor = Anchor::start;
  bool upright = false;
  TextStyle style;
  Colour colour;
  std::string text;
};

struct PushClip {
  Rect rect;
};
struct PopClip {};

using Primitive = std::variant<Polyline, Polygon, Strip, Box, SharedSpace, Markers, Image, Text,
                               PushClip, PopClip>;

}  // namespace scene

}  // namespace thalweg
