// Sorted matching against the network simplex, duals against their inequalities, rates against
// brute force and against sweeps.
#include "core/transport/one_dimension.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/transport/convergence_rate.hpp"
#include "core/transport/sinkhorn.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

struct Line {
  Vector x, y, a, b;
};

Line random_line(int n, int m, std::uint64_t seed) {
  Rng rng(seed);
  Line line{Vector(n), Vector(m), Vector(n), Vector(m)};
  for (double& value : line.x) value = rng.normal();
  for (double& value : line.y) value = rng.uniform(-1, 3);
  for (double& value : line.a) value = rng.uniform(0.01, 1);
  for (double& value : line.b) value = rng.uniform(0.01, 1);
  line.a /= line.a.sum();
  line.b /= line.b.sum();
  return line;
}

Problem problem_of(const Line& line, double power) {
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = power_cost(line.x, line.y, power);
  parts.source = line.a;
  parts.target = line.b;
  return make_problem(std::move(parts));
}

void check_duals(const Line& line, double power, const LinePlan& plan) {
  const Matrix cost = power_cost(line.x, line.y, power);
  const double scale = cost.maxCoeff();
  Matrix reduced = cost;
  reduced.colwise() -= plan.duals.f;
  reduced.rowwise() -= plan.duals.g.transpose();
  CHECK(reduced.minCoeff() > -1e-13 * scale);
  CHECK(plan.duals.f.dot(line.a) + plan.duals.g.dot(line.b) == Approx(plan.cost).epsilon(1e-12));
  CHECK(plan.duals.g[line.y.size() - 1] == 0);
}

TEST_CASE("Sorted matching is the network simplex's optimum for every convex power",
          "[transport]") {
  const double power = GENERATE(1.0, 1.5, 2.0, 3.0);
  const auto [n, m] = GENERATE(table<int, int>({{1, 1}, {1, 7}, {9, 1}, {20, 20}, {33, 57}}));
  INFO("p " << power << ", " << n << " × " << m);
  const Line line = random_line(n, m, 7 + static_cast<std::uint64_t>(n));
  const LinePlan plan = line_plan(line.x, line.y, line.a, line.b, power);
  CHECK(plan.cost == Approx(exact_plan(problem_of(line, power)).cost).epsilon(1e-12));
  CHECK(plan.entries.size() <= static_cast<std::size_t>(n + m - 1));
  check_duals(line, power, plan);
  Vector rows = Vector::Zero(n), cols = Vector::Zero(m);
  for (const PlanEntry& entry : plan.entries) {
    CHECK(entry.mass > 0);
    rows[entry.row] += entry.mass;
    cols[entry.col] += entry.mass;
  }
  CHECK((rows - line.a).lpNorm<1>() < 1e-14);
  CHECK((cols - line.b).lpNorm<1>() < 1e-14);
}

TEST_CASE("Points without mass send nothing and keep feasible duals", "[transport]") {
  const Vector x = Vector::LinSpaced(5, 0, 1), y = Vector::LinSpaced(4, 0.1, 1.3);
  Vector a(5), b(4);
  a << 0, 0.4, 0, 0.6, 0;
  b << 0.5, 0, 0, 0.5;
  const LinePlan found = line_plan(x, y, a, b, 2);
  CHECK(found.cost ==
        Approx(0.4 * std::pow(0.15, 2) + 0.1 * std::pow(0.65, 2) + 0.5 * std::pow(0.55, 2)));
  for (const PlanEntry& entry : found.entries) CHECK((a[entry.row] > 0 && b[entry.col] > 0));
  const Matrix reduced =
      (power_cost(x, y, 2).colwise() - found.duals.f).rowwise() - found.duals.g.transpose();
  CHECK(reduced.minCoeff() > -1e-15);
  CHECK(found.duals.f.dot(a) + found.duals.g.dot(b) == Approx(found.cost));
  CHECK_THROWS_AS(line_plan(x, y, -a, b, 2), BadInput);
  CHECK_THROWS_AS(line_plan(x, y, Vector::Zero(5), Vector::Zero(4), 2), BadInput);
}

TEST_CASE("Equal masses at equal places keep their duals", "[transport]") {
  Line line{Vector(4), Vector(4), Vector::Constant(4, .25), Vector::Constant(4, .25)};
  line.x << 0, 0, 1, 2;
  line.y << 1, 1, 1, 5;
  const LinePlan plan = line_plan(line.x, line.y, line.a, line.b, 2);
  CHECK(plan.cost == Approx((1 + 1 + 0 + 9) / 4.0));
  CHECK(plan.entries.size() == 4);
  check_duals(line, 2, plan);
}

TEST_CASE("Shifting a cloud by t costs t^p", "[transport]") {
  const Vector x = random_line(50, 1, 3).x;
  const Vector y = x.reverse().array() + 0.75;
  CHECK(sorted_cost(x, y, 2) == Approx(0.75 * 0.75).epsilon(1e-13));
  CHECK(sorted_cost(x, y, 1) == Approx(0.75).epsilon(1e-13));
  CHECK(sorted_cost(x, y, 3) == Approx(0.75 * 0.75 * 0.75).epsilon(1e-13));
}

TEST_CASE("A concave cost is refused: sorting is not optimal there", "[transport]") {
  const Vector x = Vector::LinSpaced(3, 0, 1), a = Vector::Constant(3, 1.0 / 3);
  CHECK_THROWS_AS(line_plan(x, x, a, a, 0.5), BadInput);
  CHECK_THROWS_AS(line_plan(x, x, a, 2 * a, 2), BadInput);
  CHECK_THROWS_AS(line_plan(x, x, a.head(2), a, 2), BadInput);
}

TEST_CASE("The c-transform of an optimal dual is the other one on the support", "[transport]") {
  const Line line = random_line(25, 31, 5);
  const LinePlan plan = line_plan(line.x, line.y, line.a, line.b, 2);
  const Vector f = c_transform(power_cost(line.x, line.y, 2), plan.duals.g);
  CHECK((f - plan.duals.f).cwiseAbs().maxCoeff() < 1e-13);
}

double brute_diameter(const Matrix& c) {
  double most = 0;
  for (Index i = 0; i < c.rows(); ++i) {
    for (Index j = 0; j < c.rows(); ++j) {
      for (Index k = 0; k < c.cols(); ++k) {
        for (Index l = 0; l < c.cols(); ++l) {
          most = std::max(most, c(j, k) + c(i, l) - c(i, k) - c(j, l));
        }
      }
    }
  }
  return most;
}

TEST_CASE("The guaranteed rate is Birkhoff's coefficient squared", "[transport]") {
  const Problem p = random_assignment(7, 3);
  for (const double eta : {0.3, 2.0, 8.0}) {
    const double root = std::exp(eta * brute_diameter(p.cost) / 2);
    const double lambda = (root - 1) / (root + 1);
    const SweepRate rate = guaranteed_rate(p.cost, eta);
    CHECK(rate.factor == Approx(lambda * lambda).epsilon(1e-12));
    CHECK(rate.shortfall == Approx(1 - lambda * lambda).epsilon(1e-11));
  }
  CHECK(guaranteed_rate(p.cost, 200).factor == 1);
  CHECK(guaranteed_rate(p.cost, 200).shortfall > 0);
}

TEST_CASE("Sinkhorn's last sweeps fall by the plan's second singular value squared",
          "[transport]") {
  const Line line = random_line(40, 30, 11);
  const Problem p = problem_of(line, 2);
  const double eta = 2;
  LogSinkhorn solver(p);
  double before = 1;
  double error = solver.step(eta);
  while (error > 1e-10) before = error, error = solver.step(eta);
  const Potentials at = solver.potentials();
  const SweepRate rate = local_rate(plan(p, eta, at));
  CHECK(error / before == Approx(rate.factor).epsilon(1e-4));
  CHECK(rate.factor <= guaranteed_rate(p.cost, eta).factor);
}

TEST_CASE("The local rate of independent masses is 0, that of a permutation 1", "[transport]") {
  const Line line = random_line(12, 15, 2);
  CHECK(local_rate(line.a * line.b.transpose()).factor < 1e-12);
  CHECK(local_rate(Matrix::Identity(6, 6) / 6).factor == Approx(1));
}

}  // namespace
}  // namespace thalweg::transport
