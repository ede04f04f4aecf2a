// The box around things in space. Internal to core/figure.
#pragma once

#include "core/figure/layout_space.hpp"

namespace thalweg::parts {

/// The three walls behind the box, with lines at the ticks.
void draw_walls(SpaceDraft& made, const mark::Space& space);
/// Numbers and titles along three edges in front.
void draw_box_labels(SpaceDraft& made, const mark::Space& space);
/// Labels beside visible points, and rings around those that linked views point at.
void draw_point_labels(SpaceDraft& made, const mark::Space& space);

}  // namespace thalweg::parts
