// Selection of a plan's entries in O(n m): a histogram of the leading bits of the doubles finds the
// neighbourhood of the threshold, so that only few values have to be compared with each other.
#include "core/transport/sparsify.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <limits>
#include <vector>

#include "core/base/error.hpp"

namespace thalweg::transport {
namespace {

// Positive doubles are ordered as their bits; 15 bits: exponent and three bits of the mantissa.
constexpr int key_shift = 49;
std::uint64_t key_of(double value) { return std::bit_cast<std::uint64_t>(value) >> key_shift; }

// Calls use(row, col, value) for the entries ≥ threshold, in row-major order.
template <class Use>
void for_each_above(const Matrix& plan, double threshold, const Use& use) {
  for (Index i = 0; i < plan.rows(); ++i) {
    const double* row = plan.data() + i * plan.cols();
    for (Index j = 0; j < plan.cols(); ++j) {
      if (row[j] >= threshold) use(i, j, row[j]);
    }
  }
}

// A lower bound of the count-th largest entry that few entries more than `count` reach.
double coarse_threshold(const Matrix& plan, std::int64_t count) {
  std::vector<std::uint32_t> bins(std::size_t{1} << (64 - key_shift - 1));
  for (Index k = 0; k < plan.size(); ++k) ++bins[key_of(plan.data()[k])];
  std::int64_t above = 0;
  for (std::size_t bin = bins.size(); bin-- > 0;) {
    above += bins[bin];
    if (above >= count) return std::bit_cast<double>(static_cast<std::uint64_t>(bin) << key_shift);
  }
  return 0;
}

class RowFiller {
 public:
  RowFiller(const Matrix& plan, std::int64_t count) : out_(plan.rows(), plan.cols()) {
    out_.reserve(static_cast<Index>(count));
  }
  void add(Index row, Index col, double value) {
    start_to(row);
    out_.insertBack(row, col) = value;
  }
  SparseMatrix finish() {
    start_to(out_.rows() - 1);
    out_.finalize();
    return std::move(out_);
  }

 private:
  void start_to(Index row) {
    while (started_ < row) out_.startVec(++started_);
  }
  SparseMatrix out_;
  Index started_ = -1;
};

constexpr double least_positive = std::numeric_limits<double>::denorm_min();

}  // namespace

SparseMatrix keep_largest(const Matrix& plan, std::int64_t count) {
  count = std::clamp<std::int64_t>(count, 0, plan.size());
  std::vector<double> values;
  const double coarse = count == 0 ? std::numeric_limits<double>::infinity()
                                   : std::max(coarse_threshold(plan, count), least_positive);
  for_each_above(plan, coarse, [&](Index, Index, double p) { values.push_back(p); });
  const auto kept = std::min<std::int64_t>(count, static_cast<std::int64_t>(values.size()));
  RowFiller out(plan, kept);
  if (kept == 0) return out.finish();
  const auto last = values.begin() + static_cast<std::ptrdiff_t>(kept - 1);
  std::nth_element(values.begin(), last, values.end(), std::greater<>());
  const double threshold = *last;
  // Everything before `last` is ≥ threshold: as many ties are kept as fit.
  std::int64_t ties = std::count(values.begin(), last + 1, threshold);
  for_each_above(plan, threshold, [&](Index i, Index j, double p) {
    if (p == threshold && ties-- <= 0) return;
    out.add(i, j, p);
  });
  return out.finish();
}

SparseMatrix keep_above(const Matrix& plan, double threshold) {
  THALWEG_ASSERT(threshold > 0);
  RowFiller out(plan, 0);
  for_each_above(plan, threshold, [&](Index i, Index j, double p) { out.add(i, j, p); });
  return out.finish();
}

SparseMatrix keep_mass(const Matrix& plan, double delta) {
  struct Entry {
    double value;
    Index line;
    bool operator<(const Entry& other) const {
      return value != other.value ? value < other.value : line < other.line;
    }
  };
  const Index n = plan.rows(), m = plan.cols();
  // Entries below delta/n cannot reach delta together: they go without being sorted.
  const double small = delta / static_cast<double>(n);
  std::vector<std::vector<Entry>> candidates(static_cast<std::size_t>(m));
  Vector dropped_cols = Vector::Zero(m), dropped_rows = Vector::Zero(n);
  std::vector<std::vector<Entry>> out_of_row(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < m; ++j) {
      const double p = plan(i, j);
      if (p >= small && p > 0) {
        candidates[static_cast<std::size_t>(j)].push_back({p, i});
      } else {
        dropped_cols[j] += p;
        dropped_rows[i] += p;
      }
    }
  }
  std::vector<std::vector<Entry>> kept(static_cast<std::size_t>(n));
  for (Index j = 0; j < m; ++j) {
    auto& column = candidates[static_cast<std::size_t>(j)];
    std::sort(column.begin(), column.end());
    for (const Entry& entry : column) {
      dropped_cols[j] += entry.value;
      const bool drop = dropped_cols[j] <= delta;
      auto& lines = drop ? out_of_row : kept;
      lines[static_cast<std::size_t>(entry.line)].push_back({entry.value, j});
      if (drop) dropped_rows[entry.line] += entry.value;
    }
  }
  RowFiller out(plan, 0);
  for (Index i = 0; i < n; ++i) {
    auto& back = out_of_row[static_cast<std::size_t>(i)];
    auto& row = kept[static_cast<std::size_t>(i)];
    std::sort(back.begin(), back.end());
    while (dropped_rows[i] > 2 * delta && !back.empty()) {
      dropped_rows[i] -= back.back().value;
      row.push_back(back.back());
      back.pop_back();
    }
    std::sort(row.begin(), row.end(),
              [](const Entry& a, const Entry& b) { return a.line < b.line; });
    for (const Entry& entry : row) out.add(i, entry.line, entry.value);
  }
  return out.finish();
}

std::int64_t entries_for_mass(const Matrix& plan, double dropped) {
  std::vector<double> values;
  for_each_above(plan, least_positive, [&](Index, Index, double p) { values.push_back(p); });
  std::sort(values.begin(), values.end());
  double sum = 0;
  std::size_t out = 0;
  while (out < values.size() && sum + values[out] <= dropped) sum += values[out++];
  return static_cast<std::int64_t>(values.size() - out);
}

}  // namespace thalweg::transport
