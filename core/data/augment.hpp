// Small images moved, mirrored and soiled, so that a network sees more than there are.
#pragma once

#include "core/base/rng.hpp"
#include "core/math/dense.hpp"

namespace thalweg::data {

struct Augmentation {
  int shift = 0;        ///< at most so many pixels in each direction; what comes in is 0
  bool mirror = false;  ///< left and right exchanged, with probability ½
  int patch = 0;        ///< side of a square at a random place that is set to 0 (cut-out)
  double noise = 0;     ///< standard deviation of normal noise on every pixel
};

/// Each row of `images`, an image of height · width values row by row, changed by draws of its own
/// from `rng`. Internal when a row has another size; BadInput when a setting is negative or a patch
/// larger than the image.
Matrix augmented(const Matrix& images, Index height, Index width, const Augmentation& how, Rng rng);

}  // namespace thalweg::data
