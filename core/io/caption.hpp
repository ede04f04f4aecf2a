// A draft of a figure's caption, made from its data only.
#pragma once

#include <string>

#include "core/figure/figure.hpp"
#include "core/run/recording.hpp"

namespace thalweg {

/// One paragraph: what is shown against what, for which problem, by whom, how far, made with what.
std::string caption_of(const Figure& figure, const RunSpec& spec, const FrameSet& frames);

}  // namespace thalweg
