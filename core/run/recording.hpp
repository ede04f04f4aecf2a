// A run as data: what was asked, what was done to it and when, and states to return to.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/frame/frame.hpp"
#include "core/run/archive.hpp"
#include "core/run/experiment.hpp"
#include "core/run/input.hpp"

namespace thalweg {

/// One step count per contender, by key.
using Moment = std::map<std::string, std::int64_t, std::less<>>;

/// The clock of a workspace: the x of every series, the timeline and scrubbing.
enum class Clock { iteration, seconds, work };

/// A contender of a run: a method and the settings in which it differs.
struct ContenderSpec {
  std::string key;     // unique in the run: the method's key, or with a number ("sns 2")
  std::string method;  // key of the experiment's method
  std::string name;
  Settings overrides;
  int colour = 0;
};

/// Everything that decides a run before its first step.
struct RunSpec {
  const Experiment* experiment = nullptr;
  /// Only what was set by hand or by an input; the rest follows from defaults and presets.
  Settings settings;
  Inputs inputs;
  std::vector<ContenderSpec> contenders;

  /// The experiment at its defaults with the contenders that start.
  static RunSpec defaults(const Experiment& experiment);
  /// Settings in force for one contender, resolved. BadInput when they are not allowed.
  Settings resolved(const ContenderSpec& contender) const;
  Settings resolved() const;
  /// Sets `name` or `contender.name` after checking it. BadInput names the cure.
  void set(std::string_view path, const ParamValue& value);
};

/// A change to a running run, applied to all contenders at one moment.
struct Edit {
  enum class Kind { setting, input, add_contender, remove_contender, rename_contender };
  Kind kind = Kind::setting;
  /// Setting or input name; key of the contender added, removed or renamed.
  std::string name;
  /// For a setting: the contender it overrides; empty for all.
  std::string contender;
  /// The setting's value, or the new name as a text.
  ParamValue value;
  /// True for a setting that returns to its default.
  bool reset = false;
  BufferPtr input;
  ContenderSpec added;
  /// Edits of one gesture share a number > 0 and one event.
  std::int64_t gesture = 0;
  /// Where it was applied (filled by the run).
  Moment moment;
};

/// Applies an edit to a spec. BadInput when it is not possible.
void apply(const Edit& edit, RunSpec& spec);
/// The edit as a person reads it: "κ 5 → 15".
std::string describe(const Edit& edit, const RunSpec& before);

/// A state to return to: after `edits` edits, at `step`.
struct Keyframe {
  std::int64_t step = 0;
  std::size_t edits = 0;
  BlobPtr state;
};

/// What is kept of one contender.
struct Track {
  std::string key;
  std::int64_t head = 0;
  Condition condition = Condition::ready;
  std::string reason;
  std::vector<Keyframe> keyframes;
  std::map<std::string, Trace, std::less<>> traces;
  /// State hash at every 64th step and at the head's last save.
  std::map<std::int64_t, std::uint64_t> checkpoints;
  std::vector<Advice> advice;
};

/// A run up to its head. Immutable once published; shared with scrubbing, saving and branching.
struct Recording {
  RunSpec start;
  std::vector<Edit> edits;
  std::vector<Track> tracks;
  std::vector<Event> events;
  /// Keyframes are kept at multiples of this many × the natural distance.
  std::int64_t thinning = 1;
  std::size_t bytes = 0;

  const Track* track(std::string_view key) const;
  Moment head() const;
  /// The spec after the first `count` edits.
  RunSpec spec_after(std::size_t count) const;
  /// At clock value `t` each contender's last step at or before t.
  Moment moment_at(Clock clock, double t) const;
  /// The clock value of contender `key` at `step`.
  double clock_value(Clock clock, std::string_view key, std::int64_t step) const;
  /// The part up to `moment`: what a branch shares with its parent.
  Recording until(const Moment& moment) const;
};

/// Which data is shown: of the focus, and of every contender. Null functions want everything.
struct Wants {
  std::function<bool(std::string_view)> focus, everyone;
};
/// What a set of views needs, and the sentences behind the experiment's parameters.
Wants wants_of(const Experiment& experiment, const std::vector<ViewSpec>& shown);
/// What the contender says of a parameter at the shown moment; empty = nothing. See ParamSpec::now.
std::string now_text(const FrameSet& frames, std::string_view contender, const ParamSpec& spec);

/// Restores past states of a recording by stepping from the nearest keyframe.
class Rewinder {
 public:
  explicit Rewinder(std::shared_ptr<const Recording> recording);
  /// Goes on with a longer recording of the same run, with the same edits.
  void follow(std::shared_ptr<const Recording> recording) { recording_ = std::move(recording); }
  /// Everything as it was at `moment`; edits made at a contender's step come after that step.
  /// Stops early and returns an empty set when asked to.
  FrameSet at(const Moment& moment, const std::string& focus, const Wants& wants,
              const StepScope::Stop& stop = {});
  /// The state of one contender at `step` (≤ its head), ready to step on.
  std::unique_ptr<Stepper> stepper(const std::string& key, std::int64_t step,
                                   const StepScope::Stop& stop = {});
  /// The same after exactly `edits` edits, also those made at `step` itself. Null when stopped.
  std::unique_ptr<Stepper> stepper_after(const std::string& key, std::int64_t step,
                                         std::size_t edits, const StepScope::Stop& stop = {});
  /// The problem after `edits` edits (kept for the next call).
  ProblemPtr problem(std::size_t edits);
  const Recording& recording() const { return *recording_; }

 private:
  std::shared_ptr<const Recording> recording_;
  std::size_t problem_edits_ = 0;
  ProblemPtr problem_;
};

}  // namespace thalweg
