// Sinkhorn–Newton–Sparse: the card's claims, the selection rules, and what keeps it safe.
#include "core/transport/sparse_newton.hpp"

#include <Eigen/Eigenvalues>

#include <catch2/catch.hpp>

#include "core/transport/dense_newton.hpp"
#include "core/transport/sparsify.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

SparseNewtonOptions with_kappa(double kappa) {
  SparseNewtonOptions options;
  options.kappa = kappa;
  return options;
}

void run(SparseNewton& solver, double eta, const SparseNewtonOptions& options, double tolerance,
         int most) {
  for (int k = 0; k < most; ++k) {
    if (solver.step(eta, options) < tolerance) return;
  }
}

TEST_CASE("The digits of the first preset take 10 Newton steps", "[transport]") {
  const Problem p = digit_problem(3, 8);
  SparseNewton solver(p);
  run(solver, 1200, with_kappa(15), 1e-10, 100);
  CHECK(solver.state().error < 1e-10);
  CHECK(solver.state().sweeps == 20);
  CHECK(solver.state().newton_steps == 10);
  StabilisedSinkhorn sinkhorn(p);
  while (sinkhorn.step(1200) > 1e-10 && sinkhorn.state().sweeps < 4000) {
  }
  CHECK(sinkhorn.state().sweeps == Approx(2980).epsilon(0.002));
  const Matrix difference =
      plan(p, 1200, solver.potentials()) - plan(p, 1200, sinkhorn.potentials());
  CHECK(difference.cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("Random assignment takes 8, 6 and 9 Newton steps", "[transport]") {
  const auto [seed, steps] = GENERATE(table<std::uint64_t, int>({{0, 8}, {1, 6}, {2, 9}}));
  const Problem p = random_assignment(500, seed);
  SparseNewton solver(p);
  run(solver, 1200, with_kappa(5), 1e-10, 100);
  CHECK(solver.state().error < 1e-10);
  CHECK(solver.state().newton_steps == steps);
  CHECK(solver.state().report.kept == 2500);
  if (seed == 1) {
    CHECK(transport_cost(p, plan(p, 1200, solver.potentials())) ==
          Approx(0.0035793184105).epsilon(1e-10));
    CHECK(solver.state().dual == Approx(-0.003087436765772).epsilon(1e-11));
  }
}

TEST_CASE("Few entries hold nearly all of the mass after 20 sweeps", "[transport]") {
  const Problem p = random_assignment(500, 1);
  LogSinkhorn warm(p);
  for (int k = 0; k < 20; ++k) warm.step(1200);
  const Matrix built = plan(p, 1200, warm.potentials());
  const auto share = [&](std::int64_t count) {
    return keep_largest(built, count).coeffs().sum() / built.sum();
  };
  CHECK(share(5 * 500) >= 0.9998);
  CHECK(share(2 * 500) < 0.96);
  CHECK(share(3 * 500) == Approx(0.990).margin(2e-3));
}

TEST_CASE("All solvers end at the same plan", "[transport]") {
  const Problem p = random_assignment(100, 1);
  const double eta = 200;
  LogSinkhorn sinkhorn(p);
  for (int k = 0; k < 20000 && sinkhorn.step(eta) > 1e-12; ++k) {
  }
  const Matrix expected = plan(p, eta, sinkhorn.potentials());
  DenseNewton dense(p);
  for (int k = 0; k < 60 && dense.step(eta) > 1e-13; ++k) {
  }
  CHECK((plan(p, eta, dense.potentials()) - expected).cwiseAbs().maxCoeff() < 1e-10);
  for (const NewtonSolver linear : {NewtonSolver::cg, NewtonSolver::pcg, NewtonSolver::ldlt}) {
    SparseNewtonOptions options = with_kappa(5);
    options.solver = linear;
    SparseNewton solver(p);
    run(solver, eta, options, 1e-12, 100);
    CHECK(solver.state().newton_steps <= 7);
    CHECK(solver.state().report.cg_residual < 1e-9);
    CHECK((plan(p, eta, solver.potentials()) - expected).cwiseAbs().maxCoeff() < 1e-9);
  }
  for (const SparsifyRule rule :
       {SparsifyRule::adaptive, SparsifyRule::threshold, SparsifyRule::mass, SparsifyRule::none}) {
    SparseNewtonOptions options = with_kappa(3);
    options.rule = rule;
    SparseNewton solver(p);
    run(solver, eta, options, 1e-12, 100);
    CHECK(solver.state().error < 1e-12);
    CHECK(solver.state().newton_steps <= 15);
  }
}

TEST_CASE("Newton reaches potentials that Sinkhorn would take for ever to find", "[transport]") {
  const std::string name = "ent3_rla40_eta400";  // nearly a permutation: hardly connected
  const Problem p = fixture_problem(name);
  SparseNewton sparse(p);
  run(sparse, 400, with_kappa(20), 1e-14, 60);
  DenseNewton dense(p);
  for (int k = 0; k < 60 && dense.step(400) > 1e-14; ++k) {
  }
  for (const Potentials& z : {sparse.potentials(), dense.potentials()}) {
    CHECK((plan(p, 400, z) - test::fixture(name + ".P")).cwiseAbs().maxCoeff() < 1e-10);
    CHECK((z.f - test::fixture(name + ".f")).cwiseAbs().maxCoeff() < 1e-7);
    CHECK((z.g - test::fixture(name + ".g")).cwiseAbs().maxCoeff() < 1e-7);
  }
}

TEST_CASE("The dual never falls across Newton steps", "[transport]") {
  const Problem p = digit_problem(3, 8, 14);
  const auto [warm_up, kappa] = GENERATE(table<int, double>({{20, 15.}, {20, 4.}, {2, 10.}}));
  SparseNewtonOptions options = with_kappa(kappa);
  options.warm_up = warm_up;
  SparseNewton solver(p);
  double last = -INFINITY;
  for (int k = 0; k < 80 && (k <= warm_up || solver.state().error > 1e-11); ++k) {
    solver.step(1200, options);
    const double dual = dual_value(p, 1200, solver.potentials());
    CHECK(dual >= last - 2e-14);
    last = dual;
  }
  CHECK(solver.state().report.step_length > 0);
}

TEST_CASE("Without a warm-up the line search and recovery still lead there", "[transport]") {
  SparseNewtonOptions options = with_kappa(5);
  options.warm_up = 0;
  const Problem random = random_assignment(500, 1);
  SparseNewton solver(random);
  run(solver, 1200, options, 1e-10, 80);
  CHECK(solver.state().error < 1e-10);

  // Target pixels that no source pixel reaches at all: the first plan has empty rows.
  const std::vector<double> left{1, 1, 0, 0, 0, 0}, right{0, 0, 0, 0, 1, 1};
  const Problem apart = from_images(left, right, {1, 6}, GroundCost::squared, {.share = 0});
  SparseNewton far(apart);
  run(far, 5000, options, 1e-10, 80);
  CHECK(far.state().error < 1e-10);
}

TEST_CASE("Too few entries stall, are noticed, and the cure works", "[transport]") {
  const Problem p = digit_problem(3, 8);
  SparseNewtonOptions options = with_kappa(3);
  SparseNewton solver(p);
  for (int k = 0; k < 60 && !solver.state().report.stalled; ++k) solver.step(1200, options);
  REQUIRE(solver.state().report.stalled);
  REQUIRE(solver.state().report.cure_kappa >= 15);
  options.kappa = solver.state().report.cure_kappa;
  const auto before = solver.state().newton_steps;
  run(solver, 1200, options, 1e-10, 60);
  CHECK(solver.state().error < 1e-10);
  CHECK(solver.state().newton_steps - before < 20);
  CHECK_FALSE(solver.state().report.stalled);
}

TEST_CASE("The adaptive rule grows K where the dropped mass is to blame", "[transport]") {
  const Problem p = digit_problem(3, 8);
  SparseNewtonOptions options = with_kappa(4);
  options.rule = SparsifyRule::adaptive;
  SparseNewton solver(p);
  run(solver, 1200, options, 1e-10, 80);
  CHECK(solver.state().error < 1e-10);
  CHECK(solver.state().doublings >= 1);
  CHECK(solver.state().doublings <= 4);
}

TEST_CASE("The switch rules decide when the warm-up ends", "[transport]") {
  const Problem p = random_assignment(60, 4);
  SparseNewtonOptions options = with_kappa(5);
  SECTION("never") {
    options.switch_rule = SwitchRule::never;
    SparseNewton solver(p);
    StabilisedSinkhorn sinkhorn(p);
    for (int k = 0; k < 40; ++k) CHECK(solver.step(400, options) == sinkhorn.step(400));
    CHECK(solver.state().newton_steps == 0);
    CHECK(solver.state().report.stage == Stage::warm_up);
  }
  SECTION("marginal error") {
    options.switch_rule = SwitchRule::marginal_error;
    options.switch_error = 0.05;
    SparseNewton solver(p);
    double last = 1;
    while (solver.state().newton_steps == 0) {
      last = solver.state().error;
      solver.step(400, options);
    }
    CHECK(solver.state().sweeps > 0);
    CHECK(last < 0.05);
  }
  SECTION("sparse enough") {
    options.switch_rule = SwitchRule::sparse_enough;
    SparseNewton solver(p);
    run(solver, 400, options, 1e-10, 100);
    CHECK(solver.state().sweeps % 5 == 0);
    CHECK(solver.state().newton_steps > 0);
    CHECK(solver.state().error < 1e-10);
  }
}

TEST_CASE("A live change of eta continues from the potentials", "[transport]") {
  const Problem p = digit_problem(3, 8);
  SparseNewton solver(p);
  run(solver, 1200, with_kappa(15), 1e-10, 100);
  for (const double eta : {3000.0, 20000.0, 600.0}) {
    INFO("eta " << eta);
    run(solver, eta, with_kappa(30), 1e-9, 200);
    CHECK(solver.state().error < 1e-9);
  }
}

TEST_CASE("A stop leaves the state as it was", "[transport]") {
  const Problem p = random_assignment(200, 1);
  SparseNewton solver(p);
  const SparseNewtonOptions options = with_kappa(5);
  for (int k = 0; k < 22; ++k) solver.step(1200, options);
  const SparseNewton::State before = solver.state();
  int asked = 0;
  solver.step(1200, options, [&] { return ++asked > 5; });
  CHECK(solver.state().report.stopped);
  CHECK(solver.state().z.f == before.z.f);
  CHECK(solver.state().iterations == before.iterations);
  CHECK(solver.state().work == before.work);
  solver.step(1200, options);
  CHECK_FALSE(solver.state().report.stopped);
  CHECK(solver.state().iterations == before.iterations + 1);
}

TEST_CASE("A restored Newton run continues with the same bits", "[transport]") {
  const Problem p = digit_problem(2, 5, 14);
  const SparseNewtonOptions options = with_kappa(6);
  for (const int at : {0, 3, 20, 21, 25, 33}) {
    SparseNewton original(p), copy(p);
    for (int k = 0; k < at; ++k) original.step(1200, options);
    copy.restore(original.state());
    const double eta = at == 25 ? 1500 : 1200;  // also across an edit
    for (int k = 0; k < 15; ++k) {
      CHECK(original.step(eta, options) == copy.step(eta, options));
      CHECK(original.state().z.f == copy.state().z.f);
      CHECK(original.state().z.g == copy.state().z.g);
      CHECK(original.state().work == copy.state().work);
      CHECK(original.state().report.cg_iterations == copy.state().report.cg_iterations);
      CHECK(original.state().report.stalled == copy.state().report.stalled);
    }
    const SparseMatrix a = original.kept(eta, options), b = copy.kept(eta, options);
    CHECK(a.isApprox(b));
  }
}

TEST_CASE("Sparse Newton adopts a moved problem", "[transport]") {
  const Problem p = random_assignment(80, 1), moved = random_assignment(80, 2);
  SparseNewton solver(p);
  run(solver, 300, with_kappa(6), 1e-10, 60);
  CHECK_FALSE(solver.adopt(random_assignment(81, 1)));
  REQUIRE(solver.adopt(moved));
  run(solver, 300, with_kappa(6), 1e-10, 100);
  CHECK(marginal_error(moved, plan(moved, 300, solver.potentials())).sum() < 1e-10);
}

TEST_CASE("One point a side and unequal sides are solved", "[transport]") {
  SparseNewtonOptions options = with_kappa(5);
  options.warm_up = 0;
  const Problem one = random_assignment(1, 1);
  SparseNewton solver(one);
  for (int k = 0; k < 5; ++k) solver.step(1200, options);
  CHECK(solver.state().error < 1e-12);

  Matrix cost(3, 40);
  for (Index k = 0; k < cost.size(); ++k) cost.data()[k] = random_uniform(3, std::uint64_t(k));
  const Problem wide = from_cost(cost);
  for (const NewtonSolver linear : {NewtonSolver::pcg, NewtonSolver::ldlt}) {
    options.solver = linear;
    SparseNewton oblong(wide);
    run(oblong, 100, options, 1e-11, 60);
    CHECK(oblong.state().error < 1e-11);
  }
}

TEST_CASE("The largest entries are kept, exactly as many as asked for", "[transport]") {
  const Problem p = random_assignment(40, 2);
  const Matrix built = plan(p, 30, zero_potentials(p));
  std::vector<double> sorted(built.data(), built.data() + built.size());
  std::sort(sorted.rbegin(), sorted.rend());
  for (const std::int64_t count : {0, 1, 17, 400, 1600, 9999}) {
    const SparseMatrix kept = keep_largest(built, count);
    REQUIRE(kept.nonZeros() == std::min<std::int64_t>(count, 1600));
    if (count > 0) {
      CHECK(kept.coeffs().minCoeff() == sorted[static_cast<std::size_t>(kept.nonZeros() - 1)]);
    }
    for (Index i = 0; i < 40; ++i) {
      for (SparseMatrix::InnerIterator it(kept, i); it; ++it)
        CHECK(it.value() == built(i, it.col()));
    }
  }
  const SparseMatrix ties = keep_largest(Matrix::Constant(3, 4, 0.5), 5);
  CHECK(ties.nonZeros() == 5);
  CHECK(ties.coeff(1, 0) == 0.5);  // row-major order decides
  CHECK(keep_largest(Matrix::Zero(3, 4), 5).nonZeros() == 0);
  CHECK(keep_above(built, sorted[99]).nonZeros() == 100);
  CHECK(entries_for_mass(built, 0) == 1600);
  CHECK(entries_for_mass(built, 1e9) == 0);
  CHECK(entries_for_mass(built, sorted[1599] + sorted[1598]) == 1598);
}

TEST_CASE("The mass rule drops at most delta a column and twice that a row", "[transport]") {
  const Problem p = random_assignment(50, 9);
  const Matrix built = plan(p, 60, zero_potentials(p));
  const double delta = 0.05 * built.rowwise().sum().minCoeff();
  const SparseMatrix kept = keep_mass(built, delta);
  const Matrix dropped = built - Matrix(kept);
  CHECK(kept.nonZeros() < built.size());
  CHECK(dropped.colwise().sum().maxCoeff() <= delta * (1 + 1e-12));
  CHECK(dropped.rowwise().sum().maxCoeff() <= 2 * delta * (1 + 1e-12));
  // No kept entry of a column could still go, unless its row had lost too much.
  for (Index j = 0; j < 50; ++j) {
    for (Index i = 0; i < 50; ++i) {
      if (kept.coeff(i, j) == 0) continue;
      const bool column_full = dropped.col(j).sum() + built(i, j) > delta;
      const bool row_full = dropped.row(i).sum() + built(i, j) > 2 * delta;
      CHECK((column_full || row_full));
    }
  }
}

TEST_CASE("The sparse Newton matrix multiplies and solves as its dense twin", "[transport]") {
  const Problem p = random_assignment(12, 3);
  const double eta = 40, shift = 0.3;
  LogSinkhorn warm(p);
  for (int k = 0; k < 3; ++k) warm.step(eta);
  Matrix built;
  PlanSums sums;
  build_plan(p.cost, eta, warm.state().f, warm.state().g, built, sums);
  const SparseMatrix kept = keep_largest(built, 40);
  const NewtonSystem system(kept, sums, eta, shift);
  Matrix dense = Matrix::Zero(24, 24);
  dense.diagonal() << sums.rows, sums.cols;
  dense.topRightCorner(12, 12) = Matrix(kept);
  dense.bottomLeftCorner(12, 12) = Matrix(kept).transpose();
  dense = eta * dense + shift * Matrix::Identity(24, 24);
  const Vector x = Vector::LinSpaced(24, -1, 2);
  Vector image(24);
  system.multiply(x, image);
  CHECK((image - dense * x).norm() < 1e-13 * image.norm());
  Vector gradient(24);
  gradient << p.source - sums.rows, p.target - sums.cols;
  for (const NewtonSolver linear : {NewtonSolver::cg, NewtonSolver::pcg}) {
    const NewtonSolution solution = system.solve(linear, gradient, 1e-12, 1000, {});
    CHECK((dense * solution.direction - gradient).norm() < 1e-11 * gradient.norm());
  }
  for (const NewtonSolver linear : {NewtonSolver::ldlt, NewtonSolver::cholesky}) {
    const NewtonSolution direct = system.solve(linear, gradient, 1e-12, 1000, {});
    CHECK((dense * direct.direction - gradient).norm() < 1e-11 * gradient.norm());
  }
  const Vector eigenvalues = dense.selfadjointView<Eigen::Lower>().eigenvalues();
  CHECK(system.extremes(15).largest == Approx(eigenvalues[23]).epsilon(1e-3));
}

}  // namespace
}  // namespace thalweg::transport
