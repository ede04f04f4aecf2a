// Extremes in independent lanes, which the compiler turns into vector instructions.
#include "core/frame/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace thalweg {
namespace {

constexpr std::size_t lanes = 8;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Of values among which some are not finite.
Summary careful(const double* value, std::size_t count) {
  Summary summary;
  for (std::size_t i = 0; i < count; ++i) {
    const double v = value[i];
    if (!std::isfinite(v)) {
      ++summary.non_finite;
      continue;
    }
    summary.lo = std::min(summary.lo, v), summary.hi = std::max(summary.hi, v);
    if (v > 0) {
      summary.least_positive = std::min(summary.least_positive, v);
    } else {
      ++summary.not_positive;
    }
  }
  return summary;
}

void join(Summary& all, const Summary& part) {
  all.lo = std::min(all.lo, part.lo), all.hi = std::max(all.hi, part.hi);
  all.least_positive = std::min(all.least_positive, part.least_positive);
  all.not_positive += part.not_positive, all.non_finite += part.non_finite;
}

/// Of a multiple of `lanes` values.
Summary quick(const double* value, std::size_t count) {
  std::array<double, lanes> lo, hi, least, doubt{};
  std::array<std::int64_t, lanes> not_positive{};
  lo.fill(infinity), hi.fill(-infinity), least.fill(infinity);
  for (std::size_t i = 0; i < count; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) {
      const double v = value[i + k];
      lo[k] = v < lo[k] ? v : lo[k];
      hi[k] = v > hi[k] ? v : hi[k];
      const double positive = v > 0 ? v : infinity;
      least[k] = positive < least[k] ? positive : least[k];
      not_positive[k] += v > 0 ? 0 : 1;
      doubt[k] += v * 0;  // NaN as soon as one is not finite
    }
  }
  Summary summary;
  for (std::size_t k = 0; k < lanes; ++k) {
    if (std::isnan(doubt[k])) return careful(value, count);
    join(summary, {lo[k], hi[k], least[k], not_positive[k], 0});
  }
  return summary;
}

}  // namespace

Summary summary_of(const std::vector<double>& values) {
  // Blocks, so that one value that is not finite does not make all the others slow.
  constexpr std::size_t block = 4096;
  Summary all;
  std::size_t i = 0;
  while (values.size() - i >= lanes) {
    const std::size_t count = std::min(block, (values.size() - i) / lanes * lanes);
    join(all, quick(&values[i], count));
    i += count;
  }
  join(all, careful(values.data() + i, values.size() - i));
  return all;
}

}  // namespace thalweg
