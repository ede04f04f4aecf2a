// Displacement interpolation.
#include "core/figure/displacement.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"

namespace thalweg {
namespace {

constexpr int side = 6, cells = side * side;

/// A random plan between two images; its marginals are the masses.
DisplacementData random_plan(std::uint64_t seed) {
  DisplacementData data;
  data.raster_rows = data.raster_cols = side;
  data.plan = {cells, cells, {}};
  Rng rng(seed);
  for (int i = 0; i < cells * cells; ++i) data.plan.values.push_back(std::pow(rng.uniform(), 6));
  const double total = std::accumulate(data.plan.values.begin(), data.plan.values.end(), 0.0);
  for (double& v : data.plan.values) v /= total;
  for (PointsData* points : {&data.source, &data.target}) {
    points->mass.assign(cells, 0);
    for (int i = 0; i < cells; ++i) points->x.push_back(i % side), points->y.push_back(i / side);
  }
  for (int i = 0; i < cells; ++i) {
    for (int j = 0; j < cells; ++j) {
      data.source.mass[static_cast<std::size_t>(i)] += data.plan.at(i, j);
      data.target.mass[static_cast<std::size_t>(j)] += data.plan.at(i, j);
    }
  }
  return data;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

TEST_CASE("Interpolation reproduces source and target at its ends to 1e-12", "[figure]") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const DisplacementData data = random_plan(seed);
    REQUIRE(distance(interpolate(data, 0), data.source.mass) <= 1e-12);
    REQUIRE(distance(interpolate(data, 1), data.target.mass) <= 1e-12);
    REQUIRE(distance(on_raster(data, data.source), data.source.mass) <= 1e-12);
  }
}

TEST_CASE("Interpolation keeps the mass and moves the mean on a straight line", "[figure]") {
  const DisplacementData data = random_plan(99);
  const auto mean_x = [](const std::vector<double>& image) {
    double sum = 0;
    for (int i = 0; i < cells; ++i) sum += image[static_cast<std::size_t>(i)] * (i % side);
    return sum;
  };
  const double from = mean_x(interpolate(data, 0)), to = mean_x(interpolate(data, 1));
  for (const double t : {0.1, 0.25, 0.5, 0.77}) {
    const std::vector<double> image = interpolate(data, t);
    CHECK(std::accumulate(image.begin(), image.end(), 0.0) == Approx(1).epsilon(1e-12));
    CHECK(mean_x(image) == Approx((1 - t) * from + t * to).epsilon(1e-12));
  }
}

TEST_CASE("Entries far below one per cent of a row still count", "[figure]") {
  DisplacementData data = random_plan(5);
  for (double& v : data.plan.values) v = 1e-9;
  data.plan.values[3] = 1;
  const std::vector<double> image = interpolate(data, 1);
  CHECK(image[7] == Approx(cells * 1e-9).epsilon(1e-9));
  CHECK(main_entries(data.plan, 0.01).front().target == 3);
  CHECK(main_entries(data.plan, 0.01)[0].share > 0.99);
}

TEST_CASE("Interpolation without a raster or with wrong sizes is refused", "[figure]") {
  DisplacementData data = random_plan(1);
  data.raster_rows = 0;
  CHECK_THROWS_AS(interpolate(data, 0.5), BadInput);
  data = random_plan(1);
  data.target.x.pop_back();
  CHECK_THROWS_AS(interpolate(data, 0.5), BadInput);
}

}  // namespace thalweg
