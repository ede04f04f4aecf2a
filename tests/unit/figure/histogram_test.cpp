// Bins against what can be counted by hand.
#include "core/figure/histogram.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/rng.hpp"

namespace thalweg {
namespace {

std::int64_t total(const Bins& bins) {
  return std::accumulate(bins.counts.begin(), bins.counts.end(), std::int64_t{0});
}

}  // namespace

TEST_CASE("A bin holds its lower edge and the last bin both", "[figure]") {
  const Bins bins = binned({0, 1, 1.5, 2, 3, 4}, 4);
  CHECK(bins.edges == std::vector<double>{0, 1, 2, 3, 4});
  CHECK(bins.counts == std::vector<std::int64_t>{1, 2, 1, 2});
}

TEST_CASE("Bins are 2 IQR / n^(1/3) wide when none are chosen", "[figure]") {
  std::vector<double> values;
  for (int i = 0; i <= 1000; ++i) values.push_back(i);
  // IQR = 500 and n = 1001, so the width is 99.97: eleven bins.
  CHECK(binned(values).counts.size() == 11);
  values.push_back(1e9);  // one outlier would ask for ten million
  CHECK(binned(values).counts.size() == most_bins);
}

TEST_CASE("Every finite value is counted once, whatever the values", "[figure]") {
  Rng rng(5);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> values;
    const double size = std::pow(10, rng.uniform(-300, 300));
    for (std::uint64_t i = rng.below(200); i > 0; --i) values.push_back(size * rng.normal());
    const auto finite = static_cast<std::int64_t>(values.size());
    values.push_back(std::numeric_limits<double>::quiet_NaN());
    const Bins bins = binned(values, trial % 3 == 0 ? 7 : 0);
    REQUIRE(total(bins) == finite);
    REQUIRE(bins.edges.size() == (finite == 0 ? 0 : bins.counts.size() + 1));
    REQUIRE(std::is_sorted(bins.edges.begin(), bins.edges.end()));
  }
}

TEST_CASE("Equal values make one bin around them", "[figure]") {
  for (const double v : {0.0, -3.0, 1e300}) {
    const Bins bins = binned({v, v, v});
    REQUIRE(bins.counts == std::vector<std::int64_t>{3});
    CHECK(bins.edges[0] < v);
    CHECK(bins.edges[1] > v);
  }
  CHECK(total(binned({-1e308, 1e308})) == 2);
  CHECK(total(binned({0, 0, 0, 0, 0, 0, 0, 1})) == 8);
}

}  // namespace thalweg
