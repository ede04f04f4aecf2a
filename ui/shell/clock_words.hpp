// A clock value with its unit, as the experiment counts it.
#pragma once

#include <string>

#include "ui/panels/time_axis.hpp"
#include "ui/shell/open_run.hpp"

namespace thalweg::ui {

/// "k 30", "1.2 s", "60 passes".
inline std::string clock_words(const Experiment& experiment, ClockKind clock, double value) {
  return clock_text(to_clock(clock), value, experiment.work_unit);
}

}  // namespace thalweg::ui
