// A space as flat primitives: faces by the painter's algorithm, lines and points where a depth map
// of the faces shows them.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/figure/space.hpp"
#include "core/figure/triangle_fill.hpp"

namespace thalweg::scene {
namespace {

constexpr double most_map_side = 2048;

/// The corners of each of a face's triangles.
std::array<std::size_t, 3> triangle(std::size_t number) { return {0, number + 1, number + 2}; }

struct FlatFace {
  double depth = 0;
  const Mesh* mesh = nullptr;
  const std::vector<Rgba>* colours = nullptr;
  std::size_t first = 0;  // of its corners
};

Rgba mean_colour(const FlatFace& face) {
  unsigned r = 0, g = 0, b = 0, a = 0;
  const auto sides = static_cast<unsigned>(face.mesh->sides);
  for (unsigned k = 0; k < sides; ++k) {
    const Rgba c = (*face.colours)[face.mesh->corners[face.first + k]];
    r += c.r, g += c.g, b += c.b, a += c.a;
  }
  const auto mean = [sides](unsigned sum) { return static_cast<std::uint8_t>(sum / sides); };
  return {mean(r), mean(g), mean(b), mean(a)};
}

void paint_faces(const Space& space, Painter& painter) {
  std::vector<std::vector<Rgba>> colours;
  std::vector<FlatFace> list;
  colours.reserve(space.meshes.size());
  for (const auto& mesh : space.meshes) {
    colours.push_back(lit(*mesh, space.view));
    for (std::size_t f = 0; f < mesh->corners.size(); f += mesh->sides) {
      Point3 centre;
      for (std::size_t k = 0; k < mesh->sides; ++k)
        centre = centre + mesh->at[mesh->corners[f + k]];
      centre = (1.0 / static_cast<double>(mesh->sides)) * centre;
      list.push_back({space.view.depth(centre), mesh.get(), &colours.back(), f});
    }
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const FlatFace& a, const FlatFace& b) { return a.depth > b.depth; });
  // One run for as long as the faces are of a kind.
  for (std::size_t i = 0; i < list.size();) {
    const Mesh& mesh = *list[i].mesh;
    Faces faces;
    faces.sides = mesh.sides;
    const double edges = mesh.edges.empty() ? 0 : space.edge_alpha;
    faces.edge = {0, 0, 0, static_cast<std::uint8_t>(std::lround(255 * edges))};
    // The next face covers half of an edge and draws it again.
    faces.edge_width = 2 * edge_width / 3;
    for (; i < list.size() && list[i].mesh == &mesh; ++i) {
      for (std::size_t k = 0; k < mesh.sides; ++k) {
        faces.corners.push_back(space.view.to_px(mesh.at[mesh.corners[list[i].first + k]]));
      }
      faces.fills.push_back(mean_colour(list[i]));
    }
    painter.faces(faces);
  }
}

/// A piece of a curve, its casing, or a point.
struct Item {
  double nearness = 0;
  Polyline line;
  Markers marker;
};

/// What is visible of a curve, in pieces short enough to be sorted.
class Pieces {
 public:
  Pieces(const Space& space, const DepthMap& map, const Curve& curve, std::vector<Item>& items)
      : space_(space), map_(map), curve_(curve), items_(items) {
    for (std::size_t i = 1; i < curve.at.size(); ++i) {
      finite(curve.at[i - 1]) && finite(curve.at[i]) ? segment(i) : end();
    }
    end();
    add_items();
  }

 private:
  static constexpr double step = 2, shortest = 0.75, longest = 24;  // px
  struct Piece {
    std::vector<Point2> points;
    double nearest = 0, farthest = 0, alpha = 1;
    bool goes_on = false;  // from the piece before
  };

  double alpha(std::size_t i) const { return curve_.alpha.empty() ? 1 : curve_.alpha[i]; }

  void segment(std::size_t i) {
    const Point3 a = curve_.at[i - 1], b = curve_.at[i];
    const Point2 p = space_.view.to_px(a), q = space_.view.to_px(b);
    const double length = std::hypot(q.x - p.x, q.y - p.y);
    const int parts = std::clamp(static_cast<int>(std::ceil(length / step)), 1, 4000);
    for (int k = open_ ? 1 : 0; k <= parts; ++k) {
      const double share = static_cast<double>(k) / parts;
      const Seen seen = space_.view.see(a + share * (b - a), line_lift);
      if (!map_.visible(seen)) {
        end();
        continue;
      }
      if (!open_) begin(seen, alpha(i));
      last_ = seen;
      const Point2 put = list_.back().points.back();
      const double way = std::hypot(seen.at.x - put.x, seen.at.y - put.y);
      if (way >= (k == parts ? shortest : longest / 2)) put_last(alpha(i));
    }
  }

  void begin(const Seen& seen, double alpha) {
    list_.push_back({{seen.at}, seen.nearness, seen.nearness, alpha, false});
    open_ = true;
    put_ = last_ = seen;
  }

  /// Adds the point that was last visible, to a new piece where the present one is long enough.
  void put_last(double alpha) {
    const Point2 first = list_.back().points.front();
    const double length = std::hypot(last_.at.x - first.x, last_.at.y - first.y);
    const bool full = list_.back().points.size() > 1 && length > longest;
    if (full || alpha != list_.back().alpha) {
      list_.push_back({{put_.at}, put_.nearness, put_.nearness, alpha, true});
    }
    Piece& piece = list_.back();
    piece.points.push_back(last_.at);
    piece.nearest = std::max(piece.nearest, last_.nearness);
    piece.farthest = std::min(piece.farthest, last_.nearness);
    put_ = last_;
  }

  void end() {
    if (open_ && (last_.at.x != put_.at.x || last_.at.y != put_.at.y)) {
      put_last(list_.back().alpha);
    }
    open_ = false;
  }

  void add_items() {
    for (std::size_t i = 0; i < list_.size(); ++i) {
      const Piece& piece = list_[i];
      if (piece.points.size() < 2) continue;
      double below = piece.farthest;
      if (piece.goes_on) below = std::min(below, list_[i - 1].farthest);
      if (i + 1 < list_.size() && list_[i + 1].goes_on) {
        below = std::min(below, list_[i + 1].farthest);
      }
      const double fade = piece.alpha;
      Polyline line{piece.points, curve_.colour.faded(fade), curve_.width, {}, 0, false};
      if (curve_.casing > 0) {
        Polyline casing = line;
        casing.colour = Colour::of(Role::ground, curve_.colour.alpha * fade);
        casing.width += 2 * curve_.casing;
        // On faces they lie below the lines of all.
        const bool hides = lines_hide(space_);
        items_.push_back(
            {hides ? below : -std::numeric_limits<double>::infinity(), std::move(casing), {}});
      }
      items_.push_back({(piece.nearest + piece.farthest) / 2, std::move(line), {}});
    }
  }

  const Space& space_;
  const DepthMap& map_;
  const Curve& curve_;
  std::vector<Item>& items_;
  std::vector<Piece> list_;
  bool open_ = false;
  Seen put_, last_;  // the newest point of a piece, and the newest that is visible
};

void add_points(const Space& space, const DepthMap& map, const Cloud& cloud,
                std::vector<Item>& items) {
  for (std::size_t i = 0; i < cloud.at.size(); ++i) {
    const double size = cloud.size.size() == 1 ? cloud.size[0] : cloud.size[i];
    const Seen seen = space.view.see(cloud.at[i], point_lift(space.view, size));
    if (!map.visible(seen)) continue;
    Markers marker;
    marker.at = {seen.at};
    marker.size = {size};
    marker.fill =
        cloud.fills.empty() ? cloud.fill : Colour::fixed(cloud.fills[i], cloud.fill.alpha);
    marker.outline = cloud.outline;
    marker.outline_width = cloud.outline_width;
    items.push_back({seen.nearness, {}, std::move(marker)});
  }
}

bool alike(const Markers& a, const Markers& b) {
  return a.size == b.size && a.fill == b.fill && a.outline == b.outline &&
         a.outline_width == b.outline_width;
}

void paint_items(std::vector<Item> items, Painter& painter, const Theme& theme) {
  std::stable_sort(items.begin(), items.end(),
                   [](const Item& a, const Item& b) { return a.nearness < b.nearness; });
  for (std::size_t i = 0; i < items.size();) {
    Item& item = items[i++];
    if (!item.line.points.empty()) {
      painter.polyline(item.line.points, theme.resolve(item.line.colour), item.line.width, {},
                       false);
      continue;
    }
    for (; i < items.size() && !items[i].marker.at.empty() && alike(items[i].marker, item.marker);
         ++i) {
      item.marker.at.push_back(items[i].marker.at.front());
    }
    painter.markers(item.marker, theme.resolve(item.marker.fill),
                    theme.resolve(item.marker.outline));
  }
}

}  // namespace

DepthMap::DepthMap(const Space& space) : rect_(space.rect) {
  const double scale = std::min(1.0, most_map_side / std::max(rect_.width, rect_.height));
  width_ = static_cast<int>(std::ceil(rect_.width * scale));
  height_ = static_cast<int>(std::ceil(rect_.height * scale));
  if (width_ <= 0 || height_ <= 0 || space.meshes.empty()) return;
  nearness_.assign(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_),
                   -std::numeric_limits<float>::infinity());
  const SampleArea window{0, 0, width_, height_};
  for (const auto& mesh : space.meshes) {
    std::vector<Seen> seen;
    seen.reserve(mesh->at.size());
    for (const Point3& p : mesh->at) {
      Seen s = space.view.see(p);
      s.at = {(s.at.x - rect_.x) * width_ / rect_.width,
              (s.at.y - rect_.y) * height_ / rect_.height};
      seen.push_back(s);
    }
    for (std::size_t f = 0; f < mesh->corners.size(); f += mesh->sides) {
      for (std::size_t t = 0; t + 2 < mesh->sides; ++t) {
        std::array<Seen, 3> c;
        for (std::size_t k = 0; k < 3; ++k) c[k] = seen[mesh->corners[f + triangle(t)[k]]];
        fill_triangle({c[0].at, c[1].at, c[2].at}, window,
                      [&](int x, int y, const std::array<double, 3>& share) {
                        float& held = nearness_[static_cast<std::size_t>(y * width_ + x)];
                        const double near = share[0] * c[0].nearness + share[1] * c[1].nearness +
                                            share[2] * c[2].nearness;
                        held = std::max(held, static_cast<float>(near));
                      });
      }
    }
  }
}

bool DepthMap::visible(const Seen& seen) const {
  if (nearness_.empty() || !rect_.contains(seen.at)) return true;
  const int x =
      std::min(static_cast<int>((seen.at.x - rect_.x) * width_ / rect_.width), width_ - 1);
  const int y =
      std::min(static_cast<int>((seen.at.y - rect_.y) * height_ / rect_.height), height_ - 1);
  return static_cast<float>(seen.nearness) >= nearness_[static_cast<std::size_t>(y * width_ + x)];
}

void paint_flat(const Space& space, Painter& painter, const Theme& theme) {
  paint_faces(space, painter);
  const DepthMap map(space);
  std::vector<Item> items;
  for (const auto& curve : space.curves) Pieces(space, map, *curve, items);
  for (const auto& cloud : space.clouds) add_points(space, map, *cloud, items);
  paint_items(std::move(items), painter, theme);
}

}  // namespace thalweg::scene
