// One contender of a race: its stepper and all that is kept of it.
#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/run/race.hpp"

namespace thalweg {

/// Whether a contender takes no more steps.
inline bool ended(Condition condition) {
  return condition == Condition::converged || condition == Condition::exhausted ||
         condition == Condition::diverged || condition == Condition::failed ||
         condition == Condition::cancelled;
}

struct Race::Lane {
  ContenderSpec spec;
  Settings resolved;
  std::unique_ptr<Stepper> stepper;
  std::int64_t step = 0;
  /// Where it last started afresh; the limit counts from here.
  std::int64_t started_at = 0;
  /// After which step its present settings hold.
  std::int64_t edited_at = -1;
  double seconds = 0, work = 0, seconds_at_keyframe = 0;
  Condition condition = Condition::ready;
  bool provisional = false;
  std::string reason;
  std::map<std::string, TraceRecorder, std::less<>> traces;
  std::vector<Keyframe> keyframes;
  std::map<std::int64_t, std::uint64_t> checkpoints;
  std::vector<Advice> advice;
  /// Cures offered so far, and those that did not help.
  std::vector<Cure> offered, failed;

  void append(const std::string& name, double value) {
    TraceRecorder& recorder = traces[name];
    if (recorder.trace().empty() || recorder.trace().back().step < step) {
      recorder.append(step, value);
    }
  }
  std::map<std::string, Trace, std::less<>> series() const {
    std::map<std::string, Trace, std::less<>> all;
    for (const auto& [name, recorder] : traces) all[name] = recorder.trace();
    return all;
  }
  /// NaN before the first sample.
  double last(const std::string& name) const {
    const auto found = traces.find(name);
    return found == traces.end() || found->second.trace().empty()
               ? std::nan("")
               : found->second.trace().back().value;
  }
};

}  // namespace thalweg
