// Steps shared by a race and by rewinding: pose, make, adapt. One place, so both give equal bits.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "core/run/recording.hpp"

namespace thalweg {

/// Whether the edit changes the problem itself.
bool poses_again(const Edit& edit, const Experiment& experiment);
/// "about 12.0 GB of memory; 18.0 GB are free" for a run that needs more than half of what is free.
std::string memory_words(const RunSpec& spec);
/// The problem of a spec; throws BadInput, also where memory is too small.
ProblemPtr pose(const RunSpec& spec);
/// A contender at step 0. Its random stream is named by its key.
std::unique_ptr<Stepper> make_stepper(const RunSpec& spec, const ContenderSpec& contender,
                                      const ProblemPtr& problem);
/// Null when there is none of that key.
const ContenderSpec* find_contender(const RunSpec& spec, std::string_view key);
/// Brings one contender under `after`, the spec that includes `edit`.
void adapt(std::unique_ptr<Stepper>& stepper, const Edit& edit, const RunSpec& after,
           const ContenderSpec& contender, const ProblemPtr& problem);
/// What the problem shows of itself.
FramePtr problem_frame(const Experiment& experiment, const ProblemPtr& problem);
/// The tolerance that resolved settings give, 0 without one.
double tolerance_of(const Experiment& experiment, const Settings& resolved);
/// One contender of a recording on its way: its steps, and the edits between them.
class Walk {
 public:
  /// Starts from a kept state, or from the contender's own start where `from` is null.
  Walk(Rewinder& source, std::string key, const Keyframe* from);

  std::int64_t step() const { return step_; }
  /// Makes the edits that are due at the present step, up to `most` of all.
  void take_edits(std::size_t most = std::numeric_limits<std::size_t>::max());
  /// Takes one step; returns the seconds it took.
  double advance(const StepScope::Stop& stop);
  std::unique_ptr<Stepper> take() && { return std::move(stepper_); }

 private:
  Rewinder& source_;
  std::string key_;
  std::size_t edits_ = 0;
  RunSpec spec_;
  std::unique_ptr<Stepper> stepper_;
  std::int64_t step_ = 0;
};

/// How many edits had been applied when `key` reached `step`.
std::size_t edits_before(const Recording& recording, std::string_view key, std::int64_t step);

}  // namespace thalweg
