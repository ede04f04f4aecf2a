// Displacement interpolation along a transport plan (McCann 1997): mass moves on straight lines.
#pragma once

#include <vector>

#include "core/frame/buffer.hpp"

namespace thalweg {

/// Mass on the raster at time t in [0, 1]: every entry (i, j) of the plan is spread bilinearly
/// around (1 − t) source_i + t target_j. Row-major, raster_rows × raster_cols; the total is the
/// plan's. Gives the plan's marginals at t = 0 and t = 1. Mass outside the raster goes to its edge.
/// Throws BadInput when there is no raster or sizes do not agree.
std::vector<double> interpolate(const DisplacementData& data, double t);

/// The masses of `points` on the raster (at their nearest pixel when not on one).
std::vector<double> on_raster(const DisplacementData& data, const PointsData& points);

/// An entry of a plan between points, with its share of its row's mass.
struct PlanEntry {
  std::int64_t source = 0, target = 0;
  double mass = 0, share = 0;
};
/// Entries above `least_share` of their row's mass.
std::vector<PlanEntry> main_entries(const MatrixData& plan, double least_share = 0.01);

}  // namespace thalweg
