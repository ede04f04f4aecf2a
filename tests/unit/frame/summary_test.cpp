// Extremes of values against a plain loop.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/frame/summary.hpp"

namespace thalweg {

TEST_CASE("A summary counts and spans what a plain loop does, at any length", "[frame]") {
  Rng rng(3);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const std::size_t count : {0, 1, 7, 8, 9, 100, 4096, 4097, 20000}) {
    for (const int odd : {0, 1, 50}) {  // how many are not finite
      std::vector<double> values(count);
      for (double& v : values) v = rng.normal() + 1;
      for (int k = 0; k < odd && count > 0; ++k) {
        const double strange[] = {infinity, -infinity, std::nan("")};
        values[static_cast<std::size_t>(k) * 397 % count] = strange[k % 3];
      }
      Summary expected;
      for (const double v : values) {
        if (!std::isfinite(v)) {
          ++expected.non_finite;
          continue;
        }
        expected.lo = std::min(expected.lo, v), expected.hi = std::max(expected.hi, v);
        if (v > 0) expected.least_positive = std::min(expected.least_positive, v);
        if (v <= 0) ++expected.not_positive;
      }
      const Summary summary = summary_of(values);
      CAPTURE(count, odd);
      CHECK(summary.lo == expected.lo);
      CHECK(summary.hi == expected.hi);
      CHECK(summary.least_positive == expected.least_positive);
      CHECK(summary.not_positive == expected.not_positive);
      CHECK(summary.non_finite == expected.non_finite);
      CHECK(summary.empty() == (expected.lo > expected.hi));
    }
  }
}

}  // namespace thalweg
