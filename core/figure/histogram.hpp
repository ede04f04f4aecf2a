// How many bins a histogram has and what falls into them.
#pragma once

#include <cstdint>
#include <vector>

namespace thalweg {

/// `edges` has one entry more than `counts`; a bin holds its lower edge, the last both.
struct Bins {
  std::vector<double> edges;
  std::vector<std::int64_t> counts;
};

/// How many of `values` lie in each bin between the equally spaced `edges` (≥ 2); those outside and
/// NaN in none.
std::vector<std::int64_t> counted(const std::vector<double>& values,
                                  const std::vector<double>& edges);
/// Counts the finite of `values` in `count` equal bins over their range; with count = 0 bins of
/// width 2 IQR / n^(1/3) (Freedman and Diaconis 1981), at least 1 and at most `most_bins`. Equal
/// values make one bin around them; no finite value, none.
Bins binned(const std::vector<double>& values, int count = 0);
inline constexpr int most_bins = 200;

}  // namespace thalweg
