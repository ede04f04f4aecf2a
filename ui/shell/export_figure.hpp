// A view's figure as it goes to a file, and what it came from.
#pragma once

#include <string>

#include "core/figure/figure.hpp"
#include "core/io/cairo_painter.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

/// The view as the person looks at it now, with title and legend. BadInput for an unknown view.
Figure exported_figure(Workspace& workspace, const std::string& view);
/// Experiment, settings, seed, step and version of what is shown.
Provenance provenance_of(const OpenRun& run);

}  // namespace thalweg::ui
