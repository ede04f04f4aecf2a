// What the toolkit's draw lists look like, without a graphics driver: its triangles one by one.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <map>
#include <vector>

#include "ui/plot/textures.hpp"

namespace thalweg::ui::test {

/// Keeps the pixels of the figures' images for draw_data_picture().
class PixelDevice final : public RenderDevice {
 public:
  ImTextureID make(const scene::Image& image) override;
  /// As exports rasterise it.
  ImTextureID render(const scene::Space& space, int width, int height, const Theme& theme) override;
  void free(ImTextureID texture) override { images_.erase(texture); }
  ImDrawCallback blend_premultiplied() const override;
  /// Null for textures that are not of this device.
  const scene::Image* find(ImTextureID texture) const;

 private:
  std::map<ImTextureID, scene::Image> images_;
  std::intptr_t made_ = 1000;
};

/// The last rendered frame over an opaque `ground`, as rows of red, green, blue and 255. A pixel
/// belongs to a triangle when its centre does (edges by the top-left rule); textures are read as
/// the window's are: the font linearly, images by nearest neighbour unless they ask for smoothness.
std::vector<std::uint8_t> draw_data_picture(const PixelDevice& device, int width, int height,
                                            Rgba ground);

}  // namespace thalweg::ui::test
