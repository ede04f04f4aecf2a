// Newton steps that nobody tunes: they arrive, tell the truth, restore and stop.
#include "core/transport/automatic_newton.hpp"

#include <catch2/catch.hpp>

#include "core/transport/dense_newton.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

Problem clouds(int n, GroundCost cost) {
  Matrix x(n, 2), y(n, 2);
  for (int i = 0; i < n; ++i) {
    const auto at = static_cast<std::uint64_t>(2 * i);
    x.row(i) << 0.3 + 0.1 * random_normal(1, at), 0.3 + 0.1 * random_normal(1, at + 1);
    y.row(i) << 0.6 + 0.1 * random_normal(2, at), 0.6 + 0.1 * random_normal(2, at + 1);
  }
  return from_points(x, y, cost);
}

int run(AutomaticNewton& solver, double eta, double tolerance, int most,
        const AutomaticOptions& options = {}) {
  int steps = 0;
  while (steps < most && (++steps, solver.step(eta, options) > tolerance)) {
  }
  return steps;
}

}  // namespace

TEST_CASE("Sharp plans take a handful of Newton steps, without tuning", "[transport]") {
  const bool safe = GENERATE(false, true);
  const AutomaticOptions options{.safe = safe};
  std::int64_t newton_steps = 0;
  for (const Problem& p : {random_assignment(200, 1), clouds(150, GroundCost::squared),
                           clouds(150, GroundCost::l1), digit_problem(3, 8, 16)}) {
    AutomaticNewton solver(p);
    run(solver, 1200, 1e-10, 4000, options);
    CHECK(solver.state().error < 1e-10);
    newton_steps += solver.state().newton_steps;
    CHECK(solver.state().newton_steps < 60);
    // What it says of itself is true of its plan.
    const double told = solver.state().error;
    CHECK(marginal_error(p, plan(p, 1200, solver.potentials())).sum() ==
          Approx(told).margin(1e-12));
  }
  CHECK(newton_steps > 10);
}

TEST_CASE("Where sweeps end soon no Newton step is taken", "[transport]") {
  const Problem p = random_assignment(100, 2);
  AutomaticNewton solver(p);
  CHECK(run(solver, 20, 1e-10, 200) < 60);
  CHECK(solver.state().newton_steps == 0);
}

TEST_CASE("Both ways to step reach the plan of dense Newton", "[transport]") {
  const Problem p = random_assignment(60, 3);
  DenseNewton dense(p);
  for (int k = 0; k < 60; ++k) dense.step(300);
  REQUIRE(dense.state().error < 1e-12);
  const Matrix expected = plan(p, 300, dense.potentials());
  for (const bool safe : {false, true}) {
    AutomaticNewton solver(p);
    run(solver, 300, 1e-12, 5000, {.safe = safe, .target = 1e-12});
    const Matrix found = plan(p, 300, solver.potentials());
    CHECK((found - expected).cwiseAbs().maxCoeff() < 1e-12);
  }
}

TEST_CASE("An automatic solver continues from a stored state with the same bits", "[transport]") {
  const Problem p = clouds(80, GroundCost::squared);
  AutomaticNewton whole(p);
  while (whole.step(800) > 1e-10) {
    AutomaticNewton restored(p);
    restored.restore(whole.state());
    AutomaticNewton ahead(p);
    ahead.restore(whole.state());
    CHECK(restored.step(800) == ahead.step(800));
    CHECK(restored.potentials().f == ahead.potentials().f);
  }
  AutomaticNewton again(p), parts(p);
  while (again.state().sweeps == 0 || again.state().error > 1e-10) {
    again.step(800);
    parts.step(800);
    AutomaticNewton::State kept = parts.state();
    parts.restore(std::move(kept));
  }
  CHECK(parts.potentials().f == again.potentials().f);
  CHECK(parts.state().work == again.state().work);
}

TEST_CASE("A stopped Newton step leaves everything as it was", "[transport]") {
  const Problem p = clouds(80, GroundCost::squared);
  AutomaticNewton solver(p);
  while (!solver.state().newton) solver.step(800);
  const AutomaticNewton::State before = solver.state();
  solver.step(800, {}, [] { return true; });
  CHECK(solver.state().newton);
  CHECK(solver.state().newton_steps == before.newton_steps);
  CHECK(solver.state().z.f == before.z.f);
  CHECK(solver.state().work == before.work);
  CHECK(run(solver, 800, 1e-10, 4000) < 4000);
}

TEST_CASE("A change of η begins anew from the potentials", "[transport]") {
  const Problem p = digit_problem(3, 8, 12);
  AutomaticNewton solver(p);
  run(solver, 300, 1e-10, 4000);
  for (const double eta : {3000.0, 20000.0, 50.0}) {
    run(solver, eta, 1e-9, 60000, {.target = 1e-9});
    CHECK(solver.state().error < 1e-9);
    CHECK(solver.potentials().f.allFinite());
  }
}

// A kernel that loses entries which its scalings bring back sees another error than the plan's.
TEST_CASE("Kernel sweeps tell the error of the plan that they stand for", "[transport]") {
  const Problem p = clouds(300, GroundCost::squared);
  StabilisedSinkhorn solver(p);
  for (int k = 1; k <= 190; ++k) {
    const double told = solver.step(3000);
    if (k % 10 != 0) continue;
    const Matrix now = plan(p, 3000, solver.potentials());
    CHECK(marginal_error(p, now).sum() == Approx(told).epsilon(1e-6));
  }
}

}  // namespace thalweg::transport
