// The network simplex against brute force, LEMON and published optima; its trees and its
// invariances.
#include "core/transport/network_simplex.hpp"

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>
#include <catch2/catch.hpp>

#include "core/transport/exact.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

using Whole = NetworkSimplex::Whole;

/// LEMON's optimum in units of cost and mass.
double peer_cost(const NetworkSimplex& posed, const Matrix& cost) {
  const int n = static_cast<int>(cost.rows()), m = static_cast<int>(cost.cols());
  std::vector<std::pair<int, int>> arcs;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < m; ++j) arcs.emplace_back(i, n + j);
  }
  lemon::StaticDigraph graph;
  graph.build(n + m, arcs.begin(), arcs.end());
  lemon::StaticDigraph::ArcMap<Whole> costs(graph);
  for (int k = 0; k < n * m; ++k) {
    costs[graph.arc(k)] = std::llround(cost(k / m, k % m) / posed.cost_unit());
  }
  lemon::StaticDigraph::NodeMap<Whole> supply(graph);
  for (int i = 0; i < n; ++i) supply[graph.node(i)] = posed.masses().source[i];
  for (int j = 0; j < m; ++j) supply[graph.node(n + j)] = -posed.masses().target[j];
  lemon::NetworkSimplex<lemon::StaticDigraph, Whole, Whole> simplex(graph);
  REQUIRE(simplex.costMap(costs).supplyMap(supply).run() == simplex.OPTIMAL);
  double sum = 0;
  for (int k = 0; k < n * m; ++k) {
    sum += static_cast<double>(simplex.flow(graph.arc(k))) * cost(k / m, k % m);
  }
  return sum / static_cast<double>(posed.masses().total);
}

double cost_of(const NetworkSimplex& simplex, const Matrix& cost) {
  double sum = 0;
  for (const Cell& cell : simplex.tree()) {
    sum += static_cast<double>(cell.mass) * cost(cell.row, cell.col);
  }
  return sum / static_cast<double>(simplex.masses().total);
}

/// Masses kept, the tree strongly feasible, duals tight on it; at the optimum feasible everywhere.
void check_tree(const NetworkSimplex& simplex, const Matrix& cost, bool optimal) {
  WholeVector source = simplex.masses().source, target = simplex.masses().target;
  const NetworkSimplex::State state = simplex.state();
  const auto n = static_cast<std::size_t>(cost.rows());
  for (const Cell& cell : simplex.tree()) {
    source[cell.row] -= cell.mass, target[cell.col] -= cell.mass;
    const auto row = static_cast<std::size_t>(cell.row);
    const bool source_below = state.parent[row] == static_cast<int>(n) + cell.col;
    if (cell.mass < 0 || (cell.mass == 0 && !source_below)) FAIL("not strongly feasible");
    if (simplex.reduced_cost({cell.row, cell.col}) != 0) FAIL("duals are not tight on the tree");
  }
  CHECK_FALSE(source.any());
  CHECK_FALSE(target.any());
  if (!optimal) return;
  const WholeVector g = simplex.target_duals();
  Whole least = 0;
  for (int i = 0; i < cost.rows(); ++i) {
    for (int j = 0; j < cost.cols(); ++j) {
      const Whole c = std::llround(cost(i, j) / simplex.cost_unit());
      least = std::min(least, c - simplex.source_duals()[i] - g[j]);
    }
  }
  CHECK(least >= -1);  // a tie may be rounded to either side
}

Matrix random_cost(Index n, Index m, std::uint64_t seed) {
  Matrix cost(n, m);
  for (Index k = 0; k < n * m; ++k) {
    cost.data()[k] = random_uniform(seed, static_cast<std::uint64_t>(k));
  }
  return cost;
}

/// Masses in {0, …, 4}/sum, some of them 0, or real ones; the total is kept the same.
Vector masses(Index n, std::uint64_t seed, bool whole) {
  Vector out(n);
  for (Index i = 0; i < n; ++i) {
    const double u = random_uniform(seed, static_cast<std::uint64_t>(i));
    out[i] = whole ? std::floor(5 * u) : u;
  }
  out[0] += 1;
  return out / out.sum();
}

/// Section B of the measured baselines: uniform points in the unit square, squared distances.
Matrix square_cost(Index n, std::uint64_t seed) {
  Matrix cost(n, n);
  const auto at = [](std::uint64_t s, Index i) {
    return random_uniform(s, static_cast<std::uint64_t>(i));
  };
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      const double dx = at(seed, 2 * i) - at(seed + 1, 2 * j);
      const double dy = at(seed, 2 * i + 1) - at(seed + 1, 2 * j + 1);
      cost(i, j) = dx * dx + dy * dy;
    }
  }
  return cost;
}

WholeMasses equal(Index n, Index m) {
  return whole_masses(Vector::Constant(n, 1.0 / static_cast<double>(n)),
                      Vector::Constant(m, 1.0 / static_cast<double>(m)));
}

constexpr StartRule start_rules[] = {StartRule::regret, StartRule::north_west,
                                     StartRule::least_cost, StartRule::vogel};
constexpr Pricing pricing_rules[] = {Pricing::block, Pricing::most_negative,
                                     Pricing::first_eligible};

TEST_CASE("Masses that are multiples of one another stay whole", "[transport]") {
  const WholeMasses same = equal(999, 999);
  CHECK((same.source.array() == 1).all());
  CHECK(same.total == 999);
  const WholeMasses uneven = equal(6, 4);
  CHECK(uneven.total == 12);
  CHECK((uneven.source.array() == 2).all());
  CHECK((uneven.target.array() == 3).all());
  Vector a(3), b(2);
  a << 0.1, 0.2, 0.7;
  b << 0.5, 0.5;
  CHECK(whole_masses(a, b).source == WholeVector{{1, 2, 7}});
  a << 0.1, 0.25, 0.65123456789;
  const WholeMasses real = whole_masses(a / a.sum(), b);
  CHECK(real.source.sum() == real.total);
  CHECK(real.target.sum() == real.total);
}

TEST_CASE("First plans keep the masses and have no cycle", "[transport]") {
  for (const StartRule rule : start_rules) {
    for (const bool whole : {true, false}) {
      const Matrix cost = random_cost(9, 14, 3);
      const WholeMasses posed = whole_masses(masses(9, 1, whole), masses(14, 2, whole));
      const NetworkSimplex simplex(cost, posed, rule);  // throws on a cycle
      check_tree(simplex, cost, false);
    }
  }
}

TEST_CASE("The textbook's first plans are found", "[transport]") {
  // Supplies 15, 25, 10; demands 5, 15, 15, 15 (Taha, Operations Research): 520, 475 and 475.
  Matrix cost(3, 4);
  cost << 10, 2, 20, 11, 12, 7, 9, 20, 4, 14, 16, 18;
  Vector a(3), b(4);
  a << 15, 25, 10;
  b << 5, 15, 15, 15;
  const WholeMasses posed = whole_masses(a / 50, b / 50);
  const auto value = [&](StartRule rule) {
    return 50 * cost_of(NetworkSimplex(cost, posed, rule), cost);
  };
  CHECK(value(StartRule::north_west) == Approx(520));
  CHECK(value(StartRule::least_cost) == Approx(475));
  CHECK(value(StartRule::vogel) == Approx(475));
  NetworkSimplex simplex(cost, posed, StartRule::north_west);
  REQUIRE(simplex.run());
  CHECK(50 * cost_of(simplex, cost) == Approx(435));
}

TEST_CASE("Every start and every pricing reaches the cost that brute force finds", "[transport]") {
  for (const StartRule start : start_rules) {
    for (const Pricing pricing : pricing_rules) {
      for (int n = 1; n <= 6; ++n) {
        const Matrix cost = random_cost(n, n, 70 + static_cast<std::uint64_t>(n));
        NetworkSimplex simplex(cost, equal(n, n), start);
        REQUIRE(simplex.run({}, pricing));
        CHECK(cost_of(simplex, cost) == Approx(brute_force_cost(cost)).epsilon(1e-13));
        check_tree(simplex, cost, true);
      }
    }
  }
}

TEST_CASE("The network simplex agrees with LEMON", "[transport]") {
  const auto [n, m] = GENERATE(table<Index, Index>({{1, 7}, {8, 1}, {30, 30}, {37, 61}, {90, 20}}));
  for (const Pricing pricing : pricing_rules) {
    for (const bool whole : {true, false}) {
      const Matrix cost = random_cost(n, m, 5).array() - 0.3;
      const WholeMasses posed = whole_masses(masses(n, 6, whole), masses(m, 7, whole));
      NetworkSimplex simplex(cost, posed);
      REQUIRE(simplex.run({}, pricing));
      CHECK(cost_of(simplex, cost) == Approx(peer_cost(simplex, cost)).epsilon(1e-13));
      check_tree(simplex, cost, true);
    }
  }
}

TEST_CASE("Equal costs everywhere, where every pivot is degenerate, do not make it cycle",
          "[transport]") {
  Matrix cost(40, 40);
  for (Index i = 0; i < 40; ++i) {
    for (Index j = 0; j < 40; ++j) cost(i, j) = static_cast<double>((i * j) % 3);
  }
  for (const Pricing pricing : pricing_rules) {
    NetworkSimplex simplex(cost, equal(40, 40), StartRule::north_west);
    REQUIRE(simplex.run({}, pricing));
    CHECK(simplex.state().degenerate > 0);
    CHECK(cost_of(simplex, cost) == Approx(peer_cost(simplex, cost)));
    check_tree(simplex, cost, true);
  }
}

TEST_CASE("The published optima of uniform points are reproduced", "[transport]") {
  const auto [n, seed, expected] =
      GENERATE(table<Index, std::uint64_t, double>({{500, 10, 0.002662551303397},
                                                    {500, 20, 0.002223148915283},
                                                    {1000, 10, 0.001869437233854},
                                                    {1000, 30, 0.001454088406672},
                                                    {2000, 20, 0.000750251554001}}));
  const Matrix cost = square_cost(n, seed);
  NetworkSimplex simplex(cost, equal(n, n));
  REQUIRE(simplex.run());
  CHECK(cost_of(simplex, cost) == Approx(expected).epsilon(1e-12));
  check_tree(simplex, cost, true);
  CHECK(simplex.tree().size() >= static_cast<std::size_t>(n));
}

TEST_CASE("An odd number of points is a permutation too", "[transport]") {
  const Matrix cost = square_cost(333, 4);
  NetworkSimplex simplex(cost, equal(333, 333));
  REQUIRE(simplex.run());
  int used = 0;
  for (const Cell& cell : simplex.tree()) {
    if (cell.mass == 1) ++used;
  }
  CHECK(used == 333);
}

TEST_CASE("Each pivot keeps the tree, and its cost falls by reduced cost times mass",
          "[transport]") {
  const Matrix cost = random_cost(12, 17, 9);
  const WholeMasses posed = whole_masses(masses(12, 1, true), masses(17, 2, false));
  NetworkSimplex stepped(cost, posed, StartRule::north_west), whole = stepped;
  REQUIRE(whole.run());
  double now = cost_of(stepped, cost);
  std::int64_t pivots = 0;
  for (;;) {
    const auto next = stepped.next();
    const auto pivot = stepped.pivot();
    REQUIRE(next.has_value() == pivot.has_value());
    if (!pivot) break;
    CHECK((next->entering.row == pivot->entering.row && next->leaving.col == pivot->leaving.col));
    CHECK((next->mass == pivot->mass && next->reduced_cost == pivot->reduced_cost));
    check_tree(stepped, cost, false);
    const double after = cost_of(stepped, cost);
    const double fall = static_cast<double>(pivot->reduced_cost) * stepped.cost_unit() *
                        static_cast<double>(pivot->mass) / static_cast<double>(posed.total);
    CHECK(after - now == Approx(fall).margin(1e-13));
    now = after, ++pivots;
  }
  CHECK(pivots == whole.state().pivots);
  CHECK(stepped.state().parent == whole.state().parent);
}

TEST_CASE("The cycle of an entering arc runs through the tree", "[transport]") {
  const Matrix cost = square_cost(30, 2);
  NetworkSimplex simplex(cost, equal(30, 30), StartRule::least_cost);
  for (int k = 0; k < 25; ++k) REQUIRE(simplex.pivot());
  const Arc arc = simplex.next()->entering;
  const std::vector<int> path = simplex.path(arc);
  const std::vector<int> parent = simplex.state().parent;
  CHECK(path.front() == arc.row);
  CHECK(path.back() == 30 + arc.col);
  int seams = 0;
  for (std::size_t k = 1; k < path.size(); ++k) {
    const int u = path[k - 1], v = path[k];
    const bool joined =
        parent[static_cast<std::size_t>(u)] == v || parent[static_cast<std::size_t>(v)] == u;
    if (joined) continue;
    CHECK((parent[static_cast<std::size_t>(u)] == -1 && parent[static_cast<std::size_t>(v)] == -1));
    ++seams;
  }
  CHECK(seams <= 1);
}

TEST_CASE("A tree taken over by moved points leads to the same optimum in fewer pivots",
          "[transport]") {
  const Matrix before = square_cost(200, 11);
  Matrix after = before;
  after.row(17) = square_cost(200, 12).row(3);  // one point elsewhere
  NetworkSimplex first(before, equal(200, 200)), cold(after, equal(200, 200)), warm = cold;
  REQUIRE(first.run());
  NetworkSimplex::State tree = first.state();
  tree.pivots = 0;
  REQUIRE(warm.restore(tree));
  check_tree(warm, after, false);
  REQUIRE(warm.run());
  REQUIRE(cold.run());
  CHECK(cost_of(warm, after) == Approx(cost_of(cold, after)).epsilon(1e-13));
  CHECK(warm.state().pivots * 4 < cold.state().pivots);
}

TEST_CASE("A state that is no tree of the problem is refused", "[transport]") {
  const Matrix cost = square_cost(6, 1);
  NetworkSimplex simplex(cost, equal(6, 6));
  REQUIRE(simplex.run());
  const NetworkSimplex::State good = simplex.state();
  const auto refused = [&](auto spoil) {
    NetworkSimplex::State bad = good;
    spoil(bad);
    return !simplex.restore(bad);
  };
  CHECK(refused([](auto& s) { s.parent.pop_back(); }));
  CHECK(refused([](auto& s) { s.next_row = 6; }));
  CHECK(refused([](auto& s) { s.parent[0] = 1; }));                   // two sources
  CHECK(refused([](auto& s) { s.parent[0] = 99; }));                  // nobody
  CHECK(refused([](auto& s) { s.parent[7] = -1; }));                  // a target with mass
  CHECK(refused([](auto& s) { s.parent[0] = 6, s.parent[6] = 0; }));  // a cycle
  CHECK(refused([](auto& s) { s.parent.assign(12, 0), s.parent[0] = -1; }));
  CHECK(simplex.state().parent == good.parent);
  CHECK(simplex.restore(good));
  Vector heavy = Vector::Constant(6, 0.1);
  heavy[2] = 0.5;
  NetworkSimplex other(cost, whole_masses(heavy, Vector::Constant(6, 1.0 / 6)));
  CHECK_FALSE(other.restore(good));  // the flows would be negative
}

TEST_CASE("The optimum turns with the problem, and scales with the cost", "[transport]") {
  const Matrix cost = random_cost(23, 31, 13);
  const WholeMasses posed = whole_masses(masses(23, 1, false), masses(31, 2, false));
  const auto optimum = [](const Matrix& c, const WholeMasses& w) {
    NetworkSimplex simplex(c, w);
    REQUIRE(simplex.run());
    return cost_of(simplex, c);
  };
  const double value = optimum(cost, posed);
  const Matrix turned = cost.transpose(), larger = 37 * cost;
  CHECK(optimum(turned, {posed.target, posed.source, posed.total}) == Approx(value).epsilon(1e-13));
  CHECK(optimum(larger, posed) == Approx(37 * value).epsilon(1e-13));
  Matrix shifted = cost;
  shifted.row(4).array() += 0.25;
  const double share = static_cast<double>(posed.source[4]) / static_cast<double>(posed.total);
  CHECK(optimum(shifted, posed) == Approx(value + 0.25 * share).epsilon(1e-13));
  CHECK(optimum(Matrix::Zero(3, 3), equal(3, 3)) == 0);
}

TEST_CASE("Targets without mass get duals that prove the optimum", "[transport]") {
  const Matrix cost = random_cost(5, 4, 1);
  Vector a = Vector::Constant(5, 0.25), b = Vector::Constant(4, 1.0 / 3);
  a[1] = 0, b[2] = 0;
  NetworkSimplex simplex(cost, whole_masses(a, b));
  REQUIRE(simplex.run());
  check_tree(simplex, cost, true);
  CHECK(cost_of(simplex, cost) == Approx(peer_cost(simplex, cost)).epsilon(1e-13));
}

TEST_CASE("A stop ends the pivots early and leaves a feasible plan", "[transport]") {
  const Problem p = random_assignment(300, 2);
  int asked = 0;
  const StopCheck soon = [&asked] { return ++asked > 3; };
  NetworkSimplex simplex(p.cost, whole_masses(p.source, p.target));
  CHECK_FALSE(simplex.run(soon));
  CHECK(simplex.state().pivots < 300);
  check_tree(simplex, p.cost, false);
  const ExactPlan so_far = exact_plan(p, simplex);
  CHECK(marginal_error(p, dense_plan(p, so_far)).sum() < 1e-12);
  CHECK(so_far.cost > exact_plan(p).cost);
  CHECK_FALSE(exact_plan(p, soon).has_value());
}

}  // namespace
}  // namespace thalweg::transport
