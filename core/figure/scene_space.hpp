// Hits and read-outs in space. Internal to core/figure.
#pragma once

#include "core/figure/scene.hpp"

namespace thalweg {

/// The vertex, point or line of panel `index` under the pointer; false when there is none.
bool hit_space(const Scene& scene, int index, Point2 at, double radius, Hit& hit);
/// Its data in full precision.
Hover hover_space(const Scene& scene, int index, Point2 at, double radius);

}  // namespace thalweg
