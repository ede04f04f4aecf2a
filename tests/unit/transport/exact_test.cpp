// The exact optimum against fixtures, brute force, sorted matching and published values.
#include "core/transport/exact.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

void check_proof(const Problem& p, const ExactPlan& exact) {
  CHECK(exact.least_reduced_cost > -1e-13);
  CHECK(std::abs(exact.gap) < 1e-13);
  CHECK(exact.entries.size() <= static_cast<std::size_t>(p.n() + p.m() - 1));
  CHECK(marginal_error(p, dense_plan(p, exact)).sum() < 5e-13);
  CHECK(transport_cost(p, dense_plan(p, exact)) == Approx(exact.cost).epsilon(1e-13));
  CHECK(exact.duals.g[p.m() - 1] == 0);
}

TEST_CASE("The network simplex finds the fixtures' optimum", "[transport]") {
  const auto [name, cost] =
      GENERATE(table<const char*, double>({{"ot1_unif20_l2sq", 0.02906993119789885},
                                           {"ot3_rla40", 0.03806183713601102},
                                           {"ot5_digit8_top50_l2sq", 0.011307916088148115}}));
  INFO(name);
  const Problem p = fixture_problem(name);
  const ExactPlan exact = exact_plan(p);
  CHECK(exact.cost == Approx(cost).epsilon(1e-13));
  check_proof(p, exact);
  if (std::string(name) != "ot5_digit8_top50_l2sq") {  // the others' optimum is unique
    const Matrix expected = test::fixture(name + std::string(".P"));
    CHECK((dense_plan(p, exact) - expected).cwiseAbs().maxCoeff() < 1e-14);
  }
}

TEST_CASE("The network simplex agrees with brute force on tiny assignments", "[transport]") {
  for (int n = 1; n <= 7; ++n) {
    const Problem p = random_assignment(n, 40 + static_cast<std::uint64_t>(n));
    const ExactPlan exact = exact_plan(p);
    CHECK(exact.cost == Approx(brute_force_cost(p.cost)).epsilon(1e-13));
    check_proof(p, exact);
  }
}

TEST_CASE("On the line the optimum is the sorted matching", "[transport]") {
  const std::vector<Bump> a{{.5, .2, .05}, {.5, .6, .1}}, b{{.3, .35, .07}, {.7, .8, .06}};
  const Problem p = from_mixtures(1000, a, b, GroundCost::squared);
  const ExactPlan exact = exact_plan(p);
  const Vector x = p.source_points.col(0);
  CHECK(exact.cost == Approx(line_cost(x, p.source, x, p.target)).epsilon(1e-11));
  CHECK(exact.cost == Approx(0.0829643268511).epsilon(1e-11));
  check_proof(p, exact);
}

TEST_CASE("Published optima are reproduced", "[transport]") {
  const Problem random = random_assignment(500, 1);
  CHECK(exact_plan(random).cost == Approx(0.00334180498065).epsilon(1e-11));
  const Problem image = digit_problem(0, 1, 28, mixture_floor);
  CHECK(exact_plan(image).cost == Approx(0.00602851478863).epsilon(1e-11));
}

TEST_CASE("Unequal sides, uneven masses and negative costs are no obstacle", "[transport]") {
  Matrix cost(2, 3);
  cost << 0, -1, 4, 2, 3, -5;
  Vector a(2), b(3);
  a << 0.3, 0.7;
  b << 0.2, 0.3, 0.5;
  const Problem p = from_cost(cost, a, b);
  const ExactPlan exact = exact_plan(p);
  // Row 0 fills column 1; row 1 the rest.
  CHECK(exact.cost * p.cost_scale == Approx(0.3 * -1 + 0.2 * 2 + 0.5 * -5));
  check_proof(p, exact);
}

}  // namespace
}  // namespace thalweg::transport
