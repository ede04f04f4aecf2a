// Every solver of the entropic problem, by one table: a closed form and brute force, the limit of a
// sharp plan, and invariances.
#include <catch2/catch.hpp>
#include <functional>

#include "core/base/parallel.hpp"
#include "core/kits/dual_objective.hpp"
#include "core/optim/quasi_newton.hpp"
#include "core/transport/automatic_newton.hpp"
#include "core/transport/dense_newton.hpp"
#include "core/transport/greenkhorn.hpp"
#include "core/transport/sparse_newton.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

struct SolverRow {
  const char* name;
  std::function<Potentials(const Problem&, double eta)> solve;
  double tolerance = 1e-10;  ///< of the marginal error that it reaches
};

template <class Solver, class Step>
Potentials iterate(const Problem& problem, double eta, Step step) {
  Solver solver(problem);
  for (int k = 0; k < 20000 && step(solver, eta) > 1e-12; ++k) {
  }
  return solver.potentials();
}

template <class Solver>
Potentials plainly(const Problem& problem, double eta) {
  return iterate<Solver>(problem, eta, [](Solver& s, double at) { return s.step(at); });
}

Potentials by_lbfgs(const Problem& problem, double eta) {
  const DualObjective dual(problem, eta);
  optim::Lbfgs lbfgs;
  Potentials z = zero_potentials(problem);
  fit_rows(problem, eta, z.f, z.g);
  Vector x(dual.dimension());
  x << z.f, z.g;
  for (int k = 0; k < 400; ++k) lbfgs.step(dual, x);
  return {x.head(problem.n()), x.tail(problem.m())};
}

const std::vector<SolverRow>& solvers() {
  static const std::vector<SolverRow> rows = {
      {"log domain", plainly<LogSinkhorn>},
      {"over-relaxed",
       [](const Problem& p, double eta) {
         return iterate<LogSinkhorn>(p, eta,
                                     [](LogSinkhorn& s, double at) { return s.step(at, 1.5); });
       }},
      {"kernel", plainly<StabilisedSinkhorn>},
      {"η-scaling",
       [](const Problem& p, double eta) {
         return iterate<EtaScaling<LogSinkhorn>>(p, eta, [](EtaScaling<LogSinkhorn>& s, double at) {
           const double error = s.step(at);
           return s.stage_eta() < at ? 1 : error;  // an earlier stage's plan is not the one
         });
       }},
      {"Greenkhorn", plainly<Greenkhorn>},
      {"L-BFGS", by_lbfgs, 1e-6},  // values of the dual are equal below
      {"dense Newton",
       [](const Problem& p, double eta) {
         return iterate<DenseNewton>(p, eta, [](DenseNewton& s, double at) { return s.step(at); });
       }},
      {"sparse Newton",
       [](const Problem& p, double eta) {
         return iterate<SparseNewton>(p, eta, [](SparseNewton& s, double at) {
           return s.step(at, {.rule = SparsifyRule::adaptive});
         });
       }},
      {"automatic", plainly<AutomaticNewton>},
      {"safe and sparse",
       [](const Problem& p, double eta) {
         return iterate<AutomaticNewton>(
             p, eta, [](AutomaticNewton& s, double at) { return s.step(at, {.safe = true}); });
       }},
  };
  return rows;
}

Matrix plan_of(const SolverRow& row, const Problem& problem, double eta) {
  return plan(problem, eta, row.solve(problem, eta));
}

Problem small_problem(const Matrix& cost, const Vector& a = {}, const Vector& b = {}) {
  ProblemParts parts;
  parts.cost = cost;
  parts.source = a;
  parts.target = b;
  parts.scale_cost = false;
  return make_problem(std::move(parts));
}

Vector some_masses(int n, std::uint64_t seed) {
  Vector out(n);
  for (int i = 0; i < n; ++i) {
    out[i] = 0.2 + random_uniform(seed, static_cast<std::uint64_t>(i));
  }
  return out / out.sum();
}

}  // namespace

TEST_CASE("Two points on each side have a closed form", "[transport]") {
  Matrix cost(2, 2);
  cost << 0.1, 0.7, 0.4, 0.2;
  const double eta = 7;
  // P11 = P22 = p and P12 = P21 = ½ − p, with (p / (½ − p))² = e^(η (C12 + C21 − C11 − C22)).
  const double odds = std::exp(eta * 0.8 / 2), p = 0.5 * odds / (1 + odds);
  for (const SolverRow& row : solvers()) {
    INFO(row.name);
    const Matrix found = plan_of(row, small_problem(cost), eta);
    CHECK(found(0, 0) == Approx(p).epsilon(10 * row.tolerance));
    CHECK(found(0, 1) == Approx(0.5 - p).epsilon(10 * row.tolerance));
  }
}

TEST_CASE("A sharp plan costs what brute force finds", "[transport]") {
  for (const SolverRow& row : solvers()) {
    INFO(row.name);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const Problem p = random_assignment(6, seed);
      const double eta = 30, least = brute_force_cost(p.cost);
      const Matrix found = plan_of(row, p, eta);
      CHECK(marginal_error(p, found).sum() < row.tolerance);
      const double cost = transport_cost(p, found);
      CHECK(cost > least - 1e-9);
      CHECK(cost < least + std::log(6.0) / eta);
    }
  }
}

TEST_CASE("The duality gap is never negative and closes", "[transport]") {
  for (const SolverRow& row : solvers()) {
    INFO(row.name);
    const Problem p =
        small_problem(random_assignment(9, 5).cost, some_masses(9, 1), some_masses(9, 2));
    const double eta = 40;
    const Potentials z = row.solve(p, eta);
    const Matrix rounded = round_to_marginals(plan(p, eta, z), p.source, p.target);
    const double gap = transport_cost(p, rounded) - entropy(rounded) / eta - dual_value(p, eta, z);
    CHECK(gap > -1e-14);
    CHECK(gap < 10 * row.tolerance);
  }
}

TEST_CASE("Entropic plans are invariant as they must be", "[transport]") {
  const int n = 7, m = 5;
  const Matrix cost = random_assignment(n, 8).cost.leftCols(m);
  const Vector a = some_masses(n, 3), b = some_masses(m, 4);
  const double eta = 60;
  for (const SolverRow& row : solvers()) {
    INFO(row.name);
    const double close = 20 * row.tolerance;
    const Matrix found = plan_of(row, small_problem(cost, a, b), eta);
    const auto same = [&](const Matrix& other) {
      CHECK((other - found).cwiseAbs().maxCoeff() < close);
    };
    Matrix shifted = cost;  // costs that every way out of a point, or into one, shares
    shifted.row(2).array() += 0.3;
    shifted.col(1).array() += 0.2;
    same(plan_of(row, small_problem(shifted, a, b), eta));
    same(plan_of(row, small_problem(cost / 4, a, b), 4 * eta));
    same(plan_of(row, small_problem(cost.transpose(), b, a), eta).transpose());
    const Vector turned = a.reverse();
    same(plan_of(row, small_problem(cost.colwise().reverse(), turned, b), eta).colwise().reverse());
  }
}

TEST_CASE("Every solver gives the same bits on one and two threads", "[transport]") {
  const Problem p = digit_problem(3, 8, 14);
  const int threads = thread_count();
  for (const SolverRow& row : solvers()) {
    if (std::string(row.name) == "dense Newton") continue;  // its own test, smaller
    INFO(row.name);
    set_thread_count(1);
    const Potentials one = row.solve(p, 20);
    set_thread_count(2);
    const Potentials two = row.solve(p, 20);
    set_thread_count(threads);
    CHECK(one.f == two.f);
    CHECK(one.g == two.g);
  }
}

}  // namespace thalweg::transport
