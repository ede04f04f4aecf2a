// Zooming as arithmetic, edits of points, textures, and the painter's reservations and widths.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/io/fonts.hpp"
#include "tests/ui/null_window.hpp"
#include "ui/plot/imgui_painter.hpp"
#include "ui/plot/point_edits.hpp"
#include "ui/plot/ranges.hpp"

namespace thalweg::ui {
namespace {

TEST_CASE("Zooming keeps the value under the pointer, on any scale", "[ui]") {
  for (const Scale scale : {Scale::linear, Scale::log}) {
    const AxisTransform axis{scale, {1, 100}, 300, 20};
    const double px = 120;
    const double value = axis.to_data(px);
    AxisTransform closer = axis;
    closer.range = zoomed_at(axis, px, 1.15);
    CHECK(closer.to_data(px) == Approx(value));
    CHECK(closer.range.hi - closer.range.lo < 99);
    AxisTransform moved = axis;
    moved.range = panned_by(axis, 30);
    CHECK(moved.to_data(px + 30) == Approx(value));
  }
  const AxisTransform axis{Scale::linear, {0, 10}, 0, 100};
  const Range part = between(axis, 60, 20);
  CHECK(part.lo == Approx(2));
  CHECK(part.hi == Approx(6));
}

TEST_CASE("Zooming in stops where numbers can no longer be told apart", "[ui]") {
  AxisTransform axis{Scale::linear, {0, 1}, 0, 100};
  for (int i = 0; i < 2000; ++i) axis.range = zoomed_at(axis, 70, 1.5);
  CHECK(axis.range.hi > axis.range.lo);
  CHECK(std::isfinite(axis.range.hi));
}

TEST_CASE("Points are moved, added and deleted in copies", "[ui]") {
  const PointsData two{{0, 1}, {0, 1}, {}, {0.25, 0.75}, {}};
  const auto more = std::get<PointsData>(*with_added(two, 5, 6));
  CHECK(more.x == std::vector<double>{0, 1, 5});
  CHECK(more.mass == std::vector<double>{0.25, 0.75, 0.5});
  const auto moved = std::get<PointsData>(*with_moved(more, 2, 7, 8));
  CHECK(moved.y == std::vector<double>{0, 1, 8});
  const auto fewer = std::get<PointsData>(*without(more, {0}));
  CHECK(fewer.mass == std::vector<double>{0.75, 0.5});
  CHECK(with_moved(two, 2, 0, 0) == nullptr);
  CHECK(without(two, {0}) == nullptr);
  CHECK(without(more, {0, 2}) == nullptr);
  const auto shifted = std::get<PointsData>(*with_shifted(more, {0, 2, 9}, 1, -1));
  CHECK(shifted.x == std::vector<double>{1, 1, 6});
  CHECK(shifted.y == std::vector<double>{-1, 1, 5});
  CHECK(with_shifted(more, {9}, 1, 1) == nullptr);
}

TEST_CASE("Handles of a view without the massless points move the points they show", "[ui]") {
  using Numbers = std::vector<std::int64_t>;
  const PointsData four{{0, 1, 2, 3}, {0, 0, 0, 0}, {}, {1, 0, 2, 3}, {}};
  CHECK(numbers_in_input(four, {0, 1, 2}) == Numbers{0, 2, 3});
  CHECK(numbers_in_input(four, {2, 3, -1}) == Numbers{3});
  const auto moved = std::get<PointsData>(*with_shifted(four, numbers_in_input(four, {1}), 5, 0));
  CHECK(moved.x == std::vector<double>{0, 1, 7, 3});
  CHECK(numbers_in_input({{0, 1}, {0, 1}, {}, {}, {}}, {1}) == Numbers{1});
}

scene::Image image_of(std::uint64_t key) {
  scene::Image image;
  image.width = image.height = 1;
  image.rgba = std::make_shared<const std::vector<std::uint8_t>>(4, 255);
  image.key = key;
  return image;
}

TEST_CASE("Equal images share a texture, which is freed when nobody draws it", "[ui]") {
  test::CountingDevice device;
  {
    Textures textures(device);
    CHECK(textures.of(image_of(1)) == textures.of(image_of(1)));
    CHECK(textures.of(image_of(2)) != textures.of(image_of(1)));
    CHECK(device.made == 2);
    for (int i = 0; i < 100; ++i) {
      textures.next_frame();
      textures.of(image_of(1));
    }
    CHECK(device.freed == 1);
  }
  CHECK(device.freed == 2);
}

TEST_CASE("A space is rendered again only when it, its camera, size or theme changed", "[ui]") {
  test::CountingDevice device;
  Textures textures(device);
  scene::Space space;
  space.rect = {0, 0, 100, 80};
  space.view = Projection({}, space.rect, {});
  scene::Curve curve;
  curve.at = {{0, 0, 0}, {1, 1, 1}};
  space.curves = {std::make_shared<const scene::Curve>(scene::keyed(curve))};
  const Theme dark = dark_theme();
  const auto draw = [&](const Theme& theme, int width) {
    textures.next_frame();
    textures.of(space, width, 80, theme);
    return device.rendered;
  };
  CHECK(draw(dark, 100) == 1);
  for (int i = 0; i < 200; ++i) CHECK(draw(dark_theme(), 100) == 1);
  CHECK(draw(dark, 200) == 2);
  CHECK(draw(light_theme(), 200) == 3);
  space.view = Projection({10, 30}, space.rect, {});
  CHECK(draw(dark, 200) == 4);
  space.moving = true;
  CHECK(draw(dark, 200) == 5);
  curve.width = 3;
  space.curves = {std::make_shared<const scene::Curve>(scene::keyed(curve))};
  CHECK(draw(dark, 200) == 6);
  // Only the pictures of the last two frames are held.
  CHECK(device.freed == 4);
  CHECK(textures.size() == 2);
}

TEST_CASE("A line of a million points stays within 16-bit indices", "[ui]") {
  test::NullWindow window({800, 600});
  test::CountingDevice device;
  Textures textures(device);
  const int vertices = window.frame([&] {
    ImGuiPainter painter(*ImGui::GetForegroundDrawList(), textures, {0, 0}, 1);
    std::vector<Point2> points;
    for (int i = 0; i < 1000000; ++i) points.push_back({i / 2000.0, 300 + 100 * std::sin(i)});
    painter.polyline(points, {255, 0, 0, 255}, 2, {}, false);
  });
  CHECK(vertices > 1000000);
  for (int i = 0; i < ImGui::GetDrawData()->CmdListsCount; ++i) {
    const ImDrawList& list = *ImGui::GetDrawData()->CmdLists[i];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      unsigned int highest = 0;
      for (unsigned int k = 0; k < command.ElemCount; ++k) {
        highest = std::max<unsigned int>(highest,
                                         list.IdxBuffer[static_cast<int>(command.IdxOffset + k)]);
      }
      REQUIRE(command.VtxOffset + highest < static_cast<unsigned int>(list.VtxBuffer.Size));
    }
  }
}

TEST_CASE("Text is as wide in the window as in the layout, at every scale", "[ui]") {
  for (const double ui_scale : {0.75, 1.0, 1.5, 2.5}) {
    const test::NullWindow window({800, 600}, ui_scale);
    for (const TextStyle style : {label_style, number_style, title_style}) {
      for (const char* text :
           {"Marginal error ‖P1 − a‖₁", "1e-12 · 6 000 / 160 000", "η = 1/ε, κ"}) {
        ImFont* font = font_of(style);
        const float width = font->CalcTextSizeA(font->FontSize, 1e9f, 0, text).x;
        const double laid_out = metrics().measure(text, style).width;
        INFO(text << " at " << ui_scale);
        CHECK(static_cast<double>(width) / ui_scale == Approx(laid_out).margin(0.5));
      }
    }
  }
}

}  // namespace
}  // namespace thalweg::ui
