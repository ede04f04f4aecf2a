// Themes, contrast, colour maps and images.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/rng.hpp"
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

ColourMapping mapping(const std::vector<double>& values, ColourScaling scaling) {
  return mapping_for(values, summary_of(values), scaling, "");
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

TEST_CASE("Colour maps are the published tables", "[figure]") {
  const auto hash_of = [](const char* name) {
    std::string bytes;
    for (const Rgba& c : colour_map(name)) {
      for (const std::uint8_t value : {c.r, c.g, c.b}) bytes += static_cast<char>(value);
    }
    return hash_bytes(bytes);
  };
  // Of the tables of Matplotlib 3.6.3 at 8 bits; twilight resampled linearly from 510 colours.
  CHECK(hash_of("viridis") == 0x1b8e5490518c939bULL);
  CHECK(hash_of("magma") == 0x18a2c8df7018d2beULL);
  CHECK(hash_of("cividis") == 0x7a7f3ae563911aa6ULL);
  CHECK(hash_of("twilight") == 0x3cac51f85b8d50ddULL);
  // The ends of Crameri's maps, version 8.
  CHECK(colour_map("batlow")[0] == Rgba{1, 25, 89, 255});
  CHECK(colour_map("batlow")[255] == Rgba{250, 204, 250, 255});
  CHECK(colour_map("vik")[0] == Rgba{0, 18, 97, 255});
  CHECK(colour_map("vik")[255] == Rgba{89, 0, 8, 255});
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
  const ColourMapping q = mapping({1, 1, 1, 1, 50, 1000}, ColourScaling::quantile);
  CHECK(ColourScale(q).position(50) > 0.7);
}

TEST_CASE("Signed data is centred on zero in vik, ordered data takes viridis", "[figure]") {
  const ColourMapping both = mapping({-1, 3}, ColourScaling::linear);
  CHECK(both.map == "vik");
  CHECK(both.range == Range{-3, 3});
  CHECK(mapping({0, 3}, ColourScaling::linear).map == "viridis");
  CHECK(mapping({0, 1}, ColourScaling::log).range == Range{1, 1.5});
  CHECK(mapping({1e-20, 1}, ColourScaling::log).range.lo == Approx(1e-6));
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

TEST_CASE("Pooled cells hold the largest value of what falls into them, whatever the sizes",
          "[figure]") {
  Rng rng(7);
  const std::int64_t all_rows = 37, all_cols = 53, most_rows = 11, most_cols = 20;
  std::vector<double> values;
  for (std::int64_t i = 0; i < all_rows * all_cols; ++i) {
    values.push_back(i % 17 == 0 ? std::nan("") : rng.normal());
  }
  std::int64_t rows = 0, cols = 0;
  const auto pooled = max_pooled({all_rows, all_cols, &values}, most_rows, most_cols, rows, cols);
  std::vector<double> expected(static_cast<std::size_t>(rows * cols), std::nan(""));
  for (std::int64_t i = 0; i < all_rows; ++i) {
    for (std::int64_t j = 0; j < all_cols; ++j) {
      const double v = values[static_cast<std::size_t>(i * all_cols + j)];
      double& cell =
          expected[static_cast<std::size_t>(i * rows / all_rows * cols + j * cols / all_cols)];
      if (std::isnan(cell) || std::abs(v) > std::abs(cell)) cell = v;
    }
  }
  CHECK(pooled == expected);
}

TEST_CASE("Levels of a large grid pool cells by powers of two, odd sizes included", "[figure]") {
  Rng rng(8);
  const std::int64_t rows = 1037, cols = 523;
  std::vector<double> values;
  for (std::int64_t i = 0; i < rows * cols; ++i) values.push_back(rng.normal());
  const Grid grid{rows, cols, &values};
  const GridLevels levels = levels_of(grid);
  REQUIRE(levels.halves.size() == 2);
  const Grid quarter = levels.level(grid, 2);
  REQUIRE(quarter.rows == 260);
  REQUIRE(quarter.cols == 131);
  for (std::int64_t i = 0; i < quarter.rows; ++i) {
    for (std::int64_t j = 0; j < quarter.cols; ++j) {
      double most = 0;
      for (std::int64_t k = 4 * i; k < std::min(rows, 4 * i + 4); ++k) {
        for (std::int64_t l = 4 * j; l < std::min(cols, 4 * j + 4); ++l) {
          if (std::abs(grid.at(k, l)) > std::abs(most)) most = grid.at(k, l);
        }
      }
      REQUIRE(quarter.at(i, j) == most);
    }
  }
}

TEST_CASE("A window of cells is the same part of the whole picture", "[figure]") {
  std::vector<double> values;
  for (int i = 0; i < 30 * 40; ++i) values.push_back((i * 7919) % 1009);
  const Grid grid{30, 40, &values};
  const ColourMapping mapping{"viridis", ColourScaling::linear, {0, 1009}, {}};
  const Pixels whole = cell_pixels(grid, {0, 0, 30, 40}, mapping, 30, 40);
  const Pixels part = cell_pixels(grid, {5, 10, 20, 8}, mapping, 30, 40);
  REQUIRE(part.width == 8);
  REQUIRE(part.height == 20);
  for (int i = 0; i < 20; ++i) {
    for (int j = 0; j < 8; ++j) CHECK(pixel(part, i, j) == pixel(whole, 5 + i, 10 + j));
  }
}

TEST_CASE("Many values take the colours that each takes by itself", "[figure]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values{-3, 0, 0.2, 0.5, 1, 7, infinity, -infinity, std::nan("")};
  for (const ColourScaling scaling :
       {ColourScaling::linear, ColourScaling::log, ColourScaling::symlog}) {
    const ColourScale scale({"viridis", scaling, {0.1, 1}, {}});
    std::vector<Rgba> colours(values.size());
    scale.colours(values.data(), values.size(), missing_colour, colours.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
      CHECK(colours[i] == (std::isfinite(values[i]) ? scale.colour(values[i]) : missing_colour));
    }
  }
}

TEST_CASE("Cells keep their row order, fields have their first row at the bottom", "[figure]") {
  const std::vector<double> values{0, 0, 1, 1};
  const Grid grid{2, 2, &values};
  const ColourMapping mapping{"viridis", ColourScaling::linear, {0, 1}, {}};
  CHECK(pixel(cell_pixels(grid, {0, 0, 2, 2}, mapping, 9, 9), 0, 0) == colour_map("viridis")[0]);
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
