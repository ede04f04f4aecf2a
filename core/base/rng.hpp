// Counter-based random numbers: the i-th draw depends on (seed, i) alone, so streams are equal on
// every machine and at every thread count. Mixing function: SplitMix64 (Steele, Lea, Flood 2014).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace thalweg {

/// The i-th 64-bit word of stream `seed`.
std::uint64_t random_word(std::uint64_t seed, std::uint64_t i);
/// The i-th uniform double in [0, 1) of stream `seed` (53 bits).
double random_uniform(std::uint64_t seed, std::uint64_t i);
/// The i-th standard normal of stream `seed`, by Box–Muller from uniforms 2i and 2i + 1.
double random_normal(std::uint64_t seed, std::uint64_t i);

/// A position in one stream. Copies continue independently from the same position.
class Rng {
 public:
  explicit Rng(std::uint64_t seed = 0) : seed_(seed) {}

  /// An independent stream named `name`; does not move this one.
  Rng split(std::string_view name) const;
  double uniform() { return random_uniform(seed_, next_++); }
  double uniform(double lo, double hi) { return lo + (hi - lo) * uniform(); }
  double normal() { return random_normal(seed_, next_++); }
  /// Uniform in 0 … n − 1 (n ≥ 1), without modulo bias worth mentioning (n ≪ 2^53).
  std::uint64_t below(std::uint64_t n);
  /// A uniformly drawn order of 0 … n − 1 (Fisher–Yates).
  std::vector<std::uint32_t> permutation(std::uint32_t n);

  std::uint64_t seed() const { return seed_; }
  std::uint64_t position() const { return next_; }
  void restore(std::uint64_t seed, std::uint64_t position) { seed_ = seed, next_ = position; }

 private:
  std::uint64_t seed_;
  std::uint64_t next_ = 0;
};

}  // namespace thalweg
