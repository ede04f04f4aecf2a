// Keeps the images of figures as textures: made once for equal keys, freed when no longer drawn.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <unordered_map>

#include "core/figure/primitives.hpp"

namespace thalweg::ui {

/// What can hold pixels: OpenGL in the window, a counter in tests.
class TextureDevice {
 public:
  virtual ~TextureDevice() = default;
  virtual ImTextureID make(const scene::Image& image) = 0;
  virtual void free(ImTextureID texture) = 0;
};

class Textures {
 public:
  explicit Textures(TextureDevice& device) : device_(device) {}
  ~Textures();
  Textures(const Textures&) = delete;
  Textures& operator=(const Textures&) = delete;

  ImTextureID of(const scene::Image& image);
  /// Once a frame: frees what has not been drawn for some frames.
  void next_frame();
  std::size_t size() const { return held_.size(); }

 private:
  struct Held {
    ImTextureID texture = nullptr;
    std::uint64_t used = 0;
  };
  TextureDevice& device_;
  std::unordered_map<std::uint64_t, Held> held_;
  std::uint64_t frame_ = 0;
};

}  // namespace thalweg::ui
