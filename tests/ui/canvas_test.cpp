// Every kind of series as the window draws it, against stored pictures (THALWEG_UPDATE_GOLDEN=1
// rewrites them), and against the export of the same scene.
#include <catch2/catch.hpp>

#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "core/io/cairo_painter.hpp"
#include "tests/figure/sample.hpp"
#include "tests/support/draw_data_picture.hpp"
#include "tests/support/pictures.hpp"
#include "tests/ui/null_window.hpp"
#include "ui/plot/imgui_painter.hpp"

namespace thalweg::ui {
namespace {

constexpr Size2 size{260, 180};

std::string window_picture(const Scene& scene, const Theme& theme, double ui_scale) {
  const ImVec2 pixels{static_cast<float>(size.width * ui_scale),
                      static_cast<float>(size.height * ui_scale)};
  test::NullWindow window(pixels, ui_scale);
  use_theme(theme);
  test::PixelDevice device;
  Textures textures(device);
  window.frame([&] {
    ImGuiPainter painter(*ImGui::GetForegroundDrawList(), textures, {0, 0}, scale());
    paint(scene, painter, theme);
  });
  const int width = static_cast<int>(pixels.x), height = static_cast<int>(pixels.y);
  return thalweg::test::png_of(test::draw_data_picture(device, width, height, theme[Role::panel]),
                               width, height);
}

}  // namespace

TEST_CASE("The window draws every kind as stored, dark at one scale and light at another",
          "[ui][golden]") {
  const FrameSet frames = sample::race();
  const FreeTypeMetrics metrics;
  for (const ViewSpec& spec : sample::every_view()) {
    ViewState state;
    const Scene scene = layout(compose(spec, frames, state), size, metrics);
    for (const bool dark : {true, false}) {
      const std::string picture =
          window_picture(scene, dark ? dark_theme() : light_theme(), dark ? 1 : 1.5);
      const std::string path =
          std::string(THALWEG_GOLDEN) + "/window/" + spec.id() + (dark ? ".png" : ".light.png");
      thalweg::test::update_golden(path, picture);
      CAPTURE(spec.title, dark);
      CHECK(thalweg::test::difference(picture, path) <= 0.005);
    }
  }
}

}  // namespace thalweg::ui
