// Bins of equal width.
#include "core/figure/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {
namespace {

/// The value below which `share` of the values lie (the nearest rank); reorders them.
double quantile(std::vector<double>& values, double share) {
  const auto place =
      static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

/// Works with halves, so that a span beyond the largest number does not overflow.
int automatic_count(std::vector<double>& values, double half_span) {
  const auto n = static_cast<double>(values.size());
  const double spread = quantile(values, 0.75) / 2 - quantile(values, 0.25) / 2;
  const double width = 2 * spread / std::cbrt(n);
  // Half of the values are equal: as many bins as Sturges' rule gives.
  if (!(width > 0)) return static_cast<int>(std::ceil(std::log2(n))) + 1;
  return static_cast<int>(std::clamp(std::ceil(half_span / width), 1.0, double{most_bins}));
}

}  // namespace

std::vector<std::int64_t> counted(const std::vector<double>& values,
                                  const std::vector<double>& edges) {
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  const std::size_t last = counts.size() - 1;
  for (const double v : values) {
    if (!(v >= edges.front() && v <= edges.back())) continue;
    // Halves, so that a span beyond the largest number does not overflow.
    const double share = (v / 2 - edges.front() / 2) / (edges.back() / 2 - edges.front() / 2);
    auto place = static_cast<std::size_t>(share * static_cast<double>(last));
    place = std::min(place, last);
    // Rounding may miss by one.
    while (place > 0 && v < edges[place]) --place;
    while (place < last && v >= edges[place + 1]) ++place;
    ++counts[place];
  }
  return counts;
}

Bins binned(const std::vector<double>& values, int count) {
  std::vector<double> finite;
  finite.reserve(values.size());
  for (const double v : values) {
    if (std::isfinite(v)) finite.push_back(v);
  }
  if (finite.empty()) return {};
  const auto [least, most] = std::minmax_element(finite.begin(), finite.end());
  const double lo = *least, hi = *most;
  if (lo == hi) {
    const double half = lo == 0 ? 0.5 : std::abs(lo) * 0.05;
    return {{lo - half, lo + half}, {static_cast<std::int64_t>(finite.size())}};
  }
  count = count > 0 ? count : automatic_count(finite, hi / 2 - lo / 2);
  Bins bins;
  // Halves first, so that the span of 1e308 does not overflow.
  for (int i = 0; i <= count; ++i) {
    const double share = static_cast<double>(i) / count;
    bins.edges.push_back((1 - share) * lo + share * hi);
  }
  bins.counts = counted(finite, bins.edges);
  return bins;
}

}  // namespace thalweg
