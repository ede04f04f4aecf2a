// Draws scenes into a draw list of the window.
#pragma once

#include <imgui.h>

#include <vector>

#include "core/figure/painter.hpp"
#include "ui/plot/textures.hpp"

namespace thalweg::ui {

/// Scene px times `scale`, moved to `origin`. No single reservation exceeds 64 k vertices.
class ImGuiPainter final : public Painter {
 public:
  ImGuiPainter(ImDrawList& list, Textures& textures, ImVec2 origin, float scale)
      : list_(list), textures_(textures), origin_(origin), scale_(scale) {}

  void polyline(std::span<const Point2> points, Rgba colour, double width,
                std::span<const double> dash, bool closed) override;
  void polygon(std::span<const Point2> points, Rgba fill) override;
  void strip(std::span<const Point2> low, std::span<const Point2> high, Rgba fill) override;
  void box(const Rect& rect, Rgba fill, double radius) override;
  void space(const scene::Space& space, const Theme& theme) override;
  void markers(const scene::Markers& markers, Rgba fill, Rgba outline) override;
  void image(const scene::Image& image, Rgba tint) override;
  void text(const scene::Text& text, Rgba colour) override;
  void push_clip(const Rect& rect) override;
  void pop_clip() override;

 private:
  ImVec2 place(Point2 p) const;
  float length(double px) const { return static_cast<float>(px) * scale_; }
  void stroke(std::span<const Point2> points, ImU32 colour, float width, bool closed);
  void marker(MarkerShape shape, Point2 at, double size, ImU32 fill, ImU32 outline, float width);

  ImDrawList& list_;
  Textures& textures_;
  ImVec2 origin_;
  float scale_;
  // Kept between painters, so that a figure at rest takes nothing from the heap.
  static thread_local std::vector<ImVec2> points_;
  static thread_local std::vector<Point2> dash_;
};

}  // namespace thalweg::ui
