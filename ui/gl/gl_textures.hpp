// Textures of OpenGL 3.3 for the images of figures.
#pragma once

#include "ui/plot/textures.hpp"

namespace thalweg::ui {

/// Needs a current OpenGL context.
class GlTextures final : public TextureDevice {
 public:
  ImTextureID make(const scene::Image& image) override;
  void free(ImTextureID texture) override;
};

}  // namespace thalweg::ui
