// Entropic transport with a group lasso: against independent descent, its limits and conditions.
#include "core/transport/group_regularised.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "core/transport/sinkhorn.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

/// n × m costs by chance and unequal masses.
Problem random_problem(Index n, Index m, std::uint64_t seed) {
  Rng rng(seed);
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = Matrix::NullaryExpr(n, m, [&] { return rng.uniform(); });
  parts.source = Vector::NullaryExpr(n, [&] { return 0.5 + rng.uniform(); });
  parts.target = Vector::NullaryExpr(m, [&] { return 0.5 + rng.uniform(); });
  parts.source /= parts.source.sum(), parts.target /= parts.target.sum();
  return make_problem(std::move(parts));
}

GroupTransport solved(const Problem& p, const std::vector<int>& group, double eta, double lambda,
                      double gap, int most = 5000) {
  GroupTransport solver(p, group);
  for (int k = 0; k < most && (k == 0 || solver.state().gap > gap); ++k) solver.step(eta, lambda);
  return solver;
}

/// The x in (lo, hi) at which a convex function is least.
double golden_section(const std::function<double(double)>& f, double lo, double hi) {
  const double ratio = (std::sqrt(5.0) - 1) / 2;
  double left = hi - ratio * (hi - lo), right = lo + ratio * (hi - lo);
  double at_left = f(left), at_right = f(right);
  while (hi - lo > 1e-12) {
    if (at_left < at_right) {
      hi = right, right = left, at_right = at_left;
      left = hi - ratio * (hi - lo), at_left = f(left);
    } else {
      lo = left, left = right, at_left = at_right;
      right = lo + ratio * (hi - lo), at_right = f(right);
    }
  }
  return (lo + hi) / 2;
}

/// The least objective by moving mass round one rectangle of entries after another.
double descended(const Problem& p, const std::vector<int>& group, double eta, double lambda) {
  Matrix plan = p.source * p.target.transpose();
  const auto around = [&](Index i, Index k, Index j, Index l) {
    const auto moved = [&](double t) {
      Matrix out = plan;
      out(i, j) += t, out(k, l) += t, out(i, l) -= t, out(k, j) -= t;
      return out;
    };
    const auto value = [&](double t) { return group_objective(p, group, eta, lambda, moved(t)); };
    plan = moved(
        golden_section(value, -std::min(plan(i, j), plan(k, l)), std::min(plan(i, l), plan(k, j))));
  };
  for (int round = 0; round < 150; ++round) {
    for (Index i = 0; i < p.n(); ++i) {
      for (Index k = i + 1; k < p.n(); ++k) {
        for (Index j = 0; j < p.m(); ++j) {
          for (Index l = j + 1; l < p.m(); ++l) around(i, k, j, l);
        }
      }
    }
  }
  return group_objective(p, group, eta, lambda, plan);
}

TEST_CASE("Group-regularised transport is as good as descent round every rectangle",
          "[transport]") {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const Problem p = random_problem(4, 3, seed);
    const std::vector<int> group{0, 1, 0, 1};
    for (const double lambda : {0.05, 0.5}) {
      const GroupTransport found = solved(p, group, 20, lambda, 1e-9);
      CHECK(found.state().gap <= 1e-9);
      CHECK(group_objective(p, group, 20, lambda, found.state().plan) ==
            Approx(descended(p, group, 20, lambda)).margin(1e-8));
    }
  }
}

TEST_CASE("Without a penalty on groups the plan is Sinkhorn's", "[transport]") {
  const Problem p = random_problem(12, 9, 4);
  LogSinkhorn sinkhorn(p);
  while (sinkhorn.step(50) > 1e-12) {
  }
  const Matrix expected = plan(p, 50, sinkhorn.potentials());
  GroupTransport solver(p, std::vector<int>(12, 0));
  solver.step(50, 0);
  CHECK(solver.state().length == 1);
  CHECK((solver.state().plan - expected).cwiseAbs().maxCoeff() < 1e-9);
  // And the penalty leads there.
  double last = INFINITY;
  for (const double lambda : {1e-2, 1e-4, 1e-6}) {
    const Matrix found =
        solved(p, {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}, 50, lambda, 1e-8).state().plan;
    const double away = (found - expected).cwiseAbs().sum();
    CHECK(away < last);
    last = away;
  }
  CHECK(last < 1e-3);
}

TEST_CASE("A plan with groups satisfies the conditions of optimality", "[transport]") {
  // C + λ P/‖P_c‖ + log P / η is a number a row plus one a column.
  const Problem p = random_problem(8, 6, 7);
  const std::vector<int> group{0, 0, 0, 1, 1, 1, 2, 2};
  const double eta = 5, lambda = 0.3;
  const Matrix found = solved(p, group, eta, lambda, 1e-13).state().plan;
  const Matrix norms = group_norms(found, group);
  Matrix level = p.cost + Matrix(found.array().log() / eta);
  for (Index i = 0; i < 8; ++i) {
    const auto norm = norms.row(group[static_cast<std::size_t>(i)]);
    level.row(i) += lambda * found.row(i).cwiseQuotient(norm);
  }
  Matrix crossed = level.colwise() - level.col(0);
  crossed.rowwise() -= Eigen::RowVectorXd(crossed.row(0));
  // A gap of 1e-13 leaves √(2 · 5 · 1e-13) in L1, over the least entries and η.
  CHECK(found.minCoeff() > 5e-4);
  CHECK(crossed.cwiseAbs().maxCoeff() < 1e-6 / 5e-4 / eta);
}

TEST_CASE("The gap is never below what is missing and the objective never rises", "[transport]") {
  const Problem p = random_problem(15, 11, 3);
  std::vector<int> group;
  for (int i = 0; i < 15; ++i) group.push_back(i % 4);
  const Matrix best_plan = solved(p, group, 30, 0.4, 1e-11).state().plan;
  const double best = group_objective(p, group, 30, 0.4, best_plan);
  GroupTransport solver(p, group);
  double last = INFINITY;
  for (int k = 0; k < 30; ++k) {
    const double gap = solver.step(30, 0.4);
    CHECK(solver.state().objective <= last + 1e-12);
    CHECK(gap >= solver.state().objective - best - 1e-11);
    CHECK(marginal_error(p, solver.state().plan).sum() < 1e-13);
    last = solver.state().objective;
  }
}

TEST_CASE("A heavy penalty leaves each target to one group", "[transport]") {
  // Two classes in turn on a line: without the penalty every target takes from both.
  Matrix at(12, 1), to(12, 1);
  std::vector<int> group;
  for (int i = 0; i < 12; ++i) {
    group.push_back(i == 2 || i == 9 ? 1 - i / 6 : i / 6);  // one intruder in each half
    at(i, 0) = i, to(i, 0) = i + 0.3;
  }
  const Problem p = from_points(at, to, GroundCost::squared);
  const auto mixed = [&](double lambda) {
    const Matrix found = solved(p, group, 400, lambda, 1e-6).state().plan;
    Matrix mass = Matrix::Zero(2, 12);
    for (Index i = 0; i < 12; ++i) mass.row(group[static_cast<std::size_t>(i)]) += found.row(i);
    return mass.colwise().minCoeff().sum();
  };
  const double without = mixed(0), with = mixed(1);
  CHECK(without > 0.03);
  CHECK(with < 0.2 * without);
}

TEST_CASE("The plan stays when groups change their numbers", "[transport]") {
  const Problem p = random_problem(6, 5, 1);
  const Matrix one = solved(p, {0, 0, 1, 1, 2, 2}, 20, 0.2, 1e-9).state().plan;
  const Matrix other = solved(p, {2, 2, 0, 0, 1, 1}, 20, 0.2, 1e-9).state().plan;
  CHECK((one - other).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("Group-regularised transport goes on from a stored state with the same bits",
          "[transport]") {
  const Problem p = random_problem(10, 8, 2);
  const std::vector<int> group{0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  GroupTransport first(p, group), second(p, group);
  for (int k = 0; k < 3; ++k) first.step(25, 0.2);
  second.restore(first.state());
  for (int k = 0; k < 3; ++k) first.step(40, 0.1), second.step(40, 0.1);
  CHECK((first.state().plan.array() == second.state().plan.array()).all());
  CHECK(first.state().gap == second.state().gap);
}

}  // namespace
}  // namespace thalweg::transport
