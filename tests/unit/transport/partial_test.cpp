// A part of the mass, and clusters of free size.
#include "core/transport/partial.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

Matrix random_cost(Index n, Index clusters, std::uint64_t seed) {
  Rng rng(seed);
  return Matrix::NullaryExpr(n, clusters, [&] { return 2 * rng.uniform(); });
}

/// Cheapest way to match `pairs` of n ≤ 6 sources with targets, masses 1/n.
double brute_force_partial(const Matrix& cost, int pairs) {
  const int n = static_cast<int>(cost.rows());
  std::vector<int> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  double best = INFINITY;
  do {
    std::vector<double> terms;
    for (int i = 0; i < n; ++i) terms.push_back(cost(i, order[static_cast<std::size_t>(i)]));
    std::sort(terms.begin(), terms.end());
    best = std::min(best, std::accumulate(terms.begin(), terms.begin() + pairs, 0.0) / n);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

TEST_CASE("Partial transport moves the cheapest pairs", "[transport]") {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Problem p = random_assignment(6, seed);
    for (int pairs = 1; pairs <= 6; ++pairs) {
      const PartialPlan found = exact_partial_plan(p, pairs / 6.0);
      CHECK(found.cost == Approx(brute_force_partial(p.cost, pairs)).margin(1e-13));
    }
  }
}

TEST_CASE("A partial plan keeps to its masses; the whole is the exact plan", "[transport]") {
  const Problem p = digit_problem(2, 5, 8);
  double last = 0;
  for (const double share : {0.2, 0.7, 1.0}) {
    const PartialPlan found = exact_partial_plan(p, share);
    Vector rows = Vector::Zero(p.n()), cols = Vector::Zero(p.m());
    for (const PlanEntry& entry : found.entries) {
      rows[entry.row] += entry.mass, cols[entry.col] += entry.mass;
    }
    CHECK(rows.sum() == Approx(share));
    CHECK((rows - p.source).maxCoeff() < 1e-14);
    CHECK((cols - p.target).maxCoeff() < 1e-14);
    CHECK(found.cost >= last);
    last = found.cost;
  }
  CHECK(last == Approx(exact_plan(p).cost).epsilon(1e-12));
}

TEST_CASE("A partial plan's duals prove it, and it can be stopped", "[transport]") {
  const Problem p = digit_problem(2, 5, 7);
  for (const double share : {0.1, 0.6, 1.0}) {
    const PartialPlan found = exact_partial_plan(p, share);
    CHECK(found.duals.f.maxCoeff() <= 1e-15);
    CHECK(found.duals.g.maxCoeff() <= 1e-15);
    const Matrix reduced = (p.cost.colwise() - found.duals.f).rowwise() - found.duals.g.transpose();
    CHECK(reduced.minCoeff() >= found.price - 1e-13);
    CHECK(std::abs(found.gap) < 1e-13);
  }
  CHECK_FALSE(exact_partial_plan(p, 0.5, [] { return true; }));
  PartialAssignment solver(3);
  CHECK(solver.solve(random_cost(20, 3, 1), {0.5, 1, 0.1}, [] { return true; }) == 0);
}

TEST_CASE("A partial assignment keeps to its share and its samples", "[transport]") {
  const Matrix cost = random_cost(40, 4, 1);
  for (const double share : {0.1, 0.6, 1.0}) {
    PartialAssignment solver(4);
    solver.solve(cost, {share, 1, 0.1});
    CHECK(solver.assignment().sum() == Approx(share).epsilon(1e-10));
    CHECK(solver.assignment().rowwise().sum().maxCoeff() <= 1 / 40.0 + 1e-15);
    solver.solve(cost, {share, 1e6, 0.1});
    CHECK((solver.assignment().colwise().sum().array() - share / 4).abs().maxCoeff() < 1e-5);
  }
}

TEST_CASE("Clusters without a price leave every sample its softmax", "[transport]") {
  const Matrix cost = random_cost(30, 3, 2);
  PartialAssignment solver(3);
  solver.solve(cost, {1, 1e-9, 0.2});
  for (Index i = 0; i < 30; ++i) {
    const Vector weights = (-cost.row(i).array() / 0.2).exp();
    CHECK((30 * solver.assignment().row(i).transpose() - weights / weights.sum())
              .cwiseAbs()
              .maxCoeff() < 1e-7);
  }
}

/// Rows and columns scaled in turn, as in the paper.
Matrix scaled_in_turn(const Matrix& cost, const PartialAssignmentSettings& settings, int sweeps) {
  const Index n = cost.rows(), clusters = cost.cols();
  Matrix kernel = Matrix::Ones(n, clusters + 1);
  kernel.leftCols(clusters) = (-cost.array() / settings.epsilon).exp();
  Vector u, v = Vector::Ones(clusters + 1), sizes(clusters + 1);
  sizes.setConstant(settings.share / static_cast<double>(clusters));
  sizes[clusters] = 1 - settings.share;
  for (int k = 0; k < sweeps; ++k) {
    u = (kernel * v).cwiseInverse() / static_cast<double>(n);
    v = sizes.cwiseQuotient(kernel.transpose() * u);
    v.head(clusters) =
        v.head(clusters).array().pow(settings.lambda / (settings.lambda + settings.epsilon));
  }
  return (u.asDiagonal() * kernel * v.asDiagonal()).leftCols(clusters);
}

TEST_CASE("Newton and scaling in turn reach the same partial assignment", "[transport]") {
  const Matrix cost = random_cost(30, 4, 12);
  const PartialAssignmentSettings settings{0.35, 0.8, 0.2};
  PartialAssignment solver(4);
  CHECK(solver.solve(cost, settings) < 15);
  CHECK(solver.error() <= 1e-12);
  CHECK((solver.assignment() - scaled_in_turn(cost, settings, 5000)).cwiseAbs().maxCoeff() < 1e-11);
}

TEST_CASE("A partial assignment satisfies the conditions of optimality", "[transport]") {
  // ε log Q + C + λ log(size/target) − ε log(kept) is one number for all samples and clusters.
  const Matrix cost = random_cost(6, 2, 5);
  const PartialAssignmentSettings settings{0.55, 0.7, 0.15};
  PartialAssignment solver(2);
  solver.solve(cost, settings);
  const Matrix& q = solver.assignment();
  double lowest = INFINITY, highest = -INFINITY;
  for (Index i = 0; i < 6; ++i) {
    const double kept = 1 / 6.0 - q.row(i).sum();
    for (Index k = 0; k < 2; ++k) {
      const double level = 0.15 * std::log(q(i, k) / kept) + cost(i, k) +
                           0.7 * std::log(q.col(k).sum() / (0.55 / 2));
      lowest = std::min(lowest, level), highest = std::max(highest, level);
    }
  }
  CHECK(highest - lowest < 1e-11);
  // And feasible neighbours are worse.
  const double best = partial_assignment_value(cost, settings, q);
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Rng rng(seed);
    Matrix other = q.unaryExpr([&](double x) { return x * (1 + 0.05 * rng.normal()); });
    other *= 0.55 / other.sum();
    if ((other.rowwise().sum().array() < 1 / 6.0).all()) {
      CHECK(partial_assignment_value(cost, settings, other) > best);
    }
  }
}

TEST_CASE("Samples that cost more are assigned less, however small the entropy", "[transport]") {
  Matrix cost = random_cost(20, 3, 7);
  cost.row(4).array() += 3;
  PartialAssignment solver(3);
  solver.solve(cost, {0.5, 1, 0.002});
  CHECK(solver.assignment().allFinite());
  CHECK(solver.assignment().row(4).sum() < 1e-6);
}

TEST_CASE("A cost that is the same for all changes no partial assignment", "[transport]") {
  const Matrix cost = random_cost(20, 3, 7);
  PartialAssignment one(3), other(3);
  one.solve(cost, {0.5, 1, 0.1});
  other.solve(cost.array() + 5, {0.5, 1, 0.1});
  CHECK((one.assignment() - other.assignment()).cwiseAbs().maxCoeff() < 1e-10);
}

TEST_CASE("A restored partial assignment goes on with the same bits", "[transport]") {
  const Matrix cost = random_cost(25, 3, 9);
  PartialAssignment first(3), second(3);
  first.solve(cost, {0.4, 1, 0.1}, {}, 1e-6, 3);
  second.restore(first.state());
  first.solve(cost, {0.8, 1, 0.1});
  second.solve(cost, {0.8, 1, 0.1});
  CHECK((first.assignment().array() == second.assignment().array()).all());
}

}  // namespace
}  // namespace thalweg::transport
