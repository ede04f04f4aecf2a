// What the conformance tests are run on, and how two states, frames or figures are compared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/frame/frame.hpp"
#include "core/run/catalogue.hpp"
#include "core/run/race.hpp"

namespace thalweg::test {

/// The catalogue, or the part whose ids begin with THALWEG_CONFORMANCE.
std::vector<const Experiment*> subjects();

/// Steps of a short race: enough to pass the stages an experiment has in its first moments.
inline constexpr std::int64_t short_race = 40;

/// Every contender `steps` steps further (or to its end).
void advance_all(Race& race, std::int64_t steps);
/// The defaults, stepped that far.
Race raced(const Experiment& experiment, std::int64_t steps = short_race);
/// Everything shown at the head, analyses included.
FrameSet everything(Race& race);

/// State hashes of all contenders, as text to compare.
std::string states(const Race& race);
/// Fingerprint of a buffer's contents, bit for bit.
std::uint64_t fingerprint(const Buffer& buffer);
/// One line for every number a frame shows up to its step (all but measured seconds), to compare.
std::vector<std::string> contents(const Frame& frame);

/// Small edits of up to `most` live parameters: each to a value within its slider.
std::vector<Edit> live_edits(const Experiment& experiment, std::size_t most);
/// The recording without any state but the first: a replay must compute everything again.
Recording without_states(const Recording& recording);
/// Data names that the view needs, written out for every contender ('*' replaced).
std::vector<std::string> missing_data(const ViewSpec& view, const FrameSet& frames);

/// The first tag with a number that is not finite, empty when there is none.
std::string non_finite_attribute(const std::string& svg);
/// What is wrong with an XML text, empty when it is well-formed.
std::string xml_fault(const std::string& text);

}  // namespace thalweg::test
