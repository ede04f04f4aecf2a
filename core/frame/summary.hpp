// What the values of a buffer span, read in one pass.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace thalweg {

/// Of finite values; without any, lo = ∞ and hi = −∞.
struct Summary {
  double lo = std::numeric_limits<double>::infinity();
  double hi = -std::numeric_limits<double>::infinity();
  double least_positive = std::numeric_limits<double>::infinity();
  std::int64_t not_positive = 0, non_finite = 0;
  bool empty() const { return lo > hi; }
};

Summary summary_of(const std::vector<double>& values);

}  // namespace thalweg
