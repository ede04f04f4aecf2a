// Point clouds in the plane between a person's inputs, the transport engine and views.
#pragma once

#include "core/run/author.hpp"
#include "core/transport/tiled_cost.hpp"

namespace thalweg::transport {

/// A cloud drawn or loaded by hand, masses scaled to a total of 1. Throws BadInput, which names the
/// slot, for no or too many points, coordinates that are not finite and masses that are not > 0.
Cloud cloud_of(const PointsData& points, const char* slot);

/// The same for views, with masses where they differ.
PointsData shown(const Cloud& cloud);

}  // namespace thalweg::transport
