// Nested grids: every sample once, the same values as a direct evaluation, at any thread count.
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/parallel.hpp"
#include "core/landscape/grid.hpp"

namespace thalweg::landscape {
namespace {

double wave(double x, double y) { return std::sin(3 * x) * std::cos(2 * y) + 0.1 * x * y; }

const Rectangle area{-2, 1, -0.5, 3};

TEST_CASE("Each level holds the function on its own regular grid", "[landscape]") {
  NestedGrid grid(wave, area, 3);
  CHECK(grid.side() == 0);
  CHECK(grid.values().empty());
  for (const std::int64_t side : {13, 25, 49}) {
    const bool done = grid.refine(100000);
    REQUIRE(grid.side() == side);
    CHECK(done == (side == 49));
    const std::vector<double> values = grid.values();
    REQUIRE(values.size() == static_cast<std::size_t>(side * side));
    for (std::int64_t row = 0; row < side; row += 3) {
      for (std::int64_t col = 0; col < side; col += 5) {
        const double x = -2 + 3.0 * static_cast<double>(col) / static_cast<double>(side - 1);
        const double y = -0.5 + 3.5 * static_cast<double>(row) / static_cast<double>(side - 1);
        CHECK(values[static_cast<std::size_t>(row * side + col)] == Approx(wave(x, y)));
      }
    }
  }
}

TEST_CASE("No sample of a nested grid is computed twice", "[landscape]") {
  std::atomic<std::int64_t> calls{0};
  NestedGrid grid(
      [&](double x, double y) {
        ++calls;
        return x + y;
      },
      area, 4);
  while (!grid.refine(500)) {
  }
  CHECK(calls == 97 * 97);
  CHECK(grid.evaluations() == 97 * 97);
  CHECK(grid.finished());
  CHECK(grid.refine(500));
  CHECK(calls == 97 * 97);
}

TEST_CASE("A slice of a nested grid stays near its allowance", "[landscape]") {
  NestedGrid grid(wave, area, 3);
  std::int64_t before = 0;
  while (!grid.refine(60)) {
    CHECK(grid.evaluations() - before <= 60);
    before = grid.evaluations();
  }
}

TEST_CASE("A nested grid has the same bits in slices, at once and on one thread", "[landscape]") {
  const auto filled = [](std::int64_t slice, int threads) {
    const int usual = thread_count();
    set_thread_count(threads);
    NestedGrid grid(wave, area, 4);
    while (!grid.refine(slice)) {
    }
    set_thread_count(usual);
    return grid.values();
  };
  const std::vector<double> values = filled(1000000, 2);
  CHECK(values == filled(77, 2));
  CHECK(values == filled(1000000, 1));
}

}  // namespace
}  // namespace thalweg::landscape
