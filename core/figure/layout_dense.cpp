// Point clouds too dense to be drawn one by one: how often each pixel is covered, as an image.
#include <algorithm>
#include <cmath>

#include "core/figure/layout_parts.hpp"
#include "core/figure/raster.hpp"

namespace thalweg::parts {
namespace {

/// Data to pixels along one axis: a product and a sum where it is linear.
class ToPixel {
 public:
  ToPixel(const AxisTransform& axis, double origin, double ratio)
      : axis_(axis), origin_(origin), ratio_(ratio), linear_(axis.scale == Scale::linear) {
    const double slope = (axis.px_hi - axis.px_lo) / (axis.range.hi - axis.range.lo);
    slope_ = slope * ratio;
    offset_ = (axis.px_lo - axis.range.lo * slope - origin) * ratio;
  }
  /// Anything but a pixel for what is not a number.
  double operator()(double value) const {
    return linear_ ? offset_ + value * slope_ : (axis_.to_px(value) - origin_) * ratio_;
  }

 private:
  const AxisTransform& axis_;
  double origin_, ratio_, slope_ = 0, offset_ = 0;
  bool linear_;
};

/// More than this on one pixel look the same; sums over a dot's pixels stay within 16 bits.
constexpr std::uint16_t most_counted = 500;

using Counts = std::vector<std::uint16_t>;

/// How many of the dots lie on each pixel.
Counts counted(const mark::Dots& dots, const ToPixel& to_col, const ToPixel& to_row, int width,
               int height) {
  Counts count(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const std::vector<double>&xs = *dots.x, &ys = *dots.y;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const double x = to_col(xs[i]), y = to_row(ys[i]);
    if (!(x >= 0 && y >= 0 && x < width && y < height)) continue;
    std::uint16_t& here =
        count[static_cast<std::size_t>(static_cast<int>(y) * width + static_cast<int>(x))];
    here = std::min<std::uint16_t>(static_cast<std::uint16_t>(here + 1), most_counted);
  }
  return count;
}

void add(const std::uint16_t* from, std::uint16_t* to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<std::uint16_t>(to[i] + from[i]);
}

/// Each pixel the sum of those up to `reach` away in its row, then in its column.
Counts spread(const Counts& count, std::size_t width, std::size_t reach) {
  const std::size_t height = count.size() / width;
  Counts wide = count;
  for (std::size_t k = 1; k <= reach && k < width; ++k) {
    for (std::size_t row = 0; row < height; ++row) {
      const std::uint16_t* from = &count[row * width];
      std::uint16_t* to = &wide[row * width];
      add(from, to + k, width - k), add(from + k, to, width - k);
    }
  }
  Counts sum = wide;
  for (std::size_t k = 1; k <= reach && k < height; ++k) {
    const std::size_t shift = k * width;
    add(wide.data(), sum.data() + shift, sum.size() - shift);
    add(wide.data() + shift, sum.data(), sum.size() - shift);
  }
  return sum;
}

/// Opacity of so many dots of this opacity on each other.
std::vector<std::uint8_t> opacities(double alpha) {
  std::vector<std::uint8_t> list(std::size_t{1} << 16, 255);
  double through = 1;
  for (std::size_t count = 0; count < list.size() && through >= 1e-3; ++count) {
    list[count] = static_cast<std::uint8_t>(std::lround(255 * (1 - through)));
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
  // Dots of three px: thinner ones would be lost, thicker ones would hide what is dense.
  const auto reach = static_cast<std::size_t>(std::max(1L, std::lround(ratio)));
  const Counts count =
      spread(counted(dots, to_col, to_row, width, height), static_cast<std::size_t>(width), reach);
  const std::vector<std::uint8_t> opacity = opacities(dots.fill.alpha);
  std::vector<std::uint8_t> rgba(4 * count.size(), 255);
  for (std::size_t i = 0; i < count.size(); ++i) rgba[4 * i + 3] = opacity[count[i]];
  const Pixels pixels = finished(width, height, std::move(rgba));
  Colour tint = dots.fill;
  tint.alpha = 1;
  draft.scene.primitives.emplace_back(
      scene::Image{at.area, pixels.width, pixels.height, pixels.rgba, pixels.key, tint, false});
}

}  // namespace thalweg::parts
