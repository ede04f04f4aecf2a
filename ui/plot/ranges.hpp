// Zooming and panning as arithmetic on an axis' range, for any scale.
#pragma once

#include "core/figure/scene.hpp"

namespace thalweg::ui {

/// The range with the value at `px` kept in place and everything `factor` times closer (> 1).
Range zoomed_at(const AxisTransform& axis, double px, double factor);
/// The range moved with the pointer by `delta` px.
Range panned_by(const AxisTransform& axis, double delta);
/// The range between two px.
Range between(const AxisTransform& axis, double px_a, double px_b);

}  // namespace thalweg::ui
