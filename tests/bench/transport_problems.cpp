// Problems of the entropic benchmarks.
#include "tests/bench/transport_problems.hpp"

#include <array>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/data/digits.hpp"
#include "core/transport/make_problem.hpp"

namespace thalweg::bench {
namespace {

using namespace thalweg::transport;

/// Normal numbers 2i and 2i + 1 of a stream, around a centre that goes round with i.
template <std::size_t Centres>
Matrix blobs(int n, std::uint64_t seed, const std::array<Blob, Centres>& centres) {
  Matrix out(n, 2);
  for (int i = 0; i < n; ++i) {
    const Blob& at = centres[static_cast<std::size_t>(i) % Centres];
    const auto word = static_cast<std::uint64_t>(2 * i);
    out(i, 0) = at.x + at.sigma * random_normal(seed, word);
    out(i, 1) = at.y + at.sigma * random_normal(seed, word + 1);
  }
  return out;
}

Problem clouds(int n, GroundCost cost) {
  constexpr std::array<Blob, 2> sources{{{1, .3, .3, .10}, {1, .7, .6, .08}}};
  constexpr std::array<Blob, 3> targets{{{1, .25, .75, .07}, {1, .5, .25, .07}, {1, .8, .8, .07}}};
  return from_points(blobs(n, 100, sources), blobs(n, 101, targets), cost);
}

Problem mixtures(int n, GroundCost cost) {
  constexpr std::array<Bump, 2> source{{{.5, .2, .05}, {.5, .6, .1}}};
  constexpr std::array<Bump, 2> target{{{.3, .35, .07}, {.7, .8, .06}}};
  return from_mixtures(n, source, target, cost);
}

Problem digits_28(GroundCost cost) {
  const auto& images = data::digits();
  return from_images(data::upsample(images[0], 28), data::upsample(images[1], 28), {28, 28}, cost,
                     {0.01, Floor::Of::mean});
}

}  // namespace

const std::vector<EntropicRow>& entropic_rows() {
  // clang-format off
  static const std::vector<EntropicRow> rows = {
      {"rla-500", 1200, .612, .0728},
      {"img-0-1-28-l2sq", 500, .175, .0805},
      {"img-0-1-28-l2sq", 1200, .399, .0899},
      {"img-0-1-28-l1", 500, 4.13, .808},
      {"img-0-1-28-l1", 1200, 0, 2.1},
      {"pts2d-500-l2sq", 500, .0858, .0419},
      {"pts2d-500-l2sq", 1200, .321, .0731},
      {"pts2d-500-l1", 500, 0, .223},
      {"rla-1000", 1200, .328, .144},
      {"pts2d-1000-l2sq", 500, .278, .129},
      {"pts2d-1000-l2sq", 1200, .681, .184},
      {"rla-2000", 1200, .227, .33},
      {"pts2d-2000-l2sq", 500, 2.17, 31.9},
      {"pts2d-2000-l2sq", 1200, 5.87, 1.36},
      {"gmm1d-1000-l2sq", 500, .269, 4.28},
      {"gmm1d-1000-l1", 500, .177, 15.5},
      {"rla-500", 100, .00301, .861},
      {"pts2d-500-l2sq", 100, .0185, 1.45},
      {"pts2d-500-l1", 100, .0301, .29},
      {"pts2d-1000-l2sq", 100, .0612, 3.49},
      {"pts2d-2000-l2sq", 100, .487, 0},
      {"pts2d-2000-l1", 500, 5.78, 0},
  };
  // clang-format on
  return rows;
}

Problem entropic_problem(const std::string& name) {
  const GroundCost cost = name.ends_with("l1") ? GroundCost::l1 : GroundCost::squared;
  const auto size = [&name](std::size_t from) { return std::stoi(name.substr(from)); };
  if (name.starts_with("rla-")) return random_assignment(size(4), 1);
  if (name.starts_with("pts2d-")) return clouds(size(6), cost);
  if (name.starts_with("gmm1d-")) return mixtures(size(6), cost);
  if (name.starts_with("img-0-1-28-")) return digits_28(cost);
  throw BadInput("no such benchmark: " + name);
}

}  // namespace thalweg::bench
