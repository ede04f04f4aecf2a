// The text recorder.
#include "core/figure/text_painter.hpp"

#include <fmt/format.h>

#include <cmath>

namespace thalweg {
namespace {

/// To a tenth, without "-0.0".
std::string tenth(double value) { return fmt::format("{:.1f}", std::round(value * 10) / 10 + 0.0); }

std::string at(Point2 p) { return tenth(p.x) + "," + tenth(p.y); }

std::string rect_text(const Rect& r) {
  return at({r.x, r.y}) + " " + tenth(r.width) + "x" + tenth(r.height);
}

/// All points when there are few, else the first, every n-th and the last.
std::string points_text(std::span<const Point2> points) {
  constexpr std::size_t most = 12;
  const std::size_t stride = points.size() <= most ? 1 : (points.size() + most - 1) / most;
  std::string text = fmt::format("n={}", points.size());
  for (std::size_t i = 0; i + 1 < points.size(); i += stride) text += " " + at(points[i]);
  if (!points.empty()) text += " " + at(points.back());
  return text;
}

}  // namespace

std::string hex_text(Rgba c) {
  return fmt::format("#{:02x}{:02x}{:02x}{:02x}", c.r, c.g, c.b, c.a);
}

void TextPainter::line(const std::string& text) {
  written_ += std::string(static_cast<std::size_t>(2 * depth_), ' ') + text + "\n";
}

void TextPainter::polyline(std::span<const Point2> points, Rgba colour, double width,
                           std::span<const double> dash, bool closed) {
  std::string text = fmt::format("polyline {} {}", hex_text(colour), tenth(width));
  if (!dash.empty()) text += " dashed";
  if (closed) text += " closed";
  line(text + " " + points_text(points));
}

void TextPainter::polygon(std::span<const Point2> points, Rgba fill) {
  line("polygon " + hex_text(fill) + " " + points_text(points));
}

void TextPainter::box(const Rect& rect, Rgba fill, double) {
  line("box " + hex_text(fill) + " " + rect_text(rect));
}

void TextPainter::faces(const scene::Faces& faces) {
  line(fmt::format("faces {} edge {} {}", faces.size(), hex_text(faces.edge),
                   points_text(faces.corners)));
}

void TextPainter::markers(const scene::Markers& markers, Rgba fill, Rgba outline) {
  std::string fills = hex_text(fill);
  for (std::size_t i = 0; i < markers.fills.size(); ++i) {
    fills = (i > 0 ? fills + "," : "") + hex_text(markers.fills[i]);
  }
  line(fmt::format("markers {} size {} fill {} outline {} {}", marker_name(markers.shape),
                   tenth(markers.size.empty() ? 0 : markers.size.front()), fills, hex_text(outline),
                   points_text(markers.at)));
}

void TextPainter::image(const scene::Image& image, Rgba tint) {
  line(fmt::format("image {} {}x{} tint {} key {:016x}", rect_text(image.rect), image.width,
                   image.height, hex_text(tint), image.key));
}

void TextPainter::text(const scene::Text& text, Rgba colour) {
  const char* anchor = text.anchor == scene::Anchor::start    ? "start"
                       : text.anchor == scene::Anchor::middle ? "middle"
                                                              : "end";
  line(fmt::format("text {} {}{} {} {} {} \"{}\"", at(text.at), anchor,
                   text.upright ? " upright" : "", face_name(text.style.face),
                   tenth(text.style.size), hex_text(colour), text.text));
}

void TextPainter::push_clip(const Rect& rect) {
  line("clip " + rect_text(rect));
  ++depth_;
}

void TextPainter::pop_clip() {
  --depth_;
  line("unclip");
}

}  // namespace thalweg
