// Planes, segments and minima of grids against points put together by hand.
#include "core/landscape/plane.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"
#include "core/landscape/grid.hpp"
#include "core/landscape/model_plane.hpp"
#include "core/landscape/persistence.hpp"
#include "core/nn/layers.hpp"
#include "core/nn/losses.hpp"
#include "core/optim/test_functions.hpp"
#include "tests/support/npy_fixture.hpp"
#include "tests/support/reference_landscape.hpp"

namespace thalweg::landscape {
namespace {

Vector normals(Index size, std::uint64_t seed) {
  Vector out(size);
  for (Index i = 0; i < size; ++i) out[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  return out;
}

TEST_CASE("Coordinates invert the plane, also between oblique directions", "[landscape]") {
  const Plane plane{normals(9, 1), normals(9, 2), normals(9, 3)};
  const auto [a, b] = plane.coordinates(plane.at(0.7, -2.5));
  CHECK(a == Approx(0.7));
  CHECK(b == Approx(-2.5));
  CHECK(plane.distance(plane.at(3, 4)) < 1e-12);
  Vector off = normals(9, 4);
  for (int pass = 0; pass < 50; ++pass) {
    off -= off.dot(plane.first) / plane.first.squaredNorm() * plane.first;
    off -= off.dot(plane.second) / plane.second.squaredNorm() * plane.second;
  }
  CHECK(plane.distance(plane.at(1, 2) + off) == Approx(off.norm()));
}

TEST_CASE("Filter normalisation gives rows the norm of the weights' rows", "[landscape]") {
  nn::Layout layout;
  layout.add("w", {2, 3}, nn::Init::zero), layout.add("b", {2}, nn::Init::zero);
  Vector theta(8);
  theta << 3, 4, 0, 0, 0, 2, 7, 7;
  const Vector d = filter_normalised(normals(8, 1), theta, layout);
  CHECK(d.head(3).norm() == Approx(5));
  CHECK(d.segment(3, 3).norm() == Approx(2));
  CHECK(d.tail(2).norm() == 0);
  CHECK(d.head(3).normalized().isApprox(normals(8, 1).head(3).normalized()));
}

TEST_CASE("The eigenvector plane of a quadratic is that of its two largest curvatures",
          "[landscape]") {
  const auto f = optim::quadratic((Vector(4) << 1, 9, 2, 5).finished());
  const Plane plane = eigen_plane(*f, Vector::Zero(4)).plane;
  CHECK(std::abs(plane.first[1]) == Approx(1));
  CHECK(std::abs(plane.second[3]) == Approx(1));
  CHECK(f->value(plane.at(0.5, 0)) == Approx(0.5 * 9 * 0.25));
}

TEST_CASE("Principal directions of a flat path find its plane", "[landscape]") {
  const Vector u = Vector::Unit(6, 1), v = Vector::Unit(6, 4), base = normals(6, 8);
  std::vector<Vector> points;
  for (int i = 0; i <= 10; ++i) {
    const double t = 1 - i / 10.0;
    points.push_back(base - 5 * t * u + t * (1 - t) * v);
  }
  const PathPlane found = path_plane(points);
  CHECK(found.explained[0] + found.explained[1] == Approx(1));
  CHECK(found.explained[0] > found.explained[1]);
  for (const Vector& point : points) CHECK(found.plane.distance(point) < 1e-12);
  CHECK(found.plane.coordinates(points[0])[0] == Approx(-1).margin(0.01));
  points[3] += Vector::Unit(6, 2);
  const auto [first, second] = path_plane(points).explained;
  CHECK(first + second < 0.999);
}

TEST_CASE("A plane through three points has them where it says", "[landscape]") {
  const Vector a = normals(5, 1), b = normals(5, 2), c = normals(5, 3);
  const Plane plane = plane_through(a, b, c);
  CHECK(plane.coordinates(a)[0] == Approx(0).margin(1e-12));
  CHECK(plane.coordinates(b)[0] == Approx(1));
  CHECK(plane.coordinates(b)[1] == Approx(0).margin(1e-12));
  CHECK(plane.coordinates(c)[1] > 0);
  CHECK(plane.distance(c) < 1e-12);
  CHECK(plane.first.dot(plane.second) == Approx(0).margin(1e-12));
}

TEST_CASE("A barrier is what rises above the straight line", "[landscape]") {
  const auto f = optim::test_function("styblinski_tang");
  const Vector a = f->minima()[0].at, b = -a;
  const Segment line = along_segment(*f, a, b, 201);
  CHECK(line.values.front() == Approx(f->value(a)));
  CHECK(line.values.back() == Approx(f->value(b)));
  double most = 0;
  for (int i = 0; i <= 200; ++i) {
    const double t = i / 200.0;
    most = std::max(most, f->value((1 - t) * a + t * b) - (1 - t) * f->value(a) - t * f->value(b));
  }
  CHECK(barrier(line) == Approx(most));
  CHECK(most > 10);
  const auto bowl = optim::quadratic(Vector::Ones(2));
  CHECK(barrier(along_segment(*bowl, a, b, 21)) == 0);
  const Segment beyond = along_segment(*f, a, b, 301, -0.25, 1.25);
  CHECK(barrier(beyond) == Approx(most).epsilon(0.01));
}

TEST_CASE("Minima of a grid are paired with their passes", "[landscape]") {
  // A row with valleys 0, 2 and 1 between heights 5 and 3.
  const std::vector<double> row{4, 0, 5, 2, 3, 1, 6};
  const auto minima = grid_minima(row, 1, 7);
  REQUIRE(minima.size() == 3);
  CHECK((minima[0].col == 1 && std::isinf(minima[0].pass)));
  CHECK((minima[1].col == 5 && minima[1].pass == 5));
  CHECK((minima[2].col == 3 && minima[2].pass == 3));
  // The four valleys of Himmelblau, and nothing else.
  const auto f = optim::test_function("himmelblau");
  NestedGrid grid([&](double x, double y) { return f->value(Eigen::Vector2d(x, y)); },
                  {-5, 5, -5, 5}, 4);
  while (!grid.refine(100000)) {
  }
  const auto valleys = grid_minima(grid.values(), grid.side(), grid.side());
  int deep = 0;
  for (const GridMinimum& valley : valleys) deep += valley.persistence() > 5 ? 1 : 0;
  CHECK(deep == 4);
  CHECK(grid_minima(std::vector<double>(9, 1.0), 3, 3).size() == 1);
}

TEST_CASE("The landscape of a trained network is that computed elsewhere", "[landscape]") {
  const nn::ModelObjective model = test::reference_model();
  const Plane plane =
      test::reference_plane(model, test::fixture("mlp64-128-128-10_trained.params"));
  const ModelPlane<double> loss(model, plane);
  // Corners and centre of the reference grid.
  CHECK(loss(0, 0) == Approx(0.03373544370069).epsilon(1e-9));
  CHECK(loss(-1, -1) == Approx(1.3985518149276).epsilon(1e-9));
  CHECK(loss(1, 1) == Approx(3.04198198355258).epsilon(1e-9));
  const Vector theta = plane.at(0.3, -0.6);
  CHECK(loss(0.3, -0.6) == Approx(model.value(theta)).epsilon(1e-12));
  const ModelPlane<float> single(model, plane);
  CHECK(single(1, 1) == Approx(3.04198198355258).epsilon(1e-5));
}

TEST_CASE("Points on one line still span a plane with their path, or say why they do not",
          "[landscape]") {
  const Vector along = normals(6, 1), base = normals(6, 2);
  std::vector<Vector> points;
  for (int i = 0; i < 40; ++i) points.push_back(base + std::sqrt(i) * along);
  const PathPlane found = path_plane(points);
  CHECK(found.plane.first.allFinite());
  CHECK(found.plane.first.dot(found.plane.second) == Approx(0).margin(1e-12));
  CHECK(found.plane.second.norm() == Approx(found.plane.first.norm()));
  CHECK(found.explained[0] + found.explained[1] == Approx(1));
  const auto [a, b] = found.plane.coordinates(points[0]);
  CHECK(a == Approx(-1));
  CHECK(b == Approx(0).margin(1e-12));
  CHECK_THROWS_WITH(path_plane({base, base, base}), Catch::Contains("the same"));
  CHECK_THROWS_AS(path_plane({base, along}), Internal);
  const Plane flat{base, along, -2 * along};
  CHECK_THROWS_WITH(flat.coordinates(along), Catch::Contains("parallel"));
  CHECK_THROWS_WITH(plane_through(base, base + along, base + 3 * along),
                    Catch::Contains("on one line"));
  CHECK_THROWS_AS(plane_through(base, base, along), BadInput);
}

TEST_CASE("Minima on the border of a grid are marked", "[landscape]") {
  const std::vector<double> values{5, 5, 5, 5,  //
                                   5, 1, 4, 2,  //
                                   5, 5, 5, 5};
  const auto minima = grid_minima(values, 3, 4);
  REQUIRE(minima.size() == 2);
  CHECK((minima[0].col == 1 && !minima[0].border));
  CHECK((minima[1].col == 3 && minima[1].border));
  for (const std::size_t place : {1, 3, 5, 7, 4}) {  // the middles of the sides, then the centre
    std::vector<double> bowl(9, 5.0);
    bowl[place] = 1;
    CHECK(grid_minima(bowl, 3, 3)[0].border == (place != 4));
  }
}

}  // namespace
}  // namespace thalweg::landscape
