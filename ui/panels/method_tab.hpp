// The Method tab: the experiment's page with its formulas, its paper and its claims.
#pragma once

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

void draw_method(Workspace& workspace, Column& column);

}  // namespace thalweg::ui
