// Parts of the timeline: its axis and state, marks with notes, lanes of other runs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/figure/view_state.hpp"
#include "ui/panels/time_axis.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;
struct OpenRun;

inline constexpr double lane_height = 14;

/// Where time is drawn: `x0` is zero, `width` px are `limit`.
struct TimeSpan {
  float x0, width;
  double limit;
  float x(double value) const {
    return x0 + width * static_cast<float>(std::clamp(value / limit, 0.0, 1.0));
  }
  float end() const { return x0 + width; }
};

/// A text field of the timeline: a note's, or a run's name.
struct TimeField {
  bool open = false, take_focus = false;
  std::string text;
};

struct TimelineState {
  /// The limit kept for a run, a clock and 'show all', so that it never shrinks.
  std::uint64_t run = 0;
  Clock clock = Clock::iteration;
  bool all = false;
  double limit = 0;
  /// The selected part of time, and where its drag began.
  std::optional<Range> selected;
  std::optional<double> selecting_from;
  TimeField note, name;
  /// The note that is changed; empty while a new one is written.
  std::optional<Event> changed_note;
  /// The run whose name is changed.
  std::uint64_t named_run = 0;
};
TimelineState& timeline_state();

/// Clock value of `moment` for the focus of `run`; nullopt when it has no part in it.
std::optional<double> clock_at(const OpenRun& run, Clock clock, const Moment& moment);
/// Events of the present run and the forks of its branches, each at the focus's clock value.
std::vector<TimeMark> marks_of(const Workspace& workspace, Clock clock);
/// Glyphs, texts and hit areas of marks above the track at `track`; a click goes there.
/// Those under `covered` wait. True while a press on one is dragged, which scrubs.
bool draw_marks(Workspace& workspace, const std::vector<TimeMark>& marks, const TimeSpan& span,
                float track, float end, const Box& covered);
/// The field of a note at `x`; returns its box, empty when it is closed.
Box draw_note_field(Workspace& workspace, float x, const Box& band);
/// The name of the present run at the right of the band; returns the x at which it begins.
float draw_run_name(Workspace& workspace, const Box& band);

/// Runs that stand behind the present one: pins, its parent, its branches and their kin.
std::vector<std::shared_ptr<OpenRun>> lanes_of(const Workspace& workspace);
/// Draws their lanes from `track` down into `area`; they scroll when there are more than fit.
void draw_lanes(Workspace& workspace, const TimeSpan& span, float track, const Box& area);

}  // namespace thalweg::ui
