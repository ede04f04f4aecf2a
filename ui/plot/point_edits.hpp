// Edits of a point cloud by hand, as new contents of its input slot.
#pragma once

#include "core/frame/buffer.hpp"
#include "core/frame/frame.hpp"

namespace thalweg::ui {

/// Point `index` at (x, y); null when there is no such point.
BufferPtr with_moved(const PointsData& points, std::int64_t index, double x, double y);
/// One more point at the end, with the mean mass where points have masses.
BufferPtr with_added(const PointsData& points, double x, double y);
/// Without point `index`; null for the last two points, which stay.
BufferPtr without(const PointsData& points, std::int64_t index);

}  // namespace thalweg::ui
