// One pass over each image: where a pixel comes from, then what is done to it.
#include "core/data/augment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"

namespace thalweg::data {

Matrix augmented(const Matrix& images, Index height, Index width, const Augmentation& how,
                 Rng rng) {
  THALWEG_ASSERT(height >= 1 && width >= 1 && images.cols() == height * width);
  if (how.shift < 0 || how.patch < 0 || how.patch > std::min(height, width) || !(how.noise >= 0)) {
    throw BadInput(
        fmt::format("Images of {} × {} are not shifted by {}, patched by {} and blurred by {}",
                    height, width, how.shift, how.patch, how.noise),
        "", "None is negative, and a patch is no larger than the image.");
  }
  Matrix out = Matrix::Zero(images.rows(), images.cols());
  const auto draw = [&](Index count) {
    return static_cast<Index>(rng.below(static_cast<std::uint64_t>(count)));
  };
  for (Index i = 0; i < images.rows(); ++i) {
    const Index down = draw(2 * how.shift + 1) - how.shift,
                right = draw(2 * how.shift + 1) - how.shift;
    const bool mirrored = draw(2) == 1 && how.mirror;
    const Index top = draw(height - how.patch + 1), left = draw(width - how.patch + 1);
    for (Index r = 0; r < height; ++r) {
      for (Index c = 0; c < width; ++c) {
        const Index from_row = r - down, shifted = c - right;
        const Index from_col = mirrored ? width - 1 - shifted : shifted;
        const bool inside = from_row >= 0 && from_row < height && shifted >= 0 && shifted < width;
        const bool cut = r >= top && r < top + how.patch && c >= left && c < left + how.patch;
        double& pixel = out(i, r * width + c);
        if (inside && !cut) pixel = images(i, from_row * width + from_col);
        if (how.noise > 0) pixel += how.noise * rng.normal();
      }
    }
  }
  return out;
}

}  // namespace thalweg::data
