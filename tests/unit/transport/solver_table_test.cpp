// The contenders of the transport race, by one table: brute force and closed forms, fixtures, the
// limit of sharp plans, invariances, gaps, honest ends. A contender without a row fails.
#include <algorithm>
#include <catch2/catch.hpp>

#include "core/base/parallel.hpp"
#include "tests/unit/transport/oracles.hpp"
#include "tests/unit/transport/race_contestant.hpp"

namespace thalweg::transport {
namespace {

struct Row {
  const char* key;
  double close = 1e-9;    ///< of its plans to the right ones
  double wanted = 1e-12;  ///< marginal error that it reaches
  double sharp = 1e-12;   ///< the same in 20 000 steps where the plan is nearly a permutation
  bool entropic = true;
  int steps = 12;  ///< until all its stages have begun, 1300 × 700 points
};

constexpr double crawls = 1e-4;  // a sweep hardly helps there

const Row rows[] = {
    {.key = "sns", .steps = 60},
    {.key = "ssns", .steps = 60},
    {.key = "dense", .steps = 23},
    {.key = "kernel", .sharp = crawls},
    {.key = "sinkhorn", .sharp = crawls},
    {.key = "relaxed", .sharp = crawls},
    {.key = "scaling", .sharp = crawls},
    {.key = "greenkhorn", .sharp = crawls},
    // Values of the dual are equal below.
    {.key = "lbfgs", .close = 2e-5, .wanted = 1e-6, .sharp = 1e-6},
    {.key = "exact", .entropic = false},
};

Shown solved(const Row& row, const Problem& problem, double eta) {
  return Contestant(row.key, problem, eta, row.wanted).solve();
}

Problem small_problem(const Matrix& cost, const Vector& a = {}, const Vector& b = {}) {
  ProblemParts parts;
  parts.cost = cost;
  parts.source = a;
  parts.target = b;
  parts.scale_cost = false;
  return make_problem(std::move(parts));
}

Vector some_masses(Index n, std::uint64_t seed) {
  Vector out(n);
  for (Index i = 0; i < n; ++i) {
    out[i] = 0.2 + random_uniform(seed, static_cast<std::uint64_t>(i));
  }
  return out / out.sum();
}

/// Random costs and masses, n × m.
Problem uneven_problem(int n, int m, std::uint64_t seed) {
  return small_problem(random_assignment(std::max(n, m), seed).cost.topLeftCorner(n, m),
                       some_masses(n, seed + 1), some_masses(m, seed + 2));
}

}  // namespace

TEST_CASE("Every contender of the transport race is in the table", "[transport]") {
  const std::vector<Method>& contenders = find_experiment("transport/race").contenders;
  CHECK(contenders.size() == std::size(rows));
  for (const Method& method : contenders) {
    INFO(method.key);
    CHECK(std::count_if(std::begin(rows), std::end(rows),
                        [&](const Row& row) { return row.key == method.key; }) == 1);
  }
}

TEST_CASE("Two points on each side have a closed form", "[transport]") {
  Matrix cost(2, 2);
  cost << 0.1, 0.7, 0.4, 0.2;
  const double eta = 7;
  // P11 = P22 = p and P12 = P21 = ½ − p, with (p / (½ − p))² = e^(η (C12 + C21 − C11 − C22)).
  const double odds = std::exp(eta * 0.8 / 2);
  for (const Row& row : rows) {
    INFO(row.key);
    const double p = row.entropic ? 0.5 * odds / (1 + odds) : 0.5;
    const Matrix found = solved(row, small_problem(cost), eta).plan;
    CHECK(found(0, 0) == Approx(p).margin(row.close));
    CHECK(found(0, 1) == Approx(0.5 - p).margin(row.close));
  }
}

TEST_CASE("As η rises the cost falls to what brute force finds", "[transport]") {
  for (const Row& row : rows) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const Problem p = random_assignment(6, seed);
      const double least = brute_force_cost(p.cost);
      for (const double eta : {30.0, 150.0, 750.0}) {
        INFO(row.key << " " << seed << " " << eta);
        const Shown end = solved(row, p, eta);
        CHECK(end.at("error") <= std::max(row.wanted, eta > 100 ? row.sharp : 0));
        CHECK(end.at("cost") >= least - 1e-14);
        // Entropy lies between that of a permutation and that of a flat plan.
        CHECK(end.at("cost") <= least + std::log(6.0) / eta + row.close);
        if (eta > 700) CHECK(end.at("cost") <= least + 1e-4);
        if (!row.entropic) CHECK(end.at("cost") == Approx(least).margin(1e-14));
      }
    }
  }
}

TEST_CASE("Every contender finds the fixtures' plan", "[transport]") {
  struct Fixture {
    const char* name;
    double eta;
  };
  for (const Row& row : rows) {
    const std::vector<Fixture> fixtures =
        row.entropic ? std::vector<Fixture>{{"ent1_unif20_l2sq_eta10", 10},
                                            {"ent3_rla40_eta400", 400},
                                            {"ent4_gmm1d60_l2sq_eta500", 500}}
                     : std::vector<Fixture>{{"ot1_unif20_l2sq", 1}, {"ot3_rla40", 1}};
    for (const Fixture& fixture : fixtures) {
      INFO(row.key << " " << fixture.name);
      const Shown end = solved(row, fixture_problem(fixture.name), fixture.eta);
      const Matrix expected = test::fixture(std::string(fixture.name) + ".P");
      CHECK((end.plan - expected).cwiseAbs().maxCoeff() < std::max(row.close, row.sharp));
    }
  }
}

TEST_CASE("The duality gap is never negative at any step, and closes", "[transport]") {
  const Problem uneven = uneven_problem(9, 7, 5), digits = digit_problem(3, 8, 6);
  for (const Row& row : rows) {
    for (const Problem* p : {&uneven, &digits}) {
      for (const double eta : {4.0, 40.0, 400.0}) {
        INFO(row.key << " " << eta);
        Contestant contestant(row.key, *p, eta, row.wanted);
        for (int k = 0; k < 80; ++k) {
          const bool goes_on = contestant.step();
          CHECK(contestant.look().at("dual_gap") >= -1e-13);
          if (!goes_on) break;
        }
        if (eta < 100) CHECK(contestant.solve().at("dual_gap") < 10 * row.close);
      }
    }
  }
}

TEST_CASE("Who says to have converged keeps both marginals", "[transport]") {
  const Problem p = digit_problem(2, 5, 8);
  for (const Row& row : rows) {
    for (const double tol : {1e-3, 1e-6}) {
      INFO(row.key << " " << tol);
      const Shown end = Contestant(row.key, p, 300, tol).solve();
      CHECK(end.at("error") <= tol);
      CHECK(marginal_error(p, end.plan).sum() <= tol + 1e-12);
      if (!row.entropic) continue;
      // The plan shown is that of the potentials shown.
      CHECK((plan(p, 300, {end.f, end.g}) - end.plan).cwiseAbs().maxCoeff() < 1e-12);
    }
  }
}

TEST_CASE("Plans are invariant as they must be", "[transport]") {
  const int n = GENERATE(7, 40), m = n - 2 - n / 4;
  const Problem p = uneven_problem(n, m, 8);
  const Matrix& cost = p.cost;
  const Vector &a = p.source, &b = p.target;
  const double eta = 60;
  for (const Row& row : rows) {
    INFO(row.key << " " << n);
    const Matrix found = solved(row, p, eta).plan;
    const auto same = [&](const Matrix& other) {
      CHECK((other - found).cwiseAbs().maxCoeff() < row.close);
    };
    Matrix shifted = cost;  // costs that every way out of a point, or into one, shares
    shifted.row(2).array() += 0.3;
    shifted.col(1).array() += 0.2;
    same(solved(row, small_problem(shifted, a, b), eta).plan);
    same(solved(row, small_problem(cost.array() - 0.7, a, b), eta).plan);  // costs below 0
    same(solved(row, small_problem(cost / 4, a, b), 4 * eta).plan);
    same(solved(row, small_problem(cost.transpose(), b, a), eta).plan.transpose());
    const Vector turned = a.reverse();
    const Matrix reversed = cost.colwise().reverse();
    same(solved(row, small_problem(reversed, turned, b), eta).plan.colwise().reverse());
  }
}

TEST_CASE("However sharp the plan, nothing shown is not a number", "[transport]") {
  const Problem uneven = uneven_problem(14, 9, 3), digits = digit_problem(4, 7, 7);
  for (const Row& row : rows) {
    for (const double eta : {1e5, 1e6}) {
      for (const Problem* p : {&uneven, &digits}) {
        INFO(row.key << " " << eta);
        Contestant contestant(row.key, *p, eta);
        for (int k = 0; k < 30; ++k) {
          const bool goes_on = contestant.step();
          const Shown now = contestant.look();
          CHECK(now.plan.allFinite());
          CHECK((now.f.allFinite() && now.g.allFinite()));
          for (const auto& [name, value] : now.numbers) {
            INFO(name);
            CHECK(std::isfinite(value));
          }
          if (!goes_on) break;
        }
      }
    }
  }
}

TEST_CASE("Every contender has the same bits on one and two threads", "[transport]") {
  // Large enough for several tasks in every parallel loop, the product with the kernel included.
  const Problem p = uneven_problem(1300, 700, 4);
  const int threads = thread_count();
  for (const Row& row : rows) {
    INFO(row.key);
    Contestant one(row.key, p, 1000), two(row.key, p, 1000);
    set_thread_count(1);
    for (int k = 0; k < row.steps && one.step(); ++k) {
    }
    set_thread_count(2);
    for (int k = 0; k < row.steps && two.step(); ++k) {
    }
    set_thread_count(threads);
    CHECK(one.state() == two.state());
    const Shown end = two.look();
    CHECK(one.look().plan == end.plan);
    if (end.numbers.contains("kept")) CHECK(end.at("kept") > 0);  // Newton steps were among them
  }
}

}  // namespace thalweg::transport
