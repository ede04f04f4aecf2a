// Under the legend: reference, verdict with advice, read-outs.
#pragma once

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;
struct OpenRun;

inline constexpr double pair_height = 26;

/// The height of the verdict's box, whatever it says; what does not fit is scrolled (physical px).
float verdict_height();
/// The reference's value and what it cost, or how far it is.
void draw_reference(const OpenRun& run, Column& column, float inset);
/// Advice with its buttons, who reached the limit, the verdict.
void draw_verdict(Workspace& workspace, Column& column, float inset);
/// Numbers of the shown moment, with its k when that lies in the past.
void draw_read_outs(const OpenRun& run, Column& column, float inset);

}  // namespace thalweg::ui
