// Which examples a step sees: a function of seed and step alone, so that training can begin
// anywhere and does not depend on threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/math/dense.hpp"

namespace thalweg::data {

/// Goes through all examples in a new random order each epoch; the last minibatch of an epoch has
/// what is left.
class Minibatches {
 public:
  /// `examples` ≥ 1 and `size` ≥ 1, else Internal; a `size` beyond them means all.
  Minibatches(Index examples, Index size, std::uint64_t seed);
  Index per_epoch() const { return (examples_ + size_ - 1) / size_; }
  /// The examples of step 0, 1, …, ascending. Internal for a negative step.
  std::vector<Index> at(std::int64_t step) const;

 private:
  Index examples_, size_;
  std::uint64_t seed_;
};

}  // namespace thalweg::data
