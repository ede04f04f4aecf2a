// Picking by projection.
#include "core/figure/space_pick.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg::scene {
namespace {

/// More candidates than these are not asked whether they are hidden.
constexpr std::size_t most_candidates = 12;

double distance(Point2 a, Point2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// Shares of the corners where `at` lies in the triangle; nothing outside.
std::optional<std::array<double, 3>> shares(const std::array<Point2, 3>& p, Point2 at) {
  const auto side = [](Point2 a, Point2 b, Point2 c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  };
  const double area = side(p[0], p[1], p[2]);
  if (!(std::abs(area) > 0)) return std::nullopt;
  const std::array<double, 3> share{side(p[1], p[2], at) / area, side(p[2], p[0], at) / area,
                                    side(p[0], p[1], at) / area};
  const bool inside = share[0] >= 0 && share[1] >= 0 && share[2] >= 0;
  return inside ? std::optional(share) : std::nullopt;
}

struct Candidate {
  double distance = 0;
  const Seen* seen = nullptr;
  Pick pick;
};

}  // namespace

void SpacePicker::project() const {
  if (ready_) return;
  const auto all = [&](const std::vector<Point3>& list, auto lift) {
    std::vector<Seen> seen;
    seen.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
      seen.push_back(space_->view.see(list[i], lift(i)));
    return seen;
  };
  for (const auto& mesh : space_->meshes) {
    meshes_.push_back(all(mesh->at, [](std::size_t) { return 0.0; }));
  }
  for (const auto& curve : space_->curves) {
    curves_.push_back(all(curve->at, [](std::size_t) { return line_lift; }));
  }
  for (const auto& cloud : space_->clouds) {
    clouds_.push_back(all(cloud->at, [&](std::size_t i) {
      return point_lift(space_->view, cloud->size.size() == 1 ? cloud->size[0] : cloud->size[i]);
    }));
  }
  ready_ = true;
}

std::optional<SpacePicker::Face> SpacePicker::front(Point2 at) const {
  std::optional<Face> best;
  for (std::size_t m = 0; m < meshes_.size(); ++m) {
    const Mesh& mesh = *space_->meshes[m];
    const std::vector<Seen>& seen = meshes_[m];
    const std::vector<std::uint32_t>& corners = mesh.corners;
    for (std::size_t f = 0; f < corners.size(); f += mesh.sides) {
      bool left = true, right = true, above = true, below = true;
      for (std::size_t k = 0; k < mesh.sides; ++k) {
        const Point2& p = seen[corners[f + k]].at;
        left = left && p.x < at.x, right = right && p.x > at.x;
        above = above && p.y < at.y, below = below && p.y > at.y;
      }
      if (left || right || above || below) continue;
      for (std::size_t t = 0; t + 2 < mesh.sides; ++t) {
        const std::array<std::size_t, 3> index{corners[f], corners[f + t + 1], corners[f + t + 2]};
        const auto share = shares({seen[index[0]].at, seen[index[1]].at, seen[index[2]].at}, at);
        if (!share) continue;
        double near = 0;
        for (std::size_t k = 0; k < 3; ++k) near += (*share)[k] * seen[index[k]].nearness;
        if (best && near <= best->nearness) continue;
        const std::size_t corner =
            *std::min_element(corners.begin() + static_cast<std::ptrdiff_t>(f),
                              corners.begin() + static_cast<std::ptrdiff_t>(f + mesh.sides),
                              [&](std::uint32_t a, std::uint32_t b) {
                                return distance(seen[a].at, at) < distance(seen[b].at, at);
                              });
        best = Face{near, m, corner};
      }
    }
  }
  return best;
}

bool SpacePicker::visible(const Seen& seen) const {
  project();
  const auto face = front(seen.at);
  return !face || face->nearness <= seen.nearness;
}

std::optional<Pick> SpacePicker::point(Point2 at, double radius) const {
  std::vector<Candidate> list;
  for (std::size_t c = 0; c < clouds_.size(); ++c) {
    const Cloud& cloud = *space_->clouds[c];
    for (std::size_t i = 0; i < clouds_[c].size(); ++i) {
      const double own = 0.5 * (cloud.size.size() == 1 ? cloud.size[0] : cloud.size[i]);
      const Seen& seen = clouds_[c][i];
      const double away = std::max(0.0, distance(seen.at, at) - own);
      if (away > std::max(0.0, radius - own)) continue;
      list.push_back({away, &seen, {Pick::Kind::cloud, c, i, seen.at}});
    }
  }
  // Of several under the pointer the one in front.
  std::sort(list.begin(), list.end(), [](const Candidate& a, const Candidate& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.seen->nearness > b.seen->nearness;
  });
  list.resize(std::min(list.size(), most_candidates));
  for (const Candidate& one : list) {
    if (visible(*one.seen)) return one.pick;
  }
  return std::nullopt;
}

std::optional<Pick> SpacePicker::on_curve(Point2 at, double radius) const {
  std::vector<Candidate> list;
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const std::vector<Seen>& seen = curves_[c];
    for (std::size_t i = 1; i < seen.size(); ++i) {
      const Point2 a = seen[i - 1].at, b = seen[i].at;
      const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
      const double along =
          length > 0 ? std::clamp(((at.x - a.x) * dx + (at.y - a.y) * dy) / length, 0.0, 1.0) : 0;
      const double away = distance({a.x + along * dx, a.y + along * dy}, at);
      if (!(away <= radius)) continue;
      const std::size_t end = along < 0.5 ? i - 1 : i;
      list.push_back({away, &seen[end], {Pick::Kind::curve, c, end, seen[end].at}});
    }
  }
  std::sort(list.begin(), list.end(),
            [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
  list.resize(std::min(list.size(), most_candidates));
  for (const Candidate& one : list) {
    if (visible(*one.seen)) return one.pick;
  }
  return std::nullopt;
}

std::optional<Pick> SpacePicker::at(Point2 at, double radius) const {
  if (!space_->rect.contains(at)) return std::nullopt;
  project();
  if (auto found = point(at, radius)) return found;
  if (auto found = on_curve(at, radius)) return found;
  const auto face = front(at);
  if (!face) return std::nullopt;
  return Pick{Pick::Kind::mesh, face->mesh, face->corner, meshes_[face->mesh][face->corner].at};
}

}  // namespace thalweg::scene
