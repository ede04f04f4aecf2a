// Point clouds too dense to be drawn one by one: how often each pixel is covered, as an image.
#include <algorithm>
#include <cmath>

#include "core/figure/layout_parts.hpp"
#include "core/figure/raster.hpp"

namespace thalweg::parts {
namespace {

/// Data to pixels along one axis, without asking for the scale of linear ones at every point.
class ToPixel {
 public:
  ToPixel(const AxisTransform& axis, double origin, double ratio)
      : axis_(axis), origin_(origin), ratio_(ratio), linear_(axis.scale == Scale::linear) {
    slope_ = (axis.px_hi - axis.px_lo) / (axis.range.hi - axis.range.lo);
  }
  /// −1 for what is not a number.
  double operator()(double value) const {
    const double px =
        linear_ ? axis_.px_lo + (value - axis_.range.lo) * slope_ : axis_.to_px(value);
    return std::isfinite(px) ? (px - origin_) * ratio_ : -1;
  }

 private:
  const AxisTransform& axis_;
  double origin_, ratio_, slope_ = 0;
  bool linear_;
};

}  // namespace

bool is_dense(const mark::Dots& dots) {
  return dots.x->size() > 20000 && dots.size.size() <= 1 && dots.alpha.empty() && !dots.values &&
         dots.fill.alpha > 0;
}

void draw_dense(Draft& draft, const Placed& at, const mark::Dots& dots) {
  const double ratio = draft.figure.pixel_ratio;
  const int width = std::max(1, static_cast<int>(std::lround(at.area.width * ratio)));
  const int height = std::max(1, static_cast<int>(std::lround(at.area.height * ratio)));
  const ToPixel to_col(at.x, at.area.x, width / at.area.width);
  const ToPixel to_row(at.y, at.area.y, height / at.area.height);
  std::vector<std::uint16_t> count(static_cast<std::size_t>(width) *
                                   static_cast<std::size_t>(height));
  // Dots of three px: thinner ones would be lost, thicker ones would hide what is dense.
  const int reach = std::max(1, static_cast<int>(std::lround(ratio)));
  for (std::size_t i = 0; i < dots.x->size(); ++i) {
    const double x = to_col((*dots.x)[i]), y = to_row((*dots.y)[i]);
    if (!(x >= 0 && y >= 0 && x < width && y < height)) continue;
    const int col = static_cast<int>(x), row = static_cast<int>(y);
    const int first = std::max(0, col - reach), last = std::min(width - 1, col + reach);
    for (int r = std::max(0, row - reach); r <= std::min(height - 1, row + reach); ++r) {
      std::uint16_t* line = &count[static_cast<std::size_t>(r) * static_cast<std::size_t>(width)];
      for (int c = first; c <= last; ++c) line[c] = std::min<std::uint16_t>(line[c] + 1, 999);
    }
  }
  std::vector<std::uint8_t> opacity(1000);
  for (std::size_t k = 0; k < opacity.size(); ++k) {
    const double through = std::pow(1 - dots.fill.alpha, static_cast<double>(k));
    opacity[k] = static_cast<std::uint8_t>(std::lround(255 * (1 - through)));
  }
  std::vector<std::uint8_t> rgba(4 * count.size(), 255);
  for (std::size_t i = 0; i < count.size(); ++i) rgba[4 * i + 3] = opacity[count[i]];
  const Pixels pixels = finished(width, height, std::move(rgba));
  Colour tint = dots.fill;
  tint.alpha = 1;
  draft.scene.primitives.emplace_back(
      scene::Image{at.area, pixels.width, pixels.height, pixels.rgba, pixels.key, tint, false});
}

}  // namespace thalweg::parts
