// The cairo painter, and PNG text chunks.
#include "core/io/cairo_painter.hpp"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <cairo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <numbers>

#include "core/base/error.hpp"
#include "core/figure/space.hpp"

namespace thalweg {
namespace {

using SurfacePtr = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using ContextPtr = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

cairo_status_t append(void* to, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS) {
    throw BadInput(
        std::string("The picture cannot be drawn (") + cairo_status_to_string(status) + ")",
        "export", "Choose a smaller size.");
  }
}

SurfacePtr image_surface(int width, int height) {
  SurfacePtr surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height),
                     cairo_surface_destroy);
  check(cairo_surface_status(surface.get()));
  return surface;
}

std::string png_of(cairo_surface_t* surface) {
  std::string bytes;
  check(cairo_surface_write_to_png_stream(surface, append, &bytes));
  return bytes;
}

/// Pixels as a cairo surface, premultiplied.
SurfacePtr surface_of(int width, int height, const std::vector<std::uint8_t>& rgba, Rgba tint) {
  SurfacePtr surface = image_surface(width, height);
  cairo_surface_flush(surface.get());
  unsigned char* data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  const std::array<std::uint32_t, 4> scale{tint.r, tint.g, tint.b, tint.a};
  for (int row = 0; row < height; ++row) {
    auto* out = reinterpret_cast<std::uint32_t*>(data + row * stride);
    for (int col = 0; col < width; ++col) {
      const std::uint8_t* in = &rgba[4 * static_cast<std::size_t>(row * width + col)];
      const std::uint32_t a = (in[3] * scale[3] + 127) / 255;
      const auto channel = [&](std::size_t c) {
        return ((in[c] * scale[c] + 127) / 255 * a + 127) / 255;
      };
      out[col] = (a << 24) | (channel(0) << 16) | (channel(1) << 8) | channel(2);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

class CairoPainter final : public Painter {
 public:
  CairoPainter(cairo_t* context, const FreeTypeMetrics& metrics, bool vector)
      : cr_(context), metrics_(metrics), vector_(vector) {
    cairo_set_line_join(cr_, CAIRO_LINE_JOIN_ROUND);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cr_, options);
    cairo_font_options_destroy(options);
  }
  ~CairoPainter() override {
    for (auto& [key, face] : fonts_) cairo_font_face_destroy(face);
  }
  CairoPainter(const CairoPainter&) = delete;
  CairoPainter& operator=(const CairoPainter&) = delete;

  void polyline(std::span<const Point2> points, Rgba colour, double width,
                std::span<const double> dash, bool closed) override {
    trace_path(points, closed);
    cairo_set_dash(cr_, dash.data(), static_cast<int>(dash.size()), 0);
    cairo_set_line_cap(
        cr_, dash.empty() && points.size() > 2 ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    stroke(colour, width);
    cairo_set_dash(cr_, nullptr, 0, 0);
  }

  void polygon(std::span<const Point2> points, Rgba fill_colour) override {
    trace_path(points, true);
    fill(fill_colour);
  }

  void box(const Rect& r, Rgba fill_colour, double radius) override {
    constexpr double quarter = std::numbers::pi / 2;
    radius = std::min({radius, r.width / 2, r.height / 2});
    if (radius <= 0) {
      cairo_rectangle(cr_, r.x, r.y, r.width, r.height);
    } else {
      cairo_new_sub_path(cr_);
      cairo_arc(cr_, r.right() - radius, r.y + radius, radius, -quarter, 0);
      cairo_arc(cr_, r.right() - radius, r.bottom() - radius, radius, 0, quarter);
      cairo_arc(cr_, r.x + radius, r.bottom() - radius, radius, quarter, 2 * quarter);
      cairo_arc(cr_, r.x + radius, r.y + radius, radius, 2 * quarter, 3 * quarter);
      cairo_close_path(cr_);
    }
    fill(fill_colour);
  }

  void faces(const scene::Faces& faces) override {
    for (std::size_t i = 0; i < faces.size(); ++i) {
      trace_path(std::span(faces.corners).subspan(faces.sides * i, faces.sides), true);
      set_colour(faces.fills[i]);
      cairo_fill_preserve(cr_);
      stroke(outline_of(faces.fills[i], faces.edge), std::max(0.5, faces.edge_width));
    }
  }

  void space(const scene::Space& space, const Theme& theme) override {
    if (vector_ && space.triangles() <= most_vector_triangles) {
      return paint_flat(space, *this, theme);
    }
    cairo_matrix_t matrix;
    cairo_get_matrix(cr_, &matrix);
    const double scale = vector_ ? bitmap_scale : matrix.xx;
    const Pixels pixels = rasterised(space, theme, scale);
    if (pixels.width == 0) return;
    const SurfacePtr surface =
        surface_of(pixels.width, pixels.height, *pixels.rgba, {255, 255, 255, 255});
    const Rect rect{space.rect.x, space.rect.y, pixels.width / scale, pixels.height / scale};
    draw_surface(surface.get(), rect, pixels.width, pixels.height, true);
  }

  void markers(const scene::Markers& markers, Rgba fill_colour, Rgba outline) override {
    for (std::size_t i = 0; i < markers.at.size(); ++i) {
      const double size = markers.size.size() == 1 ? markers.size[0] : markers.size.at(i);
      const double alpha = markers.alpha.empty() ? 1 : markers.alpha[i];
      const MarkerOutline shape = marker_outline(markers.shape, markers.at[i], size);
      if (shape.strokes) {
        for (std::size_t k = 0; k + 1 < shape.points().size(); k += 2) {
          trace_path(shape.points().subspan(k, 2), false);
          stroke(outline, std::max(1.0, markers.outline_width), alpha);
        }
        continue;
      }
      const bool round = markers.shape == MarkerShape::circle || markers.shape == MarkerShape::ring;
      if (round) {
        cairo_new_path(cr_);
        cairo_arc(cr_, markers.at[i].x, markers.at[i].y, size / 2, 0, 2 * std::numbers::pi);
      } else {
        trace_path(shape.points(), true);
      }
      const Rgba own = markers.fills.empty() ? fill_colour : markers.fills[i];
      if (own.a > 0) set_colour(own, alpha), cairo_fill_preserve(cr_);
      if (markers.outline_width > 0) {
        stroke(outline, markers.outline_width, alpha);
      } else {
        cairo_new_path(cr_);
      }
    }
  }

  void image(const scene::Image& image, Rgba tint) override {
    if (image.width <= 0 || image.height <= 0) return;
    const SurfacePtr surface = surface_of(image.width, image.height, *image.rgba, tint);
    draw_surface(surface.get(), image.rect, image.width, image.height, image.smooth);
  }

  void text(const scene::Text& text, Rgba colour) override {
    const std::vector<FreeTypeMetrics::Run> runs = metrics_.runs(text.text, text.style);
    double width = 0;
    for (const auto& run : runs) width += run.width;
    const double share = text.anchor == scene::Anchor::start    ? 0
                         : text.anchor == scene::Anchor::middle ? 0.5
                                                                : 1;
    cairo_save(cr_);
    cairo_translate(cr_, text.at.x, text.at.y);
    if (text.upright) cairo_rotate(cr_, -std::numbers::pi / 2);
    set_colour(colour);
    cairo_set_font_size(cr_, text.style.size);
    double x = -share * width;
    for (const auto& run : runs) {
      use_font(text.style.face, run.font);
      cairo_move_to(cr_, x, 0);
      cairo_show_text(cr_, run.text.c_str());
      x += run.width;
    }
    cairo_restore(cr_);
  }

  void push_clip(const Rect& r) override {
    cairo_save(cr_);
    cairo_rectangle(cr_, r.x, r.y, r.width, r.height);
    cairo_clip(cr_);
  }
  void pop_clip() override { cairo_restore(cr_); }

 private:
  void set_colour(Rgba c, double alpha = 1) {
    cairo_set_source_rgba(cr_, c.r / 255.0, c.g / 255.0, c.b / 255.0, alpha * c.a / 255.0);
  }
  void fill(Rgba colour) { set_colour(colour), cairo_fill(cr_); }
  void stroke(Rgba colour, double width, double alpha = 1) {
    set_colour(colour, alpha);
    cairo_set_line_width(cr_, width);
    cairo_stroke(cr_);
  }
  void trace_path(std::span<const Point2> points, bool closed) {
    cairo_new_path(cr_);
    for (const Point2& p : points) cairo_line_to(cr_, p.x, p.y);
    if (closed) cairo_close_path(cr_);
  }

  void draw_surface(cairo_surface_t* surface, const Rect& rect, int width, int height,
                    bool smooth) {
    cairo_save(cr_);
    cairo_rectangle(cr_, rect.x, rect.y, rect.width, rect.height);
    cairo_clip(cr_);
    cairo_translate(cr_, rect.x, rect.y);
    cairo_scale(cr_, rect.width / width, rect.height / height);
    cairo_set_source_surface(cr_, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr_),
                             smooth ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend(cairo_get_source(cr_), CAIRO_EXTEND_PAD);
    cairo_paint(cr_);
    cairo_restore(cr_);
  }

  void use_font(Face face, int font) {
    auto* native = static_cast<FT_Face>(metrics_.native_face(face, font));
    if (!native) {
      const bool bold = face == Face::semi_bold;
      cairo_select_font_face(cr_, face == Face::mono ? "monospace" : "sans",
                             CAIRO_FONT_SLANT_NORMAL,
                             bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
      return;
    }
    auto [entry, is_new] = fonts_.try_emplace(native, nullptr);
    if (is_new) entry->second = cairo_ft_font_face_create_for_ft_face(native, FT_LOAD_NO_HINTING);
    cairo_set_font_face(cr_, entry->second);
  }

  cairo_t* cr_;
  const FreeTypeMetrics& metrics_;
  bool vector_;
  std::map<FT_Face, cairo_font_face_t*> fonts_;
};

void draw(cairo_t* context, const Scene& scene, const Theme& theme, const FreeTypeMetrics& metrics,
          bool vector) {
  CairoPainter painter(context, metrics, vector);
  painter.box({0, 0, scene.size.width, scene.size.height}, theme[Role::panel], 0);
  paint(scene, painter, theme);
  check(cairo_status(context));
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 255);
  return bytes;
}

/// CRC-32 of ISO 3309, as PNG wants it.
std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

std::string chunk(const std::string& type_and_data) {
  return big_endian(static_cast<std::uint32_t>(type_and_data.size() - 4)) + type_and_data +
         big_endian(crc32(type_and_data));
}

}  // namespace

Rgba outline_of(Rgba fill, Rgba edge) {
  const auto mix = [a = edge.a](std::uint8_t from, std::uint8_t to) {
    return static_cast<std::uint8_t>((from * (255 - a) + to * a) / 255);
  };
  return {mix(fill.r, edge.r), mix(fill.g, edge.g), mix(fill.b, edge.b), fill.a};
}

std::string png_of_pixels(int width, int height, const std::vector<std::uint8_t>& rgba, Rgba tint) {
  return png_of(surface_of(width, height, rgba, tint).get());
}

std::string with_png_text(const std::string& png, const Provenance& provenance) {
  // Signature and header chunk come first: 8 + 25 bytes.
  constexpr std::size_t after_header = 33;
  THALWEG_ASSERT(png.size() > after_header);
  std::string text;
  for (const auto& [key, value] : provenance) {
    const bool ascii = std::all_of(value.begin(), value.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 128; });
    const std::string word = key.substr(0, 79) + std::string(1, '\0');
    text += chunk(ascii ? "tEXt" + word + value : "iTXt" + word + std::string(4, '\0') + value);
  }
  return png.substr(0, after_header) + text + png.substr(after_header);
}

std::string png_bytes(const Scene& scene, const Theme& theme, const FreeTypeMetrics& metrics,
                      double scale, const Provenance& provenance) {
  const SurfacePtr surface =
      image_surface(static_cast<int>(std::lround(scene.size.width * scale)),
                    static_cast<int>(std::lround(scene.size.height * scale)));
  const ContextPtr context(cairo_create(surface.get()), cairo_destroy);
  cairo_scale(context.get(), scale, scale);
  draw(context.get(), scene, theme, metrics, false);
  return with_png_text(png_of(surface.get()), provenance);
}

std::string pdf_bytes(const Scene& scene, const Theme& theme, const FreeTypeMetrics& metrics,
                      const std::string& title, const Provenance& provenance) {
  constexpr double point_per_px = 0.75;
  std::string bytes, subject;
  for (const auto& [key, value] : provenance) {
    subject += (subject.empty() ? "" : "; ") + key + ": " + value;
  }
  {
    const SurfacePtr surface(
        cairo_pdf_surface_create_for_stream(append, &bytes, scene.size.width * point_per_px,
                                            scene.size.height * point_per_px),
        cairo_surface_destroy);
    check(cairo_surface_status(surface.get()));
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, subject.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "Thalweg");
    const ContextPtr context(cairo_create(surface.get()), cairo_destroy);
    cairo_scale(context.get(), point_per_px, point_per_px);
    draw(context.get(), scene, theme, metrics, true);
    cairo_surface_finish(surface.get());
    check(cairo_surface_status(surface.get()));
  }
  return bytes;
}

}  // namespace thalweg
