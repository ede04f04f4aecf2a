// Resolves colours and hands primitives to a painter.
#include "core/figure/painter.hpp"

#include <cmath>
#include <numbers>

#include "core/figure/space.hpp"

namespace thalweg {
namespace {

struct Dispatch {
  Painter& painter;
  const Theme& theme;

  void operator()(const scene::Polyline& line) const {
    if (line.points.size() < 2) return;
    if (line.casing > 0) {
      const Rgba ground = theme.resolve(Colour::of(Role::ground, line.colour.alpha));
      painter.polyline(line.points, ground, line.width + 2 * line.casing, {}, line.closed);
    }
    painter.polyline(line.points, theme.resolve(line.colour), line.width, line.dash, line.closed);
  }
  void operator()(const scene::Polygon& polygon) const {
    if (polygon.points.size() >= 3) painter.polygon(polygon.points, theme.resolve(polygon.fill));
  }
  void operator()(const scene::Strip& strip) const {
    if (strip.low.size() >= 2) painter.strip(strip.low, strip.high, theme.resolve(strip.fill));
  }
  void operator()(const scene::Box& box) const {
    painter.box(box.rect, theme.resolve(box.fill), box.radius);
  }
  void operator()(const scene::SharedSpace& space) const { painter.space(*space, theme); }
  void operator()(const scene::Markers& markers) const {
    if (markers.at.empty()) return;
    painter.markers(markers, theme.resolve(markers.fill), theme.resolve(markers.outline));
  }
  void operator()(const scene::Image& image) const {
    painter.image(image, image.tint ? theme.resolve(*image.tint) : Rgba{255, 255, 255, 255});
  }
  void operator()(const scene::Text& text) const { painter.text(text, theme.resolve(text.colour)); }
  void operator()(const scene::PushClip& clip) const { painter.push_clip(clip.rect); }
  void operator()(const scene::PopClip&) const { painter.pop_clip(); }
};

MarkerOutline regular(Point2 at, double radius, int corners, double turn) {
  MarkerOutline outline;
  for (int i = 0; i < corners; ++i) {
    const double angle = turn + 2 * std::numbers::pi * i / corners;
    outline.add({at.x + radius * std::cos(angle), at.y + radius * std::sin(angle)});
  }
  return outline;
}

MarkerOutline strokes(Point2 at, double radius, int lines, double turn) {
  MarkerOutline outline;
  outline.strokes = true;
  for (int i = 0; i < lines; ++i) {
    const double angle = turn + std::numbers::pi * i / lines;
    const double dx = radius * std::cos(angle), dy = radius * std::sin(angle);
    outline.add({at.x - dx, at.y - dy});
    outline.add({at.x + dx, at.y + dy});
  }
  return outline;
}

}  // namespace

void Painter::strip(std::span<const Point2> low, std::span<const Point2> high, Rgba fill) {
  std::vector<Point2> outline(low.begin(), low.end());
  outline.insert(outline.end(), high.rbegin(), high.rend());
  polygon(outline, fill);
}

void Painter::faces(const scene::Faces& faces) {
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const auto corners = std::span(faces.corners).subspan(faces.sides * i, faces.sides);
    polygon(corners, faces.fills[i]);
    if (faces.edge.a > 0) polyline(corners, faces.edge, faces.edge_width, {}, true);
  }
}

void Painter::space(const scene::Space& space, const Theme& theme) {
  paint_flat(space, *this, theme);
}

void paint(const Scene& scene, Painter& painter, const Theme& theme) {
  const Dispatch dispatch{painter, theme};
  for (const scene::Primitive& primitive : scene.primitives) std::visit(dispatch, primitive);
}

MarkerOutline marker_outline(MarkerShape shape, Point2 at, double size) {
  constexpr double quarter = std::numbers::pi / 4;
  const double r = size / 2;
  switch (shape) {
    case MarkerShape::square:
      return regular(at, r * std::numbers::sqrt2 * 0.9, 4, quarter);
    case MarkerShape::triangle:
      return regular(at, 1.2 * r, 3, -2 * quarter);
    case MarkerShape::diamond:
      return regular(at, 1.2 * r, 4, 0);
    case MarkerShape::cross:
      return strokes(at, r, 2, quarter);
    case MarkerShape::plus:
      return strokes(at, r, 2, 0);
    case MarkerShape::star:
      return strokes(at, r, 3, -2 * quarter);
    case MarkerShape::circle:
    case MarkerShape::ring:
      break;
  }
  return regular(at, r, size < 6 ? 12 : 24, 0);
}

}  // namespace thalweg
