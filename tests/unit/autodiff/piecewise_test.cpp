// Sums over examples computed piece by piece.
#include "core/autodiff/piecewise.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/pool.hpp"
#include "core/base/rng.hpp"

namespace thalweg::autodiff {
namespace {

constexpr Index width = 3;

/// Σ softplus(xᵢᵀθ) over the rows of x, and its gradient.
PieceGraph expressions(Graph& graph, Index rows) {
  const Node x = graph.input({rows, width}), theta = graph.input({width, 1});
  const Node loss = sum(softplus(matmul(x, theta)));
  return {{theta}, {x}, {loss, gradient(loss, theta)}};
}

std::vector<double> draws(Index count, std::uint64_t seed) {
  std::vector<double> out;
  for (Index i = 0; i < count; ++i) out.push_back(random_normal(seed, static_cast<unsigned>(i)));
  return out;
}

/// Value and gradient for `examples` examples in pieces of at most `most_rows`.
template <class T>
Vector summed(Index examples, Index most_rows, bool keeps = true) {
  Piecewise<T> sums(examples, most_rows, expressions, keeps ? std::size_t{1} << 28 : 0);
  REQUIRE(sums.keeps() == keeps);
  sums.set_rows(0, std::span<const double>(draws(examples * width, 1)));
  sums.set_shared(0, std::span<const double>(draws(width, 2)));
  Vector gradient;
  sums.sum(1, gradient);
  Vector out(width + 1);
  out << sums.sum(0), gradient;
  return out;
}

TEST_CASE("Sums over pieces are the sum over all examples", "[autodiff]") {
  const Vector whole = summed<double>(11, 11);
  for (const Index most_rows : {1, 2, 4, 5, 10}) {
    CHECK((summed<double>(11, most_rows) - whole).norm() <= 1e-14 * whole.norm());
    CHECK((summed<float>(11, most_rows) - whole).norm() <= 1e-6 * whole.norm());
  }
  CHECK((summed<double>(12, 4) - summed<double>(12, 12)).norm() <= 1e-14 * whole.norm());
}

TEST_CASE("What is kept of the pieces changes no bit", "[autodiff]") {
  for (const Index most_rows : {1, 4, 11}) {
    CHECK(summed<float>(50, most_rows, false) == summed<float>(50, most_rows, true));
  }
  // Inputs set anew count at once either way.
  for (const std::size_t most_bytes : {std::size_t{0}, std::size_t{1} << 28}) {
    Piecewise<double> sums(7, 2, expressions, most_bytes);
    CHECK_THROWS_AS(sums.sum(0), Internal);  // nothing is set yet
    sums.set_rows(0, std::span<const double>(std::vector<double>(7 * width, 1.0)));
    sums.set_shared(0, std::span<const double>(std::vector<double>(width, 0.0)));
    CHECK(sums.sum(0) == Approx(7 * std::log(2.0)));
    sums.set_shared(0, std::span<const double>(std::vector<double>(width, 30.0)));
    CHECK(sums.sum(0) == Approx(7 * 90));
    sums.set_rows(0, std::span<const double>(std::vector<double>(7 * width, 2.0)));
    CHECK(sums.sum(0) == Approx(7 * 180));
  }
}

TEST_CASE("Pieces are the fewest, and as equal as can be", "[autodiff]") {
  std::vector<Index> sizes;
  const Piecewise<double> sums(11, 4, [&](Graph& graph, Index rows) {
    sizes.push_back(rows);
    return expressions(graph, rows);
  });
  CHECK(sums.pieces() == 3);
  CHECK(sizes == std::vector<Index>{4, 3});
}

TEST_CASE("Sums over pieces have equal bits at any number of threads", "[autodiff]") {
  const int before = thread_count();
  set_thread_count(1);
  const Vector one = summed<float>(1000, 7);
  set_thread_count(4);
  CHECK(summed<float>(1000, 7) == one);
  set_thread_count(before);
}

TEST_CASE("Rows of another size than the examples are refused", "[autodiff]") {
  Piecewise<double> sums(4, 2, expressions);
  CHECK_THROWS_AS(sums.set_rows(0, std::span<const double>(draws(7, 1))), Internal);
  CHECK_THROWS_AS(sums.set_shared(0, std::span<const double>(draws(2, 1))), Internal);
  const auto wrong = [](Graph& graph, Index) {
    const Node x = graph.input({5, 1});
    return PieceGraph{{}, {x}, {sum(x)}};
  };
  CHECK_THROWS_AS(Piecewise<double>(4, 2, wrong), Internal);
  const auto uneven = [](Graph& graph, Index rows) {
    const Node x = graph.input({rows, 1});
    return PieceGraph{{}, {x}, {x}};
  };
  CHECK_THROWS_AS(Piecewise<double>(5, 2, uneven), Internal);
}

TEST_CASE("A pool lends an object to one at a time and keeps what comes back", "[base]") {
  int made = 0;
  const Pool<int> pool([&] { return std::make_unique<int>(++made); });
  {
    const auto first = pool.lend(), second = pool.lend();
    CHECK(*first != *second);
  }
  const auto again = pool.lend();
  CHECK(*again == 1);  // the one given back last
  CHECK(made == 2);
}

}  // namespace
}  // namespace thalweg::autodiff
