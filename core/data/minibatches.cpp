// A permutation an epoch, cut into pieces.
#include "core/data/minibatches.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"

namespace thalweg::data {

Minibatches::Minibatches(Index examples, Index size, std::uint64_t seed)
    : examples_(examples), size_(std::min(size, examples)), seed_(seed) {
  THALWEG_ASSERT(examples >= 1 && size >= 1);
}

std::vector<Index> Minibatches::at(std::int64_t step) const {
  THALWEG_ASSERT(step >= 0);
  const Index epoch = step / per_epoch(), begin = step % per_epoch() * size_;
  Rng rng(random_word(seed_, static_cast<std::uint64_t>(epoch)));
  const std::vector<std::uint32_t> order = rng.permutation(static_cast<std::uint32_t>(examples_));
  std::vector<Index> out;
  for (Index i = begin; i < std::min(begin + size_, examples_); ++i) {
    out.push_back(order[static_cast<std::size_t>(i)]);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace thalweg::data
