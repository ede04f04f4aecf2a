// Sliced Wasserstein distances against closed forms, brute force and differences.
#include "core/transport/sliced.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "core/base/parallel.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

Matrix normal_points(Index n, Index d, std::uint64_t seed) {
  Matrix out(n, d);
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  }
  return out;
}

Vector some_masses(Index n, std::uint64_t seed) {
  Vector out(n);
  for (Index i = 0; i < n; ++i) out[i] = random_uniform(seed, static_cast<std::uint64_t>(i));
  return out / out.sum();
}

TEST_CASE("On the line the sliced distance is the distance", "[transport]") {
  const Cloud x = uniform_cloud(normal_points(6, 1, 1)), y = uniform_cloud(normal_points(6, 1, 2));
  const SlicedDistance sliced = sliced_squared(x, y, random_directions(3, 1, 5));
  Matrix cost(6, 6);
  for (Index i = 0; i < 6; ++i) {
    for (Index j = 0; j < 6; ++j) cost(i, j) = std::pow(x.points(i, 0) - y.points(j, 0), 2);
  }
  CHECK(sliced.squared == Approx(brute_force_cost(cost)).epsilon(1e-13));
}

TEST_CASE("Unequal numbers and masses are matched by quantiles", "[transport]") {
  const Cloud x{normal_points(7, 2, 3), some_masses(7, 4)};
  Cloud y{normal_points(11, 2, 5), some_masses(11, 6)};
  y.masses[3] = 0;
  y.masses /= y.masses.sum();
  const Matrix directions = even_directions(5);
  const SlicedDistance sliced = sliced_squared(x, y, directions);
  for (Index l = 0; l < 5; ++l) {
    Vector u = x.points * directions.row(l).transpose(),
           v = y.points * directions.row(l).transpose();
    // The oracle takes sorted points.
    Vector a = x.masses, b = y.masses;
    const auto sort = [](Vector& at, Vector& mass) {
      for (Index i = 0; i < at.size(); ++i) {
        for (Index j = i + 1; j < at.size(); ++j) {
          if (at[j] < at[i]) std::swap(at[i], at[j]), std::swap(mass[i], mass[j]);
        }
      }
    };
    sort(u, a), sort(v, b);
    CHECK(sliced.slices[l] == Approx(line_cost(u, a, v, b)).epsilon(1e-12));
  }
  // Doubling every point changes nothing.
  Cloud twice{Matrix(14, 2), Vector(14)};
  for (Index i = 0; i < 14; ++i) {
    twice.points.row(i) = x.points.row(i / 2), twice.masses[i] = x.masses[i / 2] / 2;
  }
  CHECK(sliced_squared(twice, y, directions).squared == Approx(sliced.squared).epsilon(1e-12));
}

TEST_CASE("A plan along a direction keeps both masses", "[transport]") {
  const Cloud x{normal_points(9, 3, 7), some_masses(9, 8)},
      y = uniform_cloud(normal_points(5, 3, 9));
  Vector a = Vector::Zero(9), b = Vector::Zero(5);
  const std::vector<PlanEntry> plan = match_along(x, y, Vector::Unit(3, 1));
  for (const PlanEntry& entry : plan) a[entry.row] += entry.mass, b[entry.col] += entry.mass;
  CHECK((a - x.masses).cwiseAbs().maxCoeff() < 1e-15);
  CHECK((b.array() - 0.2).abs().maxCoeff() < 1e-15);
  CHECK(plan.size() <= 13);
}

TEST_CASE("A translation is seen by its projections", "[transport]") {
  const Cloud x = uniform_cloud(normal_points(50, 2, 10));
  const Vector shift = (Vector(2) << 3, -4).finished();
  const Cloud y = uniform_cloud(x.points.rowwise() + shift.transpose());
  const Matrix directions = even_directions(16);
  const SlicedDistance sliced = sliced_squared(x, y, directions);
  CHECK((sliced.slices - (directions * shift).cwiseAbs2()).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(sliced.squared == Approx(25.0 / 2).epsilon(1e-12));  // ‖m‖² / d for even directions
  const MaxSliced most = max_sliced(x, y);
  CHECK(most.squared == Approx(25).epsilon(1e-9));
  CHECK(std::abs(most.direction.dot(shift)) == Approx(5).epsilon(1e-9));
}

TEST_CASE("Samples of two normals are as far apart as their means, over d", "[transport]") {
  const Index d = 5;
  const Vector mean = Vector::LinSpaced(d, 1, 3);
  const Cloud x = uniform_cloud(normal_points(2000, d, 11));
  const Cloud y = uniform_cloud(normal_points(2000, d, 12).rowwise() + mean.transpose());
  const double sliced = sliced_squared(x, y, random_directions(2000, d, 13)).squared;
  CHECK(sliced == Approx(mean.squaredNorm() / d).epsilon(0.05));
}

TEST_CASE("Turning clouds and directions together changes nothing", "[transport]") {
  const double c = std::cos(0.7), s = std::sin(0.7);
  const Matrix turn = (Matrix(2, 2) << c, -s, s, c).finished();
  const Cloud x = uniform_cloud(normal_points(20, 2, 14)),
              y = uniform_cloud(normal_points(30, 2, 15));
  const Matrix directions = even_directions(9);
  const double before = sliced_squared(x, y, directions).squared;
  const double after =
      sliced_squared({x.points * turn, x.masses}, {y.points * turn, y.masses}, directions * turn)
          .squared;
  CHECK(after == Approx(before).epsilon(1e-12));
  CHECK(sliced_squared(y, x, directions).squared == Approx(before).epsilon(1e-12));
  CHECK(sliced_squared(x, x, directions).squared == 0);
}

TEST_CASE("Gradients of the sliced distance are what differences say", "[transport]") {
  Cloud x{normal_points(8, 3, 16), some_masses(8, 17)}, y = uniform_cloud(normal_points(6, 3, 18));
  const Matrix directions = random_directions(20, 3, 19);
  const SlicedDistance at = sliced_squared(x, y, directions, true);
  const auto difference = [&](double& coordinate) {
    const double kept = coordinate, h = 1e-6;
    coordinate = kept + h;
    const double up = sliced_squared(x, y, directions).squared;
    coordinate = kept - h;
    const double down = sliced_squared(x, y, directions).squared;
    coordinate = kept;
    return (up - down) / (2 * h);
  };
  for (Index k = 0; k < 24; k += 5) {
    CHECK(at.source_gradient.data()[k] == Approx(difference(x.points.data()[k])).margin(1e-8));
  }
  for (Index k = 0; k < 18; k += 5) {
    CHECK(at.target_gradient.data()[k] == Approx(difference(y.points.data()[k])).margin(1e-8));
  }
}

TEST_CASE("The max-sliced direction is the best of a fine fan", "[transport]") {
  const Cloud x{normal_points(40, 2, 20), some_masses(40, 21)};
  Matrix stretched = normal_points(30, 2, 22);
  stretched.col(1) *= 2.5;
  const Cloud y = uniform_cloud(stretched);
  const double fan = sliced_squared(x, y, even_directions(4000)).slices.maxCoeff();
  const MaxSliced most = max_sliced(x, y);
  CHECK(most.squared >= fan * (1 - 1e-6));
  CHECK(most.squared <= fan * (1 + 1e-4));
  CHECK(most.direction.norm() == Approx(1).epsilon(1e-14));
}

TEST_CASE("Sliced distances have the same bits on any number of threads", "[transport]") {
  const Cloud x = uniform_cloud(normal_points(200, 4, 23));
  const Cloud y = uniform_cloud(normal_points(150, 4, 24));
  const Matrix directions = random_directions(60, 4, 25);
  const int threads = thread_count();
  set_thread_count(1);
  const SlicedDistance one = sliced_squared(x, y, directions, true);
  set_thread_count(2);
  const SlicedDistance two = sliced_squared(x, y, directions, true);
  set_thread_count(threads);
  CHECK(one.squared == two.squared);
  CHECK(one.source_gradient == two.source_gradient);
}

}  // namespace
}  // namespace thalweg::transport
