// Divergences of clouds against dense sums, difference quotients, their limits and each other.
#include "core/transport/divergence.hpp"

#include <catch2/catch.hpp>

#include "core/base/parallel.hpp"
#include "core/transport/one_dimension.hpp"
#include "core/transport/sinkhorn.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

Cloud random_cloud(Index n, Index d, std::uint64_t seed, double shift = 0) {
  Rng rng(seed);
  Cloud cloud{Matrix(n, d), Vector(n)};
  for (Index k = 0; k < cloud.points.size(); ++k) cloud.points.data()[k] = shift + rng.normal();
  for (double& mass : cloud.masses) mass = rng.uniform(0.2, 1);
  cloud.masses /= cloud.masses.sum();
  return cloud;
}

Matrix dense_cost(const Cloud& x, const Cloud& y, PointCost kind) {
  Matrix cost = ground_cost(x.points, y.points, GroundCost::squared);
  if (kind == PointCost::half_squared) return cost / 2;
  return cost.cwiseSqrt();
}

constexpr PointCost kinds[] = {PointCost::half_squared, PointCost::distance};

EntropicOptions precise(double epsilon, PointCost cost) {
  return {.epsilon = epsilon, .cost = cost, .tolerance = 1e-13, .most_sweeps = 20000};
}

double divergence_of(const Cloud& alpha, const Cloud& beta, const EntropicOptions& options) {
  DivergenceState state;
  return sinkhorn_divergence(alpha, beta, options, state).value;
}

TEST_CASE("Tiled sums are the dense ones, also across tiles and for tiny ε", "[transport]") {
  const Cloud x = random_cloud(40, 3, 1), y = random_cloud(700, 3, 2, 0.5);
  Rng rng(3);
  Vector g(700);
  for (double& value : g) value = rng.normal();
  for (const PointCost kind : kinds) {
    const Matrix cost = dense_cost(x, y, kind);
    for (const double epsilon : {1e-4, 0.05, 3.0, 1e4}) {
      INFO(epsilon);
      const Vector f = soft_transform(x.points, y, g, epsilon, kind);
      const Matrix gradient = soft_gradient(x.points, y, g, epsilon, kind);
      for (Index i = 0; i < 40; ++i) {
        const Vector exponent = (g - cost.row(i).transpose()) / epsilon;
        const double peak = exponent.maxCoeff();
        const Vector weight = (exponent.array() - peak).exp() * y.masses.array();
        CHECK(f[i] == Approx(-epsilon * (peak + std::log(weight.sum()))).epsilon(1e-11));
        Eigen::RowVectorXd slope = Eigen::RowVectorXd::Zero(3);
        for (Index j = 0; j < 700; ++j) {
          const Eigen::RowVectorXd way = x.points.row(i) - y.points.row(j);
          slope += weight[j] * (kind == PointCost::distance ? way / way.norm() : way);
        }
        CHECK((gradient.row(i) - slope / weight.sum()).norm() < 1e-11);
      }
    }
    Matrix slope;
    const Vector mean = mean_cost(x.points, y, kind, &slope);
    CHECK((mean - cost * y.masses).cwiseAbs().maxCoeff() < 1e-12);
  }
}

TEST_CASE("Tiled sums have the same bits at any thread count", "[transport]") {
  const Cloud x = random_cloud(900, 2, 4), y = random_cloud(1100, 2, 5);
  const Vector g = Vector::Zero(1100);
  const int before = thread_count();
  set_thread_count(1);
  const Vector one = soft_transform(x.points, y, g, 0.01, PointCost::half_squared);
  set_thread_count(2);
  const Vector two = soft_transform(x.points, y, g, 0.01, PointCost::half_squared);
  set_thread_count(before);
  CHECK(one == two);
}

TEST_CASE("Entropic potentials are those of Sinkhorn on the matrix", "[transport]") {
  const Cloud alpha = random_cloud(30, 2, 6), beta = random_cloud(25, 2, 7, 1);
  const double epsilon = 0.3;
  DivergenceState state;
  const Slope ours = entropic_cost(alpha, beta, precise(epsilon, PointCost::half_squared), state);
  ProblemParts parts;
  parts.scale_cost = false;
  parts.cost = dense_cost(alpha, beta, PointCost::half_squared);
  parts.source = alpha.masses, parts.target = beta.masses;
  const Problem problem = make_problem(std::move(parts));
  LogSinkhorn solver(problem);
  for (int k = 0; k < 3000; ++k) solver.step(1 / epsilon);
  const Matrix plan = transport::plan(problem, 1 / epsilon, solver.potentials());
  // Entropy relative to the product of the masses: ⟨C, P⟩ + ε Σ P log(P / a b).
  double primal = transport_cost(problem, plan);
  for (Index i = 0; i < plan.rows(); ++i) {
    for (Index j = 0; j < plan.cols(); ++j) {
      primal += epsilon * plan(i, j) * std::log(plan(i, j) / (alpha.masses[i] * beta.masses[j]));
    }
  }
  CHECK(ours.value == Approx(primal).epsilon(1e-10));
}

TEST_CASE("The Sinkhorn divergence is zero on the diagonal only, and positive", "[transport]") {
  const Cloud alpha = random_cloud(60, 2, 8), beta = random_cloud(50, 2, 9);
  for (const PointCost kind : kinds) {
    for (const double epsilon : {0.2, 0.5, 20.0}) {
      INFO(epsilon);
      const EntropicOptions options = precise(epsilon, kind);
      DivergenceState state;
      const Slope same = sinkhorn_divergence(alpha, alpha, options, state);
      CHECK(std::abs(same.value) < 1e-11);
      CHECK(same.gradient.cwiseAbs().maxCoeff() < 1e-11);
      CHECK(divergence_of(alpha, beta, options) > 1e-4);
      CHECK(divergence_of(alpha, beta, options) ==
            Approx(divergence_of(beta, alpha, options)).epsilon(1e-9));
    }
  }
}

template <class Value>
void check_gradient(const Cloud& alpha, const Matrix& gradient, Value value) {
  const double h = 1e-5;
  for (Index k = 0; k < alpha.points.size(); ++k) {
    Cloud up = alpha, down = alpha;
    up.points.data()[k] += h;
    down.points.data()[k] -= h;
    CHECK(gradient.data()[k] == Approx((value(up) - value(down)) / (2 * h)).margin(2e-8));
  }
}

TEST_CASE("Gradients of all divergences are their difference quotients", "[transport]") {
  const Cloud alpha = random_cloud(9, 2, 10), beta = random_cloud(7, 2, 11, 0.4);
  for (const PointCost kind : kinds) {
    const EntropicOptions options = precise(0.2, kind);
    DivergenceState state;
    check_gradient(alpha, sinkhorn_divergence(alpha, beta, options, state).gradient,
                   [&](const Cloud& moved) { return divergence_of(moved, beta, options); });
    check_gradient(alpha, entropic_cost(alpha, beta, options, state).gradient,
                   [&](const Cloud& moved) {
                     DivergenceState fresh;
                     return entropic_cost(moved, beta, options, fresh).value;
                   });
    check_gradient(alpha, kernel_divergence(alpha, beta, kind).gradient,
                   [&](const Cloud& moved) { return kernel_divergence(moved, beta, kind).value; });
    check_gradient(alpha, exact_divergence(alpha, beta, kind).gradient,
                   [&](const Cloud& moved) { return exact_divergence(moved, beta, kind).value; });
  }
  check_gradient(alpha, sliced_divergence(alpha, beta, 12, 0.3).gradient,
                 [&](const Cloud& moved) { return sliced_divergence(moved, beta, 12, 0.3).value; });
}

TEST_CASE("Between its limits: exact transport for small ε, a kernel distance for large",
          "[transport]") {
  const Cloud alpha = random_cloud(20, 1, 12), beta = random_cloud(24, 1, 13, 1);
  const double exact =
      line_plan(alpha.points.col(0), beta.points.col(0), alpha.masses, beta.masses, 2).cost / 2;
  CHECK(divergence_of(alpha, beta, precise(1e-3, PointCost::half_squared)) ==
        Approx(exact).epsilon(2e-3));
  CHECK(exact_divergence(alpha, beta, PointCost::half_squared).value ==
        Approx(exact).epsilon(1e-12));
  for (const PointCost kind : kinds) {
    EntropicOptions options = precise(1e5, kind);
    options.tolerance = 1e-16;
    CHECK(divergence_of(alpha, beta, options) ==
          Approx(kernel_divergence(alpha, beta, kind).value).epsilon(1e-3));
  }
  const double means = alpha.masses.dot(alpha.points.col(0)) - beta.masses.dot(beta.points.col(0));
  CHECK(kernel_divergence(alpha, beta, PointCost::half_squared).value ==
        Approx(means * means / 2).epsilon(1e-10));
}

TEST_CASE("A shifted cloud is half the squared shift away in every transport distance",
          "[transport]") {
  const Cloud alpha = random_cloud(80, 2, 14);
  Cloud beta = alpha;
  beta.points.rowwise() += Eigen::RowVector2d(0.6, -0.8);
  CHECK(exact_divergence(alpha, beta, PointCost::half_squared).value == Approx(0.5));
  CHECK(sliced_divergence(alpha, beta, 16, 0.1).value == Approx(0.5));
  CHECK(divergence_of(alpha, beta, precise(0.4, PointCost::half_squared)) == Approx(0.5));
}

TEST_CASE("Clouds of ten thousand points are solved without a matrix", "[transport]") {
  const Cloud alpha = random_cloud(10001, 2, 15);
  Cloud beta = alpha;
  beta.points.rowwise() += Eigen::RowVector2d(0.6, -0.8);
  EntropicOptions options;
  options.epsilon = 2, options.tolerance = 1e-5;
  CloudPotentials pair;
  CHECK(solve_pair(alpha, beta, options, pair) < options.most_sweeps);
  const Vector fitted = soft_transform(beta.points, alpha, pair.f, 2, options.cost);
  CHECK((fitted - pair.g).cwiseAbs().maxCoeff() <= 1e-4);  // columns have their masses too
  Vector self;
  CHECK(solve_self(alpha, options, self) < options.most_sweeps);
  // Both clouds have the same self term, so that half the squared shift is left.
  const double value = alpha.masses.dot(pair.f) + beta.masses.dot(pair.g);
  CHECK(value - 2 * alpha.masses.dot(self) == Approx(0.5).epsilon(1e-3));
}

}  // namespace
}  // namespace thalweg::transport
