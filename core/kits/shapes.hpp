// Simple drawings as grey images, made by formulas, and images of any size brought to one size.
#pragma once

#include <string>
#include <utility>
#include <vector>

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

}  // namespace thalweg::shapes
