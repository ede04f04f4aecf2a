// Gradients pulled back through a network against difference quotients.
#include "core/nn/pullback.hpp"

#include <catch2/catch.hpp>

#include "core/base/rng.hpp"
#include "core/nn/layers.hpp"

namespace thalweg::nn {
namespace {

TEST_CASE("A slope in the outputs is pulled back to the parameters", "[nn]") {
  const Pullback map(mlp({5, 4}, 3, Activation::tanh), 2);
  const Vector theta = initial_parameters(map.layout(), 7);
  Rng rng(8);
  for (const Index rows : {1, 6}) {
    Matrix x(rows, 2), slope(rows, 3);
    for (Index k = 0; k < x.size(); ++k) x.data()[k] = rng.normal();
    for (Index k = 0; k < slope.size(); ++k) slope.data()[k] = rng.normal();
    REQUIRE(map.outputs(theta, x).rows() == rows);
    const Vector gradient = map.gradient(theta, x, slope);
    for (Index k = 0; k < theta.size(); ++k) {
      const auto at = [&](double h) {
        Vector moved = theta;
        moved[k] += h;
        return map.outputs(moved, x).cwiseProduct(slope).sum();
      };
      CHECK(gradient[k] == Approx((at(1e-5) - at(-1e-5)) / 2e-5).margin(1e-8));
    }
  }
}

}  // namespace
}  // namespace thalweg::nn
