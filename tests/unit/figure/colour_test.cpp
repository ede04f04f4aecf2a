// Themes, contrast, colour maps and images.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/figure/figure_cache.hpp"
#include "core/figure/raster.hpp"
#include "core/figure/theme.hpp"

namespace thalweg {
namespace {

Rgba pixel(const Pixels& pixels, int row, int col) {
  const std::size_t at = 4 * static_cast<std::size_t>(row * pixels.width + col);
  const auto& v = *pixels.rgba;
  return {v[at], v[at + 1], v[at + 2], v[at + 3]};
}

}  // namespace

TEST_CASE("Contrast follows WCAG: 21 for black on white, 1 for equal colours", "[figure]") {
  CHECK(contrast({0, 0, 0, 255}, {255, 255, 255, 255}) == Approx(21));
  CHECK(contrast({90, 10, 77, 255}, {90, 10, 77, 255}) == Approx(1));
  CHECK(contrast({119, 119, 119, 255}, {255, 255, 255, 255}) == Approx(4.48).margin(0.01));
}

TEST_CASE("Contender colours and text reach 4.5:1 on every theme's panel", "[figure]") {
  for (const std::string& name : theme_names()) {
    const Theme& theme = theme_named(name);
    REQUIRE(theme.contenders.size() == 8);
    for (const Rgba colour : theme.contenders) CHECK(contrast(colour, theme[Role::panel]) >= 4.5);
    for (const Role role : {Role::text, Role::muted, Role::dim, Role::warn, Role::bad}) {
      CAPTURE(name, role_name(role));
      CHECK(contrast(theme[role], theme[Role::panel]) >= 4.5);
    }
  }
  CHECK_THROWS_AS(theme_named("sepia"), BadInput);
}

TEST_CASE("Contenders differ by dash and marker as well", "[figure]") {
  for (int a = 0; a < 8; ++a) {
    for (int b = 0; b < a; ++b) {
      CHECK(contender_dash(a) != contender_dash(b));
      CHECK(contender_marker(a) != contender_marker(b));
    }
  }
}

TEST_CASE("Colour maps are there by name; their ends are the published ones", "[figure]") {
  CHECK(colour_map("viridis")[0] == Rgba{68, 1, 84, 255});
  CHECK(colour_map("viridis")[255] == Rgba{253, 231, 37, 255});
  CHECK(colour_map("twilight")[0] == colour_map("twilight")[255]);
  CHECK(colour_map_names().size() >= 7);
  CHECK_THROWS_AS(colour_map("rainbow"), BadInput);
}

TEST_CASE("Positions along a map: ends, middle, floor", "[figure]") {
  const ColourScale linear({"viridis", ColourScaling::linear, {2, 4}, {}});
  CHECK(linear.position(2) == 0);
  CHECK(linear.position(3) == Approx(0.5));
  CHECK(linear.position(9) == 1);
  const ColourScale log({"viridis", ColourScaling::log, {1e-6, 1}, {}});
  CHECK(log.position(1e-3) == Approx(0.5));
  CHECK(log.position(0) == 0);
  CHECK(log.position(-1) == 0);
  CHECK(log.colour(std::numeric_limits<double>::quiet_NaN()).a == 0);
  const ColourMapping q = mapping_for({1, 1, 1, 1, 50, 1000}, ColourScaling::quantile, "");
  CHECK(ColourScale(q).position(50) > 0.7);
}

TEST_CASE("Signed data is centred on zero in vik, ordered data takes viridis", "[figure]") {
  const ColourMapping both = mapping_for({-1, 3}, ColourScaling::linear, "");
  CHECK(both.map == "vik");
  CHECK(both.range == Range{-3, 3});
  CHECK(mapping_for({0, 3}, ColourScaling::linear, "").map == "viridis");
  CHECK(mapping_for({0, 1}, ColourScaling::log, "").range == Range{1, 1.5});
  CHECK(mapping_for({1e-20, 1}, ColourScaling::log, "").range.lo == Approx(1e-6));
}

TEST_CASE("A single large entry survives pooling to far fewer pixels", "[figure]") {
  std::vector<double> values(1000 * 1000, 0.0);
  values[777 * 1000 + 123] = 1;
  values[10 * 1000 + 990] = -2;
  std::int64_t rows = 0, cols = 0;
  const auto pooled = max_pooled({1000, 1000, &values}, 64, 50, rows, cols);
  CHECK(rows == 64);
  CHECK(cols == 50);
  CHECK(pooled[static_cast<std::size_t>(777 * 64 / 1000 * 50 + 123 * 50 / 1000)] == 1);
  CHECK(pooled[static_cast<std::size_t>(49)] == -2);
}

TEST_CASE("Cells keep their row order, fields have their first row at the bottom", "[figure]") {
  const std::vector<double> values{0, 0, 1, 1};
  const Grid grid{2, 2, &values};
  const ColourMapping mapping{"viridis", ColourScaling::linear, {0, 1}, {}};
  CHECK(pixel(cell_pixels(grid, mapping, 9, 9, true), 0, 0) == colour_map("viridis")[0]);
  CHECK(pixel(band_pixels(grid, mapping, 8, 40, 0), 0, 0).g > 200);
  CHECK(pixel(mask_pixels(grid, {0, 1}), 1, 0) == Rgba{255, 255, 255, 255});
  CHECK(pixel(mask_pixels(grid, {0, 1}), 0, 0).a == 0);
}

TEST_CASE("Things are made once a buffer and again for another one", "[figure]") {
  FigureCache cache;
  int made = 0;
  const auto make = [&] { return ++made; };
  BufferPtr first = std::make_shared<const Buffer>(ScalarData{1});
  const BufferPtr second = std::make_shared<const Buffer>(ScalarData{1});
  cache.get<int>(first, "image", "a", make);
  cache.get<int>(first, "image", "a", make);
  CHECK(made == 1);
  cache.get<int>(second, "image", "a", make);
  cache.get<int>(first, "image", "b", make);
  CHECK(made == 3);
  // Other recipes push out old ones; a buffer's death takes all of its things.
  for (int i = 0; i < 20; ++i) cache.get<int>(first, "image", std::to_string(i), make);
  CHECK(cache.size() <= 4);
  first.reset();
  cache.get<int>(second, "other", "", make);
  CHECK(cache.size() <= 2);
}

}  // namespace thalweg
