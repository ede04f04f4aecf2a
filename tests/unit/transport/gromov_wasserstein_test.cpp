// Matching by distances within each set.
#include "core/transport/gromov_wasserstein.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/transport/make_problem.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

Matrix cloud(Index n, std::uint64_t seed) {
  Rng rng(seed);
  return Matrix::NullaryExpr(n, 2, [&] { return rng.normal(); });
}

Matrix distances(const Matrix& at) {
  return ground_cost(at, at, GroundCost::squared).cwiseMax(0).cwiseSqrt();
}

/// Rows in the order that `order` names them.
Matrix reordered(const Matrix& at, const std::vector<std::uint32_t>& order) {
  Matrix out(at.rows(), at.cols());
  for (Index i = 0; i < at.rows(); ++i) out.row(i) = at.row(order[static_cast<std::size_t>(i)]);
  return out;
}

void anneal(GromovWasserstein& solver, double last) {
  for (double eta = 10; eta <= last; eta *= 1.5) {
    for (int k = 0; k < 20; ++k) solver.step(eta, 100);
  }
}

TEST_CASE("The factorised Gromov cost is the sum over all pairs of pairs", "[transport]") {
  const Matrix d = distances(cloud(4, 1)), e = distances(cloud(5, 2));
  Rng rng(3);
  const Matrix plan = Matrix::NullaryExpr(4, 5, [&] { return rng.uniform(); });
  const Matrix found = gromov_cost(d, e, plan);
  for (Index i = 0; i < 4; ++i) {
    for (Index j = 0; j < 5; ++j) {
      double sum = 0;
      for (Index k = 0; k < 4; ++k) {
        for (Index l = 0; l < 5; ++l) sum += std::pow(d(i, k) - e(j, l), 2) * plan(k, l);
      }
      CHECK(found(i, j) == Approx(sum).epsilon(1e-12));
    }
  }
}

TEST_CASE("Isometric clouds are matched point by point", "[transport]") {
  const Matrix at = cloud(20, 4);
  Eigen::Matrix2d turn;
  turn << std::cos(1.1), std::sin(1.1), std::sin(1.1), -std::cos(1.1);  // and mirrored
  Rng rng(5);
  const auto order = rng.permutation(20);
  const Matrix moved = (reordered(at, order) * turn).rowwise() + Eigen::RowVector2d(3, -1);
  GromovWasserstein solver(distances(at), distances(moved));
  const double before = solver.value();
  anneal(solver, 20000);
  CHECK(solver.value() < 1e-4 * before);
  const Matrix plan = solver.plan();
  for (Index j = 0; j < 20; ++j) {
    CHECK(plan(order[static_cast<std::size_t>(j)], j) > 0.99 / 20);
  }
}

TEST_CASE("Few points are matched as by brute force", "[transport]") {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Matrix at = cloud(5, seed), noise = cloud(5, seed + 100);
    Matrix d = distances(at), e = distances(at.colwise().reverse() + 0.05 * noise);
    const double largest = std::max(d.maxCoeff(), e.maxCoeff());
    GromovWasserstein solver(d, e);
    anneal(solver, 20000);
    d /= largest, e /= largest;
    std::vector<Index> order(5);
    std::iota(order.begin(), order.end(), Index{0});
    double best = INFINITY;
    do {
      double sum = 0;
      for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t k = 0; k < 5; ++k) {
          const auto row = static_cast<Index>(i), col = static_cast<Index>(k);
          sum += std::pow(d(row, col) - e(order[i], order[k]), 2) / 25;
        }
      }
      best = std::min(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(solver.value() == Approx(best).epsilon(0.02).margin(1e-6));
  }
}

TEST_CASE("Gromov plans keep their marginals and follow permutations", "[transport]") {
  const Matrix d = distances(cloud(7, 1)), e = distances(cloud(9, 2));
  GromovWasserstein one(d, e), turned(e, d), scaled(3 * d, 3 * e);
  for (int k = 0; k < 30; ++k) {
    one.step(50, 2000), turned.step(50, 2000), scaled.step(50, 2000);
  }
  const Matrix plan = one.plan();
  CHECK((plan.rowwise().sum().array() - 1.0 / 7).abs().maxCoeff() < 1e-9);
  CHECK((plan.colwise().sum().array() - 1.0 / 9).abs().maxCoeff() < 1e-9);
  CHECK((turned.plan().transpose() - plan).cwiseAbs().maxCoeff() < 1e-8);
  CHECK((scaled.plan() - plan).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("Gromov–Wasserstein refuses what are no distances", "[transport]") {
  Matrix d = distances(cloud(4, 1)), bad = d;
  bad(0, 1) += 1;
  CHECK_THROWS_AS(GromovWasserstein(d, bad), BadInput);
  bad = d, bad(2, 2) = NAN;
  CHECK_THROWS_AS(GromovWasserstein(bad, d), BadInput);
  CHECK_THROWS_AS(GromovWasserstein(d, Matrix::Zero(2, 3)), BadInput);
}

TEST_CASE("A restored Gromov–Wasserstein solver goes on with the same bits", "[transport]") {
  const Matrix d = distances(cloud(8, 1)), e = distances(cloud(8, 2));
  GromovWasserstein first(d, e), second(d, e);
  for (int k = 0; k < 4; ++k) first.step(80);
  second.restore(first.state());
  for (int k = 0; k < 4; ++k) CHECK(first.step(80) == second.step(80));
  CHECK((first.state().plan.array() == second.state().plan.array()).all());
}

}  // namespace
}  // namespace thalweg::transport
