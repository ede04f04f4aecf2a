// Marginals that may miss their masses.
#include "core/transport/unbalanced.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

UnbalancedSinkhorn solved(const Problem& p, double eta, double lambda, int most = 20000) {
  UnbalancedSinkhorn solver(p);
  for (int k = 0; k < most; ++k) {
    if (solver.step(eta, lambda) < 1e-14) break;
  }
  return solver;
}

TEST_CASE("One source and one target have an unbalanced plan in closed form", "[transport]") {
  // d/dP: c + (log P)/η + 2 λ log P = 0 with a = b = 1.
  const Problem p = from_cost(Matrix::Constant(1, 1, 0.6));
  for (const double lambda : {0.05, 1.0, 30.0}) {
    const double eta = 7;
    const UnbalancedSinkhorn solver = solved(p, eta, lambda);
    const double cost = p.cost(0, 0);
    CHECK(plan(p, eta, solver.potentials())(0, 0) ==
          Approx(std::exp(-cost / (2 * lambda + 1 / eta))));
  }
}

TEST_CASE("The unbalanced dual meets its primal, and no plan is better", "[transport]") {
  const Problem p = random_assignment(6, 3);
  const double eta = 25, lambda = 0.2;
  const UnbalancedSinkhorn solver = solved(p, eta, lambda);
  const Potentials z = solver.potentials();
  const Matrix best = plan(p, eta, z);
  const double primal = unbalanced_primal(p, eta, lambda, best);
  CHECK(primal == Approx(unbalanced_dual(p, eta, lambda, z)).epsilon(1e-12));
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    const Matrix other = best.unaryExpr([&](double x) { return x * std::exp(0.1 * rng.normal()); });
    CHECK(unbalanced_primal(p, eta, lambda, other) > primal);
    const Potentials away{z.f + 0.05 * random_potentials(p, seed, 1).f, z.g};
    CHECK(unbalanced_dual(p, eta, lambda, away) < primal);
  }
}

TEST_CASE("The unbalanced dual climbs with every sweep", "[transport]") {
  const Problem p = digit_problem(3, 8, 8);
  UnbalancedSinkhorn solver(p);
  double last = -INFINITY;
  for (int k = 0; k < 60; ++k) {
    solver.step(300, 0.1);
    const double dual = unbalanced_dual(p, 300, 0.1, solver.potentials());
    CHECK(dual >= last - 1e-15);
    CHECK(dual <= unbalanced_primal(p, 300, 0.1, plan(p, 300, solver.potentials())) + 1e-13);
    last = dual;
  }
}

TEST_CASE("A high price makes unbalanced transport balanced", "[transport]") {
  const Problem p = fixture_problem("ent1_unif20_l2sq_eta10");
  const Matrix balanced = test::fixture("ent1_unif20_l2sq_eta10.P");
  double last = INFINITY;
  for (const double lambda : {1.0, 100.0, 1e4}) {
    const Matrix found = plan(p, 10, solved(p, 10, lambda).potentials());
    const double off = (found - balanced).cwiseAbs().maxCoeff();
    CHECK(off < last);
    last = off;
  }
  CHECK(last < 1e-5);
  const Matrix found = plan(p, 10, solved(p, 10, INFINITY).potentials());
  CHECK((found - balanced).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("Unbalanced transport follows a transposition and scales with its cost", "[transport]") {
  const Problem p = random_assignment(9, 5);
  const Matrix found = plan(p, 40, solved(p, 40, 0.3).potentials());
  const Problem turned = [&] {
    ProblemParts parts;
    parts.scale_cost = false;
    parts.cost = 2 * p.cost_transposed;
    return make_problem(std::move(parts));
  }();
  const Matrix other = plan(turned, 20, solved(turned, 20, 0.6).potentials());
  CHECK((found - other.transpose()).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("Unbalanced plans follow permutations, also of many points and costs below 0",
          "[transport]") {
  const Matrix cost = random_assignment(40, 8).cost.leftCols(26).array() - 0.4;
  const auto found = [](const Matrix& of, double eta, double lambda) {
    ProblemParts parts;
    parts.scale_cost = false;
    parts.cost = of;
    const Problem p = make_problem(std::move(parts));
    const UnbalancedSinkhorn solver = solved(p, eta, lambda);
    CHECK(solver.state().error < 1e-12);
    const Matrix best = plan(p, eta, solver.potentials());
    const double dual = unbalanced_dual(p, eta, lambda, solver.potentials());
    CHECK(unbalanced_primal(p, eta, lambda, best) == Approx(dual).epsilon(1e-10));
    return best;
  };
  const Matrix plain = found(cost, 50, 0.3);
  const auto same = [&](const Matrix& other) {
    CHECK((other - plain).cwiseAbs().maxCoeff() < 1e-12 * plain.maxCoeff());
  };
  same(found(cost.colwise().reverse(), 50, 0.3).colwise().reverse());
  same(found(cost.rowwise().reverse(), 50, 0.3).rowwise().reverse());
  same(found(cost.transpose(), 50, 0.3).transpose());
  same(found(4 * cost, 12.5, 1.2));
}

TEST_CASE("A sharp unbalanced solve stays finite, and restores with the same bits", "[transport]") {
  const Problem p = digit_problem(3, 8, 10);
  UnbalancedSinkhorn first(p), second(p), sharpest(p);
  for (int k = 0; k < 30; ++k) sharpest.step(1e6, 1e-3);
  CHECK(plan(p, 1e6, sharpest.potentials()).allFinite());
  for (int k = 0; k < 30; ++k) first.step(2e4, 1e-3);
  CHECK(first.potentials().f.allFinite());
  CHECK(plan(p, 2e4, first.potentials()).allFinite());
  second.restore(first.state());
  for (int k = 0; k < 5; ++k) CHECK(first.step(2e4, 1e-3) == second.step(2e4, 1e-3));
  CHECK((first.state().g.array() == second.state().g.array()).all());
}

}  // namespace
}  // namespace thalweg::transport
