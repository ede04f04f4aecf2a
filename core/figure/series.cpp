// Reading series in place.
#include "core/figure/series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg {

Series::Series(std::vector<double> x, std::vector<double> y)
    : x_(std::make_shared<const std::vector<double>>(std::move(x))),
      y_(std::make_shared<const std::vector<double>>(std::move(y))) {}

Series::Series(Trace values, Trace clock, double offset)
    : trace_(std::move(values)), clock_(std::move(clock)), offset_(offset) {}

double Series::x(std::size_t i) const {
  return trace_.empty() ? (*x_)[i] : clock_at(trace_[i].step);
}

double Series::clock_at(std::int64_t step) const {
  if (clock_.empty()) return static_cast<double>(step);
  // The clock has a sample at every step unless it was thinned.
  const std::int64_t guess = step - clock_[0].step;
  if (guess >= 0 && guess < static_cast<std::int64_t>(clock_.size())) {
    const Sample& sample = clock_[static_cast<std::size_t>(guess)];
    if (sample.step == step) return sample.value;
  }
  return clock_.at(step).value_or(std::numeric_limits<double>::quiet_NaN());
}

double Series::y(std::size_t i) const {
  return trace_.empty() ? (*y_)[i] : trace_[i].value - offset_;
}

std::optional<Series::Block> Series::block(std::size_t i, std::size_t last,
                                           std::size_t level) const {
  const std::size_t size = TraceLevels::block_size(level);
  if (levels_ && i % size == 0 && i + size <= last) {
    const Block* known = levels_->block(i, level);
    return known ? std::optional(*known) : std::nullopt;
  }
  if (i % size != 0 || i + size > std::min(last, trace_.size())) return std::nullopt;
  const TraceBlock& values = trace_.block(i, level);
  Block block;
  block.count = size;
  block.y_first = values.first.value - offset_, block.y_last = values.last.value - offset_;
  block.lo = values.lo - offset_, block.hi = values.hi - offset_;
  block.low_first = values.low_first, block.finite = values.finite;
  if (clock_.empty()) {
    block.x_first = static_cast<double>(values.first.step);
    block.x_last = static_cast<double>(values.last.step);
    return block;
  }
  // As a rule the clock has the same steps in its blocks.
  if (i + block.count <= clock_.size()) {
    const TraceBlock& clock = clock_.block(i, level);
    if (clock.first.step == values.first.step && clock.last.step == values.last.step) {
      block.x_first = clock.first.value, block.x_last = clock.last.value;
      return block;
    }
  }
  block.x_first = clock_at(values.first.step), block.x_last = clock_at(values.last.step);
  return block;
}

namespace {

/// Of samples first … first + size − 1, from the four blocks below or from the samples.
Series::Block joined(const Series::Block* parts, std::size_t count) {
  Series::Block all = parts[0];
  for (std::size_t k = 1; k < count; ++k) {
    const Series::Block& part = parts[k];
    // An extreme of a later part comes after those of the earlier ones.
    const bool lower = part.lo<all.lo, higher = part.hi> all.hi;
    if (lower || higher) all.low_first = lower && higher ? part.low_first : higher;
    all.lo = std::min(all.lo, part.lo), all.hi = std::max(all.hi, part.hi);
    all.finite = all.finite && part.finite;
    all.count += part.count, all.x_last = part.x_last, all.y_last = part.y_last;
  }
  return all;
}

}  // namespace

CurveLevels::CurveLevels(const std::vector<double>& x, const std::vector<double>& y) {
  for (std::size_t i = 0; i < x.size() && increasing_; ++i) {
    increasing_ = std::isfinite(x[i]) && (i == 0 || x[i] >= x[i - 1]);
  }
  if (!increasing_) return;
  const std::size_t size = TraceLevels::block_size(0);
  for (std::size_t begin = 0; begin + size <= x.size(); begin += size) {
    Series::Block block{size,     x[begin], x[begin + size - 1], y[begin], y[begin + size - 1],
                        y[begin], y[begin]};
    std::size_t low = 0, high = 0;
    for (std::size_t k = 0; k < size; ++k) {
      const double v = y[begin + k];
      block.finite = block.finite && std::isfinite(v);
      if (v < block.lo) block.lo = v, low = k;
      if (v > block.hi) block.hi = v, high = k;
    }
    block.low_first = low <= high;
    blocks_[0].push_back(block);
  }
  for (std::size_t level = 1; level < blocks_.size(); ++level) {
    const std::vector<Series::Block>& below = blocks_[level - 1];
    for (std::size_t i = 0; i + 4 <= below.size(); i += 4) {
      blocks_[level].push_back(joined(&below[i], 4));
    }
  }
}

const Series::Block* CurveLevels::block(std::size_t i, std::size_t level) const {
  const std::size_t place = i / TraceLevels::block_size(level);
  return place < blocks_[level].size() ? &blocks_[level][place] : nullptr;
}

}  // namespace thalweg
