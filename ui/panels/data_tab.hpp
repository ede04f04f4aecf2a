// The Data tab: what goes into the problem, and your own in its place.
#pragma once

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

void draw_data(Workspace& workspace, Column& column);

}  // namespace thalweg::ui
