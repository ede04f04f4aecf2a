// Scenes as text against stored ones, and pictures against small stored pictures.
// THALWEG_UPDATE_GOLDEN=1 rewrites them; the difference is reviewed.
#include <cairo.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

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

/// Mean difference of two equally large pictures, 0 … 255; 255 when the sizes differ.
double difference(const std::string& a, const std::string& b) {
  cairo_surface_t* first = cairo_image_surface_create_from_png(a.c_str());
  cairo_surface_t* second = cairo_image_surface_create_from_png(b.c_str());
  const int height = cairo_image_surface_get_height(first);
  const int stride = cairo_image_surface_get_stride(first);
  double mean = 255;
  if (height > 0 && height == cairo_image_surface_get_height(second) &&
      stride == cairo_image_surface_get_stride(second)) {
    const unsigned char* p = cairo_image_surface_get_data(first);
    const unsigned char* q = cairo_image_surface_get_data(second);
    double sum = 0;
    for (int i = 0; i < stride * height; ++i) sum += std::abs(p[i] - q[i]);
    mean = sum / (stride * height);
  }
  cairo_surface_destroy(first);
  cairo_surface_destroy(second);
  return mean;
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

TEST_CASE("Pictures are close to the stored ones", "[figure][golden]") {
  const FrameSet frames = sample::race();
  const FreeTypeMetrics metrics;
  for (const ViewSpec& spec : sample::every_view()) {
    ViewState state;
    const Scene scene = layout(compose(spec, frames, state), {260, 180}, metrics);
    const std::string bytes = png_bytes(scene, dark_theme(), metrics, 1, {});
    const std::string path = golden_path(spec.id() + ".png");
    if (updating()) rewrite(path, bytes);
    const std::string now = (std::filesystem::temp_directory_path() /
                             ("thalweg-golden-" + std::to_string(::getpid()) + ".png"))
                                .string();
    std::ofstream(now, std::ios::binary) << bytes;
    CAPTURE(spec.title);
    CHECK(difference(now, path) < 2.0);
    std::filesystem::remove(now);
  }
}

}  // namespace thalweg
