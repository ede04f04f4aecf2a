// Textures by key, with the age of their last use.
#include "ui/plot/textures.hpp"

namespace thalweg::ui {
namespace {

constexpr std::uint64_t kept_frames = 90;

/// Equal pixels filtered in two ways are two textures.
std::uint64_t key_of(const scene::Image& image) { return image.key * 2 + (image.smooth ? 1 : 0); }

}  // namespace

Textures::~Textures() {
  for (const auto& [key, held] : held_) device_.free(held.texture);
}

ImTextureID Textures::of(const scene::Image& image) {
  Held& held = held_[key_of(image)];
  if (!held.texture) held.texture = device_.make(image);
  held.used = frame_;
  return held.texture;
}

void Textures::next_frame() {
  ++frame_;
  std::erase_if(held_, [this](const auto& entry) {
    if (entry.second.used + kept_frames >= frame_) return false;
    device_.free(entry.second.texture);
    return true;
  });
}

}  // namespace thalweg::ui
