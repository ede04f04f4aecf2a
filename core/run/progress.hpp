// What the measure says about a contender: fitted once for all experiments.
#pragma once

#include <cstdint>
#include <limits>

#include "core/frame/frame.hpp"

namespace thalweg {

/// Fitted on the last part of the measure's series.
struct Progress {
  Condition condition = Condition::ready;
  /// Factor by which the measure falls in one step (geometric fit); NaN when unknown.
  double rate = std::numeric_limits<double>::quiet_NaN();
  /// Steps and own seconds left until the tolerance; NaN when unknown (the rate still changes) or
  /// never.
  double steps_left = std::numeric_limits<double>::quiet_NaN();
  double seconds_left = std::numeric_limits<double>::quiet_NaN();
  /// For Condition::floor: the level it hovers at.
  double floor = 0;
};

/// Assesses the series `measure` against `tolerance` (> 0). `seconds` is the cumulative own time.
/// Only what came after step `since`, the last edit, tells of the present settings; −1 = all of it.
Progress assess(const Trace& measure, const Trace& seconds, double tolerance,
                std::int64_t since = -1);

}  // namespace thalweg
