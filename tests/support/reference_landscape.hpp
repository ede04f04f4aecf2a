// The network 64-128-128-10 with tanh on all digits, and the plane through it whose heights are
// known from elsewhere: 0.03373544370069 at (0, 0), 1.3985518149276 at (-1, -1) and
// 3.04198198355258 at (1, 1) for the trained weights of tests/fixtures.
#pragma once

#include <memory>

#include "core/base/rng.hpp"
#include "core/data/dataset.hpp"
#include "core/landscape/plane.hpp"
#include "core/nn/layers.hpp"
#include "core/nn/losses.hpp"
#include "core/nn/model.hpp"

namespace thalweg::test {

inline nn::ModelObjective reference_model() {
  return {nn::mlp({128, 128}, 10, nn::Activation::tanh),
          [](nn::Node o, nn::Node t) { return nn::cross_entropy(o, t); },
          std::make_shared<const data::Dataset>(data::table("digits"))};
}

/// The plane through the weights `theta`: directions of consecutive streams from 2001 and 2101, two
/// a layer, filter by filter as long as the weights.
inline landscape::Plane reference_plane(const nn::ModelObjective& model, const Vector& theta) {
  landscape::Plane plane{theta, Vector::Zero(theta.size()), Vector::Zero(theta.size())};
  std::uint64_t layer = 0;
  for (const nn::Piece& piece : model.layout().pieces()) {
    if (piece.shape.rank() < 2) continue;
    for (Index i = 0; i < piece.shape.size(); ++i) {
      const auto draw = static_cast<std::uint64_t>(i);
      plane.first[piece.begin + i] = random_normal(2001 + 2 * layer, draw);
      plane.second[piece.begin + i] = random_normal(2101 + 2 * layer, draw);
    }
    ++layer;
  }
  plane.first = landscape::filter_normalised(plane.first, theta, model.layout());
  plane.second = landscape::filter_normalised(plane.second, theta, model.layout());
  return plane;
}

}  // namespace thalweg::test
