// Keeps what figures show as textures: images made once for equal keys and freed when no longer
// drawn, spaces rendered again only when they or the camera changed.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <unordered_map>

#include "core/figure/space.hpp"

namespace thalweg::ui {

/// What can hold pixels and render spaces: OpenGL in the window, a counter in tests.
class RenderDevice {
 public:
  virtual ~RenderDevice() = default;
  virtual ImTextureID make(const scene::Image& image) = 0;
  /// The space on width × height pixels: bottom row first, alpha multiplied in.
  virtual ImTextureID render(const scene::Space& space, int width, int height,
                             const Theme& theme) = 0;
  virtual void free(ImTextureID texture) = 0;
  /// Grows when spaces look different from before (shaders that were edited).
  virtual std::uint64_t revision() { return 0; }
  /// Sets the blending for textures of render(), in a draw list before them.
  virtual ImDrawCallback blend_premultiplied() const = 0;
};

class Textures {
 public:
  explicit Textures(RenderDevice& device) : device_(device) {}
  ~Textures();
  Textures(const Textures&) = delete;
  Textures& operator=(const Textures&) = delete;

  ImTextureID of(const scene::Image& image);
  ImTextureID of(const scene::Space& space, int width, int height, const Theme& theme);
  /// Once a frame: frees images that have not been drawn for some frames, and spaces that were not
  /// drawn in the last one.
  void next_frame();
  std::size_t size() const { return held_.size(); }
  ImDrawCallback blend_premultiplied() const { return device_.blend_premultiplied(); }

 private:
  struct Held {
    ImTextureID texture = nullptr;
    std::uint64_t used = 0, kept_frames = 0;
  };
  RenderDevice& device_;
  std::unordered_map<std::uint64_t, Held> held_;
  std::uint64_t frame_ = 0;
};

}  // namespace thalweg::ui
