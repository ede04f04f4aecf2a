// The SVG painter.
#include "core/io/svg_painter.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/figure/space.hpp"

namespace thalweg {
namespace {

/// To a hundredth, without trailing zeros.
std::string number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string pair(Point2 p) { return number(p.x) + "," + number(p.y); }

std::string points_text(std::span<const Point2> points) {
  std::string text;
  for (const Point2& p : points) text += (text.empty() ? "" : " ") + pair(p);
  return text;
}

/// fill="#rrggbb" with fill-opacity when it is not 1.
std::string paint_text(const char* attribute, Rgba c, double alpha = 1) {
  alpha *= c.a / 255.0;
  if (alpha <= 0) return fmt::format(" {}=\"none\"", attribute);
  std::string text = fmt::format(" {}=\"#{:02x}{:02x}{:02x}\"", attribute, c.r, c.g, c.b);
  if (alpha < 0.9995) text += fmt::format(" {}-opacity=\"{:.3g}\"", attribute, alpha);
  return text;
}

class SvgPainter final : public Painter {
 public:
  void polyline(std::span<const Point2> points, Rgba colour, double width,
                std::span<const double> dash, bool closed) override {
    std::string dashes;
    for (const double part : dash) dashes += (dashes.empty() ? "" : " ") + number(part);
    if (!dashes.empty()) dashes = " stroke-dasharray=\"" + dashes + "\"";
    out_ += fmt::format("<{} points=\"{}\" fill=\"none\"{} stroke-width=\"{}\"{}/>\n",
                        closed ? "polygon" : "polyline", points_text(points),
                        paint_text("stroke", colour), number(width), dashes);
  }

  void polygon(std::span<const Point2> points, Rgba fill) override {
    out_ +=
        fmt::format("<polygon points=\"{}\"{}/>\n", points_text(points), paint_text("fill", fill));
  }

  void box(const Rect& r, Rgba fill, double radius) override {
    const std::string round = radius > 0 ? " rx=\"" + number(radius) + "\"" : "";
    out_ += fmt::format("<rect {}{}{}/>\n", rect_text(r), round, paint_text("fill", fill));
  }

  void faces(const scene::Faces& faces) override {
    out_ += fmt::format("<g stroke-width=\"{}\" stroke-linejoin=\"round\">\n",
                        number(std::max(0.5, faces.edge_width)));
    for (std::size_t i = 0; i < faces.size(); ++i) {
      const auto corners = std::span(faces.corners).subspan(faces.sides * i, faces.sides);
      out_ += fmt::format("<polygon points=\"{}\"{}{}/>\n", points_text(corners),
                          paint_text("fill", faces.fills[i]),
                          paint_text("stroke", outline_of(faces.fills[i], faces.edge)));
    }
    out_ += "</g>\n";
  }

  void space(const scene::Space& space, const Theme& theme) override {
    if (space.triangles() <= most_vector_triangles) return paint_flat(space, *this, theme);
    const Pixels pixels = rasterised(space, theme, bitmap_scale);
    if (pixels.width == 0) return;
    const Rect rect{space.rect.x, space.rect.y, pixels.width / bitmap_scale,
                    pixels.height / bitmap_scale};
    embed(rect, png_of_pixels(pixels.width, pixels.height, *pixels.rgba, {255, 255, 255, 255}),
          true);
  }

  void markers(const scene::Markers& markers, Rgba fill, Rgba outline) override {
    for (std::size_t i = 0; i < markers.at.size(); ++i) {
      const double size = markers.size.size() == 1 ? markers.size[0] : markers.size.at(i);
      marker(markers, markers.at[i], size, markers.alpha.empty() ? 1 : markers.alpha[i],
             markers.fills.empty() ? fill : markers.fills[i], outline);
    }
  }

  void image(const scene::Image& image, Rgba tint) override {
    embed(image.rect, png_of_pixels(image.width, image.height, *image.rgba, tint), image.smooth);
  }

  void text(const scene::Text& text, Rgba colour) override {
    const char* anchor = text.anchor == scene::Anchor::start    ? ""
                         : text.anchor == scene::Anchor::middle ? " text-anchor=\"middle\""
                                                                : " text-anchor=\"end\"";
    const std::string turn = text.upright ? fmt::format(" transform=\"rotate(-90 {} {})\"",
                                                        number(text.at.x), number(text.at.y))
                                          : "";
    const char* style = text.style.face == Face::mono        ? "n"
                        : text.style.face == Face::semi_bold ? "b"
                                                             : "t";
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\" font-size=\"{}\"{}{}{}>{}</text>\n",
                        number(text.at.x), number(text.at.y), style, number(text.style.size),
                        anchor, paint_text("fill", colour), turn, xml_escaped(text.text));
  }

  void push_clip(const Rect& rect) override {
    ++clips_;
    out_ += fmt::format("<clipPath id=\"c{}\"><rect {}/></clipPath>\n<g clip-path=\"url(#c{})\">\n",
                        clips_, rect_text(rect), clips_);
  }
  void pop_clip() override { out_ += "</g>\n"; }

  const std::string& written() const { return out_; }

 private:
  static std::string rect_text(const Rect& r) {
    return fmt::format("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", number(r.x), number(r.y),
                       number(r.width), number(r.height));
  }

  void marker(const scene::Markers& markers, Point2 at, double size, double alpha, Rgba fill,
              Rgba outline) {
    const MarkerOutline shape = marker_outline(markers.shape, at, size);
    const double width =
        shape.strokes ? std::max(1.0, markers.outline_width) : markers.outline_width;
    const std::string stroke =
        width > 0 ? paint_text("stroke", outline, alpha) + " stroke-width=\"" + number(width) + "\""
                  : "";
    if (shape.strokes) {
      std::string path;
      for (std::size_t k = 0; k + 1 < shape.points().size(); k += 2) {
        path += "M" + pair(shape.points()[k]) + "L" + pair(shape.points()[k + 1]);
      }
      out_ += fmt::format("<path d=\"{}\" fill=\"none\"{}/>\n", path, stroke);
    } else if (markers.shape == MarkerShape::circle || markers.shape == MarkerShape::ring) {
      out_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}/>\n", number(at.x),
                          number(at.y), number(size / 2), paint_text("fill", fill, alpha), stroke);
    } else {
      out_ += fmt::format("<polygon points=\"{}\"{}{}/>\n", points_text(shape.points()),
                          paint_text("fill", fill, alpha), stroke);
    }
  }

  void embed(const Rect& rect, const std::string& png, bool smooth) {
    out_ += fmt::format(
        "<image {} preserveAspectRatio=\"none\"{} href=\"data:image/png;base64,{}\"/>\n",
        rect_text(rect), smooth ? "" : " style=\"image-rendering:pixelated\"", base64(png));
  }

  std::string out_;
  int clips_ = 0;
};

std::string metadata_text(const Provenance& provenance) {
  std::string text = "<metadata>\n";
  for (const auto& [key, value] : provenance) {
    text += fmt::format("<t:item xmlns:t=\"urn:thalweg\" key=\"{}\">{}</t:item>\n",
                        xml_escaped(key), xml_escaped(value));
  }
  return text + "</metadata>\n";
}

}  // namespace

std::string xml_escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&apos;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 32 || c == '\n' || c == '\t') result += c;
    }
  }
  return result;
}

std::string base64(const std::string& bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      word = (word << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? digits[(word >> (18 - 6 * k)) & 63] : '=';
    }
  }
  return text;
}

std::string svg_text(const Scene& scene, const Theme& theme, const std::string& title,
                     const Provenance& provenance) {
  SvgPainter painter;
  painter.box({0, 0, scene.size.width, scene.size.height}, theme[Role::panel], 0);
  paint(scene, painter, theme);
  const std::string width = number(scene.size.width), height = number(scene.size.height);
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" "
             "viewBox=\"0 0 {} {}\">\n<title>{}</title>\n",
             width, height, width, height, xml_escaped(title)) +
         metadata_text(provenance) +
         "<style>text{white-space:pre}"
         ".t{font-family:Inter,'DejaVu Sans',sans-serif}"
         ".b{font-family:Inter,'DejaVu Sans',sans-serif;font-weight:600}"
         ".n{font-family:'JetBrains Mono','DejaVu Sans Mono',monospace}"
         "polyline{stroke-linejoin:round}</style>\n" +
         painter.written() + "</svg>\n";
}

}  // namespace thalweg
