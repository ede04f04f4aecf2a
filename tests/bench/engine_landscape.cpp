// The loss on 51 × 51 points of a plane through a trained network of 26 122 parameters, on the 1
// 797 digits, in float on one thread: against a plain loop over the same points, and the matrix
// products that it cannot do without.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cmath>

#include "core/base/clock.hpp"
#include "core/base/parallel.hpp"
#include "core/io/number_table.hpp"
#include "core/landscape/grid.hpp"
#include "core/landscape/model_plane.hpp"
#include "tests/support/reference_landscape.hpp"

namespace {

using namespace thalweg;

constexpr int side = 51;

Vector trained() {
  const NumberTable table =
      read_number_table(THALWEG_FIXTURES "/mlp64-128-128-10_trained.params.npy");
  return Vector::Map(table.values.data(), static_cast<Index>(table.values.size()));
}

/// Floating-point operations a second of the product that remains at every point.
double product_rate() {
  using Block = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Block x = Block::Constant(1797, 128, 1e-3F), w = Block::Constant(128, 128, 1e-3F);
  Block y(1797, 128);
  double best = 1e300;
  for (int i = 0; i < 30; ++i) {
    const double began = thread_cpu_seconds();
    y.noalias() = x * w.transpose();
    benchmark::DoNotOptimize(y.data());
    best = std::min(best, thread_cpu_seconds() - began);
  }
  return 2.0 * 1797 * 128 * 128 / best;
}

template <class Loss>
double seconds_of_grid(const Loss& loss) {
  const double began = thread_cpu_seconds();
  double sum = 0;
  for (int i = 0; i < side * side; ++i) {
    sum += loss(-1 + 2.0 * (i % side) / (side - 1), -1 + 2.0 * (i / side) / (side - 1));
  }
  benchmark::DoNotOptimize(sum);
  return thread_cpu_seconds() - began;
}

void landscape_51(benchmark::State& state) {
  set_thread_count(1);
  const nn::ModelObjective model = test::reference_model();
  const landscape::Plane plane = test::reference_plane(model, trained());
  const landscape::ModelPlane<float> loss(model, plane);
  double best = 1e300, plain = 1e300;
  for (auto _ : state) {
    best = std::min(best, seconds_of_grid(loss));
    const double began = thread_cpu_seconds();
    for (int i = 0; i < 20; ++i) benchmark::DoNotOptimize(model.value(plane.at(0.01 * i, 0)));
    plain = std::min(plain, (thread_cpu_seconds() - began) / 20 * side * side);
  }
  const double products = 2.0 * 1797 * (128 * 128 + 128 * 10) * side * side;
  state.counters["best_ms"] = 1e3 * best;
  state.counters["of_product_floor"] = best / (products / product_rate());
  state.counters["of_plain_double"] = best / plain;
  state.counters["corner"] = loss(1, 1);  // 3.0420
}
BENCHMARK(landscape_51)->Unit(benchmark::kMillisecond)->Iterations(2);

/// Seconds by the clock of one thread over those of two, of a grid of 49 × 49: needs a quiet
/// machine.
void landscape_threads(benchmark::State& state) {
  const nn::ModelObjective model = test::reference_model();
  const landscape::ModelPlane<float> loss(model, test::reference_plane(model, trained()));
  const auto height = [&](double a, double b) { return loss(a, b); };
  double best[2] = {1e300, 1e300};
  std::vector<double> grids[2];
  for (auto _ : state) {
    for (const int threads : {1, 2}) {
      set_thread_count(threads);
      landscape::NestedGrid grid(height, {-1, 1, -1, 1}, 3);
      const double began = wall_seconds();
      while (!grid.refine(500)) continue;
      best[threads - 1] = std::min(best[threads - 1], wall_seconds() - began);
      grids[threads - 1] = grid.values();
    }
  }
  state.counters["speed_up"] = best[0] / best[1];
  state.counters["equal_bits"] = grids[0] == grids[1];
}
BENCHMARK(landscape_threads)->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
