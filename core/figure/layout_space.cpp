// Meshes, points and lines in a box: their contents, and shadows on the walls.
#include "core/figure/layout_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/figure/colour_map.hpp"
#include "core/figure/space_axes.hpp"

namespace thalweg::parts {
namespace {

constexpr Rgba plain_mesh{150, 160, 172, 255};
constexpr double shadow_alpha = 0.28;
constexpr std::size_t most_shadows = 4000;

using scene::Cloud;
using scene::Curve;
using scene::Mesh;

/// From data units to the box.
class ToBox {
 public:
  ToBox(const mark::Space& space, const Extent3& box)
      : lo_{space.ranges[0].lo, space.ranges[1].lo, space.ranges[2].lo},
        scale_{2 * box.x / length(space.ranges[0]), 2 * box.y / length(space.ranges[1]),
               (box.top - box.bottom) / length(space.ranges[2])},
        corner_{-box.x, -box.y, box.bottom} {}
  Point3 operator()(double x, double y, double z) const {
    return corner_ +
           Point3{(x - lo_[0]) * scale_[0], (y - lo_[1]) * scale_[1], (z - lo_[2]) * scale_[2]};
  }
  std::vector<Point3> all(const std::vector<double>& x, const std::vector<double>& y,
                          const std::vector<double>& z) const {
    std::vector<Point3> list;
    for (std::size_t i = 0; i < std::min({x.size(), y.size(), z.size()}); ++i) {
      list.push_back((*this)(x[i], y[i], z[i]));
    }
    return list;
  }

 private:
  static double length(Range range) { return range.hi > range.lo ? range.hi - range.lo : 1; }
  std::array<double, 3> lo_, scale_;
  Point3 corner_;
};

/// A mesh and what vertex of the data each of its vertices is.
struct Solid {
  std::shared_ptr<const Mesh> mesh;
  std::vector<std::uint32_t> index;
};

/// Normals that weigh faces by their areas, so that small ones count little.
std::vector<Point3> normals_of(const std::vector<Point3>& at,
                               const std::vector<std::uint32_t>& corners) {
  std::vector<Point3> sum(at.size());
  for (std::size_t f = 0; f + 2 < corners.size(); f += 3) {
    const Point3 normal =
        cross(at[corners[f + 1]] - at[corners[f]], at[corners[f + 2]] - at[corners[f]]);
    for (std::size_t k = 0; k < 3; ++k) sum[corners[f + k]] = sum[corners[f + k]] + normal;
  }
  for (Point3& normal : sum) normal = unit(normal);
  return sum;
}

/// The triangles whose corners exist and are finite.
std::vector<std::uint32_t> drawn_triangles(const MeshData& data, const std::vector<Point3>& at,
                                           std::vector<std::size_t>& which) {
  std::vector<std::uint32_t> corners;
  for (std::size_t t = 0; 3 * t + 2 < data.corner.size(); ++t) {
    const auto* corner = &data.corner[3 * t];
    const bool good = std::all_of(corner, corner + 3, [&](std::int32_t k) {
      return k >= 0 && static_cast<std::size_t>(k) < at.size() &&
             finite(at[static_cast<std::size_t>(k)]);
    });
    if (!good) continue;
    which.push_back(t);
    for (std::size_t k = 0; k < 3; ++k) corners.push_back(static_cast<std::uint32_t>(corner[k]));
  }
  return corners;
}

std::vector<std::uint32_t> edges_of(const std::vector<std::uint32_t>& corners) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (std::size_t f = 0; f + 2 < corners.size(); f += 3) {
    for (std::size_t k = 0; k < 3; ++k) {
      edges.insert(std::minmax(corners[f + k], corners[f + (k + 1) % 3]));
    }
  }
  std::vector<std::uint32_t> list;
  for (const auto& [a, b] : edges) list.push_back(a), list.push_back(b);
  return list;
}

Rgba colour_of(const ColourScale& scale, double value) {
  return std::isfinite(value) ? scale.colour(value) : missing_colour;
}

Solid solid_of(const MeshData& data, const ColourMapping& mapping, const ToBox& to_box) {
  Mesh mesh;
  mesh.at = to_box.all(data.x, data.y, data.z);
  std::vector<std::size_t> which;
  mesh.corners = drawn_triangles(data, mesh.at, which);
  mesh.normals = normals_of(mesh.at, mesh.corners);
  mesh.edges = edges_of(mesh.corners);
  const ColourScale scale(mapping);
  const std::vector<double>& value = data.value;
  if (3 * value.size() != data.corner.size() || value.size() == data.x.size()) {
    for (std::size_t i = 0; i < mesh.at.size(); ++i) {
      const bool valued = value.size() == data.x.size();
      mesh.fills.push_back(valued ? colour_of(scale, value[i]) : plain_mesh);
    }
    return {std::make_shared<const Mesh>(scene::keyed(std::move(mesh))), {}};
  }
  // A colour for each face: faces do not share their vertices.
  Mesh apart;
  apart.edges.reserve(mesh.edges.size());
  std::vector<std::uint32_t> index = mesh.corners;
  for (std::size_t k = 0; k < mesh.corners.size(); ++k) {
    const std::uint32_t corner = mesh.corners[k];
    apart.at.push_back(mesh.at[corner]);
    apart.normals.push_back(mesh.normals[corner]);
    apart.fills.push_back(colour_of(scale, value[which[k / 3]]));
    apart.corners.push_back(static_cast<std::uint32_t>(k));
    apart.edges.push_back(static_cast<std::uint32_t>(k));
    apart.edges.push_back(static_cast<std::uint32_t>(k % 3 == 2 ? k - 2 : k + 1));
  }
  return {std::make_shared<const Mesh>(scene::keyed(std::move(apart))), std::move(index)};
}

/// Points and what element of the data each is.
struct Swarm {
  std::shared_ptr<const Cloud> cloud;
  std::vector<std::uint32_t> index;
};

Swarm swarm_of(const PointsData& data, const mark::Space::Swarm& swarm,
               const ColourMapping& mapping, const ToBox& to_box) {
  Cloud cloud;
  Swarm result;
  const std::vector<Point3> at = to_box.all(data.x, data.y, data.z);
  const bool valued = data.value.size() == at.size() && !swarm.ghost;
  const bool massive = data.mass.size() == at.size() && !at.empty();
  const double most = massive ? *std::max_element(data.mass.begin(), data.mass.end()) : 0;
  const ColourScale scale(mapping);
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (!finite(at[i])) continue;
    cloud.at.push_back(at[i]);
    result.index.push_back(static_cast<std::uint32_t>(i));
    if (valued) cloud.fills.push_back(colour_of(scale, data.value[i]));
    if (!massive) continue;
    const double share = most > 0 ? std::max(0.0, data.mass[i]) / most : 0;
    cloud.size.push_back(std::max(2.0, 1.6 * swarm.size * std::sqrt(share)));
  }
  if (!massive) cloud.size = {swarm.size};
  cloud.fill = swarm.ghost ? swarm.colour.faded(0) : swarm.colour;
  cloud.outline = swarm.colour;
  cloud.outline_width = swarm.ghost ? 1 : 0;
  result.cloud = std::make_shared<const Cloud>(scene::keyed(std::move(cloud)));
  return result;
}

Curve thread_of(const CurveData& data, const mark::Space::Thread& thread, const ToBox& to_box,
                std::vector<std::uint32_t>& index) {
  Curve curve;
  curve.at = to_box.all(data.x, data.y, data.z);
  curve.colour = thread.colour;
  curve.width = thread.width;
  curve.casing = thread.ghost ? 0 : 0.9;
  for (std::size_t i = 0; i < curve.at.size(); ++i) index.push_back(static_cast<std::uint32_t>(i));
  const double last = std::max(1.0, static_cast<double>(curve.at.size()) - 1);
  cut_into_dashes(curve.at, index, thread.dash);
  for (std::size_t i = 0; thread.fading && i < curve.at.size(); ++i) {
    curve.alpha.push_back(0.12 + 0.88 * index[i] / last);
  }
  return curve;
}

/// Onto the wall at the far end of axis `axis`.
Point3 onto_wall(Point3 p, std::size_t axis, const Extent3& box, const Point3& eye) {
  if (axis == 0) p.x = eye.x > 0 ? -box.x : box.x;
  if (axis == 1) p.y = eye.y > 0 ? -box.y : box.y;
  if (axis == 2) p.z = eye.z >= 0 ? box.bottom : box.top;
  return p;
}

/// Faint copies on the three walls behind the box.
void add_shadows(SpaceDraft& made) {
  const Point3 eye = made.space.view.towards_eye();
  const auto clouds = made.space.clouds;
  const auto curves = made.space.curves;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const auto& cloud : clouds) {
      Cloud shadow;
      const std::size_t step = 1 + cloud->at.size() / most_shadows;
      for (std::size_t i = 0; i < cloud->at.size(); i += step) {
        shadow.at.push_back(onto_wall(cloud->at[i], axis, made.box, eye));
        if (!cloud->fills.empty()) shadow.fills.push_back(cloud->fills[i]);
      }
      shadow.size = {std::max(1.5, 0.5 * cloud->size.front())};
      shadow.fill = cloud->fill.faded(shadow_alpha);
      made.space.clouds.push_back(std::make_shared<const Cloud>(scene::keyed(std::move(shadow))));
    }
    for (const auto& curve : curves) {
      Curve shadow = *curve;
      for (Point3& p : shadow.at) p = onto_wall(p, axis, made.box, eye);
      shadow.casing = 0, shadow.width = 1;
      shadow.colour = shadow.colour.faded(shadow_alpha);
      made.space.curves.push_back(std::make_shared<const Curve>(scene::keyed(std::move(shadow))));
    }
  }
}

void add_meshes(SpaceDraft& made, const mark::Space& space, const ToBox& to_box,
                const std::string& recipe) {
  double side = 0;
  std::size_t triangles = 0;
  for (const mark::Space::Solid& solid : space.solids) {
    const auto ready = cached<Solid>(
        made.draft.figure.cache.get(), solid.buffer, "mesh", recipe,
        [&] { return solid_of(std::get<MeshData>(*solid.buffer), space.mapping, to_box); });
    made.space.meshes.push_back(ready->mesh);
    made.hits.meshes.push_back(
        {solid.name, "", readable_name(solid.name), solid.buffer, ready->index, {}});
    const Mesh& mesh = *ready->mesh;
    for (std::size_t e = 0; e + 1 < mesh.edges.size(); e += 2) {
      const Point3 way = mesh.at[mesh.edges[e + 1]] - mesh.at[mesh.edges[e]];
      side += std::sqrt(dot(way, way));
    }
    triangles += mesh.edges.size() / 2;
  }
  if (!space.wire || triangles == 0) return;
  const double mean = side / static_cast<double>(triangles) * made.space.view.scale();
  made.space.edge_alpha = 0.22 * edge_strength(0.75 * mean);
}

void add_swarms(SpaceDraft& made, const mark::Space& space, const ToBox& to_box,
                const std::string& recipe) {
  for (const mark::Space::Swarm& swarm : space.swarms) {
    const std::string own =
        fmt::format("{} {} {} {} {}", recipe, swarm.size, swarm.colour.contender,
                    static_cast<int>(swarm.colour.kind), swarm.colour.alpha);
    const auto ready =
        cached<Swarm>(made.draft.figure.cache.get(), swarm.buffer, "swarm", own, [&] {
          return swarm_of(std::get<PointsData>(*swarm.buffer), swarm, space.mapping, to_box);
        });
    made.space.clouds.push_back(ready->cloud);
    made.hits.clouds.push_back(
        {swarm.name, swarm.key, swarm.label, swarm.buffer, ready->index, {}});
  }
}

std::vector<Cloud> add_threads(SpaceDraft& made, const mark::Space& space, const ToBox& to_box) {
  std::vector<Cloud> heads;
  for (const mark::Space::Thread& thread : space.threads) {
    std::vector<std::uint32_t> index;
    Curve curve = thread_of(std::get<CurveData>(*thread.buffer), thread, to_box, index);
    const auto last = std::find_if(curve.at.rbegin(), curve.at.rend(), finite);
    if (last != curve.at.rend() && thread.head) {
      heads.push_back(head_of(*last, thread.colour, thread.ghost));
    }
    made.space.curves.push_back(std::make_shared<const Curve>(scene::keyed(std::move(curve))));
    made.hits.curves.push_back(
        {thread.name, thread.key, thread.label, thread.buffer, std::move(index), {}});
  }
  return heads;
}

}  // namespace

void draw_space(Draft& draft, Placed& at, const mark::Space& space) {
  const Extent3 box{space.sides[0], space.sides[1], -space.sides[2], space.sides[2]};
  const bool labelled = at.detail.titles;
  SpaceDraft made(draft, at, space.camera, box, labelled ? 44 : 2, labelled ? 34 : 2);
  const ToBox to_box(space, box);
  std::string recipe = recipe_of(space.mapping);
  for (std::size_t k = 0; k < 3; ++k) {
    recipe += fmt::format(" {} {} {}", space.ranges[k].lo, space.ranges[k].hi, space.sides[k]);
  }
  made.hits.titles = {title_or(space.titles[0], "x"), title_or(space.titles[1], "y"),
                      title_or(space.titles[2], "z")};
  add_meshes(made, space, to_box, recipe);
  add_swarms(made, space, to_box, recipe);
  const std::vector<Cloud> heads = add_threads(made, space, to_box);
  if (space.projections) add_shadows(made);
  for (const Cloud& head : heads) {
    made.space.clouds.push_back(std::make_shared<const Cloud>(head));
  }
  draw_walls(made, space);
  made.finish();
  if (labelled) draw_box_labels(made, space);
  draw_point_labels(made, space);
}

}  // namespace thalweg::parts
