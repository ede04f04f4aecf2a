// Sinkhorn by separable kernels against Sinkhorn with the whole cost.
#include "core/transport/grid_sinkhorn.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/rng.hpp"
#include "core/transport/make_problem.hpp"
#include "core/transport/sinkhorn.hpp"

namespace thalweg::transport {
namespace {

Problem pictures(Raster raster, GroundCost cost, bool holes) {
  std::vector<double> source, target;
  Rng rng(5);
  for (int i = 0; i < raster.rows * raster.cols; ++i) {
    source.push_back(holes && i % 3 == 0 ? 0 : 0.1 + rng.uniform());
    target.push_back(holes && i % 4 == 1 ? 0 : 0.1 + rng.uniform());
  }
  return from_images(source, target, raster, cost);
}

TEST_CASE("Sweeps by separable kernels are those with the whole cost", "[transport]") {
  const bool holes = GENERATE(false, true);
  const double eta = GENERATE(5.0, 300.0, 20000.0);
  const Problem problem = pictures({6, 9}, GroundCost::squared, holes);
  GridSinkhorn grid(problem);
  LogSinkhorn whole(problem);
  for (int i = 0; i < 40; ++i) {
    CHECK(grid.step(eta) == Approx(whole.step(eta)).epsilon(1e-8).margin(1e-12));
  }
  const Potentials own = grid.potentials(), other = whole.potentials();
  CHECK((own.f - other.f).cwiseAbs().maxCoeff() < 1e-10);
  CHECK((own.g - other.g).cwiseAbs().maxCoeff() < 1e-10);
  CHECK(grid.state().work == Approx(40 * 2 * 15.0 / 54));
}

TEST_CASE("Only squared distances on one grid have a separable kernel", "[transport]") {
  const Problem squared = pictures({4, 5}, GroundCost::squared, true);
  REQUIRE(cell_cost(squared));
  CHECK(*cell_cost(squared) == Approx(1.0 / (3 * 3 + 4 * 4)).epsilon(1e-12));
  CHECK_FALSE(cell_cost(pictures({4, 5}, GroundCost::l1, false)));
  const Problem random = random_assignment(20, 1);
  CHECK_FALSE(cell_cost(random));
  CHECK_THROWS_AS(GridSinkhorn(random).step(10), Internal);
}

TEST_CASE("Grid sweeps have the same bits on one thread and on two, and after a restart",
          "[transport][threads]") {
  const Problem problem = pictures({40, 30}, GroundCost::squared, false);
  const auto run = [&](int threads) {
    set_thread_count(threads);
    GridSinkhorn solver(problem);
    for (int i = 0; i < 3; ++i) solver.step(200);
    GridSinkhorn again(problem);
    again.restore(solver.state());
    again.step(200);
    solver.step(200);
    CHECK(again.state().f == solver.state().f);
    return solver.state().g;
  };
  const int threads = thread_count();
  const Vector one = run(1), two = run(2);
  set_thread_count(threads);
  CHECK(one == two);
}

}  // namespace
}  // namespace thalweg::transport
