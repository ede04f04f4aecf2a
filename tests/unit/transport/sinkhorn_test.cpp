// Sinkhorn in its three forms.
#include "core/transport/sinkhorn.hpp"

#include <catch2/catch.hpp>
#include <type_traits>

#include "core/transport/dense_newton.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/sparse_newton.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

template <class Solver>
void run(Solver& solver, double eta, double tolerance, int most) {
  for (int k = 0; k < most; ++k) {
    if (solver.step(eta) < tolerance) return;
  }
}

TEMPLATE_TEST_CASE("Sinkhorn reaches the fixtures' potentials", "[transport]", LogSinkhorn,
                   StabilisedSinkhorn, EtaScaling<LogSinkhorn>, EtaScaling<StabilisedSinkhorn>) {
  const auto [name, eta] = GENERATE(table<const char*, double>(
      {{"ent1_unif20_l2sq_eta10", 10.0}, {"ent4_gmm1d60_l2sq_eta500", 500.0}}));
  INFO(name);
  const Problem p = fixture_problem(name);
  TestType solver(p);
  run(solver, eta, 1e-13, 30000);
  const Potentials z = solver.potentials();
  CHECK((plan(p, eta, z) - test::fixture(name + std::string(".P"))).cwiseAbs().maxCoeff() < 1e-11);
  CHECK((z.f - test::fixture(name + std::string(".f"))).cwiseAbs().maxCoeff() < 1e-9);
  CHECK((z.g - test::fixture(name + std::string(".g"))).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("Sinkhorn keeps both marginals and reports its error", "[transport]") {
  const Problem p = digit_problem(3, 8, 12);
  LogSinkhorn logs(p);
  StabilisedSinkhorn kernel(p);
  for (int k = 0; k < 450; ++k) {  // beyond two absorptions
    const double error = logs.step(1200);
    CHECK(kernel.step(1200) == Approx(error).epsilon(1e-6).margin(1e-13));
    if (k % 50 != 0) continue;
    const MarginalError found = marginal_error(p, plan(p, 1200, logs.potentials()));
    CHECK(found.cols < 1e-12);
    CHECK(found.sum() == Approx(error).margin(1e-12));
  }
  CHECK(logs.state().work == 900);
  CHECK(kernel.state().z.absorbed < 200);
}

TEST_CASE("Sinkhorn climbs the dual, which stays below the primal", "[transport]") {
  const Problem p = random_assignment(40, 6);
  const double eta = 300;
  const double exact = exact_plan(p).cost;
  LogSinkhorn solver(p);
  double last = -INFINITY;
  for (int k = 0; k < 60; ++k) {
    solver.step(eta);
    const Potentials z = solver.potentials();
    const double dual = dual_value(p, eta, z);
    CHECK(dual >= last - 1e-15);
    last = dual;
    const Matrix feasible = round_to_marginals(plan(p, eta, z), p.source, p.target);
    CHECK(dual <= transport_cost(p, feasible) - entropy(feasible) / eta + 1e-14);
    CHECK(transport_cost(p, feasible) >= exact - 1e-14);
  }
}

TEST_CASE("The entropic cost exceeds the optimum by at most log n over eta", "[transport]") {
  const Problem p = random_assignment(7, 21);
  const double exact = brute_force_cost(p.cost);
  for (const double eta : {20.0, 100.0, 400.0}) {
    StabilisedSinkhorn solver(p);
    run(solver, eta, 1e-13, 20000);
    const double cost = transport_cost(p, plan(p, eta, solver.potentials()));
    CHECK(cost >= exact - 1e-13);
    CHECK(cost - exact <= std::log(7.0) / eta);
  }
}

TEST_CASE("Two points a side have a closed form", "[transport]") {
  // P = [x, ½ − x; ½ − x, x] with x/(½ − x) = exp(η (c₁₂ + c₂₁ − c₁₁ − c₂₂)/2).
  Matrix cost(2, 2);
  cost << 0.1, 0.4, 1.0, 0.3;
  const Problem p = from_cost(cost);
  const double eta = 5, ratio = std::exp(eta * (0.4 + 1.0 - 0.1 - 0.3) / 2);
  LogSinkhorn solver(p);
  run(solver, eta, 1e-15, 1000);
  const Matrix found = plan(p, eta, solver.potentials());
  CHECK(found(0, 0) == Approx(0.5 * ratio / (1 + ratio)).epsilon(1e-12));
  CHECK(found(0, 1) == Approx(0.5 / (1 + ratio)).epsilon(1e-12));
}

TEST_CASE("A single pair of points is solved at once", "[transport]") {
  const Problem p = random_assignment(1, 5);
  LogSinkhorn logs(p);
  StabilisedSinkhorn kernel(p);
  CHECK(logs.step(1200) < 1e-12);
  CHECK(kernel.step(1200) < 1e-12);
  CHECK(kernel.step(1200) < 1e-12);
  CHECK(logs.potentials().g[0] == 0);
  CHECK(logs.potentials().f[0] == Approx(p.cost(0, 0)));
}

TEMPLATE_TEST_CASE("A restored state continues with the same bits", "[transport]", LogSinkhorn,
                   StabilisedSinkhorn, EtaScaling<LogSinkhorn>, EtaScaling<StabilisedSinkhorn>) {
  const Problem p = digit_problem(1, 7, 10);
  for (const int at : {1, 7, 199, 200, 203}) {
    TestType original(p), copy(p);
    for (int k = 0; k < at; ++k) original.step(k < 150 ? 900 : 1100);
    copy.restore(original.state());
    for (int k = 0; k < 30; ++k) {
      CHECK(original.step(1100) == copy.step(1100));
      CHECK(original.potentials().f == copy.potentials().f);
      CHECK(original.potentials().g == copy.potentials().g);
    }
  }
}

TEMPLATE_TEST_CASE("A change of eta continues from the potentials", "[transport]", LogSinkhorn,
                   StabilisedSinkhorn) {
  const Problem p = digit_problem(3, 8, 12);
  TestType solver(p);
  run(solver, 200, 1e-9, 5000);
  const double before = transport_cost(p, plan(p, 200, solver.potentials()));
  solver.step(20000);
  CHECK(solver.potentials().f.allFinite());
  solver.step(5);
  CHECK(solver.potentials().f.allFinite());
  run(solver, 200, 1e-9, 5000);
  CHECK(transport_cost(p, plan(p, 200, solver.potentials())) == Approx(before).epsilon(1e-8));
}

TEMPLATE_TEST_CASE("A moved problem of the same size is adopted, another is not", "[transport]",
                   LogSinkhorn, StabilisedSinkhorn) {
  const Problem p = random_assignment(30, 1), moved = random_assignment(30, 2),
                other = random_assignment(31, 1);
  TestType solver(p);
  run(solver, 30, 1e-6, 1000);
  CHECK_FALSE(solver.adopt(other));
  CHECK(solver.adopt(moved));
  run(solver, 30, 1e-12, 5000);
  CHECK(marginal_error(moved, plan(moved, 30, solver.potentials())).sum() < 1e-10);
  TestType again(moved, solver.potentials());
  CHECK(again.step(30) < 1e-10);
}

TEMPLATE_TEST_CASE("After a move and half a sweep the rows sum to the source", "[transport]",
                   LogSinkhorn, StabilisedSinkhorn, EtaScaling<LogSinkhorn>, SparseNewton,
                   DenseNewton) {
  const Problem p = random_assignment(30, 1), moved = random_assignment(30, 2);
  TestType solver(p);
  if constexpr (std::is_same_v<TestType, SparseNewton>) {
    for (int k = 0; k < 25; ++k) solver.step(60, {});
  } else {
    for (int k = 0; k < 25; ++k) solver.step(60);
  }
  REQUIRE(solver.adopt(moved));
  const double eta = 40;
  CHECK(marginal_error(moved, plan(moved, eta, solver.potentials())).rows > 1e-3);
  solver.fit_rows(eta);
  CHECK(marginal_error(moved, plan(moved, eta, solver.potentials())).rows < 1e-13);
}

TEST_CASE("Eta-scaling doubles eta until it is reached", "[transport]") {
  const Problem p = random_assignment(25, 3);
  EtaScaling<LogSinkhorn> solver(p);
  std::vector<double> stages;
  for (int k = 0; k < 25; ++k) {
    solver.step(100, 4, 10);
    if (stages.empty() || stages.back() != solver.stage_eta()) stages.push_back(solver.stage_eta());
  }
  CHECK(stages == std::vector<double>{10, 20, 40, 80, 100});
  solver.step(50, 4, 10);
  CHECK(solver.stage_eta() == 50);
}

TEST_CASE("Sinkhorn needs as many sweeps as published", "[transport]") {
  // rla-500 at η = 1200: 1 442 sweeps from u = 1 to 1e-6 and 5 450 to 1e-9 (seed 1), give or take
  // which half-update counts first.
  const Problem p = random_assignment(500, 1);
  StabilisedSinkhorn solver(p);
  run(solver, 1200, 1e-6, 2000);
  CHECK(solver.state().sweeps == Approx(1442).epsilon(0.02));
  run(solver, 1200, 1e-9, 8000);
  CHECK(solver.state().sweeps == Approx(5450).epsilon(0.02));
}

}  // namespace
}  // namespace thalweg::transport
