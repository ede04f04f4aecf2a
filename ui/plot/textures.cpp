// Textures by key, with the age of their last use.
#include "ui/plot/textures.hpp"

#include <bit>

#include "core/base/hash.hpp"

namespace thalweg::ui {
namespace {

constexpr std::uint64_t image_frames = 90, space_frames = 1;

/// Equal pixels filtered in two ways are two textures.
std::uint64_t key_of(const scene::Image& image) { return image.key * 2 + (image.smooth ? 1 : 0); }

/// All that the pixels of a space depend on.
std::uint64_t key_of(const scene::Space& space, int width, int height, const Theme& theme,
                     std::uint64_t revision) {
  std::vector<std::uint64_t> parts{
      revision, space.moving, hash_bytes(theme.name),
      std::bit_cast<std::uint64_t>(space.edge_alpha),
      static_cast<std::uint64_t>(width) << 32 | static_cast<std::uint64_t>(height)};
  for (const float number : space.view.clip_from_world(space.rect)) {
    parts.push_back(std::bit_cast<std::uint32_t>(number));
  }
  for (const auto& mesh : space.meshes) parts.push_back(mesh->key);
  for (const auto& curve : space.curves) parts.push_back(curve->key);
  for (const auto& cloud : space.clouds) parts.push_back(cloud->key);
  return hash_bytes(std::as_bytes(std::span<const std::uint64_t>(parts)));
}

}  // namespace

Textures::~Textures() {
  for (const auto& [key, held] : held_) device_.free(held.texture);
}

ImTextureID Textures::of(const scene::Image& image) {
  Held& held = held_[key_of(image)];
  if (!held.texture) held.texture = device_.make(image);
  held.used = frame_, held.kept_frames = image_frames;
  return held.texture;
}

ImTextureID Textures::of(const scene::Space& space, int width, int height, const Theme& theme) {
  Held& held = held_[key_of(space, width, height, theme, device_.revision())];
  if (!held.texture) held.texture = device_.render(space, width, height, theme);
  held.used = frame_, held.kept_frames = space_frames;
  return held.texture;
}

void Textures::next_frame() {
  ++frame_;
  std::erase_if(held_, [this](const auto& entry) {
    if (entry.second.used + entry.second.kept_frames >= frame_) return false;
    device_.free(entry.second.texture);
    return true;
  });
}

}  // namespace thalweg::ui
