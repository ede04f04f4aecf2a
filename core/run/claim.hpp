// A card's quantitative statement, checked headless.
#pragma once

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

/// What a claim check may do: run contenders and record measurements.
class ClaimScope {
 public:
  explicit ClaimScope(const Experiment& experiment) : experiment_(experiment) {}

  /// Runs the contenders `keys` headless with `settings`, at most `steps` steps each, and returns
  /// everything they show at the end.
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
  std::vector<Measurement> measurements_;
};

struct Claim {
  std::string text;
  void (*check)(ClaimScope&) = nullptr;
};

}  // namespace thalweg
