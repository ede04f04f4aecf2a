// What happens to images, pixel by pixel.
#include "core/data/augment.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/base/error.hpp"

namespace thalweg::data {
namespace {

/// Copies of an image of 4 × 5 distinct positive values.
Matrix copies(Index count) {
  Matrix out(count, 20);
  for (Index i = 0; i < count; ++i) out.row(i) = Vector::LinSpaced(20, 1, 20).transpose();
  return out;
}

TEST_CASE("Nothing asked for changes nothing", "[data]") {
  CHECK(augmented(copies(3), 4, 5, {}, Rng(1)) == copies(3));
  CHECK_THROWS_AS(augmented(copies(3), 5, 5, {}, Rng(1)), Internal);
  CHECK_THROWS_AS(augmented(copies(3), 4, 5, {.shift = -1}, Rng(1)), BadInput);
  CHECK_THROWS_AS(augmented(copies(3), 4, 5, {.patch = -1}, Rng(1)), BadInput);
  CHECK_THROWS_AS(augmented(copies(3), 4, 5, {.patch = 5}, Rng(1)), BadInput);
  CHECK_THROWS_AS(augmented(copies(3), 4, 5, {.noise = -1}, Rng(1)), BadInput);
}

TEST_CASE("Shifted images keep their order and come in all positions", "[data]") {
  const Matrix moved = augmented(copies(400), 4, 5, {.shift = 1}, Rng(2));
  std::set<std::pair<Index, Index>> seen;
  for (Index i = 0; i < moved.rows(); ++i) {
    // Where the value of row 1, column 2 has gone, the others are around it.
    for (Index r = 0; r < 4; ++r) {
      for (Index c = 0; c < 5; ++c) {
        if (moved(i, r * 5 + c) != 8) continue;
        seen.insert({r - 1, c - 2});
        CHECK(moved(i, r * 5 + c + 1) == 9);
        CHECK(moved(i, (r + 1) * 5 + c) == 13);
      }
    }
  }
  CHECK(seen.size() == 9);
}

TEST_CASE("Mirrors, patches and noise do what they say", "[data]") {
  const Matrix mirrored = augmented(copies(200), 4, 5, {.mirror = true}, Rng(3));
  const double share = (mirrored.col(0).array() == 5).cast<double>().mean();
  CHECK(share == Approx(0.5).margin(0.12));
  CHECK(((mirrored.col(0).array() == 5) || (mirrored.col(0).array() == 1)).all());
  const Matrix cut = augmented(copies(50), 4, 5, {.patch = 2}, Rng(4));
  for (Index i = 0; i < 50; ++i) CHECK((cut.row(i).array() == 0).count() == 4);
  const Matrix noisy = augmented(copies(500), 4, 5, {.noise = 0.1}, Rng(5)) - copies(500);
  CHECK(noisy.squaredNorm() / 10000 == Approx(0.01).epsilon(0.05));
  CHECK(augmented(copies(9), 4, 5, {.shift = 1, .noise = 1}, Rng(6)) ==
        augmented(copies(9), 4, 5, {.shift = 1, .noise = 1}, Rng(6)));
}

}  // namespace
}  // namespace thalweg::data
