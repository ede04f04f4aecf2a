// The arithmetic of the timeline: limits that grow in 1-2-5 jumps, ticks, marks that join.
// No interface here: tested as numbers.
#pragma once

#include <string>
#include <vector>

#include "core/run/recording.hpp"

namespace thalweg::ui {

/// The smallest of 1, 2, 5 × 10^k that is ≥ `value` (and `kept`, so that limits never shrink).
double grown_limit(double value, double kept);
/// Ticks from 0 to `limit` at a 1-2-5 distance, at least `room` px apart on `width` px.
std::vector<double> time_ticks(double limit, double width, double room);
/// "k 30", "1.2 s", "60 passes": a clock value as the window writes it. `unit` is the work unit.
std::string clock_text(Clock clock, double value, const std::string& unit);

/// Events that stand at one place of the timeline.
struct TimeMark {
  double clock = 0;
  Event::Kind kind = Event::Kind::edit;
  std::string text;
  int count = 1;
  /// The first note among them, null when there is none.
  const Event* note = nullptr;
};
/// Marks in order; those closer than `join` px on `width` px for `limit` become one. A divergence
/// among them shows.
std::vector<TimeMark> join_marks(std::vector<TimeMark> marks, double limit, double width,
                                 double join);
/// The clock value at `x` px, drawn to a mark within `reach` px (0 = never), within [0, head].
double scrub_value(double x, double width, double limit, double head,
                   const std::vector<TimeMark>& marks, double reach);

}  // namespace thalweg::ui
