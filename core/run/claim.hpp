// A card's quantitative statement, checked headless.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/frame/frame.hpp"
#include "core/run/input.hpp"
#include "core/run/param.hpp"

namespace thalweg {

class Experiment;

/// One measured number against what is required of it.
struct Measurement {
  std::string what, relation, required;
  double measured = 0;
  bool holds = false;
};

/// Thrown through a check that was asked to stop.
class CheckStopped : public std::runtime_error {
 public:
  CheckStopped() : std::runtime_error("stopped") {}
};

/// What a claim check may do: run contenders and record measurements.
class ClaimScope {
 public:
  using Stop = std::function<bool()>;
  explicit ClaimScope(const Experiment& experiment, Stop stop = {})
      : experiment_(experiment), stop_(std::move(stop)) {}

  /// Runs the contenders `keys` headless with `settings`, at most `steps` steps each, and returns
  /// everything they show at the end. CheckStopped when it was asked to stop.
  FrameSet race(const Settings& settings, const std::vector<std::string>& keys, std::int64_t steps,
                const Inputs& inputs = {}) const;
  /// Steps the contender `key` took and its last measure.
  static std::int64_t steps_of(const FrameSet& end, const std::string& key);
  static double number_of(const FrameSet& end, const std::string& name);

  void at_most(std::string what, double measured, double bound);
  void at_least(std::string what, double measured, double bound);
  const std::vector<Measurement>& measurements() const { return measurements_; }

 private:
  const Experiment& experiment_;
  Stop stop_;
  std::vector<Measurement> measurements_;
};

struct Claim {
  std::string text;
  void (*check)(ClaimScope&) = nullptr;
};

}  // namespace thalweg
