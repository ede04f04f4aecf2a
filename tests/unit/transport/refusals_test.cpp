// What transport experiments refuse, what they leave, and how soon long steps can be stopped.
#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/run/catalogue.hpp"
#include "core/transport/dense_newton.hpp"
#include "core/transport/greenkhorn.hpp"
#include "tests/unit/transport/oracles.hpp"

namespace thalweg::transport {
namespace {

Problem random_problem(int n, int m) {
  ProblemParts parts;
  parts.cost.resize(n, m);
  for (Index k = 0; k < parts.cost.size(); ++k) {
    parts.cost.data()[k] = random_uniform(1, static_cast<std::uint64_t>(k));
  }
  return make_problem(std::move(parts));
}

}  // namespace

TEST_CASE("Dense Newton is refused by the side that it factors", "[transport]") {
  const Method& dense = find_experiment("transport/race").contender("dense");
  const auto obstacle = [&](int n, int m) {
    return dense.obstacle(std::make_shared<const Problem>(random_problem(n, m)), {});
  };
  CHECK_FALSE(obstacle(5, 4000).empty());
  CHECK_FALSE(obstacle(501, 501).empty());
  CHECK(obstacle(4000, 5).empty());
  CHECK(obstacle(500, 500).empty());
}

TEST_CASE("The network simplex is shown on at most 40 points a side", "[transport]") {
  const Experiment& experiment = find_experiment("transport/exact_step_by_step");
  const Settings resolved = experiment.schema.resolve({});
  const auto pose = [&](std::size_t count) {
    PointsData points;
    for (std::size_t i = 0; i < count; ++i) {
      points.x.push_back(static_cast<double>(i)), points.y.push_back(0.5);
    }
    Inputs inputs;
    inputs.set("source", std::make_shared<const Buffer>(std::move(points)));
    return experiment.pose(resolved, inputs, Rng(1));
  };
  CHECK(pose(40));
  CHECK_THROWS_AS(pose(41), BadInput);
}

TEST_CASE("A stopped greedy or dense step leaves everything as it was", "[transport]") {
  const Problem p = random_problem(30, 20);
  int asked = 0;
  const StopCheck second = [&] { return ++asked > 1; };
  Greenkhorn greedy(p);
  greedy.step(50);
  const Greenkhorn::State before = greedy.state();
  greedy.step(50, second);
  CHECK(asked == 2);
  CHECK(greedy.state().f == before.f);
  CHECK(greedy.state().g == before.g);
  CHECK((greedy.state().sweeps == before.sweeps && greedy.state().work == before.work));

  DenseNewton dense(p);
  for (int k = 0; k < 4; ++k) dense.step(50, 3);
  const DenseNewton::State kept = dense.state();
  dense.step(50, 3, [] { return true; });
  CHECK(dense.state().f == kept.f);
  CHECK((dense.state().newton_steps == kept.newton_steps && dense.state().sweeps == kept.sweeps));
}

}  // namespace thalweg::transport
