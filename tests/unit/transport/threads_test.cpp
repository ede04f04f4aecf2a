// The solvers that stand in no race, on one and two threads: the same bits.
#include <catch2/catch.hpp>
#include <functional>

#include "core/base/parallel.hpp"
#include "core/transport/gromov_wasserstein.hpp"
#include "core/transport/partial.hpp"
#include "core/transport/quadratic.hpp"
#include "core/transport/sparsity_constrained.hpp"
#include "core/transport/unbalanced.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

// 420 × 300: two tasks or more in every loop over rows, and over columns.
const Problem& wide() {
  static const Problem problem = [] {
    ProblemParts parts;
    parts.scale_cost = false;
    parts.cost = random_assignment(420, 6).cost.leftCols(300);
    return make_problem(std::move(parts));
  }();
  return problem;
}

Vector joined(const Potentials& z) {
  Vector out(z.f.size() + z.g.size());
  out << z.f, z.g;
  return out;
}

Vector unbalanced() {
  UnbalancedSinkhorn solver(wide());
  for (int k = 0; k < 4; ++k) solver.step(300, 0.2);
  return joined(solver.potentials());
}
Vector quadratic() {
  QuadraticTransport solver(wide());
  for (int k = 0; k < 4; ++k) solver.step(0.5);
  return joined(solver.potentials());
}
Vector sparse() {
  const Potentials z = random_potentials(wide(), 3, 0.3);
  const SparseDual dual = sparse_dual(wide(), {0.1, 3}, z);
  const SparseDual semi = sparse_semi_dual(wide(), {0.1, 3}, z.f);
  const Matrix sum = dual.plan + semi.plan;
  Vector out(2 + sum.size());
  out << dual.value, semi.value, Eigen::Map<const Vector>(sum.data(), sum.size());
  return out;
}
Vector gromov() {
  const auto distances = [](int n) {
    const Matrix half = random_assignment(n, 7).cost;
    return Matrix(half + half.transpose());
  };
  GromovWasserstein solver(distances(420), distances(300));
  for (int k = 0; k < 2; ++k) solver.step(100, 5);
  return solver.state().plan;
}
Vector part() {
  PartialAssignment solver(12);
  solver.solve(random_assignment(900, 8).cost.leftCols(12), {0.6, 0.5, 0.1});
  const PartialPlan plan = exact_partial_plan(wide(), 0.5);
  Vector out(solver.state().size() + 1);
  out << solver.state(), plan.cost;
  return out;
}

}  // namespace

TEST_CASE("Solvers beside the race have the same bits on one and two threads", "[transport]") {
  const std::pair<const char*, std::function<Vector()>> solvers[] = {
      {"unbalanced", unbalanced}, {"quadratic", quadratic},       {"sparsity-constrained", sparse},
      {"partial", part},          {"Gromov–Wasserstein", gromov},
  };
  const int threads = thread_count();
  for (const auto& [name, solve] : solvers) {
    INFO(name);
    set_thread_count(1);
    const Vector one = solve();
    set_thread_count(2);
    const Vector two = solve();
    set_thread_count(threads);
    CHECK(one.allFinite());
    CHECK(one == two);
  }
}

}  // namespace thalweg::transport
