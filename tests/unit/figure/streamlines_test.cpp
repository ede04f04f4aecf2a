// Streamlines of fields whose lines are known.
#include "core/figure/streamlines.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

namespace thalweg {
namespace {

VectorsData sampled(int rows, int cols, const std::function<Point2(double, double)>& at) {
  VectorsData field{{"x", "", -1, 1}, {"y", "", -1, 1}, rows, cols, {}, {}};
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) {
      const Point2 v = at(-1 + 2.0 * j / (cols - 1), -1 + 2.0 * i / (rows - 1));
      field.u.push_back(v.x), field.v.push_back(v.y);
    }
  }
  return field;
}

double radius(Point2 p) { return std::hypot(p.x - 20, p.y - 20); }

}  // namespace

TEST_CASE("Streamlines of a rotation are circles", "[figure]") {
  const auto lines = streamlines(sampled(41, 41,
                                         [](double x, double y) {
                                           return Point2{-y, x};
                                         }),
                                 16, 16);
  REQUIRE(lines.size() > 5);
  for (const Streamline& line : lines) {
    for (const Point2& p : line.points) {
      REQUIRE(radius(p) == Approx(radius(line.points.front())).epsilon(0.02).margin(0.2));
    }
  }
}

TEST_CASE("Streamlines of a parallel field are straight, apart and as fast as it", "[figure]") {
  const auto lines = streamlines(sampled(9, 9,
                                         [](double, double) {
                                           return Point2{3, 0};
                                         }),
                                 10, 10);
  CHECK(lines.size() == 10);
  for (const Streamline& line : lines) {
    CHECK(line.points.back().x - line.points.front().x > 7);
    CHECK(line.points.back().y == Approx(line.points.front().y));
    CHECK(line.mean_speed == Approx(3));
  }
}

TEST_CASE("Streamlines avoid what stands still or is no number", "[figure]") {
  CHECK(streamlines(sampled(9, 9, [](double, double) { return Point2{}; }), 8, 8).empty());
  const auto broken = sampled(9, 9, [](double x, double) {
    return Point2{x > 0 ? std::nan("") : 1, 0};
  });
  for (const Streamline& line : streamlines(broken, 8, 8)) {
    for (const Point2& p : line.points) REQUIRE(p.x <= 5.1);
  }
  CHECK(streamlines(sampled(1, 9, [](double, double) { return Point2{1, 1}; }), 8, 8).empty());
}

}  // namespace thalweg
