// Bins of equal width.
#include "core/figure/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {
namespace {

/// The value below which `share` of the sorted values lie, interpolated.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

int automatic_count(const std::vector<double>& sorted) {
  const auto n = static_cast<double>(sorted.size());
  const double spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const double width = 2 * spread / std::cbrt(n);
  const double span = sorted.back() - sorted.front();
  // Half of the values are equal: as many bins as Sturges' rule gives.
  if (!(width > 0)) return static_cast<int>(std::ceil(std::log2(n))) + 1;
  return static_cast<int>(std::clamp(std::ceil(span / width), 1.0, double{most_bins}));
}

}  // namespace

std::vector<std::int64_t> counted(const std::vector<double>& values,
                                  const std::vector<double>& edges) {
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  for (const double v : values) {
    if (!(v >= edges.front() && v <= edges.back())) continue;
    const auto above = std::upper_bound(edges.begin(), edges.end(), v);
    const auto place = std::min<std::ptrdiff_t>(above - edges.begin(), std::ssize(counts)) - 1;
    ++counts[static_cast<std::size_t>(place)];
  }
  return counts;
}

Bins binned(const std::vector<double>& values, int count) {
  std::vector<double> sorted;
  for (const double v : values) {
    if (std::isfinite(v)) sorted.push_back(v);
  }
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  double lo = sorted.front(), hi = sorted.back();
  if (lo == hi) {
    const double half = lo == 0 ? 0.5 : std::abs(lo) * 0.05;
    return {{lo - half, lo + half}, {static_cast<std::int64_t>(sorted.size())}};
  }
  count = count > 0 ? count : automatic_count(sorted);
  Bins bins;
  // Halves first, so that the span of 1e308 does not overflow.
  for (int i = 0; i <= count; ++i) {
    const double share = static_cast<double>(i) / count;
    bins.edges.push_back((1 - share) * lo + share * hi);
  }
  bins.counts = counted(sorted, bins.edges);
  return bins;
}

}  // namespace thalweg
