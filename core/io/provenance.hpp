// What a figure came from, so that it can be made again from itself.
#pragma once

#include <string>

#include "core/io/cairo_painter.hpp"
#include "core/run/recording.hpp"

namespace thalweg {

/// The command that poses the same run: "thalweg run ID --set eta=5000 …".
std::string command_line_of(const RunSpec& spec);
/// Experiment, every parameter, contenders with their settings and steps, version, build, command,
/// and the run as JSON, to be posed again (see provenance_read.hpp).
Provenance provenance_of(const RunSpec& spec, const FrameSet& frames);

}  // namespace thalweg
