// OpenGL 3.3 for what figures show: images as textures, spaces rendered into textures.
#pragma once

#include "ui/gl/gl_spaces.hpp"
#include "ui/plot/textures.hpp"

namespace thalweg::ui {

/// Needs a current OpenGL context.
class GlDevice final : public RenderDevice {
 public:
  ImTextureID make(const scene::Image& image) override;
  ImTextureID render(const scene::Space& space, int width, int height, const Theme& theme) override;
  void free(ImTextureID texture) override;
  std::uint64_t revision() override { return spaces_.revision(); }
  ImDrawCallback blend_premultiplied() const override;

 private:
  GlSpaces spaces_;
};

}  // namespace thalweg::ui
