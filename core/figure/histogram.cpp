// Bins of equal width.
#include "core/figure/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/figure/view_state.hpp"
#include "core/frame/summary.hpp"

namespace thalweg {
namespace {

/// `count` + 1 equally spaced values; halves first, so that a span beyond the largest number does
/// not overflow.
std::vector<double> equal_edges(Range range, int count) {
  std::vector<double> edges;
  for (int i = 0; i <= count; ++i) {
    const double share = static_cast<double>(i) / count;
    edges.push_back((1 - share) * range.lo + share * range.hi);
  }
  return edges;
}

/// Values below which given shares of all lie (the nearest rank): a fine histogram tells in which
/// bin they are, so that only the values of that bin need an order.
class Quantiles {
 public:
  Quantiles(const std::vector<double>& values, Range range)
      : values_(values), edges_(equal_edges(range, 4096)), counts_(counted(values, edges_)) {
    count_ = std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
  }

  double at(double share) const {
    auto rank = static_cast<std::int64_t>(std::lround(share * static_cast<double>(count_ - 1)));
    std::size_t bin = 0;
    for (; rank >= counts_[bin]; ++bin) rank -= counts_[bin];
    const bool last = bin + 1 == counts_.size();
    std::vector<double> inside;
    for (const double v : values_) {
      if (v >= edges_[bin] && (last ? v <= edges_[bin + 1] : v < edges_[bin + 1])) {
        inside.push_back(v);
      }
    }
    std::nth_element(inside.begin(), inside.begin() + rank, inside.end());
    return inside[static_cast<std::size_t>(rank)];
  }
  double count() const { return static_cast<double>(count_); }

 private:
  const std::vector<double>& values_;
  std::vector<double> edges_;
  std::vector<std::int64_t> counts_;
  std::int64_t count_ = 0;
};

int automatic_count(const std::vector<double>& values, Range range) {
  const Quantiles quantiles(values, range);
  const double n = quantiles.count();
  // Halves, so that a span beyond the largest number does not overflow.
  const double spread = quantiles.at(0.75) / 2 - quantiles.at(0.25) / 2;
  const double width = 2 * spread / std::cbrt(n);
  // Half of the values are equal: as many bins as Sturges' rule gives.
  if (!(width > 0)) return static_cast<int>(std::ceil(std::log2(n))) + 1;
  const double half_span = range.hi / 2 - range.lo / 2;
  return static_cast<int>(std::clamp(std::ceil(half_span / width), 1.0, double{most_bins}));
}

}  // namespace

std::vector<std::int64_t> counted(const std::vector<double>& values,
                                  const std::vector<double>& edges) {
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  const std::size_t last = counts.size() - 1;
  // Halves, so that a span beyond the largest number does not overflow.
  const double half_lo = edges.front() / 2;
  const double bins_a_half = static_cast<double>(counts.size()) / (edges.back() / 2 - half_lo);
  for (const double v : values) {
    if (!(v >= edges.front() && v <= edges.back())) continue;
    const double share = (v / 2 - half_lo) * bins_a_half;
    auto place = share < static_cast<double>(last)
                     ? static_cast<std::size_t>(static_cast<std::int64_t>(share))
                     : last;
    // Rounding may miss by one.
    while (place > 0 && v < edges[place]) --place;
    while (place < last && v >= edges[place + 1]) ++place;
    ++counts[place];
  }
  return counts;
}

Bins binned(const std::vector<double>& values, int count) {
  const Summary all = summary_of(values);
  if (all.empty()) return {};
  const Range range{all.lo, all.hi};
  if (range.lo == range.hi) {
    const double half = range.lo == 0 ? 0.5 : std::abs(range.lo) * 0.05;
    return {{range.lo - half, range.lo + half},
            {static_cast<std::int64_t>(values.size()) - all.non_finite}};
  }
  Bins bins;
  bins.edges = equal_edges(range, count > 0 ? count : automatic_count(values, range));
  bins.counts = counted(values, bins.edges);
  return bins;
}

}  // namespace thalweg
