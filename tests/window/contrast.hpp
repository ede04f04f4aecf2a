// The colour below a text, from the triangles of the frame, and the contrast between the two.
#pragma once

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace thalweg::ui::test {

struct Light {
  double r = 0, g = 0, b = 0;
};

inline Light light_of(ImU32 colour) {
  const auto part = [&](int shift) { return static_cast<double>((colour >> shift) & 255) / 255; };
  return {part(IM_COL32_R_SHIFT), part(IM_COL32_G_SHIFT), part(IM_COL32_B_SHIFT)};
}

inline Light over(Light below, ImU32 colour) {
  const double a = static_cast<double>((colour >> IM_COL32_A_SHIFT) & 255) / 255;
  const Light top = light_of(colour);
  return {below.r + a * (top.r - below.r), below.g + a * (top.g - below.g),
          below.b + a * (top.b - below.b)};
}

/// Relative luminance (WCAG 2.1).
inline double luminance(Light c) {
  const auto linear = [](double v) {
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

/// Contrast of text of `ink` on `ground`, 1 … 21.
inline double contrast(ImU32 ink, Light ground) {
  const double a = luminance(over(ground, ink)), b = luminance(ground);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

/// What the plain (untextured) triangles of a frame paint at a point.
class Ground {
 public:
  explicit Ground(const ImDrawData& data) : data_(data), white_(ImGui::GetFontTexUvWhitePixel()) {}

  Light at(ImVec2 point) const {
    Light light = light_of(ImGui::GetColorU32(ImGuiCol_WindowBg));
    for (int l = 0; l < data_.CmdListsCount; ++l) {
      const ImDrawList& list = *data_.CmdLists[l];
      for (const ImDrawCmd& cmd : list.CmdBuffer) paint(list, cmd, point, light);
    }
    return light;
  }

 private:
  bool plain(const ImDrawVert& v) const {
    return std::abs(v.uv.x - white_.x) < 1e-6f && std::abs(v.uv.y - white_.y) < 1e-6f;
  }

  void paint(const ImDrawList& list, const ImDrawCmd& cmd, ImVec2 p, Light& light) const {
    const ImVec4& clip = cmd.ClipRect;
    if (p.x < clip.x || p.y < clip.y || p.x >= clip.z || p.y >= clip.w) return;
    for (unsigned i = 0; i + 2 < cmd.ElemCount; i += 3) {
      const auto corner = [&](unsigned k) -> const ImDrawVert& {
        return list.VtxBuffer[static_cast<int>(
            cmd.VtxOffset + list.IdxBuffer[static_cast<int>(cmd.IdxOffset + i + k)])];
      };
      const ImDrawVert &a = corner(0), &b = corner(1), &c = corner(2);
      const bool flat = plain(a) && a.col == b.col && b.col == c.col;
      if (flat && inside(p, a.pos, b.pos, c.pos)) light = over(light, a.col);
    }
  }

  static float side(ImVec2 p, ImVec2 a, ImVec2 b) {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
  }
  static bool inside(ImVec2 p, ImVec2 a, ImVec2 b, ImVec2 c) {
    const float x = side(p, a, b), y = side(p, b, c), z = side(p, c, a);
    return (x > 0 && y > 0 && z >= 0) || (x < 0 && y < 0 && z <= 0);
  }

  const ImDrawData& data_;
  ImVec2 white_;
};

}  // namespace thalweg::ui::test
