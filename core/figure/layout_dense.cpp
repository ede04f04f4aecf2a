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

/// More than this on one pixel look the same; sums over a dot's pixels stay within 16 bits.
constexpr std::uint16_t most_counted = 500;

/// Each value the sum of those up to `reach` places away, `stride` apart.
std::vector<std::uint16_t> spread(const std::vector<std::uint16_t>& count, std::size_t stride,
                                  std::size_t reach) {
  std::vector<std::uint16_t> sum = count;
  const std::size_t size = count.size();
  for (std::size_t k = stride; k <= reach * stride && k < size; k += stride) {
    for (std::size_t i = k; i < size; ++i)
      sum[i] = static_cast<std::uint16_t>(sum[i] + count[i - k]);
    for (std::size_t i = k; i < size; ++i) {
      sum[i - k] = static_cast<std::uint16_t>(sum[i - k] + count[i]);
    }
  }
  return sum;
}

/// Opacity of so many dots of this opacity on each other.
std::vector<std::uint8_t> opacities(double alpha) {
  std::vector<std::uint8_t> list(std::size_t{1} << 16, 255);
  double through = 1;
  for (std::uint8_t& opacity : list) {
    if (through < 1e-3) break;
    opacity = static_cast<std::uint8_t>(std::lround(255 * (1 - through)));
    through *= 1 - alpha;
  }
  return list;
}

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
  for (std::size_t i = 0; i < dots.x->size(); ++i) {
    const double x = to_col((*dots.x)[i]), y = to_row((*dots.y)[i]);
    if (!(x >= 0 && y >= 0 && x < width && y < height)) continue;
    std::uint16_t& here = count[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                static_cast<std::size_t>(x)];
    if (here < most_counted) ++here;
  }
  // Dots of three px: thinner ones would be lost, thicker ones would hide what is dense.
  const auto reach = static_cast<std::size_t>(std::max(1L, std::lround(ratio)));
  count = spread(count, 1, reach);
  count = spread(count, static_cast<std::size_t>(width), reach);
  const std::vector<std::uint8_t> opacity = opacities(dots.fill.alpha);
  std::vector<std::uint8_t> rgba(4 * count.size(), 0);
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (count[i] == 0) continue;
    rgba[4 * i] = rgba[4 * i + 1] = rgba[4 * i + 2] = 255;
    rgba[4 * i + 3] = opacity[count[i]];
  }
  const Pixels pixels = finished(width, height, std::move(rgba));
  Colour tint = dots.fill;
  tint.alpha = 1;
  draft.scene.primitives.emplace_back(
      scene::Image{at.area, pixels.width, pixels.height, pixels.rgba, pixels.key, tint, false});
}

}  // namespace thalweg::parts
