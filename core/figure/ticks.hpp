// Where an axis has ticks and what they say.
#pragma once

#include <string>
#include <vector>

#include "core/figure/figure.hpp"
#include "core/figure/scene.hpp"

namespace thalweg {

struct Tick {
  double value = 0;
  std::string label;  // empty on minor ticks
};

/// Ticks in `range`, at most `most` with labels (≥ 2): 1-2-5 steps on linear axes, decades on log
/// axes (1-2-5 within short ranges) with minor ticks between when there is at most one decade a
/// label, powers of ten on either side of zero on symlog axes. Only whole numbers if `integer`.
std::vector<Tick> ticks(Range range, Scale scale, bool integer, int most);

/// The smallest range from 1-2-5 steps (or decades) around `range`.
Range nice_range(Range range, Scale scale);
/// The smallest 1, 2, 5 × 10^k that is ≥ value (> 0).
double nice_above(double value);
/// Label of one value on a log axis or bar: 1, 10, 100, 0.1, 1e-02.
std::string decade_text(double value);
/// Below this size a symlog axis over `range` is nearly linear.
double symlog_width(Range range);

}  // namespace thalweg
