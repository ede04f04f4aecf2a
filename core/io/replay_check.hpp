// Computing a saved run again and comparing: same numbers, or the first step that differs.
#pragma once

#include <string>
#include <vector>

#include "core/io/session.hpp"
#include "core/run/stepper.hpp"

namespace thalweg {

/// A difference between the recording and its replay.
struct Divergence {
  std::string contender;
  std::int64_t step = 0;
  /// What differs: "error 1e-3 became 2e-3".
  std::string what;
};

struct ReplayReport {
  /// Whether build and processor are those of the recording, so that bits were compared.
  bool exact = true;
  std::int64_t states = 0, values = 0;
  /// The first of each contender; empty when all is equal.
  std::vector<Divergence> divergences;
  /// `stop` ended it early.
  bool stopped = false;
};

/// Runs the recording's edits at their moments from the start and compares state hashes and the
/// values of all series but seconds. On another build or processor values are compared to 1e-6.
ReplayReport check_replay(const SessionRun& run, const StepScope::Stop& stop = {});

}  // namespace thalweg
