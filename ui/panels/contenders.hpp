// Below the inspector's splitter: contenders, reference, verdict, advice and read-outs.
#pragma once

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

/// The height that contenders, verdict and read-outs want, whatever the values (physical px).
float contenders_height(const Workspace& workspace);
/// Draws them into a column; always visible, so it keeps its size while values change.
void draw_contenders(Workspace& workspace, Column& column);

}  // namespace thalweg::ui
