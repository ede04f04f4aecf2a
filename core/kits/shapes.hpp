// Simple drawings as grey images, made by formulas, and images of any size brought to one size; and
// the triangle or square in which a point weighs them.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/base/rng.hpp"
#include "core/frame/buffer.hpp"
#include "core/math/dense.hpp"

namespace thalweg::shapes {

enum class Shape {
  disc,
  ring,
  cross,
  heart,
  star,
  moon,
  discs,
  spiral,
  bump,
  digit_two,
  digit_five
};

/// Value and label of every shape, in the order of the enumeration.
std::vector<std::pair<std::string, std::string>> shape_choices();

/// The shape on side × side cells, row-major from the top left: ≥ 0, of sum 1.
Vector drawn(Shape shape, int side);

/// The sum of `images` (of colours: its brightness), square or padded with nothing to a square, as
/// side × side means of it: ≥ 0, of sum 1. BadInput names `slot` for a negative value or an image
/// without any mass.
Vector as_mass(const ImagesData& images, int side, const std::string& slot);

/// side × side values of a from × from image, each the mean of what it covers.
Vector resampled(const Vector& image, int from, int side);

/// n points (n × 2, x right, y up, in the unit square) drawn from an image of sum 1 on side × side
/// cells, evenly within each cell.
Matrix points_drawn(const Vector& mass, int side, Index n, Rng rng);

/// Where weights are dragged: in a triangle with sides of length 1, or in the unit square.
enum class Corners { triangle, square };
using Place = std::array<double, 2>;  // x, y
/// The triangle's height, √¾.
extern const double apex;
/// Lower left, lower right, then the top; of the square the upper left and right.
std::vector<Place> corners_of(Corners corners);
/// Weights ≥ 0 of the corners at a place, of sum 1, which is first moved into the triangle or
/// square.
Vector weights_at(Corners corners, Place at);

}  // namespace thalweg::shapes
