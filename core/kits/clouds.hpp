// Point clouds in the plane between a person's inputs, the transport engine and views.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/run/author.hpp"
#include "core/transport/tiled_cost.hpp"

namespace thalweg::transport {

/// A cloud drawn or loaded by hand, masses scaled to a total of 1; points of mass zero are left out
/// with a note. Throws BadInput, which names the slot, for no or too many points, coordinates or
/// masses that are not finite, masses below 0 and no mass at all.
Cloud cloud_of(const PointsData& points, const char* slot, std::vector<std::string>& notes);

/// What posing the problem changed, for a person to read: a table "notes", none without notes.
void put_notes(const std::vector<std::string>& notes, FrameBuilder& out);

/// A cloud for views, with masses where they differ.
PointsData shown(const Cloud& cloud);

/// Shapes around the origin, of about unit size.
enum class CloudShape { gaussian, eight_gaussians, swiss_roll, moons, circles };
/// n × 2 independent draws.
Matrix draw_cloud(CloudShape shape, Index n, Rng rng);
/// `count` rows of `from`, drawn with replacement.
Matrix random_rows(const Matrix& from, Index count, Rng& rng);

/// The vectors of `field` (rows for rows of places, k × 2) on a side × side grid from lo to hi.
VectorsData vectors_on_grid(std::array<double, 2> lo, std::array<double, 2> hi, int side,
                            const std::function<Matrix(const Matrix&)>& field);

}  // namespace thalweg::transport
