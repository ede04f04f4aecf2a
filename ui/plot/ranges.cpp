// All in px, where every scale is linear, then back to data units.
#include "ui/plot/ranges.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg::ui {
namespace {

/// The range shown when lo stands at px `a` and hi at px `b`; the present one where that is not a
/// usable range (zoomed in beyond what numbers can tell apart, or out of them).
Range range_of(const AxisTransform& axis, double a, double b) {
  const Range made{axis.to_data(a), axis.to_data(b)};
  const double size = std::max(std::abs(made.lo), std::abs(made.hi));
  const bool usable = std::isfinite(made.lo) && std::isfinite(made.hi) &&
                      made.hi - made.lo > 1e-12 * size && made.hi > made.lo;
  return usable ? made : axis.range;
}

}  // namespace

Range zoomed_at(const AxisTransform& axis, double px, double factor) {
  return range_of(axis, px + (axis.px_lo - px) / factor, px + (axis.px_hi - px) / factor);
}

Range panned_by(const AxisTransform& axis, double delta) {
  return range_of(axis, axis.px_lo - delta, axis.px_hi - delta);
}

Range between(const AxisTransform& axis, double px_a, double px_b) {
  const bool rising = axis.px_hi > axis.px_lo;
  const double first = rising ? std::min(px_a, px_b) : std::max(px_a, px_b);
  const double last = rising ? std::max(px_a, px_b) : std::min(px_a, px_b);
  return range_of(axis, first, last);
}

}  // namespace thalweg::ui
