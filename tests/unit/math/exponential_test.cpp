// Exponentials of lanes: against the library, and at the ends of the range.
#include "core/math/exponential.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"

namespace thalweg {
namespace {

double exp_of(double x) {
  double out[lane_count<double>];
  store(out, exp_lanes(filled_with(x)));
  return out[0];
}

}  // namespace

TEST_CASE("Exponentials of lanes agree with the library's", "[math]") {
  double worst = 0;
  for (std::uint64_t i = 0; i < 200000; ++i) {
    const double wide = -700 + 1409 * random_uniform(1, i), near = 2 * random_uniform(2, i) - 1;
    for (const double x : {wide, near}) {
      worst = std::max(worst, std::abs(exp_of(x) / std::exp(x) - 1));
    }
  }
  CHECK(worst <= 4e-16);
  CHECK(exp_of(0) == 1);
}

TEST_CASE("Exponentials of lanes never underflow", "[math]") {
  const double least = std::exp(least_exponent);
  CHECK(exp_of(-700) == Approx(least).epsilon(1e-15));
  CHECK(exp_of(-1e300) == exp_of(-700));
  CHECK(exp_of(-INFINITY) == exp_of(-700));
  CHECK(exp_of(710) > 1e308);
  CHECK(exp_of(INFINITY) == exp_of(710));
}

}  // namespace thalweg
