// Ticks, nice ranges and the tick labels of laid-out panels.
#include "core/figure/ticks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "core/base/rng.hpp"

namespace thalweg {
namespace {

bool is_1_2_5(double step) {
  const double lead = step / std::pow(10, std::floor(std::log10(step) + 1e-9));
  return std::abs(lead - 1) < 1e-6 || std::abs(lead - 2) < 1e-6 || std::abs(lead - 5) < 1e-6;
}

/// Without the thin spaces of grouped digits.
std::string spaceless(const std::string& label) {
  std::string text;
  for (const char c : label) {
    if (c == '-' || c == '.' || c == '+' || c == 'e' || (c >= '0' && c <= '9')) text += c;
  }
  return text;
}

}  // namespace

TEST_CASE("Ticks of 100 000 random ranges are 1-2-5, in the range, and say short true numbers",
          "[figure]") {
  Rng rng(10);
  for (int trial = 0; trial < 100000; ++trial) {
    const double size = std::pow(10, rng.uniform(-300, 300)), lo = rng.uniform(-1, 1) * size;
    // From a tenth of a billionth of the value's size to twice it.
    const Range range{lo, lo + size * std::pow(10, rng.uniform(-10, 0.3))};
    const int most = 2 + static_cast<int>(rng.below(6));
    const auto list = ticks(range, Scale::linear, false, most);
    REQUIRE(static_cast<int>(list.size()) <= most);
    for (std::size_t i = 0; i < list.size(); ++i) {
      INFO(range.lo << " … " << range.hi << ": " << list[i].label);
      if (i > 0) {
        const double step = list[i].value - list[i - 1].value;
        if (range.hi - range.lo > 1e-6 * size) REQUIRE(is_1_2_5(step));
        REQUIRE(step > 0);
        REQUIRE(list[i].label != list[i - 1].label);
      }
      const double slack = 1e-9 * (range.hi - range.lo) + 1e-15 * std::abs(range.lo);
      REQUIRE((list[i].value >= range.lo - slack && list[i].value <= range.hi + slack));
      REQUIRE(list[i].label.size() <= 22);
      REQUIRE(std::stod(spaceless(list[i].label)) ==
              Approx(list[i].value).epsilon(1e-12).margin(1e-6 * (range.hi - range.lo)));
    }
  }
}

TEST_CASE("Linear ticks have 1-2-5 steps, lie in the range and are 3 to 7", "[figure]") {
  Rng rng(11);
  for (int trial = 0; trial < 2000; ++trial) {
    const double size = std::pow(10, rng.uniform(-8, 8)), lo = rng.uniform(-1, 1) * size;
    const Range range{lo, lo + rng.uniform(0.01, 1) * size};
    const auto list = ticks(range, Scale::linear, false, 7);
    REQUIRE(list.size() >= 3);
    REQUIRE(list.size() <= 7);
    const double step = list[1].value - list[0].value;
    REQUIRE(is_1_2_5(step));
    for (const Tick& tick : list) {
      REQUIRE(tick.value >= range.lo - 1e-6 * step);
      REQUIRE(tick.value <= range.hi + 1e-6 * step);
    }
  }
}

TEST_CASE("Tick labels differ from each other and read back to their values", "[figure]") {
  Rng rng(12);
  for (int trial = 0; trial < 1000; ++trial) {
    const double size = std::pow(10, rng.uniform(-3, 3.9)), lo = rng.uniform(-1, 1) * size;
    const auto list = ticks({lo, lo + size * rng.uniform(0.2, 1)}, Scale::linear, false, 7);
    std::set<std::string> labels;
    for (const Tick& tick : list) {
      labels.insert(tick.label);
      REQUIRE(std::stod(tick.label) == Approx(tick.value).margin(1e-9 * size));
    }
    REQUIRE(labels.size() == list.size());
  }
}

TEST_CASE("Whole-number axes have no fractional ticks", "[figure]") {
  for (const double hi : {1.0, 2.0, 3.0, 9.0, 17.0}) {
    for (const Tick& tick : ticks({0, hi}, Scale::linear, true, 7)) {
      CHECK(tick.value == std::round(tick.value));
    }
  }
}

TEST_CASE("Log axes are labelled at decades", "[figure]") {
  std::vector<std::string> labels;
  for (const Tick& tick : ticks({1e-12, 1}, Scale::log, false, 7)) {
    if (!tick.label.empty()) labels.push_back(tick.label);
  }
  CHECK(labels ==
        std::vector<std::string>{"1e-12", "1e-10", "1e-08", "1e-06", "1e-04", "1e-02", "1"});
  CHECK(decade_text(0.1) == "0.1");
  CHECK(decade_text(1000) == "1000");
}

TEST_CASE("Log axes never have more labels than asked for", "[figure]") {
  Rng rng(13);
  for (int trial = 0; trial < 1000; ++trial) {
    const double lo = std::pow(10, rng.uniform(-300, 100));
    const Range range{lo, lo * std::pow(10, rng.uniform(0.05, 150))};
    const int most = 2 + static_cast<int>(rng.below(6));
    int labelled = 0;
    for (const Tick& tick : ticks(range, Scale::log, false, most)) labelled += !tick.label.empty();
    REQUIRE(labelled >= 1);
    REQUIRE(labelled <= most);
  }
}

TEST_CASE("Nice ranges contain what they are made for and grow in 1-2-5 jumps", "[figure]") {
  CHECK(nice_above(1) == 1);
  CHECK(nice_above(1.01) == 2);
  CHECK(nice_above(2.5) == 5);
  CHECK(nice_above(51) == Approx(100));
  CHECK(nice_above(0.013) == Approx(0.02));
  Rng rng(14);
  for (int trial = 0; trial < 500; ++trial) {
    const double lo = rng.uniform(-5, 5), hi = lo + rng.uniform(0, 9);
    const Range nice = nice_range({lo, hi}, Scale::linear);
    REQUIRE(nice.lo <= lo);
    REQUIRE(nice.hi >= hi);
  }
  const Range flat = nice_range({3, 3}, Scale::linear);
  CHECK(flat.lo < 3);
  CHECK(flat.hi > 3);
  CHECK(nice_range({2e-7, 0.3}, Scale::log) == Range{1e-7, 1});
}

}  // namespace thalweg
