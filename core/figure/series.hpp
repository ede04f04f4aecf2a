// Points of a line in data units, as a curve or as a series over a clock.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/frame/frame.hpp"

namespace thalweg {

class CurveLevels;

/// Points of a line, read in place so that a long series is not copied.
class Series {
 public:
  Series() = default;
  Series(std::vector<double> x, std::vector<double> y);
  /// Shares the values, for example a buffer's, and what was read of them before, which may be
  /// null.
  Series(std::shared_ptr<const std::vector<double>> x, std::shared_ptr<const std::vector<double>> y,
         std::shared_ptr<const CurveLevels> levels = nullptr)
      : x_(std::move(x)), y_(std::move(y)), levels_(std::move(levels)) {}
  /// Values less `offset` over the step, or over `clock`'s value at the same step.
  Series(Trace values, Trace clock, double offset);
  std::size_t size() const { return trace_.empty() ? (y_ ? y_->size() : 0) : trace_.size(); }
  double x(std::size_t i) const;
  double y(std::size_t i) const;
  /// True for series of steps: their x never decreases.
  bool over_clock() const { return !trace_.empty(); }
  const CurveLevels* levels() const { return levels_.get(); }
  /// What `count` consecutive samples hold.
  struct Block {
    std::size_t count = 0;
    double x_first = 0, x_last = 0, y_first = 0, y_last = 0, lo = 0, hi = 0;
    bool low_first = true, finite = true;
  };
  /// The block of `level` (see Trace) from sample i, when it ends before `last`; empty for curves
  /// without levels.
  std::optional<Block> block(std::size_t i, std::size_t last, std::size_t level) const;

 private:
  double clock_at(std::int64_t step) const;

  Trace trace_, clock_;
  double offset_ = 0;
  std::shared_ptr<const std::vector<double>> x_, y_;
  std::shared_ptr<const CurveLevels> levels_;
};

/// What the blocks of a long curve hold, so that it is drawn as a trace is: by pixel columns, not
/// by samples.
class CurveLevels {
 public:
  CurveLevels(const std::vector<double>& x, const std::vector<double>& y);
  /// Whether every x is finite and none is below the one before it; there are blocks only then.
  bool increasing() const { return increasing_; }
  /// The block of `level` from sample i, a multiple of its size, or null past the last whole block.
  const Series::Block* block(std::size_t i, std::size_t level) const;

 private:
  bool increasing_ = true;
  std::array<std::vector<Series::Block>, TraceLevels::count> blocks_;
};

}  // namespace thalweg
