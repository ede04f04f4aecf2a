// PNG files as pixels, read by cairo.
#include "core/io/png_read.hpp"

#include <cairo.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/base/error.hpp"

namespace thalweg {
namespace {

struct Source {
  const std::string& bytes;
  std::size_t at = 0;
};

cairo_status_t take(void* closure, unsigned char* to, unsigned int count) {
  Source& source = *static_cast<Source*>(closure);
  if (source.bytes.size() - source.at < count) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(to, source.bytes.data() + source.at, count);
  source.at += count;
  return CAIRO_STATUS_SUCCESS;
}

/// One pixel of cairo (premultiplied, in the machine's byte order) as four bytes.
void put_pixel(std::uint32_t pixel, bool opaque, std::uint8_t* out) {
  const std::uint32_t alpha = opaque ? 255 : pixel >> 24;
  const auto part = [&](int shift) {
    const std::uint32_t value = (pixel >> shift) & 255;
    return static_cast<std::uint8_t>(alpha == 0 ? 0 : std::min(255u, (value * 255) / alpha));
  };
  out[0] = part(16), out[1] = part(8), out[2] = part(0);
  out[3] = static_cast<std::uint8_t>(alpha);
}

}  // namespace

Pixels pixels_of_png(const std::string& bytes, const std::string& where) {
  Source source{bytes};
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create_from_png_stream(take, &source), cairo_surface_destroy);
  const cairo_format_t format = cairo_image_surface_get_format(surface.get());
  const bool opaque = format == CAIRO_FORMAT_RGB24;
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS ||
      (!opaque && format != CAIRO_FORMAT_ARGB32)) {
    throw BadFile("It is not a PNG that can be read", where, "Give another file.");
  }
  const int width = cairo_image_surface_get_width(surface.get());
  const int height = cairo_image_surface_get_height(surface.get());
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  const unsigned char* data = cairo_image_surface_get_data(surface.get());
  const auto columns = static_cast<std::size_t>(width);
  std::vector<std::uint8_t> rgba(4 * columns * static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    for (std::size_t x = 0; x < columns; ++x) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel, data + y * stride + 4 * x, 4);
      put_pixel(pixel, opaque, &rgba[4 * (y * columns + x)]);
    }
  }
  return finished(width, height, std::move(rgba));
}

}  // namespace thalweg
