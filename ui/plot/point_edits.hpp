// Edits of a point cloud or a curve by hand, as new contents of its input slot.
#pragma once

#include <vector>

#include "core/frame/buffer.hpp"
#include "core/frame/frame.hpp"

namespace thalweg::ui {

/// Numbers among all `points` of the points with these numbers in a view, where points of mass zero
/// are left out. Numbers of no point stay away.
std::vector<std::int64_t> numbers_in_input(const PointsData& points,
                                           const std::vector<std::int64_t>& shown);

/// Point `index` at (x, y); null when there is no such point.
BufferPtr with_moved(const PointsData& points, std::int64_t index, double x, double y);
/// Those of `which` that exist moved by (dx, dy); null when none does.
BufferPtr with_shifted(const PointsData& points, const std::vector<std::int64_t>& which, double dx,
                       double dy);
/// One more point at the end, with the mean mass where points have masses.
BufferPtr with_added(const PointsData& points, double x, double y);
/// Without the points of `which` (in rising order); null when fewer than two would stay.
BufferPtr without(const PointsData& points, const std::vector<std::int64_t>& which);

/// Lets the brush run straight from one place to another: the ordinates between follow it, those
/// nearest its ends too, none below 0. The x of `curve` ascend.
void paint(CurveData& curve, double from_x, double from_y, double to_x, double to_y);

}  // namespace thalweg::ui
