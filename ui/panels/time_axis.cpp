// The arithmetic of the timeline: limits that grow in 1-2-5 jumps, ticks, marks that join.
// No interface here: tested as numbers.
#include "ui/panels/time_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"

namespace thalweg::ui {

double grown_limit(double value, double kept) {
  if (!(value > 0)) return std::max(kept, 1.0);
  double decade = std::pow(10.0, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (factor * decade >= value * (1 - 1e-12)) return std::max(kept, factor * decade);
  }
  return std::max(kept, value);
}

std::vector<double> time_ticks(double limit, double width, double room) {
  std::vector<double> ticks;
  if (!(limit > 0) || width < 1) return ticks;
  const double distance = std::min(limit, grown_limit(limit * room / width, 0));
  for (int i = 0; distance * i <= limit * (1 + 1e-9) && i < 200; ++i) ticks.push_back(distance * i);
  return ticks;
}

std::string clock_text(Clock clock, double value, const std::string& unit) {
  if (clock == Clock::iteration) return "k " + count_text(std::llround(value));
  if (clock == Clock::seconds) return duration_text(value);
  return fmt::format(
      "{} {}", value < 100 ? fmt::format("{:.3g}", value) : count_text(std::llround(value)), unit);
}

std::vector<TimeMark> join_marks(std::vector<TimeMark> marks, double limit, double width,
                                 double join) {
  std::stable_sort(marks.begin(), marks.end(),
                   [](const TimeMark& a, const TimeMark& b) { return a.clock < b.clock; });
  std::vector<TimeMark> joined;
  for (TimeMark& mark : marks) {
    if (!joined.empty() && (mark.clock - joined.back().clock) / limit * width < join) {
      joined.back().count += mark.count;
      joined.back().text += "\n" + mark.text;
      if (mark.kind == Event::Kind::divergence) joined.back().kind = mark.kind;
      if (!joined.back().note) joined.back().note = mark.note;
    } else {
      joined.push_back(std::move(mark));
    }
  }
  return joined;
}

double scrub_value(double x, double width, double limit, double head,
                   const std::vector<TimeMark>& marks, double reach) {
  double value = std::clamp(x / width, 0.0, 1.0) * limit;
  double nearest = reach;
  for (const TimeMark& mark : marks) {
    const double away = std::abs(mark.clock / limit * width - x);
    if (away < nearest) nearest = away, value = mark.clock;
  }
  if (std::abs(head / limit * width - x) < nearest) value = head;
  return std::min(value, head);
}

}  // namespace thalweg::ui
