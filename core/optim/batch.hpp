// Picking the examples of a minibatch.
#pragma once

#include "core/base/error.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// Calls row(place, example) for each example that `batch` names, places from 0 on; Internal for a
/// number that names none of `whole`.
template <class F>
void each_example(std::span<const Index> batch, const Objective& whole, F row) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (batch[i] < 0 || batch[i] >= whole.examples()) {
      throw Internal("a batch names no example", whole.name());
    }
    row(static_cast<Index>(i), batch[i]);
  }
}

}  // namespace thalweg::optim
