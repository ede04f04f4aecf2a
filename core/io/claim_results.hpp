// What claim checks found on this build, kept in the cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/run/experiment.hpp"

namespace thalweg {

/// One claim as it was last measured.
struct ClaimResult {
  std::string claim;
  std::vector<Measurement> measurements;
  /// Why the check ended early; empty when it did not.
  std::string error;
  double seconds = 0;
  /// When, in seconds since 1970.
  std::int64_t when = 0;

  /// All measurements within their bounds.
  bool holds() const;
};

/// Measures a claim. What goes wrong is in the result; CheckStopped when asked to stop.
ClaimResult check_claim(const Experiment& experiment, const Claim& claim,
                        const ClaimScope::Stop& stop = {});

/// Results by claim, kept one file an experiment. Claims that were not measured are missing.
class ClaimResults {
 public:
  explicit ClaimResults(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The stored results of an experiment; none when nothing (or nothing sound) is stored.
  std::vector<ClaimResult> load(const Experiment& experiment) const;
  /// Replaces the result of the same claim. Throws BadFile.
  void keep(const Experiment& experiment, const ClaimResult& result) const;

 private:
  std::string file_of(const Experiment& experiment) const;
  std::filesystem::path folder_;
};

/// What is known of an experiment's claims together.
enum class ClaimStanding { holds, falls_short, not_run };
ClaimStanding standing_of(const Experiment& experiment, const std::vector<ClaimResult>& results);
/// The result of that claim; null when there is none.
const ClaimResult* result_of(const std::vector<ClaimResult>& results, const std::string& claim);

}  // namespace thalweg
