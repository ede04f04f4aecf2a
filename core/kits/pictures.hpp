// Pictures in colour: made by formulas or given by a person, their palettes, and back to images.
#pragma once

#include <string>
#include <vector>

#include "core/base/rng.hpp"
#include "core/frame/buffer.hpp"
#include "core/math/dense.hpp"

namespace thalweg::pictures {

/// Pixels in row-major order, a row (red, green, blue) each, 0 … 1.
struct Picture {
  Index rows = 0, cols = 0;
  Matrix pixels;
};

enum class Scene { sunset, sea, meadow };

/// A landscape of rows × cols pixels.
Picture painted(Scene scene, Index rows, Index cols);

/// Three images of equal size as red, green, blue (one image: grey), 0 … 1 or 0 … 255, averaged to
/// at most `longest` pixels a side. BadInput names `slot` where that cannot be.
Picture given(const ImagesData& images, Index longest, const std::string& slot);

/// One picture for a view of images.
ImagesData shown(const Picture& picture);

struct Palette {
  Matrix colours;       ///< n × 3
  Vector share;         ///< of the pixels, > 0, of sum 1
  std::vector<int> of;  ///< the nearest colour of each pixel
};

/// At most `size` colours: Lloyd's iteration on at most 4 000 pixels from a random choice, then all
/// pixels to their nearest colour; colours of no pixel are left out.
Palette palette(const Picture& picture, Index size, Rng rng);

}  // namespace thalweg::pictures
