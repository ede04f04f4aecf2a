// From a declared view and the present data to a figure.
#pragma once

#include <string>
#include <vector>

#include "core/figure/figure.hpp"
#include "core/figure/view_spec.hpp"
#include "core/figure/view_state.hpp"

namespace thalweg {

/// The figure of `spec` with `frames` as `state` looks at it. Data that is missing leaves the axes
/// and the sentence spec.empty_text. `ghosts` are pinned runs, newest last: same hue, 1 px, 45 %.
/// `head` is the newest moment where `frames` are of the past: paths go on to it at 30 %. Changes
/// nothing of `state` but its kept limits and its cache.
Figure compose(const ViewSpec& spec, const FrameSet& frames, ViewState& state,
               const std::vector<const FrameSet*>& ghosts = {}, const FrameSet* head = nullptr);

/// Clock value of contender `competitor` at `step` (its seconds or work), if known.
double clock_value(const Competitor& competitor, std::int64_t step, ClockKind clock);
/// "iteration k", the state's work title, or "seconds"; where several contenders share the cores,
/// seconds say that they are interleaved.
std::string clock_title(const ViewState& state, std::size_t contenders);

}  // namespace thalweg
