// 'Time alone': how long a contender takes with nothing beside it.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "core/run/replay.hpp"

namespace thalweg {

/// Runs one contender again from its start to its present step, three times, with the edits where
/// they were made. Touches nothing but itself.
class SoloTiming {
 public:
  static constexpr int rounds = 3;

  SoloTiming(std::shared_ptr<const Recording> recording, std::string key);
  /// Steps for about `quantum` seconds; true when all rounds are done or it was cancelled.
  bool advance(double quantum, const StepScope::Stop& stop);
  /// From any thread: ends it without a result.
  void cancel() { cancelled_ = true; }
  bool cancelled() const { return cancelled_; }

  const std::string& key() const { return key_; }
  std::int64_t steps() const { return steps_; }
  /// 1, 2, 3, and the share of all rounds that is done.
  int round() const;
  double done() const;
  /// The median own time of the rounds; empty before they are done.
  std::optional<double> seconds() const;

 private:
  Rewinder source_;
  std::string key_;
  std::int64_t steps_ = 0;
  std::unique_ptr<Walk> walk_;
  std::array<double, rounds> seconds_{};
  int finished_ = 0;
  std::atomic<bool> cancelled_{false};
};

}  // namespace thalweg
