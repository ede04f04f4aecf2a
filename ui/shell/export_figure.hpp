// A view's figure as it goes to a file.
#pragma once

#include <string>

#include "core/figure/figure.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {

/// The view as the person looks at it now, with title and legend. BadInput for an unknown view.
Figure exported_figure(Workspace& workspace, const std::string& view);

}  // namespace thalweg::ui
