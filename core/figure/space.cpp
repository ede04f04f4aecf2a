// Contents of spaces: keys, light, order.
#include "core/figure/space.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace thalweg::scene {
namespace {

/// Hashes words of eight bytes; contents have many.
class Key {
 public:
  template <class T>
  Key& add(const std::vector<T>& list) {
    mix(list.size());
    const auto* bytes = reinterpret_cast<const unsigned char*>(list.data());
    const std::size_t size = list.size() * sizeof(T);
    for (std::size_t i = 0; i < size; i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + i, std::min<std::size_t>(8, size - i));
      mix(word);
    }
    return *this;
  }
  Key& add(double value) {
    std::uint64_t word;
    std::memcpy(&word, &value, sizeof word);
    return mix(word), *this;
  }
  Key& add(const Colour& c) {
    mix(static_cast<std::uint64_t>(c.kind) << 8 | static_cast<std::uint64_t>(c.role));
    return add(c.contender).add(std::vector<Rgba>{c.rgba}).add(c.alpha);
  }
  std::uint64_t value() const { return hash_; }

 private:
  void mix(std::uint64_t word) {
    hash_ = (hash_ ^ word) * 0x9e3779b97f4a7c15ULL;
    hash_ ^= hash_ >> 29;
  }
  std::uint64_t hash_ = 0x51ed270b7a1f39cdULL;
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
