// A field as lit quadrilaterals over a floor with contour lines, by the software projector.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/figure/camera.hpp"
#include "core/figure/layout_parts.hpp"
#include "core/figure/raster.hpp"

namespace thalweg::parts {
namespace {

constexpr double floor_level = -0.62, lowest = -0.35, highest = 0.55;
constexpr std::int64_t most_cells = 120;

/// The surface in the box of the projector.
class Relief {
 public:
  Relief(const ColourMapping& mapping, const FieldData& field, const std::vector<double>& position,
         const Projection& projection)
      : field_(field), projection_(projection), scale_(mapping), position_(position) {
    rows_ = std::min(field.rows, most_cells + 1);
    cols_ = std::min(field.cols, most_cells + 1);
  }

  /// Unit square of the floor, by fractions of the columns and rows.
  static Point3 at(double u, double v, double z) { return {2 * u - 1, 2 * v - 1, z}; }

  /// Height at fractions of the columns and rows; NaN where the field has none.
  double height(double u, double v) const {
    const double x = std::clamp(u, 0.0, 1.0) * static_cast<double>(field_.cols - 1);
    const double y = std::clamp(v, 0.0, 1.0) * static_cast<double>(field_.rows - 1);
    const auto j = std::min(static_cast<std::int64_t>(x), field_.cols - 2);
    const auto i = std::min(static_cast<std::int64_t>(y), field_.rows - 2);
    const double a = x - static_cast<double>(j), b = y - static_cast<double>(i);
    const auto value = [&](std::int64_t row, std::int64_t col) {
      return position_[static_cast<std::size_t>(row * field_.cols + col)];
    };
    const double share = (1 - b) * ((1 - a) * value(i, j) + a * value(i, j + 1)) +
                         b * ((1 - a) * value(i + 1, j) + a * value(i + 1, j + 1));
    return lowest + share * (highest - lowest);
  }

  scene::Faces faces(bool wire) const {
    std::vector<Face> list;
    list.reserve(static_cast<std::size_t>((rows_ - 1) * (cols_ - 1)));
    for (std::int64_t i = 0; i + 1 < rows_; ++i) {
      for (std::int64_t j = 0; j + 1 < cols_; ++j) {
        const std::array<Point3, 4> corner{vertex(i, j), vertex(i, j + 1), vertex(i + 1, j + 1),
                                           vertex(i + 1, j)};
        double z = 0;
        for (const Point3& p : corner) z += p.z / 4;
        if (!std::isfinite(z)) continue;
        Face face;
        for (std::size_t k = 0; k < 4; ++k) face.corners[k] = projection_.to_px(corner[k]);
        const Point3 centre{(corner[0].x + corner[2].x) / 2, (corner[0].y + corner[2].y) / 2, z};
        face.depth = projection_.depth(centre);
        face.fill = lit(scale_.at_position((z - lowest) / (highest - lowest)), corner);
        list.push_back(face);
      }
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const Face& a, const Face& b) { return a.depth > b.depth; });
    scene::Faces faces;
    for (const Face& face : list) {
      faces.corners.insert(faces.corners.end(), face.corners.begin(), face.corners.end());
      faces.fills.push_back(face.fill);
    }
    const double strength = wire ? wire_strength(list) : 0;
    faces.edge = Colour::fixed({0, 0, 0, 255}, (cols_ > 70 ? 0.18 : 0.28) * strength);
    faces.edge_width = strength > 0 ? 0.6 : 0;
    return faces;
  }

 private:
  struct Face {
    double depth;
    std::array<Point2, 4> corners;
    Rgba fill;
  };

  /// Edges closer than a few px would cover the faces: they fade.
  static double wire_strength(const std::vector<Face>& list) {
    double sum = 0;
    for (const Face& face : list) {
      sum +=
          std::hypot(face.corners[1].x - face.corners[0].x, face.corners[1].y - face.corners[0].y);
    }
    const double side = list.empty() ? 0 : sum / static_cast<double>(list.size());
    return std::clamp((side - 3) / 6, 0.0, 1.0);
  }

  Point3 vertex(std::int64_t i, std::int64_t j) const {
    const double u = static_cast<double>(j) / static_cast<double>(cols_ - 1);
    const double v = static_cast<double>(i) / static_cast<double>(rows_ - 1);
    return at(u, v, height(u, v));
  }

  /// Light from above and over the viewer's left shoulder, weak enough to keep the colours legible.
  Rgba lit(Rgba colour, const std::array<Point3, 4>& c) const {
    const Point3 a{c[2].x - c[0].x, c[2].y - c[0].y, c[2].z - c[0].z};
    const Point3 b{c[3].x - c[1].x, c[3].y - c[1].y, c[3].z - c[1].z};
    const Point3 n{a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
    const double length = std::sqrt(n.x * n.x + n.y * n.y + n.z * n.z);
    const Point3 eye = projection_.towards_eye();
    const Point3 light{eye.x - 0.6 * eye.y, eye.y + 0.6 * eye.x, 1.4};
    const double size = std::sqrt(light.x * light.x + light.y * light.y + light.z * light.z);
    const double cosine =
        length > 0 ? (n.x * light.x + n.y * light.y + n.z * light.z) / (length * size) : 1;
    const double shade = 0.66 + 0.4 * std::abs(cosine);
    const auto channel = [shade](std::uint8_t value) {
      return static_cast<std::uint8_t>(std::min(255.0, value * shade));
    };
    return {channel(colour.r), channel(colour.g), channel(colour.b), 255};
  }

  const FieldData& field_;
  const Projection& projection_;
  ColourScale scale_;
  const std::vector<double>& position_;
  std::int64_t rows_ = 0, cols_ = 0;
};

double fraction(double value, const AxisInfo& axis) {
  return (value - axis.lo) / (axis.hi - axis.lo);
}

/// The surface and its floor as they are seen by one camera.
struct Seen {
  scene::SharedFaces faces;
  std::vector<scene::Polyline> floor;
};

std::vector<scene::Polyline> floor_lines(const FieldData& field,
                                         const std::vector<ContourLine>& contours,
                                         const Projection& projection) {
  scene::Polyline border{{}, Colour::of(Role::dim, 0.7), 1, {}, 0, true};
  for (const auto& [u, v] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}}) {
    border.points.push_back(projection.to_px(Relief::at(u, v, floor_level)));
  }
  std::vector<scene::Polyline> lines{std::move(border)};
  for (const ContourLine& contour : contours) {
    scene::Polyline line{{}, Colour::of(Role::dim, 0.45), 0.75, {}, 0, false};
    line.points.reserve(contour.size());
    for (const Point2& p : contour) {
      line.points.push_back(
          projection.to_px(Relief::at(p.x / static_cast<double>(field.cols - 1),
                                      p.y / static_cast<double>(field.rows - 1), floor_level)));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string recipe_of(const mark::Surface& surface, const Rect& box) {
  const Camera& c = surface.camera;
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {}", parts::recipe_of(surface.mapping),
                     c.azimuth, c.elevation, c.zoom, c.pan_x, c.pan_y, c.perspective, box.x, box.y,
                     box.width, box.height, surface.wire, surface.contours);
}

/// Titles and end values along the two floor edges nearest to the viewer.
void draw_floor_axes(Draft& draft, const mark::Surface& surface, const FieldData& field,
                     const Projection& projection) {
  const Point3 eye = projection.towards_eye();
  const double v = eye.y < 0 ? 0 : 1, u = eye.x < 0 ? 0 : 1;
  const auto edge = [&](bool along_x, const AxisInfo& axis, const std::string& title) {
    const auto point = [&](double s) {
      return projection.to_px(along_x ? Relief::at(s, v, floor_level)
                                      : Relief::at(u, s, floor_level));
    };
    const Point2 middle = point(0.5), centre = projection.to_px({0, 0, floor_level});
    const double length = std::max(1.0, std::hypot(middle.x - centre.x, middle.y - centre.y));
    const Point2 out{(middle.x - centre.x) / length, (middle.y - centre.y) / length};
    const auto anchor = out.x > 0.25    ? scene::Anchor::start
                        : out.x < -0.25 ? scene::Anchor::end
                                        : scene::Anchor::middle;
    const auto put = [&](double s, TextStyle style, Role role, const std::string& words,
                         double gap) {
      const Point2 p = point(s);
      draft.text({p.x + gap * out.x, p.y + gap * out.y + drop(style) + 3}, anchor, style,
                 Colour::of(role), words);
    };
    const std::vector<Tick> list = ticks({axis.lo, axis.hi}, Scale::linear, false, 6);
    for (const Tick& tick : list) {
      const double s = fraction(tick.value, axis);
      if (s > 0.04 && s < 0.96) put(s, number_style, Role::muted, tick.label, 8);
    }
    put(0.5, label_style, Role::muted, title, 34);
  };
  edge(true, field.x, surface.x_title);
  edge(false, field.y, surface.y_title);
}

void draw_paths(Draft& draft, const mark::Surface& surface, const Relief& relief,
                const FieldData& field, const Projection& projection) {
  constexpr double least = 5e-4;
  for (const mark::Line& line : surface.paths) {
    scene::Polyline above{{}, line.colour, line.width, line.dash, line.casing, false};
    scene::Polyline below{{}, line.colour.faded(0.5), 1, {}, 0, false};
    Point2 seen{-1, -1};
    for (std::size_t i = 0; i < line.series.size(); ++i) {
      const double u = fraction(line.series.x(i), field.x), v = fraction(line.series.y(i), field.y);
      // What leaves the landscape is not drawn on it.
      if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1)) continue;
      // Steps too short to see.
      const bool end = i + 1 == line.series.size();
      if (!end && std::abs(u - seen.x) < least && std::abs(v - seen.y) < least) continue;
      const double z = relief.height(u, v);
      if (!std::isfinite(z)) continue;
      seen = {u, v};
      const Point2 p = projection.to_px(Relief::at(u, v, z + 0.012));
      above.points.push_back(p);
      below.points.push_back(projection.to_px(Relief::at(u, v, floor_level)));
    }
    if (above.points.empty()) continue;
    scene::Markers head;
    head.at = {above.points.back()};
    head.size = {line.ghost ? 5.0 : 8.0};
    head.fill = line.colour;
    head.outline = Colour::of(Role::ground);
    head.outline_width = 1;
    draft.scene.primitives.emplace_back(std::move(below));
    draft.scene.primitives.emplace_back(std::move(above));
    draft.scene.primitives.emplace_back(std::move(head));
  }
}

}  // namespace

void draw_surface(Draft& draft, Placed& at, const mark::Surface& surface) {
  const auto* field = std::get_if<FieldData>(surface.buffer.get());
  if (!field) return;
  // Room for the titles along the floor's edges.
  const bool labelled = at.detail.titles;
  const double side = labelled ? 24 : 2, below = labelled ? 26 : 2;
  const Rect inner{at.area.x + side, at.area.y + 4, std::max(20.0, at.area.width - 2 * side),
                   std::max(20.0, at.area.height - 4 - below)};
  const Projection projection(surface.camera, inner, floor_level, highest);
  const auto position = kept_positions(draft, surface.buffer, *field, surface.mapping);
  const Relief relief(surface.mapping, *field, *position, projection);
  const auto seen = cached<Seen>(
      draft.figure.cache.get(), surface.buffer, "surface", recipe_of(surface, inner), [&] {
        const auto contours =
            kept_contours(draft, surface.buffer, *field, surface.mapping, surface.contours);
        return Seen{std::make_shared<const scene::Faces>(relief.faces(surface.wire)),
                    floor_lines(*field, *contours, projection)};
      });
  const bool from_above = projection.towards_eye().z >= 0;
  const auto floor = [&] {
    for (const scene::Polyline& line : seen->floor) draft.scene.primitives.emplace_back(line);
  };
  if (from_above) floor();
  draft.scene.primitives.emplace_back(seen->faces);
  if (!from_above) floor();
  draw_paths(draft, surface, relief, *field, projection);
  if (labelled) draw_floor_axes(draft, surface, *field, projection);
}

}  // namespace thalweg::parts
