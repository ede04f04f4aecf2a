// Scenes as text against stored ones, and pictures against small stored pictures.
// THALWEG_UPDATE_GOLDEN=1 rewrites them; the difference is reviewed.
#include <cairo.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "core/figure/text_painter.hpp"
#include "core/io/cairo_painter.hpp"
#include "tests/figure/sample.hpp"

namespace thalweg {
namespace {

std::string golden_path(const std::string& name) {
  return std::string(THALWEG_GOLDEN) + "/" + name;
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool updating() { return std::getenv("THALWEG_UPDATE_GOLDEN") != nullptr; }

void rewrite(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(THALWEG_GOLDEN);
  std::ofstream(path, std::ios::binary) << bytes;
}

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

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

/// Share of pixels that differ by more than 16 of 255 once blurred; 1 when the sizes differ.
double difference(const std::string& a, const std::string& b) {
  const Surface first(cairo_image_surface_create_from_png(a.c_str()), &cairo_surface_destroy);
  const Surface second(cairo_image_surface_create_from_png(b.c_str()), &cairo_surface_destroy);
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

}  // namespace

TEST_CASE("Scenes are the stored ones", "[figure][golden]") {
  const FrameSet frames = sample::race();
  for (const ViewSpec& spec : sample::every_view()) {
    ViewState state;
    state.exporting = true;
    const Scene scene = layout(compose(spec, frames, state), {420, 300}, FixedMetrics());
    TextPainter painter;
    paint(scene, painter, light_theme());
    const std::string path = golden_path(spec.id() + ".txt");
    if (updating()) rewrite(path, painter.written());
    CAPTURE(spec.title);
    CHECK(painter.written() == slurp(path));
  }
}

TEST_CASE("Pictures are close to the stored ones, dark at one scale and light at another",
          "[figure][golden]") {
  const FrameSet frames = sample::race();
  const FreeTypeMetrics metrics;
  const std::string now = (std::filesystem::temp_directory_path() /
                           ("thalweg-golden-" + std::to_string(::getpid()) + ".png"))
                              .string();
  for (const ViewSpec& spec : sample::every_view()) {
    ViewState state;
    const Scene scene = layout(compose(spec, frames, state), {260, 180}, metrics);
    for (const bool dark : {true, false}) {
      const std::string bytes =
          png_bytes(scene, dark ? dark_theme() : light_theme(), metrics, dark ? 1 : 1.5, {});
      const std::string path = golden_path(spec.id() + (dark ? ".png" : ".light.png"));
      if (updating()) rewrite(path, bytes);
      std::ofstream(now, std::ios::binary) << bytes;
      CAPTURE(spec.title, dark);
      CHECK(difference(now, path) <= 0.005);
    }
  }
  std::filesystem::remove(now);
}

}  // namespace thalweg
