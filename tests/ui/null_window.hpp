// The toolkit without a window: fonts baked, pixels counted instead of drawn, a pointer by hand.
#pragma once

#include <imgui.h>

#include "ui/panels/layout_dump.hpp"
#include "ui/shell/frame.hpp"
#include "ui/theme/look.hpp"

namespace thalweg::ui::test {

class CountingDevice final : public RenderDevice {
 public:
  int made = 0, freed = 0;
  ImTextureID make(const scene::Image& image) override {
    sizes_ok = sizes_ok && image.rgba &&
               image.rgba->size() == static_cast<std::size_t>(image.width) *
                                         static_cast<std::size_t>(image.height) * 4;
    ++made;
    return reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(1000 + made));
  }
  ImTextureID render(const scene::Space& space, int width, int height, const Theme&) override {
    ++rendered;
    triangles = space.triangles();
    moving = space.moving;
    return reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(width * 10000 + height));
  }
  void free(ImTextureID) override { ++freed; }
  ImDrawCallback blend_premultiplied() const override {
    return [](const ImDrawList*, const ImDrawCmd*) {};
  }
  /// Of spaces: how often one was rendered, and what the last one was.
  int rendered = 0;
  std::size_t triangles = 0;
  bool moving = false;
  bool sizes_ok = true;
};

/// Moves the pointer from one place to another with a button held; `frame` draws.
template <class Frame>
void drag_pointer(Frame frame, ImVec2 from, ImVec2 to, int button = 0) {
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = from;
  frame();
  io.MouseDown[button] = true;
  frame();
  for (int i = 1; i <= 5; ++i) {
    const float s = static_cast<float>(i) / 5;
    io.MousePos = {from.x + s * (to.x - from.x), from.y + s * (to.y - from.y)};
    frame();
  }
  io.MouseDown[button] = false;
  frame();
}

class NullWindow {
 public:
  explicit NullWindow(ImVec2 size, double ui_scale = 1) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = size;
    io.DeltaTime = 1.0f / 60;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    watch_widgets(true);
    use_theme(dark_theme());
    bake_fonts(ui_scale);
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
    io.Fonts->SetTexID(reinterpret_cast<ImTextureID>(1));
  }
  ~NullWindow() { ImGui::DestroyContext(); }
  NullWindow(const NullWindow&) = delete;
  NullWindow& operator=(const NullWindow&) = delete;

  /// Draws one frame; returns the number of vertices.
  template <class Draw>
  int frame(Draw draw) {
    ImGui::NewFrame();
    draw();
    ImGui::Render();
    return ImGui::GetDrawData()->TotalVtxCount;
  }
};

}  // namespace thalweg::ui::test
