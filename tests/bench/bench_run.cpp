// What the host adds to a step: sampling series, judging, keeping states.
#include <benchmark/benchmark.h>

#include <limits>

#include "core/run/race.hpp"
#include "tests/support/toy_experiment.hpp"

namespace {

using namespace thalweg;

void host_overhead_of_a_step(benchmark::State& state) {
  RunSpec spec = RunSpec::defaults(test::toy());
  spec.set("noise", 1e-3);
  Race race(spec);
  race.set_limit(std::numeric_limits<std::int64_t>::max());
  race.set_history_budget(std::size_t{8} << 20);
  constexpr std::int64_t batch = 1000;
  for (auto _ : state) race.advance(0, std::numeric_limits<double>::infinity(), batch);
  state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK(host_overhead_of_a_step);

}  // namespace

BENCHMARK_MAIN();
