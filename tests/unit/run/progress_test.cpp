// Rates and remaining steps on sequences whose answer is known.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/run/progress.hpp"

using namespace thalweg;

namespace {

struct Series {
  TraceRecorder measure, seconds;
  void add(std::int64_t step, double value) {
    measure.append(step, value);
    seconds.append(step, 0.002 * static_cast<double>(step));
  }
  Progress assess(double tolerance) const {
    return thalweg::assess(measure.trace(), seconds.trace(), tolerance);
  }
};

}  // namespace

TEST_CASE("A geometric sequence gives its rate and its remaining steps", "[run]") {
  Rng rng(3);
  Series series;
  for (int k = 0; k <= 400; ++k) {
    series.add(k, 0.5 * std::pow(0.97, k) * (1 + 0.02 * rng.normal()));
  }
  const Progress progress = series.assess(1e-10);
  CHECK(progress.condition == Condition::progressing);
  CHECK(1 - progress.rate == Approx(0.03).epsilon(0.05));
  const double truth = std::log(0.5e10) / -std::log(0.97) - 400;
  CHECK(progress.steps_left == Approx(truth).epsilon(0.05));
  CHECK(progress.seconds_left == Approx(0.002 * truth).epsilon(0.05));
}

TEST_CASE("A slow but steady sequence is not called stalled", "[run]") {
  Series series;
  for (int k = 0; k <= 1000; ++k) series.add(k, std::pow(0.9993, k));
  const Progress progress = series.assess(1e-10);
  CHECK(progress.condition == Condition::progressing);
  CHECK(progress.steps_left == Approx(std::log(1e10) / -std::log(0.9993) - 1000).epsilon(0.05));
}

TEST_CASE("A plateau is stalled", "[run]") {
  Series series;
  for (int k = 0; k <= 300; ++k) series.add(k, 1e-4 + std::pow(0.8, k));
  CHECK(series.assess(1e-10).condition == Condition::stalled);
}

TEST_CASE("Noise at the level of rounding is a floor, not a stall", "[run]") {
  Rng rng(5);
  Series series;
  for (int k = 0; k <= 200; ++k) {
    series.add(k, std::pow(0.7, k) + 1e-15 * (1 + 0.5 * rng.uniform()));
  }
  const Progress progress = series.assess(1e-18);
  CHECK(progress.condition == Condition::floor);
  CHECK(progress.floor == Approx(1.25e-15).epsilon(0.2));
}

TEST_CASE("A new stage starts a new fit and is not called stalled", "[run]") {
  Series series;
  for (int k = 0; k < 200; ++k) series.add(k, 0.1 * std::pow(0.9, k % 20));
  CHECK(series.assess(1e-10).rate == Approx(0.9).epsilon(0.001));
  for (int k = 200; k < 204; ++k) series.add(k, 0.1 * std::pow(0.9, k % 20));
  CHECK(series.assess(1e-10).condition == Condition::progressing);
}

TEST_CASE("A rate that still changes forecasts nothing", "[run]") {
  Series series;
  for (int k = 1; k <= 200; ++k) series.add(k, std::pow(k, -2.0));
  const Progress progress = series.assess(1e-10);
  CHECK(progress.condition == Condition::progressing);
  CHECK(progress.rate < 1);
  CHECK(std::isnan(progress.steps_left));
}

TEST_CASE("What came before an edit does not count", "[run]") {
  Series series;
  for (int k = 0; k <= 120; ++k) series.add(k, 0.1 * std::pow(0.9, k));
  const double level = 0.1 * std::pow(0.9, 120);
  for (int k = 121; k <= 140; ++k) series.add(k, level * std::pow(0.99, k - 120));
  const Progress all = series.assess(1e-10);
  CHECK(std::isnan(all.steps_left));
  const Progress since =
      thalweg::assess(series.measure.trace(), series.seconds.trace(), 1e-10, 120);
  CHECK(since.rate == Approx(0.99).epsilon(1e-6));
  CHECK(since.steps_left == Approx(std::log(level * 1e10) / -std::log(0.99) - 20).epsilon(0.01));
}

TEST_CASE("Reached and lost are told", "[run]") {
  Series series;
  for (int k = 0; k < 20; ++k) series.add(k, std::pow(0.1, k));
  CHECK(series.assess(1e-10).condition == Condition::converged);
  series.add(20, std::nan(""));
  CHECK(series.assess(1e-10).condition == Condition::diverged);
}
