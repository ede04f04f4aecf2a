// Posing transport problems, and what is refused.
#include <catch2/catch.hpp>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::transport {
namespace {

using Catch::Contains;

Vector vector(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.begin());
  return out;
}

TEST_CASE("A problem is scaled, normalised and complete", "[transport]") {
  Matrix cost(2, 3);
  cost << 1, 2, 3, 4, 5, 10;
  const Problem p = from_cost(cost, vector({1, 3}), vector({2, 1, 1}));
  CHECK(p.cost_scale == 10);
  CHECK(p.cost(1, 2) == 1);
  CHECK(p.cost_transposed == p.cost.transpose());
  CHECK(p.source == vector({0.25, 0.75}));
  CHECK(p.target == vector({0.5, 0.25, 0.25}));
  CHECK(p.log_target[0] == Approx(std::log(0.5)));
  CHECK(p.notes.empty());
  CHECK(from_cost(cost).source == vector({0.5, 0.5}));
}

TEST_CASE("Points without mass are left out, with a note", "[transport]") {
  Matrix cost(3, 2);
  cost << 1, 2, 3, 4, 5, 6;
  const Problem p = from_cost(cost, vector({0.5, 0, 0.5}), vector({1, 0}));
  CHECK(p.n() == 2);
  CHECK(p.m() == 1);
  CHECK(p.source_index == std::vector<int>{0, 2});
  CHECK(p.original_sources == 3);
  CHECK(p.cost_scale == 5);  // of what is left
  REQUIRE(p.notes.size() == 2);
  CHECK_THAT(p.notes[0], Contains("Source: 1 of 3 points have no mass"));
}

TEST_CASE("Totals a little apart are made equal, with a note", "[transport]") {
  const Problem p = from_cost(Matrix::Ones(2, 2), vector({0.5, 0.5}), vector({0.5, 0.500000001}));
  CHECK(p.target.sum() == Approx(1).epsilon(1e-15));
  REQUIRE(p.notes.size() == 1);
  CHECK(p.notes[0] == "Source sums to 1, target to 1.000000001: both are scaled to 1.");
}

TEST_CASE("Masses and costs that cannot be used are refused in words", "[transport]") {
  const Matrix cost = Matrix::Ones(2, 2);
  CHECK_THROWS_WITH(from_cost(cost, vector({0.5, 0.5}), vector({0.487, 0.5})),
                    "Source sums to 1.000, target to 0.987. Balanced transport needs equal totals. "
                    "Scale target by 1.0132.");
  CHECK_THROWS_WITH(from_cost(cost, vector({-1, 2}), vector({0.5, 0.5})),
                    Contains("mass 1 of the source is -1"));
  CHECK_THROWS_WITH(from_cost(cost, vector({0, 0}), vector({0, 0})), Contains("no mass"));
  CHECK_THROWS_WITH(from_cost(cost, vector({1, 1, 1})), Contains("3 masses for 2 points"));
  CHECK_THROWS_AS(from_cost(cost, vector({std::nan(""), 1})), BadInput);
  CHECK_THROWS_AS(from_cost(Matrix(0, 2)), BadInput);
  CHECK_THROWS_AS(random_assignment(0, 1), BadInput);
  CHECK_THROWS_AS(random_assignment(4001, 1), BadInput);
  Matrix bad = cost;
  bad(1, 0) = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(from_cost(bad), Contains("1 of 4 costs are not finite; the first is in row 2, "
                                             "column 1"));
  CHECK_THROWS_AS(from_points(Matrix::Ones(2, 2), Matrix::Ones(2, 3), GroundCost::l1), BadInput);
  CHECK_THROWS_AS(
      from_images(std::vector<double>(3, 1.0), std::vector<double>(4, 1.0), {2, 2}, GroundCost::l1),
      BadInput);
  CHECK_THROWS_AS(
      from_images(std::vector<double>(4, 0.0), std::vector<double>(4, 1.0), {2, 2}, GroundCost::l1),
      BadInput);
  CHECK_THROWS_AS(from_images(std::vector<double>{1, 1, -1, 1}, std::vector<double>(4, 1.0), {2, 2},
                              GroundCost::l1),
                  BadInput);
}

TEST_CASE("Random costs are the numbered uniforms", "[transport]") {
  const Problem p = random_assignment(20, 1);
  CHECK(p.cost(0, 0) == 0.5665615751722809);
  CHECK(p.cost(3, 7) == random_uniform(1, 67));
  CHECK(p.cost_scale == 1);
  CHECK(p.source.isConstant(0.05));
}

TEST_CASE("Images become masses with a floor on a grid", "[transport]") {
  const std::vector<double> ink{0, 0, 4, 0}, even{1, 1, 1, 1};
  const Problem p = from_images(ink, even, {2, 2}, GroundCost::squared);
  CHECK(p.n() == 4);
  CHECK(p.source[0] == Approx(0.01 / 1.04));  // 1 % of the peak
  CHECK(p.source[2] == Approx(1.01 / 1.04));
  const Problem mean = from_images(ink, even, {2, 2}, GroundCost::squared, mixture_floor);
  CHECK(mean.source[0] == Approx(0.0025 / 1.01));
  CHECK(mean.source[2] == Approx(1.0025 / 1.01));
  CHECK(p.source_points(2, 0) == 0);  // x right
  CHECK(p.source_points(2, 1) == 1);  // y down
  CHECK(p.cost(0, 3) == 1);
  CHECK(p.cost(0, 1) == 0.5);
  CHECK(p.cost_scale == 2);
  CHECK(p.source_raster.rows == 2);
  const Problem sharp = from_images(ink, even, {2, 2}, GroundCost::l1, {.share = 0});
  CHECK(sharp.n() == 1);
  CHECK(sharp.source_index == std::vector<int>{2});
}

TEST_CASE("Mixtures on a line and on a grid sum to one", "[transport]") {
  const std::vector<Bump> a{{.5, .2, .05}, {.5, .6, .1}}, b{{.3, .35, .07}, {.7, .8, .06}};
  const Problem line = from_mixtures(100, a, b, GroundCost::squared);
  CHECK(line.source.sum() == Approx(1));
  CHECK(line.source_points(99, 0) == 1);
  Index peak = 0;
  line.source.maxCoeff(&peak);
  CHECK(peak == 20);
  const std::vector<Blob> c{{1, .25, .75, .1}}, d{{1, .5, .5, .2}};
  const Problem plane = from_blobs(9, c, d, GroundCost::squared);
  plane.source.maxCoeff(&peak);
  CHECK(peak == 6 * 9 + 2);
  CHECK(from_mixtures(1, a, b, GroundCost::l1).n() == 1);
}

}  // namespace
}  // namespace thalweg::transport
