// Textures by key, with the age of their last use.
#include "ui/plot/textures.hpp"

#include <array>
#include <bit>
#include <span>

#include "core/base/hash.hpp"

namespace thalweg::ui {
namespace {

constexpr std::uint64_t image_frames = 90, space_frames = 1;

/// Equal pixels filtered in two ways are two textures.
std::uint64_t key_of(const scene::Image& image) { return image.key * 2 + (image.smooth ? 1 : 0); }

/// All that the pixels of a space depend on.
std::uint64_t key_of(const scene::Space& space, int width, int height, const Theme& theme,
                     std::uint64_t revision) {
  const std::array<std::uint64_t, 4> head{
      revision, space.moving, std::bit_cast<std::uint64_t>(space.edge_alpha),
      static_cast<std::uint64_t>(width) << 32 | static_cast<std::uint64_t>(height)};
  const std::array<float, 16> camera = space.view.clip_from_world(space.rect);
  std::uint64_t hash = hash_bytes(theme.name);
  const auto add = [&](const auto& numbers) {
    hash = hash_bytes(std::as_bytes(std::span(numbers)), hash);
  };
  add(head), add(camera);
  const auto add_content = [&](std::uint64_t key) { add(std::array<std::uint64_t, 1>{key}); };
  for (const auto& mesh : space.meshes) add_content(mesh->key);
  for (const auto& curve : space.curves) add_content(curve->key);
  for (const auto& cloud : space.clouds) add_content(cloud->key);
  return hash;
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
