// A run in the making: contenders stepped one at a time on one problem. Knows no thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/run/progress.hpp"
#include "core/run/recording.hpp"

namespace thalweg {

/// Bytes of history (keyframes, series) that a run may hold.
constexpr std::size_t default_history_budget = std::size_t{512} << 20;

class Race {
 public:
  /// Poses the problem (throws BadInput) and places the contenders at step 0.
  explicit Race(RunSpec spec);
  /// Takes up a recording at its head: an opened session or a branch.
  explicit Race(const Recording& recording);
  ~Race();
  Race(Race&&) noexcept;

  const RunSpec& spec() const { return spec_; }
  const ProblemPtr& problem() const { return problem_; }
  std::size_t size() const { return lanes_.size(); }
  const std::string& key(std::size_t i) const;
  std::int64_t step_of(std::size_t i) const;
  Condition condition(std::size_t i) const;
  const std::string& reason(std::size_t i) const;
  const std::vector<Advice>& advice(std::size_t i) const;
  /// What the measure of contender i says at its head; nothing while it is provisional.
  Progress progress(std::size_t i) const;
  const std::vector<Event>& events() const { return events_; }
  /// Whether contender i has steps to take.
  bool runs(std::size_t i) const;
  bool finished() const;

  /// Steps contender i until `quantum` seconds of its own time are used, `steps` are taken, it
  /// ends, or `stop` says so. Returns the number of steps taken. A step that was stopped is
  /// taken back.
  std::int64_t advance(std::size_t i, double quantum, std::int64_t steps,
                       const StepScope::Stop& stop = {});
  /// Applies an edit to all contenders now. BadInput leaves everything as it was.
  void apply(Edit edit);
  /// Adds a note (no `old_note`), changes it, or takes it away (no `new_note`). BadInput when
  /// there is no such note, or none of its contenders.
  void note(const std::optional<Event>& old_note, const std::optional<Event>& new_note);
  /// Marks every running contender as cancelled.
  void cancel();
  /// Allows `more` steps to those that reached the limit.
  void extend(std::int64_t more);
  void set_history_budget(std::size_t bytes) { budget_ = bytes; }
  void set_limit(std::int64_t limit) { limit_ = limit; }

  /// Everything at the head.
  /// What contender i trains; see Stepper::weights.
  std::vector<NamedArray> weights(std::size_t i) const;
  FrameSet observe(const std::string& focus, const Wants& wants) const;
  /// Keeps the present states, so that a saved record opens at once where it ended.
  void keep_heads();
  /// A copy of the record so far; cheap (shared series and states).
  std::shared_ptr<const Recording> record() const;
  /// Fingerprint of contender i's state.
  std::uint64_t state_hash(std::size_t i) const;

  /// Runs every contender to its end.
  void run_to_end(const StepScope::Stop& stop = {});

 private:
  struct Lane;
  void place(Lane& lane);
  void take_step(Lane& lane, const StepScope::Stop& stop, bool& stopped);
  void sample(Lane& lane, bool last);
  static void take_advice(Lane& lane, Advice advice);
  void judge(Lane& lane, const Outcome& outcome);
  bool at_limit(const Lane& lane) const;
  void exhaust(Lane& lane) const;
  void keep(Lane& lane, bool always);
  void thin_history();
  void note_edit(const Edit& edit);
  void match_lanes();
  void adapt_lane(Lane& lane, const Edit& edit);

  RunSpec spec_;
  RunSpec start_;
  /// The spec before the gesture that the last edit belongs to.
  RunSpec gesture_start_;
  ProblemPtr problem_;
  mutable ProblemPtr problem_frame_of_;
  mutable FramePtr problem_frame_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<Edit> edits_;
  std::vector<Event> events_;
  std::size_t budget_ = default_history_budget;
  std::size_t held_ = 0;
  std::int64_t thinning_ = 1;
  std::int64_t limit_ = 0;
};

/// Whether a costly series gets a sample at `step`: the first 32, then ever more thinly, so that
/// about 16 samples fall between k and 2k.
bool sample_due(std::int64_t step);

/// What an analysis shows, with the seconds it took.
FramePtr analysis_frame(const Refiner& refiner, double seconds);

/// Computes every analysis of `spec` to its end; frames by analysis key.
std::map<std::string, FramePtr, std::less<>> analyse(const RunSpec& spec, const ProblemPtr& problem,
                                                     const StepScope::Stop& stop = {});

}  // namespace thalweg
