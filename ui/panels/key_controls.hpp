// The strip of key controls: up to three key parameters and the contenders as chips, where no panel
// shows them (narrow windows, presenting).
#pragma once

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

/// Draws them into `box`, 56 px high and 440 px or more wide (logical).
void draw_key_controls(Workspace& workspace, const Box& box);

}  // namespace thalweg::ui
