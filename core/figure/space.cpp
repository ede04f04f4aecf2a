// Contents of spaces: keys, light, order.
#include "core/figure/space.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/hash.hpp"

namespace thalweg::scene {
namespace {

/// Gathers the parts of a content into one hash.
class Key {
 public:
  template <class T>
  Key& add(const std::vector<T>& list) {
    hash_ = mixed_hash(hash_, quick_hash(std::as_bytes(std::span(list))));
    return *this;
  }
  Key& add(double value) { return add(std::vector<double>{value}); }
  Key& add(const Colour& c) {
    const auto kind = static_cast<double>(c.kind), role = static_cast<double>(c.role);
    return add(std::vector<double>{kind, role, static_cast<double>(c.contender), c.alpha})
        .add(std::vector<Rgba>{c.rgba});
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

}  // namespace

std::size_t Space::triangles() const {
  std::size_t count = 0;
  for (const auto& mesh : meshes) count += mesh->triangles();
  return count;
}

Mesh keyed(Mesh mesh) {
  mesh.key = Key()
                 .add(mesh.at)
                 .add(mesh.normals)
                 .add(mesh.fills)
                 .add(mesh.corners)
                 .add(mesh.edges)
                 .value();
  return mesh;
}

Curve keyed(Curve curve) {
  curve.key = Key()
                  .add(curve.at)
                  .add(curve.alpha)
                  .add(curve.colour)
                  .add(curve.width)
                  .add(curve.casing)
                  .value();
  return curve;
}

Cloud keyed(Cloud cloud) {
  cloud.key = Key()
                  .add(cloud.at)
                  .add(cloud.size)
                  .add(cloud.fills)
                  .add(cloud.fill)
                  .add(cloud.outline)
                  .add(cloud.outline_width)
                  .value();
  return cloud;
}

double point_lift(const Projection& view, double diameter) {
  return std::max(line_lift + 0.01, 0.5 * diameter / view.scale());
}

double casing_lift(const Space& space) { return lines_hide(space) ? line_lift - 0.1 : 0.015; }

std::vector<Rgba> lit(const Mesh& mesh, const Projection& view) {
  const Point3 light = light_for(view.towards_eye());
  std::vector<Rgba> colours(mesh.fills.size());
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const double share = shade(mesh.normals[i], light);
    const auto channel = [share](std::uint8_t value) {
      return static_cast<std::uint8_t>(std::min(255.0, value * share));
    };
    const Rgba c = mesh.fills[i];
    colours[i] = {channel(c.r), channel(c.g), channel(c.b), c.a};
  }
  return colours;
}

std::vector<std::uint32_t> back_to_front(std::span<const float> nearness) {
  if (nearness.empty()) return {};
  constexpr std::size_t steps = 65536;
  const auto [low, high] = std::minmax_element(nearness.begin(), nearness.end());
  const float first = *low, span = *high > *low ? *high - *low : 1;
  const auto step = [&](float value) {
    return static_cast<std::size_t>((value - first) / span * static_cast<float>(steps - 1));
  };
  std::vector<std::uint32_t> start(steps + 1, 0), order(nearness.size());
  for (const float value : nearness) ++start[step(value) + 1];
  for (std::size_t i = 1; i <= steps; ++i) start[i] += start[i - 1];
  for (std::size_t i = 0; i < nearness.size(); ++i) {
    order[start[step(nearness[i])]++] = static_cast<std::uint32_t>(i);
  }
  return order;
}

}  // namespace thalweg::scene
