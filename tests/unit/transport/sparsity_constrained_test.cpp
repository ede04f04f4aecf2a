// Columns with at most k entries, and quadratic regularisation.
#include "core/transport/sparsity_constrained.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/transport/exact.hpp"
#include "core/transport/quadratic.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

/// Maximum over all supports of at most k indices of ⟨s, t⟩ − γ/2 ‖t‖² on the simplex of the
/// support; t = (s − θ) / γ wherever that is positive throughout.
double brute_force_column(const Vector& s, double gamma, double mass, Index k) {
  double best = -INFINITY;
  for (unsigned support = 1; support < (1u << s.size()); ++support) {
    if (__builtin_popcount(support) > k) continue;
    double sum = 0, count = 0, value = 0;
    for (Index i = 0; i < s.size(); ++i) {
      if (support >> i & 1u) sum += s[i], count += 1;
    }
    const double threshold = (sum - gamma * mass) / count;
    bool feasible = true;
    for (Index i = 0; i < s.size(); ++i) {
      if (!(support >> i & 1u)) continue;
      const double t = (s[i] - threshold) / gamma;
      feasible = feasible && t >= 0;
      value += s[i] * t - 0.5 * gamma * t * t;
    }
    if (feasible) best = std::max(best, value);
  }
  return best;
}

Vector random_vector(Index size, std::uint64_t seed, double scale) {
  Rng rng(seed);
  return Vector::NullaryExpr(size, [&] { return scale * rng.normal(); });
}

TEST_CASE("A column's best entries are those of the best support", "[transport]") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Vector s = random_vector(6, seed, 0.3);
    for (Index k = 1; k <= 6; ++k) {
      Vector t(6);
      const double value = best_column({0.7, k}, s.data(), 0.4, t);
      CHECK(value == Approx(brute_force_column(s, 0.7, 0.4, k)).margin(1e-14));
      CHECK(t.sum() == Approx(0.4));
      CHECK(t.minCoeff() >= 0);
      CHECK((t.array() > 0).count() <= k);
    }
  }
}

TEST_CASE("Sparse duals have the marginal errors as gradients", "[transport]") {
  const Problem p = random_assignment(7, 3);
  const Index k = GENERATE(1, 3, 7);
  const SparsityConstraint constraint{0.5, k};
  const Potentials at{random_vector(7, 1, 0.2), random_vector(7, 2, 0.2)};
  const SparseDual dual = sparse_dual(p, constraint, at);
  const SparseDual semi = sparse_semi_dual(p, constraint, at.f);
  CHECK((semi.plan.colwise().sum().transpose() - p.target).cwiseAbs().maxCoeff() < 1e-15);
  const double h = 1e-6;
  for (Index i = 0; i < 7; ++i) {
    Vector up = at.f, down = at.f;
    up[i] += h, down[i] -= h;
    CHECK(
        (sparse_semi_dual(p, constraint, up).value - sparse_semi_dual(p, constraint, down).value) /
            (2 * h) ==
        Approx(p.source[i] - semi.plan.row(i).sum()).margin(1e-8));
    CHECK((sparse_dual(p, constraint, {up, at.g}).value -
           sparse_dual(p, constraint, {down, at.g}).value) /
              (2 * h) ==
          Approx(p.source[i] - dual.plan.row(i).sum()).margin(1e-8));
    up = down = at.g;
    up[i] += h, down[i] -= h;
    CHECK((sparse_dual(p, constraint, {at.f, up}).value -
           sparse_dual(p, constraint, {at.f, down}).value) /
              (2 * h) ==
          Approx(p.target[i] - dual.plan.col(i).sum()).margin(1e-8));
  }
}

TEST_CASE("The semi-dual is the dual's best over the columns' potentials", "[transport]") {
  const Problem p = random_assignment(6, 5);
  const SparsityConstraint constraint{0.4, 2};
  const Vector alpha = random_vector(6, 9, 0.3);
  const double semi = sparse_semi_dual(p, constraint, alpha).value;
  double best = 0;
  for (Index j = 0; j < 6; ++j) {
    // Concave in β_j alone: fine search.
    double most = -INFINITY;
    for (double beta = -2; beta <= 3; beta += 1e-3) {
      Potentials at{alpha, Vector::Constant(6, -10)};  // other columns: nothing selected
      at.g[j] = beta;
      const double others = 10 * (p.target.sum() - p.target[j]);
      most = std::max(most, sparse_dual(p, constraint, at).value + others - alpha.dot(p.source));
    }
    best += most;
  }
  CHECK(semi == Approx(best + alpha.dot(p.source)).margin(1e-5));
}

TEST_CASE("Sparse duals never exceed a feasible sparse plan", "[transport]") {
  const Problem p = random_assignment(8, 11);
  // An assignment has one entry in each column.
  const double cost = brute_force_cost(p.cost);
  for (const Index k : {1, 2, 8}) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const double value = sparse_semi_dual(p, {0.3, k}, random_vector(8, seed, 0.5)).value;
      CHECK(value <= cost + 0.5 * 0.3 * 8 / 64.0 + 1e-14);
    }
  }
}

TEST_CASE("The sparse primal bounds both duals, and meets them where the plan fits",
          "[transport]") {
  const Problem p = random_assignment(7, 4);
  const SparsityConstraint constraint{0.6, 3};
  Rng rng(5);
  for (int k = 0; k < 40; ++k) {
    const Matrix any = Matrix::NullaryExpr(7, 7, [&] { return std::pow(rng.uniform(), 4); });
    const double primal = sparse_primal(p, constraint, round_to_marginals(any, p.source, p.target));
    const Potentials z = random_potentials(p, static_cast<std::uint64_t>(k), 0.3);
    CHECK(primal >= sparse_dual(p, constraint, z).value);
    CHECK(primal >= sparse_semi_dual(p, constraint, z.f).value);
  }
  // Masses that a plan of some potentials happens to have make it the optimum.
  const Vector alpha = random_potentials(p, 9, 0.3).f;
  Problem fitted = p;
  const SparseDual at = sparse_semi_dual(p, constraint, alpha);
  fitted.source = at.plan.rowwise().sum();
  CHECK(sparse_primal(p, constraint, at.plan) ==
        Approx(sparse_semi_dual(fitted, constraint, alpha).value).epsilon(1e-12));
  // Equal entries share: k of n equal ones weigh as n/k of one.
  const Matrix flat = Matrix::Constant(7, 7, 1.0 / 49);
  const double cost = transport_cost(p, flat);
  CHECK(sparse_primal(p, constraint, flat) - cost == Approx(0.3 * 7 * (1.0 / 49) / 3));
}

TEST_CASE("The quadratic gap is never negative, and closes", "[transport]") {
  const Problem p = digit_problem(3, 8, 6);
  const double gamma = 5;
  QuadraticTransport solver(p);
  double gap = 0;
  for (int k = 0; k < 2000; ++k) {
    solver.step(gamma);
    const Potentials z = solver.potentials();
    const Matrix rounded = round_to_marginals(quadratic_plan(p, gamma, z), p.source, p.target);
    gap = quadratic_primal(p, gamma, rounded) - quadratic_dual(p, gamma, z);
    CHECK(gap >= -1e-14);
  }
  CHECK(gap < 1e-6);
}

TEST_CASE("Quadratic plans keep to shifts, scales, turns and costs below 0", "[transport]") {
  const Matrix cost = random_assignment(40, 8).cost.leftCols(26);
  const auto solved = [](const Matrix& of, double gamma) {
    ProblemParts parts;
    parts.scale_cost = false;
    parts.cost = of;
    const Problem p = make_problem(std::move(parts));
    QuadraticTransport solver(p);
    for (int k = 0; k < 4000 && solver.step(gamma) > 1e-13; ++k) {
    }
    return quadratic_plan(p, gamma, solver.potentials());
  };
  const Matrix found = solved(cost, 2);
  const auto same = [&](const Matrix& other) {
    CHECK((other - found).cwiseAbs().maxCoeff() < 1e-10);
  };
  Matrix shifted = cost;
  shifted.row(3).array() += 0.4;
  shifted.col(5).array() -= 0.9;
  same(solved(shifted, 2));
  same(solved(cost.array() - 0.7, 2));
  same(solved(3 * cost, 6));
  same(solved(cost.transpose(), 2).transpose());
  same(solved(cost.colwise().reverse(), 2).colwise().reverse());
}

TEST_CASE("With k = 1 the optimum is unregularised transport", "[transport]") {
  const Problem p = random_assignment(12, 2);
  const ExactPlan exact = exact_plan(p);
  const double gamma = 0.8;
  const double constant = 0.5 * gamma * p.target.squaredNorm();
  CHECK(sparse_semi_dual(p, {gamma, 1}, exact.duals.f).value ==
        Approx(exact.cost + constant).epsilon(1e-12));
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Vector alpha = exact.duals.f + random_vector(12, seed, 0.1);
    CHECK(sparse_semi_dual(p, {gamma, 1}, alpha).value <= exact.cost + constant + 1e-14);
  }
}

TEST_CASE("With k = n the optimum is quadratic regularisation", "[transport]") {
  const Problem p = random_assignment(9, 4);
  const double gamma = 0.5;
  QuadraticTransport solver(p);
  for (int k = 0; k < 4000 && (k == 0 || solver.state().error > 1e-13); ++k) solver.step(gamma);
  CHECK(solver.state().error < 1e-12);
  const Potentials z = solver.potentials();
  const double value = quadratic_dual(p, gamma, z);
  CHECK(sparse_semi_dual(p, {gamma, 9}, z.f).value == Approx(value).epsilon(1e-11));
  CHECK(sparse_dual(p, {gamma, 9}, z).value == Approx(value).epsilon(1e-11));
  // A plan that fits and equals the primal proves the optimum.
  const Matrix plan = quadratic_plan(p, gamma, z);
  CHECK(marginal_error(p, plan).sum() < 1e-12);
  CHECK(transport_cost(p, plan) + 0.5 * gamma * plan.squaredNorm() == Approx(value).epsilon(1e-11));
}

TEST_CASE("The dual of quadratic regularisation climbs, to the exact cost as it weakens",
          "[transport]") {
  const Problem p = random_assignment(7, 21);
  const double exact = brute_force_cost(p.cost);
  QuadraticTransport solver(p);
  double last = -INFINITY;
  for (int k = 0; k < 200; ++k) {
    solver.step(0.3);
    const double value = quadratic_dual(p, 0.3, solver.potentials());
    CHECK(value >= last - 1e-14);
    last = value;
  }
  CHECK(last >= exact);
  for (const double gamma : {1e-2, 1e-4}) {
    QuadraticTransport sharp(p);
    for (int k = 0; k < 20000; ++k) sharp.step(gamma);
    CHECK(std::abs(quadratic_dual(p, gamma, sharp.potentials()) - exact) <= gamma);
  }
}

TEST_CASE("Quadratic regularisation follows shifts and permutations", "[transport]") {
  Problem p = random_assignment(6, 8), moved = p;
  moved.cost.array() += 0.25;
  moved.cost = moved.cost.rowwise().reverse().eval();
  moved.cost_transposed = moved.cost.transpose();
  QuadraticTransport one(p), two(moved);
  for (int k = 0; k < 500; ++k) one.step(0.4), two.step(0.4);
  const Matrix first = quadratic_plan(p, 0.4, one.potentials());
  const Matrix second = quadratic_plan(moved, 0.4, two.potentials());
  CHECK((first - second.rowwise().reverse()).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("A filling level holds the mass", "[transport]") {
  const Vector r = random_vector(9, 3, 1);
  for (const double mass : {1e-6, 0.3, 40.0}) {
    const double level = filling_level(r, mass);
    CHECK((level - r.array()).max(0).sum() == Approx(mass));
  }
}

}  // namespace
}  // namespace thalweg::transport
