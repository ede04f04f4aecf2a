// A small rasteriser: barycentric coordinates at pixel centres, source over destination.
#include "tests/support/draw_data_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg::ui::test {
namespace {

using Colour4 = std::array<double, 4>;

/// Reads one texture; positions are fractions of its sides.
struct Sampler {
  const std::uint8_t* rgba = nullptr;
  int width = 0, height = 0;
  bool smooth = false;

  Colour4 texel(int x, int y) const {
    x = std::clamp(x, 0, width - 1), y = std::clamp(y, 0, height - 1);
    const std::uint8_t* p = rgba + 4 * (static_cast<std::ptrdiff_t>(y) * width + x);
    return {p[0] / 255.0, p[1] / 255.0, p[2] / 255.0, p[3] / 255.0};
  }
  Colour4 at(double u, double v) const {
    const double x = u * width, y = v * height;
    if (!smooth) return texel(static_cast<int>(std::floor(x)), static_cast<int>(std::floor(y)));
    const double left = std::floor(x - 0.5), top = std::floor(y - 0.5);
    const double a = x - 0.5 - left, b = y - 0.5 - top;
    const int i = static_cast<int>(left), j = static_cast<int>(top);
    const Colour4 p = texel(i, j), q = texel(i + 1, j), r = texel(i, j + 1),
                  s = texel(i + 1, j + 1);
    Colour4 mixed;
    for (std::size_t k = 0; k < 4; ++k) {
      mixed[k] = (1 - b) * ((1 - a) * p[k] + a * q[k]) + b * ((1 - a) * r[k] + a * s[k]);
    }
    return mixed;
  }
};

Sampler sampler_of(ImTextureID texture, const PixelDevice& device) {
  if (const scene::Image* image = device.find(texture)) {
    return {image->rgba->data(), image->width, image->height, image->smooth};
  }
  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
  return {pixels, width, height, true};
}

class Canvas {
 public:
  Canvas(int width, int height, Rgba ground) : width_(width), height_(height) {
    for (int i = 0; i < width * height; ++i) {
      rgba_.insert(rgba_.end(), {ground.r, ground.g, ground.b, 255});
    }
  }

  void triangle(const ImDrawVert& a, ImDrawVert b, ImDrawVert c, const ImVec4& clip,
                const Sampler& texture) {
    double area = cross(a.pos, b.pos, c.pos.x, c.pos.y);
    if (area < 0) std::swap(b, c), area = -area;
    if (area == 0) return;
    const auto [x0, x1] = span({a.pos.x, b.pos.x, c.pos.x}, clip.x, clip.z, width_);
    const auto [y0, y1] = span({a.pos.y, b.pos.y, c.pos.y}, clip.y, clip.w, height_);
    for (int y = y0; y < y1; ++y) {
      for (int x = x0; x < x1; ++x) {
        const double px = x + 0.5, py = y + 0.5;
        const double wa = cross(b.pos, c.pos, px, py), wb = cross(c.pos, a.pos, px, py);
        const double wc = cross(a.pos, b.pos, px, py);
        if (!covers(wa, b.pos, c.pos) || !covers(wb, c.pos, a.pos) || !covers(wc, a.pos, b.pos)) {
          continue;
        }
        shade(x, y, a, b, c, {wa / area, wb / area, wc / area}, texture);
      }
    }
  }
  std::vector<std::uint8_t> pixels() const { return rgba_; }

 private:
  static double cross(ImVec2 from, ImVec2 to, double x, double y) {
    return (static_cast<double>(to.x) - from.x) * (y - from.y) -
           (static_cast<double>(to.y) - from.y) * (x - from.x);
  }
  /// Inside, or on an edge that is a top or a left one.
  static bool covers(double weight, ImVec2 from, ImVec2 to) {
    if (weight != 0) return weight > 0;
    return from.y == to.y ? to.x > from.x : to.y < from.y;
  }
  static std::pair<int, int> span(std::array<float, 3> at, float lo, float hi, int size) {
    const auto [least, most] = std::minmax_element(at.begin(), at.end());
    const float first = std::max({*least, lo, 0.0f}),
                last = std::min({*most, hi, static_cast<float>(size)});
    return {static_cast<int>(std::floor(first)), static_cast<int>(std::ceil(last))};
  }
  void shade(int x, int y, const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c,
             const std::array<double, 3>& w, const Sampler& texture) {
    const auto mixed = [&](auto part) {
      return w[0] * static_cast<double>(part(a)) + w[1] * static_cast<double>(part(b)) +
             w[2] * static_cast<double>(part(c));
    };
    Colour4 colour = texture.at(mixed([](const ImDrawVert& v) { return v.uv.x; }),
                                mixed([](const ImDrawVert& v) { return v.uv.y; }));
    for (unsigned k = 0; k < 4; ++k) {
      colour[k] *= mixed([k](const ImDrawVert& v) { return v.col >> 8 * k & 0xff; }) / 255;
    }
    std::uint8_t* out = &rgba_[4 * static_cast<std::size_t>(y * width_ + x)];
    for (std::size_t k = 0; k < 3; ++k) {
      const double blended = 255 * colour[3] * colour[k] + (1 - colour[3]) * out[k];
      out[k] = static_cast<std::uint8_t>(std::lround(std::clamp(blended, 0.0, 255.0)));
    }
  }

  int width_, height_;
  std::vector<std::uint8_t> rgba_;
};

}  // namespace

ImTextureID PixelDevice::make(const scene::Image& image) {
  const auto id = reinterpret_cast<ImTextureID>(++made_);
  images_.emplace(id, image);
  return id;
}

/// Bottom row first, as a graphics driver has it; alpha stays apart, as of images.
ImTextureID PixelDevice::render(const scene::Space& space, int width, int, const Theme& theme) {
  const Pixels pixels = scene::rasterised(space, theme, width / space.rect.width);
  auto upside = std::make_shared<std::vector<std::uint8_t>>();
  const auto row = 4 * static_cast<std::ptrdiff_t>(pixels.width);
  for (std::ptrdiff_t y = pixels.height - 1; y >= 0; --y) {
    upside->insert(upside->end(), pixels.rgba->begin() + y * row,
                   pixels.rgba->begin() + (y + 1) * row);
  }
  scene::Image image;
  image.width = pixels.width, image.height = pixels.height;
  image.rgba = std::move(upside);
  return make(image);
}

ImDrawCallback PixelDevice::blend_premultiplied() const {
  return [](const ImDrawList*, const ImDrawCmd*) {};
}

const scene::Image* PixelDevice::find(ImTextureID texture) const {
  const auto found = images_.find(texture);
  return found == images_.end() ? nullptr : &found->second;
}

std::vector<std::uint8_t> draw_data_picture(const PixelDevice& device, int width, int height,
                                            Rgba ground) {
  Canvas canvas(width, height, ground);
  const ImDrawData* data = ImGui::GetDrawData();
  for (int n = 0; n < data->CmdListsCount; ++n) {
    const ImDrawList& list = *data->CmdLists[n];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      const Sampler texture = sampler_of(command.GetTexID(), device);
      const ImDrawIdx* index = list.IdxBuffer.Data + command.IdxOffset;
      const ImDrawVert* vertex = list.VtxBuffer.Data + command.VtxOffset;
      for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
        canvas.triangle(vertex[index[i]], vertex[index[i + 1]], vertex[index[i + 2]],
                        command.ClipRect, texture);
      }
    }
  }
  return canvas.pixels();
}

}  // namespace thalweg::ui::test
