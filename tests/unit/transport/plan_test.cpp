// Values of a plan, its derivatives, and rounding.
#include "core/transport/plan.hpp"

#include <catch2/catch.hpp>

#include "core/base/parallel.hpp"
#include "core/transport/dense_newton.hpp"
#include "core/transport/exact.hpp"
#include "core/transport/sinkhorn.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

struct Entropic {
  const char* name;
  double eta, cost, entropy, dual;
};
const Entropic entropic[] = {
    {"ent1_unif20_l2sq_eta10", 10, 0.08755586638816817, 6.164275952713907, -0.5288717288832224},
    {"ent3_rla40_eta400", 400, 0.03835110469362108, 5.004611008297507, 0.02583957717287731},
    {"ent4_gmm1d60_l2sq_eta500", 500, 0.08391042790732044, 6.408360202907937, 0.07109370750150457},
};

TEST_CASE("A plan and its values follow from the potentials", "[transport]") {
  for (const Entropic& c : entropic) {
    INFO(c.name);
    const Problem p = fixture_problem(c.name);
    const Potentials z{test::fixture(c.name + std::string(".f")),
                       test::fixture(c.name + std::string(".g"))};
    const Matrix built = plan(p, c.eta, z);
    const Matrix expected = test::fixture(c.name + std::string(".P"));
    CHECK((built - expected).cwiseAbs().maxCoeff() < 1e-13);
    CHECK(marginal_error(p, built).sum() < 1e-12);
    CHECK(transport_cost(p, built) == Approx(c.cost).epsilon(1e-12));
    CHECK(entropy(built) == Approx(c.entropy).epsilon(1e-12));
    CHECK(dual_value(p, c.eta, z) == Approx(c.dual).epsilon(1e-12));
    CHECK(transport_cost(p, built) - entropy(built) / c.eta == Approx(c.dual).epsilon(1e-12));
  }
}

TEST_CASE("Opposite shifts of f and g leave the plan alone", "[transport]") {
  const Problem p = random_assignment(30, 4);
  const Potentials z = random_potentials(p, 1, 0.02);
  Potentials shifted{z.f.array() + 0.7, z.g.array() - 0.7};
  const Matrix before = plan(p, 200, z);
  CHECK((plan(p, 200, shifted) - before).cwiseAbs().maxCoeff() < 1e-12 * before.maxCoeff());
  fix_gauge(shifted);
  CHECK(shifted.g[29] == 0);
  CHECK((plan(p, 200, shifted) - before).cwiseAbs().maxCoeff() < 1e-12 * before.maxCoeff());
}

TEST_CASE("The plan's kernel agrees with the formula at every width", "[transport]") {
  for (const int n : {1, 2, 7, 8, 9, 255, 256, 257, 300}) {
    const Problem p = random_assignment(n, 3);
    const Potentials z = random_potentials(p, 2, 0.05);
    for (const double eta : {1.0, 300.0, 2000.0}) {
      Matrix built;
      PlanSums sums;
      build_plan(p.cost, eta, z.f, z.g, built, sums);
      const Matrix expected =
          (eta * ((z.f.replicate(1, n) + z.g.transpose().replicate(n, 1)).matrix() - p.cost))
              .array()
              .exp()
              .matrix();
      const double scale = expected.maxCoeff();
      CHECK((built - expected).cwiseAbs().maxCoeff() <= 1e-12 * scale + 4e-44);
      CHECK((sums.rows - expected.rowwise().sum()).cwiseAbs().maxCoeff() <=
            1e-11 * scale + n * 4e-44);
      CHECK((sums.cols - expected.colwise().sum().transpose()).cwiseAbs().maxCoeff() <=
            1e-11 * scale + n * 4e-44);
      Vector logs;
      log_row_sums(p.cost, eta, z.f, z.g, p.log_source, logs);
      for (int i = 0; i < n; ++i) {
        const Vector x = eta * (z.g.array() - p.cost.row(i).transpose().array() + z.f[i]);
        const double peak = x.maxCoeff();
        CHECK(logs[i] == Approx(peak + std::log((x.array() - peak).exp().sum())).epsilon(1e-11));
      }
    }
  }
}

TEST_CASE("The kernels give the same bits at any number of threads", "[transport]") {
  // Two tasks a loop, at 65 536 exponentials or 524 288 products a task.
  const auto [n, m] = GENERATE(table<int, int>({{1300, 700}, {700, 1300}}));
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = random_assignment(1300, 2).cost.topLeftCorner(n, m);
  const Problem p = make_problem(std::move(parts));
  const Potentials z = random_potentials(p, 5, 0.01);
  const int threads = thread_count();
  Matrix one, two;
  PlanSums sums_one, sums_two;
  Vector kv1, u1, k1, kv2, u2, k2;
  const Vector v = Vector::LinSpaced(m, 0.5, 2.0);
  set_thread_count(1);
  build_plan(p.cost, 100, z.f, z.g, one, sums_one);
  kernel_pass(one, v, p.source, kv1, u1, k1);
  set_thread_count(2);
  build_plan(p.cost, 100, z.f, z.g, two, sums_two);
  kernel_pass(two, v, p.source, kv2, u2, k2);
  set_thread_count(threads);
  CHECK(one == two);
  CHECK(sums_one.rows == sums_two.rows);
  CHECK(sums_one.cols == sums_two.cols);
  CHECK(k1 == k2);
  CHECK((kv1 - one * v).norm() < 1e-12 * kv1.norm());
  CHECK((k1 - one.transpose() * p.source.cwiseQuotient(one * v)).norm() < 1e-12 * k1.norm());
}

TEST_CASE("Gradient and Hessian of the dual match difference quotients", "[transport]") {
  const Problem p = random_assignment(5, 8);
  const double eta = 6, h = 1e-5;
  const Potentials z = random_potentials(p, 3, 0.2);
  const auto at = [&](const Vector& step) {
    return Potentials{z.f + step.head(5), z.g + step.tail(5)};
  };
  const auto gradient = [&](const Potentials& q) {
    const Matrix built = plan(p, eta, q);
    Vector out(10);
    out << p.source - built.rowwise().sum(), p.target - built.colwise().sum().transpose();
    return out;
  };
  const Matrix here = plan(p, eta, z);
  Matrix hessian = Matrix::Zero(10, 10);
  hessian.diagonal() << here.rowwise().sum(), here.colwise().sum().transpose();
  hessian.topRightCorner(5, 5) = here;
  hessian.bottomLeftCorner(5, 5) = here.transpose();
  hessian *= -eta;
  for (Index k = 0; k < 10; ++k) {
    const Vector step = h * Vector::Unit(10, k);
    const double slope = (dual_value(p, eta, at(step)) - dual_value(p, eta, at(-step))) / (2 * h);
    CHECK(slope == Approx(gradient(z)[k]).margin(1e-8));
    const Vector column = (gradient(at(step)) - gradient(at(-step))) / (2 * h);
    CHECK((column - hessian.col(k)).cwiseAbs().maxCoeff() < 1e-6);
  }
  PlanSums sums{here.rowwise().sum(), here.colwise().sum().transpose(), here.sum()};
  const Vector newton = dense_newton_direction(p, eta, here, sums);
  CHECK((hessian * newton + gradient(z)).cwiseAbs().maxCoeff() < 1e-10);
  CHECK(newton[9] == 0);
}

TEST_CASE("Rounding makes both marginals exact and moves little", "[transport]") {
  const Problem p = digit_problem(3, 8, 12);
  Matrix rough = plan(p, 50, random_potentials(p, 7, 0.02));
  rough /= rough.sum();
  const double error = marginal_error(p, rough).sum();
  const Matrix rounded = round_to_marginals(rough, p.source, p.target);
  CHECK(rounded.minCoeff() >= 0);
  CHECK(marginal_error(p, rounded).sum() < 1e-14);
  CHECK((rounded - rough).lpNorm<1>() <= 2 * error);
  const Matrix exact = p.source * p.target.transpose();
  CHECK((round_to_marginals(exact, p.source, p.target) - exact).cwiseAbs().maxCoeff() < 1e-17);
}

TEST_CASE("At the source points the extended potential is f", "[transport]") {
  Matrix x(3, 2), y(4, 2);
  x << 0, 0, 1, 0, 0.4, 0.9;
  y << 0.2, 0.1, 0.7, 0.6, 0.1, 0.8, 1, 1;
  const Problem p = from_points(x, y, GroundCost::squared);
  const ExactPlan exact = exact_plan(p);
  LogSinkhorn sinkhorn(p);
  for (int k = 0; k < 50; ++k) sinkhorn.step(40);
  sinkhorn.fit_rows(40);
  const Potentials soft = sinkhorn.potentials();
  for (Index i = 0; i < 3; ++i) {
    const Vector at = x.row(i);
    CHECK(extended_potential(p, INFINITY, exact.duals.g, at) == Approx(exact.duals.f[i]));
    CHECK(extended_potential(p, 40, soft.g, at) == Approx(soft.f[i]));
  }
}

}  // namespace
}  // namespace thalweg::transport
