// All experiments as pictures in the centre; the catalogue's filter applies.
#pragma once

#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;
class Textures;

/// Fills `area` (physical px) of the present ImGui window. A click, or Enter on the card that the
/// arrow keys reached, starts an experiment.
void draw_browse(Workspace& workspace, Textures& textures, const Box& area);

}  // namespace thalweg::ui
