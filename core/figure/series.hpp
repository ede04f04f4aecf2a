// Points of a line in data units, as a curve or as a series over a clock.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/frame/frame.hpp"

namespace thalweg {

/// Points of a line, read in place so that a long series is not copied.
class Series {
 public:
  Series() = default;
  Series(std::vector<double> x, std::vector<double> y);
  /// Shares the values, for example a buffer's.
  Series(std::shared_ptr<const std::vector<double>> x, std::shared_ptr<const std::vector<double>> y)
      : x_(std::move(x)), y_(std::move(y)) {}
  /// Values less `offset` over the step, or over `clock`'s value at the same step.
  Series(Trace values, Trace clock, double offset);
  std::size_t size() const { return trace_.empty() ? (y_ ? y_->size() : 0) : trace_.size(); }
  double x(std::size_t i) const;
  double y(std::size_t i) const;
  /// True for series of steps: their x never decreases.
  bool over_clock() const { return !trace_.empty(); }
  /// What `count` consecutive samples hold.
  struct Block {
    std::size_t count = 0;
    double x_first = 0, x_last = 0, y_first = 0, y_last = 0, lo = 0, hi = 0;
    bool low_first = true, finite = true;
  };
  /// The block of `level` (see Trace) from sample i, when it ends before `last`; always empty for
  /// curves.
  std::optional<Block> block(std::size_t i, std::size_t last, std::size_t level) const;

 private:
  double clock_at(std::int64_t step) const;

  Trace trace_, clock_;
  double offset_ = 0;
  std::shared_ptr<const std::vector<double>> x_, y_;
};

}  // namespace thalweg
