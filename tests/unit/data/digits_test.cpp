// The embedded digits and their upsampling.
#include "core/data/digits.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "core/base/error.hpp"

namespace thalweg::data {
namespace {

TEST_CASE("All 1 797 digits are in the program", "[data]") {
  REQUIRE(digits().size() == 1797);
  int total = 0;
  for (int label = 0; label < 10; ++label) {
    CHECK(digit_count(label) >= 174);
    CHECK(digit_count(label) <= 183);
    total += digit_count(label);
  }
  CHECK(total == 1797);
  CHECK(digits().front().label == 0);
  CHECK(digits().front().pixels[2] == 5);
  CHECK(digits().front().pixels[3] == 13);
  CHECK(digits().back().label == 8);
  double darkest = 0;
  for (const DigitImage& image : digits()) {
    for (const double p : image.pixels) darkest = std::max(darkest, p);
  }
  CHECK(darkest == 16);
}

TEST_CASE("A digit is found by its label and number", "[data]") {
  CHECK(digit(3, 0).label == 3);
  CHECK(&digit(3, 0) == &digits()[3]);
  CHECK(&digit(0, 1) == &digits()[10]);
  CHECK_THROWS_AS(digit(10, 0), BadInput);
  CHECK_THROWS_AS(digit(-1, 0), BadInput);
  CHECK_THROWS_AS(digit(3, -1), BadInput);
  CHECK_THROWS_AS(digit(3, digit_count(3)), BadInput);
}

TEST_CASE("Upsampling interpolates between pixel centres and clamps at the edges", "[data]") {
  DigitImage ramp;
  for (std::size_t k = 0; k < 64; ++k) ramp.pixels[k] = double(k % 8);
  const std::vector<double> same = upsample(ramp, 8);
  CHECK(std::equal(same.begin(), same.end(), ramp.pixels.begin()));
  const std::vector<double> twice = upsample(ramp, 16);
  REQUIRE(twice.size() == 256);
  CHECK(twice[0] == 0);  // left of the first centre
  CHECK(twice[1] == 0.25);
  CHECK(twice[2] == 0.75);
  CHECK(twice[15] == 7);
  CHECK(twice[16 * 9 + 8] == 3.75);
  CHECK(upsample(ramp, 1) == std::vector<double>{3.5});
  DigitImage flat;
  flat.pixels.fill(2);
  const std::vector<double> still_flat = upsample(flat, 20);
  CHECK(std::accumulate(still_flat.begin(), still_flat.end(), 0.0) == Approx(800));
}

}  // namespace
}  // namespace thalweg::data
