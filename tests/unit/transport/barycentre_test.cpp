// Barycentres on a grid and of clouds.
#include "core/transport/barycentre.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/rng.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::transport {
namespace {

using Kind = GridBarycentre::Kind;

Vector bump(int cells, double mean, double deviation) {
  const Vector at = Vector::LinSpaced(cells, 0, cells - 1);
  const Vector mass = (-(at.array() - mean).square() / (2 * deviation * deviation)).exp();
  return mass / mass.sum();
}

double mean_of(const Vector& mass) {
  return mass.dot(Vector::LinSpaced(mass.size(), 0, static_cast<double>(mass.size() - 1)));
}

double variance_of(const Vector& mass) {
  const Vector at = Vector::LinSpaced(mass.size(), 0, static_cast<double>(mass.size() - 1));
  return mass.dot((at.array() - mean_of(mass)).square().matrix());
}

Matrix random_images(Index count, Index cells, std::uint64_t seed) {
  Rng rng(seed);
  Matrix images = Matrix::NullaryExpr(count, cells, [&] { return rng.uniform(0.05, 1); });
  return images.array().colwise() / images.rowwise().sum().array();
}

Vector barycentre(const Matrix& images, const GridKernel& kernel, Kind kind, const Vector& weights,
                  int sweeps) {
  GridBarycentre solver(images, kernel, kind);
  for (int k = 0; k < sweeps; ++k) solver.step(weights);
  return solver.mean();
}

TEST_CASE("The barycentre of one image is its blur, and debiased the image", "[transport]") {
  const GridKernel kernel({4, 5}, 1.5);
  const Matrix image = random_images(1, 20, 1);
  const Vector one = Vector::Ones(1);
  // v = 1 and u = a / K1, so that p = K (a / K1).
  Matrix reach, blurred;
  kernel.apply(Matrix::Ones(4, 5), reach);
  kernel.apply(Eigen::Map<const Matrix>(image.data(), 4, 5).cwiseQuotient(reach), blurred);
  const Vector expected = Eigen::Map<const Vector>(blurred.data(), 20);
  CHECK((barycentre(image, kernel, Kind::blurred, one, 300) - expected).lpNorm<1>() < 1e-12);
  const Vector sharp = barycentre(image, kernel, Kind::debiased, one, 3000);
  CHECK((sharp - image.row(0).transpose()).lpNorm<1>() < 1e-7);
}

TEST_CASE("Equal bumps meet between, wider by the kernel unless debiased", "[transport]") {
  // Janati et al., theorem 1: N(μ_k, σ²) have the barycentre N(Σ w μ, σ² + kernel's variance),
  // and debiased N(Σ w μ, σ²).
  const int cells = 121;
  const double sharpness = 1 / (2 * 9.0), deviation = 4;
  Matrix images(2, cells);
  images.row(0) = bump(cells, 40, deviation), images.row(1) = bump(cells, 80, deviation);
  const GridKernel kernel({1, cells}, sharpness);
  const Vector weights = Eigen::Vector2d(0.25, 0.75);
  const Vector blurred = barycentre(images, kernel, Kind::blurred, weights, 500);
  CHECK(mean_of(blurred) == Approx(70).epsilon(1e-6));
  CHECK(variance_of(blurred) == Approx(16 + 9).epsilon(1e-4));
  const Vector sharp = barycentre(images, kernel, Kind::debiased, weights, 2000);
  CHECK(mean_of(sharp) == Approx(70).epsilon(1e-4));
  CHECK(variance_of(sharp) == Approx(16).epsilon(2e-3));
}

TEST_CASE("Two single cells have a Gaussian barycentre, however sharp the kernel", "[transport]") {
  const int cells = 41;
  const double sharpness = GENERATE(0.02, 3.0, 900.0);
  Matrix images = Matrix::Zero(2, cells);
  images(0, 5) = images(1, 35) = 1;
  const GridKernel kernel({1, cells}, sharpness);
  const Vector found = barycentre(images, kernel, Kind::blurred, Eigen::Vector2d(0.5, 0.5), 3);
  const Vector expected = bump(cells, 20, std::sqrt(1 / (2 * sharpness)));
  CHECK((found - expected).lpNorm<1>() < 1e-9);
  const Vector sharp = barycentre(images, kernel, Kind::debiased, Eigen::Vector2d(0.5, 0.5), 50);
  CHECK(sharp.allFinite());
  CHECK(variance_of(sharp) < variance_of(found) + 1e-9);
}

TEST_CASE("At the barycentre all plans fit and their scalings balance", "[transport]") {
  const GridKernel kernel({2, 3}, 0.8);
  const Matrix images = random_images(3, 6, 4);
  const Vector weights = Eigen::Vector3d(0.5, 0.2, 0.3);
  GridBarycentre solver(images, kernel, Kind::blurred);
  for (int k = 0; k < 400; ++k) solver.step(weights);
  CHECK(solver.state().error < 1e-12);
  const Vector p = solver.mean();
  // Brute force: the dense kernel, u from the rows; then the columns must be p, and Σ w log v
  // must vanish, which are the conditions of optimality.
  Matrix dense(6, 6);
  for (Index i = 0; i < 6; ++i) {
    for (Index j = 0; j < 6; ++j) {
      const Index down = i / 3 - j / 3, right = i % 3 - j % 3;
      dense(i, j) = std::exp(-0.8 * static_cast<double>(down * down + right * right));
    }
  }
  Vector balance = Vector::Zero(6);
  for (Index k = 0; k < 3; ++k) {
    const Vector v = solver.state().log_v.segment(6 * k, 6).array().exp();
    const Vector u = images.row(k).transpose().cwiseQuotient(dense * v);
    CHECK((v.cwiseProduct(dense.transpose() * u) - p).lpNorm<1>() < 1e-11);
    balance += weights[k] * v.array().log().matrix();
  }
  CHECK(balance.cwiseAbs().maxCoeff() < 1e-11);
}

TEST_CASE("A barycentre turns with its images and follows a permutation", "[transport]") {
  const GridKernel kernel({3, 4}, 0.3);
  const Matrix images = random_images(2, 12, 8);
  const Kind kind = GENERATE(Kind::blurred, Kind::debiased);
  const Vector found = barycentre(images, kernel, kind, Eigen::Vector2d(0.3, 0.7), 60);
  const Matrix turned = images.rowwise().reverse();
  CHECK((barycentre(turned, kernel, kind, Eigen::Vector2d(0.3, 0.7), 60) - found.reverse())
            .lpNorm<1>() < 1e-12);
  const Matrix swapped = images.colwise().reverse();
  CHECK((barycentre(swapped, kernel, kind, Eigen::Vector2d(0.7, 0.3), 60) - found).lpNorm<1>() <
        1e-12);
}

TEST_CASE("A restored barycentre goes on with the same bits", "[transport]") {
  const GridKernel kernel({5, 5}, 0.2);
  const Matrix images = random_images(3, 25, 2);
  const Vector weights = Vector::Constant(3, 1.0 / 3);
  GridBarycentre first(images, kernel, Kind::debiased);
  for (int k = 0; k < 7; ++k) first.step(weights);
  GridBarycentre second(images, kernel, Kind::debiased);
  second.restore(first.state());
  for (int k = 0; k < 5; ++k) first.step(weights), second.step(weights);
  CHECK((first.mean().array() == second.mean().array()).all());
  CHECK(first.state().error == second.state().error);
}

TEST_CASE("Clouds on a line have the means of their sorted points as barycentre", "[transport]") {
  std::vector<Matrix> clouds(2, Matrix(5, 1));
  clouds[0].col(0) << 3, -1, 0.5, 7, 2;
  clouds[1].col(0) << 10, 12, -4, 0, 1;
  Matrix start(5, 1);
  start.col(0) << 0.3, 0.1, 0.2, 0.5, 0.4;
  FreeBarycentre solver(clouds, start);
  for (int k = 0; k < 3; ++k) solver.step(Eigen::Vector2d(0.25, 0.75));
  Vector found = solver.state().positions.col(0), expected(5);
  std::sort(found.begin(), found.end());
  const double first[] = {-1, 0.5, 2, 3, 7}, second[] = {-4, 0, 1, 10, 12};
  for (Index i = 0; i < 5; ++i) expected[i] = 0.25 * first[i] + 0.75 * second[i];
  CHECK((found - expected).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(solver.state().moved < 1e-12);
}

TEST_CASE("The barycentre of a cloud's translates is its translate in the middle", "[transport]") {
  Rng rng(6);
  const Matrix cloud = Matrix::NullaryExpr(12, 2, [&] { return rng.normal(); });
  const Eigen::RowVector2d shift(4, -3);
  const std::vector<Matrix> clouds{cloud, cloud.rowwise() + shift};
  FreeBarycentre solver(clouds, cloud.rowwise() + Eigen::RowVector2d(0.9, 0.1));
  double last = INFINITY;
  for (int k = 0; k < 10; ++k) {
    const double objective = solver.step(Eigen::Vector2d(0.5, 0.5));
    CHECK(objective <= last + 1e-12);
    last = objective;
  }
  CHECK((solver.state().positions - (cloud.rowwise() + 0.5 * shift)).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(last == Approx(0.25 * shift.squaredNorm()).epsilon(1e-9));
}

TEST_CASE("No cloud is nearer to others than the bound on barycentres", "[transport]") {
  Rng rng(9);
  std::vector<Matrix> clouds;
  for (int k = 0; k < 3; ++k) {
    clouds.push_back(Matrix::NullaryExpr(10, 2, [&] { return rng.normal(); }));
  }
  Matrix squared = Matrix::Zero(3, 3);
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t l = k + 1; l < 3; ++l) {
      const Problem p = from_points(clouds[k], clouds[l], GroundCost::squared);
      squared(static_cast<Index>(k), static_cast<Index>(l)) = p.cost_scale * exact_plan(p).cost;
    }
  }
  const Eigen::Vector3d middle(0.5, 0.3, 0.2), edge(0.4, 0.6, 0);
  FreeBarycentre solver(clouds, clouds[2]);
  for (int k = 0; k < 15; ++k) {
    CHECK(solver.step(middle) >= barycentre_bound(squared, middle) - 1e-12);
  }
  // Between two clouds, from one of them, it is reached: the plan is split at the weights.
  FreeBarycentre between(clouds, clouds[0]);
  between.step(edge);
  CHECK(between.step(edge) == Approx(barycentre_bound(squared, edge)).epsilon(1e-12));
}

TEST_CASE("A restored cloud goes on with the same bits", "[transport]") {
  Rng rng(3);
  const auto draw = [&] { return rng.normal(); };
  const std::vector<Matrix> clouds{Matrix::NullaryExpr(9, 2, draw),
                                   Matrix::NullaryExpr(7, 2, draw)};
  const Matrix start = Matrix::NullaryExpr(8, 2, draw);
  const Eigen::Vector2d weights(0.3, 0.7);
  FreeBarycentre first(clouds, start), second(clouds, start);
  first.step(weights);
  second.restore(first.state());
  CHECK(first.step(weights) == second.step(weights));
  CHECK((first.state().positions.array() == second.state().positions.array()).all());
}

}  // namespace
}  // namespace thalweg::transport
