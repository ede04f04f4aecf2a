// Scenes as text against stored ones, and pictures against small stored pictures.
// THALWEG_UPDATE_GOLDEN=1 rewrites them; the difference is reviewed.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "core/figure/text_painter.hpp"
#include "core/io/cairo_painter.hpp"
#include "tests/figure/sample.hpp"
#include "tests/support/pictures.hpp"

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
    test::update_golden(path, painter.written());
    CAPTURE(spec.title);
    CHECK(painter.written() == slurp(path));
  }
}

TEST_CASE("Pictures are close to the stored ones, dark at one scale and light at another",
          "[figure][golden]") {
  const FrameSet frames = sample::race();
  const FreeTypeMetrics metrics;
  for (const ViewSpec& spec : sample::every_view()) {
    ViewState state;
    const Scene scene = layout(compose(spec, frames, state), {260, 180}, metrics);
    for (const bool dark : {true, false}) {
      const std::string bytes =
          png_bytes(scene, dark ? dark_theme() : light_theme(), metrics, dark ? 1 : 1.5, {});
      const std::string path = golden_path(spec.id() + (dark ? ".png" : ".light.png"));
      test::update_golden(path, bytes);
      CAPTURE(spec.title, dark);
      CHECK(test::difference(bytes, path) <= 0.005);
    }
  }
}

}  // namespace thalweg
