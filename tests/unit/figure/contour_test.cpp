// Marching squares and the camera.
#include "core/figure/contour.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/figure/camera.hpp"

namespace thalweg {

TEST_CASE("The contour of a cone is one closed circle of the right radius", "[figure]") {
  std::vector<double> values;
  for (int i = 0; i < 81; ++i) {
    for (int j = 0; j < 81; ++j) values.push_back(std::hypot(i - 40, j - 40));
  }
  const auto lines = contour_lines({81, 81, &values}, 25);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].front().x == lines[0].back().x);
  CHECK(lines[0].front().y == lines[0].back().y);
  for (const Point2& p : lines[0]) CHECK(std::hypot(p.x - 40, p.y - 40) == Approx(25).margin(0.02));
}

TEST_CASE("A plane has one open contour from edge to edge", "[figure]") {
  std::vector<double> values;
  for (int i = 0; i < 10; ++i) {
    for (int j = 0; j < 20; ++j) values.push_back(j);
  }
  const auto lines = contour_lines({10, 20, &values}, 6.5);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].size() == 10);
  for (const Point2& p : lines[0]) CHECK(p.x == Approx(6.5));
}

TEST_CASE("Holes in a field have no contours and break none of the others", "[figure]") {
  std::vector<double> values;
  for (int j = 0; j < 400; ++j) values.push_back(j % 20);
  values[8 * 20 + 6] = std::numeric_limits<double>::quiet_NaN();
  const auto lines = contour_lines({20, 20, &values}, 6.5);
  CHECK(lines.size() == 2);
  CHECK(contour_lines({20, 20, &values}, 99).empty());
}

TEST_CASE("The projected box stays inside its rectangle at every angle", "[figure]") {
  const Rect area{10, 20, 500, 400};
  for (double azimuth = 0; azimuth < 360; azimuth += 7) {
    for (const double elevation : {0.0, 15.0, 30.0, 60.0, 89.0}) {
      const Projection projection({azimuth, elevation, 1, 0, 0, true}, area, {1, 1, -0.6, 0.55});
      for (int corner = 0; corner < 8; ++corner) {
        const Point2 p = projection.to_px(
            {corner & 1 ? 1.0 : -1.0, corner & 2 ? 1.0 : -1.0, corner & 4 ? 0.55 : -0.6});
        CAPTURE(azimuth, elevation, corner, p.x, p.y);
        CHECK(area.contains(p));
      }
    }
  }
}

TEST_CASE("From the front, right is right, up is up and far is far", "[figure]") {
  const Projection projection({0, 20, 1, 0, 0, false}, {0, 0, 400, 400}, {1, 1, -0.5, 0.5});
  CHECK(projection.to_px({1, 0, 0}).x > projection.to_px({-1, 0, 0}).x);
  CHECK(projection.to_px({0, 0, 0.5}).y < projection.to_px({0, 0, -0.5}).y);
  CHECK(projection.depth({0, 1, 0}) > projection.depth({0, -1, 0}));
  CHECK(orbited({0, 80, 1, 0, 0, true}, 0, 100).elevation == 89);
}

}  // namespace thalweg
