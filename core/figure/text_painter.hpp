// Writes a scene as lines of text, for golden tests and for reading what a figure says.
#pragma once

#include <string>

#include "core/figure/painter.hpp"

namespace thalweg {

/// One line a primitive: kind, coordinates to a tenth of a px, colours as #rrggbbaa, text quoted.
class TextPainter final : public Painter {
 public:
  void polyline(std::span<const Point2> points, Rgba colour, double width,
                std::span<const double> dash, bool closed) override;
  void polygon(std::span<const Point2> points, Rgba fill) override;
  void box(const Rect& rect, Rgba fill, double radius) override;
  void faces(const scene::Faces& faces) override;
  void markers(const scene::Markers& markers, Rgba fill, Rgba outline) override;
  void image(const scene::Image& image, Rgba tint) override;
  void text(const scene::Text& text, Rgba colour) override;
  void push_clip(const Rect& rect) override;
  void pop_clip() override;

  const std::string& written() const { return written_; }

 private:
  void line(const std::string& text);
  std::string written_;
  int depth_ = 0;
};

/// "#rrggbbaa".
std::string hex_text(Rgba colour);

}  // namespace thalweg
