// Counter-based random numbers.
#include "core/base/rng.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/base/hash.hpp"

namespace thalweg {
namespace {

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t random_word(std::uint64_t seed, std::uint64_t i) {
  return mix(seed + (i + 1) * 0x9E3779B97F4A7C15ULL);
}

double random_uniform(std::uint64_t seed, std::uint64_t i) {
  return static_cast<double>(random_word(seed, i) >> 11) * 0x1.0p-53;
}

double random_normal(std::uint64_t seed, std::uint64_t i) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - random_uniform(seed, 2 * i)));
  return radius * std::cos(2.0 * std::numbers::pi * random_uniform(seed, 2 * i + 1));
}

Rng Rng::split(std::string_view name) const { return Rng(mix(seed_ ^ hash_bytes(name))); }

std::uint64_t Rng::below(std::uint64_t n) {
  const auto draw = static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
  return std::min(draw, n - 1);
}

std::vector<std::uint32_t> Rng::permutation(std::uint32_t n) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t i = n; i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  return order;
}

}  // namespace thalweg
