// Pictures by cairo.
#include "tests/support/pictures.hpp"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

namespace thalweg::test {
namespace {

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

struct Reading {
  const std::string& bytes;
  std::size_t at = 0;
};

cairo_status_t take(void* from, unsigned char* bytes, unsigned int count) {
  auto& reading = *static_cast<Reading*>(from);
  if (reading.at + count > reading.bytes.size()) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(bytes, reading.bytes.data() + reading.at, count);
  reading.at += count;
  return CAIRO_STATUS_SUCCESS;
}

/// One channel of a picture, each pixel the mean of the 3 × 3 around it.
std::vector<double> blurred(cairo_surface_t* surface, int channel) {
  const int width = cairo_image_surface_get_width(surface);
  const int height = cairo_image_surface_get_height(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  const unsigned char* data = cairo_image_surface_get_data(surface);
  std::vector<double> values;
  for (int y = 1; y + 1 < height; ++y) {
    for (int x = 1; x + 1 < width; ++x) {
      double sum = 0;
      for (int k = 0; k < 9; ++k) {
        sum += data[(y + k / 3 - 1) * stride + 4 * (x + k % 3 - 1) + channel];
      }
      values.push_back(sum / 9);
    }
  }
  return values;
}

}  // namespace

std::string png_of(const std::vector<std::uint8_t>& rgbx, int width, int height) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height),
                        &cairo_surface_destroy);
  unsigned char* const data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::uint8_t* p = &rgbx[4 * static_cast<std::size_t>(y * width + x)];
      const std::uint32_t word = static_cast<std::uint32_t>(p[0] << 16 | p[1] << 8 | p[2]);
      std::memcpy(data + y * stride + 4 * x, &word, sizeof word);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  std::string bytes;
  cairo_surface_write_to_png_stream(surface.get(), &append, &bytes);
  return bytes;
}

double difference(const std::string& png, const std::string& stored_path) {
  Reading reading{png};
  const Surface first(cairo_image_surface_create_from_png_stream(&take, &reading),
                      &cairo_surface_destroy);
  const Surface second(cairo_image_surface_create_from_png(stored_path.c_str()),
                       &cairo_surface_destroy);
  std::vector<bool> differs;
  for (int channel = 0; channel < 3; ++channel) {
    const auto p = blurred(first.get(), channel), q = blurred(second.get(), channel);
    if (p.empty() || p.size() != q.size()) return 1;
    differs.resize(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (std::abs(p[i] - q[i]) > 16) differs[i] = true;
    }
  }
  return static_cast<double>(std::count(differs.begin(), differs.end(), true)) /
         static_cast<double>(differs.size());
}

bool updating_golden() { return std::getenv("THALWEG_UPDATE_GOLDEN") != nullptr; }

void update_golden(const std::string& path, const std::string& bytes) {
  if (!updating_golden()) return;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace thalweg::test
