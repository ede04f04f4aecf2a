// Uploads pixels (nearest neighbour unless an image asks for smoothness), passes spaces on.
#include "ui/gl/gl_device.hpp"

#include <epoxy/gl.h>

#include <cstdint>

namespace thalweg::ui {
namespace {

ImTextureID id_of(GLuint name) {
  return reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(name));
}

}  // namespace

ImTextureID GlDevice::make(const scene::Image& image) {
  GLuint name = 0;
  GLint bound = 0;
  glGetIntegerv(GL_TEXTURE_BINDING_2D, &bound);
  glGenTextures(1, &name);
  glBindTexture(GL_TEXTURE_2D, name);
  const GLint filter = image.smooth ? GL_LINEAR : GL_NEAREST;
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, image.width, image.height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               image.rgba ? image.rgba->data() : nullptr);
  glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(bound));
  return id_of(name);
}

ImTextureID GlDevice::render(const scene::Space& space, int width, int height, const Theme& theme) {
  return id_of(spaces_.render(space, width, height, theme));
}

ImDrawCallback GlDevice::blend_premultiplied() const {
  return [](const ImDrawList*, const ImDrawCmd*) { glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA); };
}

void GlDevice::free(ImTextureID texture) {
  const auto name = static_cast<GLuint>(reinterpret_cast<std::intptr_t>(texture));
  glDeleteTextures(1, &name);
}

}  // namespace thalweg::ui
