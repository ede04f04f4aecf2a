// A run as the window holds it: the worker's run, what it last said, and how a person looks at it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/figure/view_state.hpp"
#include "core/io/session.hpp"
#include "core/run/runner.hpp"

namespace thalweg::ui {

/// How views share the centre: one; a lead view with three beside it; grids.
enum class Layout { one, one_three, two_by_two, two_by_three };
std::size_t capacity(Layout layout);
/// "1", "1+3", "2×2", "2×3".
const char* layout_name(Layout layout);

/// A branch prepared by edits in the past; it exists once it is run.
struct PreparedBranch {
  Moment moment;
  double clock_value = 0;
  std::vector<Edit> edits;
};

struct OpenRun {
  std::shared_ptr<Run> run;
  const Experiment* experiment = nullptr;
  /// What tells this run from others of the same experiment: "n 400 → 900", "branch at k 15".
  std::string note;
  /// Id of the run it branched from, 0 for none.
  std::uint64_t parent = 0;
  /// The moment it shares with that run last; empty when it is not known.
  Moment fork;
  bool pinned = false;
  /// What the session file held of it, when it came from one.
  std::optional<SessionRun> stored;

  /// The newest snapshot, taken once a frame. Never null after Workspace::select_experiment.
  std::shared_ptr<const Snapshot> snapshot;
  /// The state in the past that was last computed; may lag the cursor while scrubbing.
  std::shared_ptr<const FrameSet> past;

  /// What is asked for: the snapshot's spec with the edits that are still under way.
  RunSpec spec;
  /// Settings by path and inputs by name that wait for an acknowledgement: number of the command.
  std::map<std::string, std::uint64_t> under_way;
  /// Restart settings that are being dragged: shown, not yet applied.
  std::map<std::string, ParamValue> pending_restart;

  std::string focus;
  std::set<std::string> hidden;
  std::string solo;
  /// Contenders whose name and curve wait for a click.
  std::set<std::string> veiled;
  /// Keys of the contenders as a person ordered them; those not named follow as they run.
  std::vector<std::string> order;
  /// Clock value the cursor rests at; empty = it follows the head.
  std::optional<double> cursor;
  std::optional<Moment> cursor_moment;
  std::optional<PreparedBranch> branch;

  Layout layout = Layout::one_three;
  /// Ids of the views in the order of the slots; those beyond the layout's capacity wait.
  std::vector<std::string> shown;
  /// Whether the window has room for the lead view alone.
  bool one_view = false;
  /// The view that fills the centre; empty = none.
  std::string filled;
  std::map<std::string, ViewState, std::less<>> views;
  /// Views whose time axes move together, and the limits they share.
  std::set<std::string> linked;
  std::optional<Range> linked_x;
  /// Views shown as a table of their numbers.
  std::set<std::string> as_table;
  Link hovered, selected;
  /// Displacement: playing, and in which view; t is in its ViewState.
  std::string playing_t;

  bool following() const { return !cursor.has_value(); }
  /// Whether the head moves, wherever the cursor is.
  bool running() const { return state() == RunState::running; }
  /// Frames to draw: of the past while the cursor rests there, else of the head.
  const FrameSet& frames() const;
  /// True while the frames of the cursor's moment are still being computed.
  bool approximate() const;
  /// State at the head. Posing until the first snapshot.
  RunState state() const;
  const Standing* standing(std::string_view key) const;
  /// The contenders shown; while there is no frame yet, those to come.
  std::vector<Competitor> competitors() const;
  /// Their keys in the order of the legend.
  std::vector<std::string> legend() const;
  /// Largest clock value any contender has reached.
  double head_value(ClockKind clock) const;
  /// Where the cursor is: its value, or the focus's clock value at the head.
  double cursor_value(ClockKind clock) const;
  /// Step of the focus at the shown moment.
  std::int64_t shown_step() const;
  /// The declared view of that id; null when there is none.
  const ViewSpec* view(std::string_view id) const;
  /// Ids of the views on screen now (filled, or the first `capacity`).
  std::vector<std::string> visible() const;
  /// Settings at the shown moment; `spec` while following.
  const RunSpec& shown_spec() const;

  /// Spec at the cursor's moment, made when the cursor moves.
  std::optional<RunSpec> past_spec;
  /// The views that the worker was last told of, and the last error that was reported.
  Attention told;
  std::string reported;
};

Clock to_clock(ClockKind clock);

}  // namespace thalweg::ui
