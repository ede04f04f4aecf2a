// A view's numbers as a table, in place of its figure.
#pragma once

#include "core/figure/view_spec.hpp"
#include "ui/panels/widgets.hpp"

namespace thalweg::ui {

class Workspace;

/// Whether views of that kind have numbers that a table can hold.
bool has_table(ViewKind kind);
/// Draws the table of the view as it is looked at now, into `box`; scrolls inside.
void draw_data_table(Workspace& workspace, const ViewSpec& view, const Box& box);

}  // namespace thalweg::ui
