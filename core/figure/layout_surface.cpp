// A field as a lit surface over a floor with contour lines.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/figure/layout_space.hpp"
#include "core/figure/raster.hpp"

namespace thalweg::parts {
namespace {

constexpr double floor_level = -0.62, lowest = -0.35, highest = 0.55;
/// Grid lines of a surface at rest, and while the camera moves.
constexpr std::int64_t most_lines = 513, most_moving_lines = 100;
/// More edges than these along a side would cover the faces.
constexpr std::int64_t most_edges = 100;

/// Unit square of the floor, by fractions of the columns and rows.
Point3 place(double u, double v, double z) { return {2 * u - 1, 2 * v - 1, z}; }

/// The field's height over the floor, from its place on the colour scale.
class Relief {
 public:
  Relief(const FieldData& field, const std::vector<double>& position)
      : field_(field), position_(position) {}

  /// Bilinear, at fractions of the columns and rows; NaN where the field has none.
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

 private:
  const FieldData& field_;
  const std::vector<double>& position_;
};

/// Samples along one side, evenly from the first to the last.
std::vector<std::int64_t> chosen(std::int64_t count, std::int64_t most) {
  const std::int64_t n = std::min(count, most);
  std::vector<std::int64_t> list;
  for (std::int64_t k = 0; k < n; ++k) list.push_back(k * (count - 1) / (n - 1));
  return list;
}

/// The surface and what sample of the field each of its vertices is.
struct Sheet {
  std::shared_ptr<const scene::Mesh> mesh;
  std::vector<std::uint32_t> index;
};

/// Makes a Sheet through every `most`-th line of the field.
class SheetMaker {
 public:
  SheetMaker(const FieldData& field, const std::vector<double>& position, std::int64_t most)
      : field_(field), rows_(chosen(field.rows, most)), cols_(chosen(field.cols, most)) {
    mesh_.sides = 4;
    for (const std::int64_t i : rows_) {
      for (const std::int64_t j : cols_) {
        const auto k = static_cast<std::size_t>(i * field.cols + j);
        index_.push_back(static_cast<std::uint32_t>(k));
        mesh_.at.push_back(place(share(j, field.cols), share(i, field.rows),
                                 lowest + position[k] * (highest - lowest)));
      }
    }
  }

  Sheet made(const ColourMapping& mapping, const std::vector<double>& position) {
    const ColourScale scale(mapping);
    for (std::size_t k = 0; k < index_.size(); ++k) {
      Rgba colour = scale.at_position(position[index_[k]]);
      colour.a = 255;
      mesh_.fills.push_back(colour);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (std::size_t j = 0; j < cols_.size(); ++j) mesh_.normals.push_back(normal(i, j));
    }
    add_faces();
    add_edges();
    return {std::make_shared<const scene::Mesh>(scene::keyed(std::move(mesh_))), std::move(index_)};
  }

 private:
  static double share(std::int64_t k, std::int64_t n) {
    return static_cast<double>(k) / static_cast<double>(n - 1);
  }
  std::size_t vertex(std::size_t i, std::size_t j) const { return i * cols_.size() + j; }
  bool has(std::size_t vertex) const { return std::isfinite(mesh_.at[vertex].z); }

  /// From the neighbours that there are.
  Point3 normal(std::size_t i, std::size_t j) const {
    const auto along = [&](std::size_t before, std::size_t after) {
      const std::size_t here = vertex(i, j);
      const std::size_t a = has(before) ? before : here, b = has(after) ? after : here;
      return mesh_.at[b] - mesh_.at[a];
    };
    if (!has(vertex(i, j))) return {};
    const Point3 x = along(vertex(i, j > 0 ? j - 1 : 0), vertex(i, std::min(j + 1, last_col())));
    const Point3 y = along(vertex(i > 0 ? i - 1 : 0, j), vertex(std::min(i + 1, last_row()), j));
    return unit(cross(x, y));
  }
  std::size_t last_row() const { return rows_.size() - 1; }
  std::size_t last_col() const { return cols_.size() - 1; }

  void add_faces() {
    for (std::size_t i = 0; i < last_row(); ++i) {
      for (std::size_t j = 0; j < last_col(); ++j) {
        const std::array<std::size_t, 4> corner{vertex(i, j), vertex(i, j + 1),
                                                vertex(i + 1, j + 1), vertex(i + 1, j)};
        if (!std::all_of(corner.begin(), corner.end(), [&](std::size_t k) { return has(k); })) {
          continue;
        }
        for (const std::size_t k : corner) mesh_.corners.push_back(static_cast<std::uint32_t>(k));
      }
    }
  }

  void add_edges() {
    const auto step = [](std::size_t cells) {
      return (cells + static_cast<std::size_t>(most_edges) - 1) /
             static_cast<std::size_t>(most_edges);
    };
    const auto edge = [&](std::size_t a, std::size_t b) {
      if (!has(a) || !has(b)) return;
      mesh_.edges.push_back(static_cast<std::uint32_t>(a));
      mesh_.edges.push_back(static_cast<std::uint32_t>(b));
    };
    const std::size_t down = step(last_row()), across = step(last_col());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (i % down != 0 && i != last_row()) continue;
      for (std::size_t j = 0; j < last_col(); ++j) edge(vertex(i, j), vertex(i, j + 1));
    }
    for (std::size_t j = 0; j < cols_.size(); ++j) {
      if (j % across != 0 && j != last_col()) continue;
      for (std::size_t i = 0; i < last_row(); ++i) edge(vertex(i, j), vertex(i + 1, j));
    }
  }

  const FieldData& field_;
  std::vector<std::int64_t> rows_, cols_;
  scene::Mesh mesh_;
  std::vector<std::uint32_t> index_;
};

double fraction(double value, const AxisInfo& axis) {
  return (value - axis.lo) / (axis.hi - axis.lo);
}

using FloorLines = std::vector<scene::Polyline>;

FloorLines floor_lines(const FieldData& field, const std::vector<ContourLine>& contours,
                       const Projection& view) {
  scene::Polyline border{{}, Colour::of(Role::dim, 0.7), 1, {}, 0, true};
  for (const auto& [u, v] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}}) {
    border.points.push_back(view.to_px(place(u, v, floor_level)));
  }
  FloorLines lines{std::move(border)};
  for (const ContourLine& contour : contours) {
    scene::Polyline line{{}, Colour::of(Role::dim, 0.45), 0.75, {}, 0, false};
    line.points.reserve(contour.size());
    for (const Point2& p : contour) {
      line.points.push_back(
          view.to_px(place(p.x / static_cast<double>(field.cols - 1),
                           p.y / static_cast<double>(field.rows - 1), floor_level)));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

/// A path on the surface, and its shadow on the floor.
struct Path {
  scene::Curve above;
  std::vector<std::uint32_t> index;  // samples of the line
  scene::Polyline below;
};

Path path_of(const mark::Line& line, const Relief& relief, const FieldData& field,
             const Projection& view) {
  constexpr double least = 5e-4;
  Path path;
  path.below = {{}, line.colour.faded(0.5), 1, {}, 0, false};
  path.above.colour = line.colour;
  path.above.width = line.width, path.above.casing = line.casing;
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
    path.above.at.push_back(place(u, v, z));
    path.index.push_back(static_cast<std::uint32_t>(i));
    path.below.points.push_back(view.to_px(place(u, v, floor_level)));
  }
  return path;
}

/// Texts along the two lowest floor edges: the nearest ones, from below the farthest.
void draw_floor_axes(Draft& draft, const mark::Surface& surface, const FieldData& field,
                     const Projection& view) {
  const Point3 eye = view.towards_eye();
  const bool above = eye.z >= 0;
  const double v = (eye.y < 0) == above ? 0 : 1, u = (eye.x < 0) == above ? 0 : 1;
  const auto edge = [&](Point3 from, Point3 to, const AxisInfo& axis, const std::string& title) {
    const Point2 a = view.to_px(from), b = view.to_px(to);
    const auto ticks = edge_ticks({axis.lo, axis.hi}, std::hypot(b.x - a.x, b.y - a.y));
    draw_edge_labels(draft, view, {from, to, {0, 0, floor_level}, ticks, title});
  };
  edge(place(0, v, floor_level), place(1, v, floor_level), field.x, surface.x_title);
  edge(place(u, 0, floor_level), place(u, 1, floor_level), field.y, surface.y_title);
}

}  // namespace

void draw_surface(Draft& draft, Placed& at, const mark::Surface& surface) {
  const auto* field = std::get_if<FieldData>(surface.buffer.get());
  if (!field) return;
  // Room for the titles along the floor's edges.
  SpaceDraft made(draft, at, surface.camera, {1, 1, floor_level, highest}, 24, 26);
  const Projection& view = made.space.view;
  FigureCache* cache = draft.figure.cache.get();
  const auto position = kept_positions(draft, surface.buffer, *field, surface.mapping);
  const std::string colours = recipe_of(surface.mapping);
  const std::int64_t most = draft.figure.moving ? most_moving_lines : most_lines;
  const auto sheet = cached<Sheet>(
      cache, surface.buffer, "surface", fmt::format("{} {}", colours, most),
      [&] { return SheetMaker(*field, *position, most).made(surface.mapping, *position); });
  const auto lines = cached<FloorLines>(
      cache, surface.buffer, "floor",
      fmt::format("{} {} {} {} {} {}", colours, camera_text(surface.camera), at.area.x, at.area.y,
                  at.area.width, at.area.height),
      [&] {
        return floor_lines(
            *field,
            *kept_contours(draft, surface.buffer, *field, surface.mapping, surface.contours), view);
      });
  const Relief relief(*field, *position);
  made.space.meshes.push_back(sheet->mesh);
  made.hits.meshes.push_back({"", "", "", surface.buffer, sheet->index, {}});
  made.hits.titles = {title_or(surface.x_title, "x"), title_or(surface.y_title, "y"), ""};
  FloorLines floor = *lines;
  for (const mark::Line& line : surface.paths) {
    Path path = path_of(line, relief, *field, view);
    if (path.above.at.empty()) continue;
    made.space.clouds.push_back(std::make_shared<const scene::Cloud>(
        head_of(path.above.at.back(), line.colour, line.ghost)));
    cut_into_dashes(path.above.at, path.index, line.dash);
    made.space.curves.push_back(
        std::make_shared<const scene::Curve>(scene::keyed(std::move(path.above))));
    made.hits.curves.push_back(
        {"", line.key, line.label, nullptr, std::move(path.index), line.series});
    floor.push_back(std::move(path.below));
  }
  const double cells = static_cast<double>(std::min(field->cols, most_edges + 1) - 1);
  if (surface.wire) {
    made.space.edge_alpha = (cells > 70 ? 0.18 : 0.28) * edge_strength(2 * view.scale() / cells);
  }
  // Seen from above the floor is behind the surface, from below in front of it.
  const bool from_above = view.towards_eye().z >= 0;
  const auto draw_floor = [&] {
    for (scene::Polyline& line : floor) draft.scene.primitives.emplace_back(std::move(line));
  };
  if (from_above) draw_floor();
  made.finish();
  if (!from_above) draw_floor();
  if (at.detail.titles) draw_floor_axes(draft, surface, *field, view);
}

}  // namespace thalweg::parts
