// Steps shared by a race and by rewinding: pose, make, adapt. One place, so both give equal bits.
#pragma once

#include <memory>
#include <string_view>

#include "core/run/recording.hpp"

namespace thalweg {

/// Whether the edit changes the problem itself.
bool poses_again(const Edit& edit, const Experiment& experiment);
/// The problem of a spec; throws BadInput.
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
/// How many edits had been applied when `key` reached `step`.
std::size_t edits_before(const Recording& recording, std::string_view key, std::int64_t step);

}  // namespace thalweg
