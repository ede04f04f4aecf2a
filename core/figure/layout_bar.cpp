// Colour bars.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/figure/colour_map.hpp"
#include "core/figure/layout_parts.hpp"

namespace thalweg::parts {

namespace {

/// Position along the bar (0 bottom … 1 top) and text.
struct BarLabel {
  double position = 0;
  std::string text;
};

std::vector<BarLabel> bar_labels(const ColourBar& bar, double height) {
  const ColourMapping& mapping = bar.mapping;
  const ColourScale scale(mapping);
  std::vector<BarLabel> labels;
  const int most = std::clamp(static_cast<int>(height / 36), 2, 6);
  if (mapping.scaling == ColourScaling::log) {
    const double top = mapping.range.hi;
    labels.push_back({0, fmt::format("≤ {:.1e}", mapping.range.lo)});
    labels.push_back({1, top >= 0.1 && top < 1e4 ? real_text(top) : fmt::format("{:.1e}", top)});
    for (const Tick& tick : ticks(mapping.range, Scale::log, false, most)) {
      if (!tick.label.empty()) labels.push_back({scale.position(tick.value), tick.label});
    }
  } else if (mapping.scaling == ColourScaling::quantile && mapping.quantiles.size() == 256) {
    for (const std::size_t share : {0u, 255u, 128u, 64u, 192u}) {
      labels.push_back({static_cast<double>(share) / 255, real_text(mapping.quantiles[share])});
    }
  } else {
    const Scale kind = mapping.scaling == ColourScaling::symlog ? Scale::symlog : Scale::linear;
    for (const Tick& tick : ticks(mapping.range, kind, false, most)) {
      if (!tick.label.empty()) labels.push_back({scale.position(tick.value), tick.label});
    }
  }
  return labels;
}

}  // namespace

void draw_bar(Draft& draft, const Placed& at) {
  const ColourBar& bar = *at.panel.bar;
  const ColourMap& map = colour_map(bar.mapping.map);
  const Rect rect{at.area.right() + 14, at.area.y, 10, at.area.height};
  // Boxes rather than an image, so that the bar is a vector too; each reaches under the next.
  constexpr std::size_t steps = 128;
  const double step = rect.height / steps;
  for (std::size_t i = 0; i < steps; ++i) {
    const double y = rect.y + step * static_cast<double>(i);
    const Rect box{rect.x, y, rect.width, std::min(2 * step, rect.bottom() - y)};
    draft.scene.primitives.emplace_back(scene::Box{box, Colour::fixed(map[255 - 2 * i]), 0});
  }
  const double height = rect.height;
  std::vector<double> used;
  for (const BarLabel& label : bar_labels(bar, height)) {
    const double y = rect.bottom() - label.position * height;
    // Earlier labels, the ends, win.
    const bool free = std::all_of(used.begin(), used.end(),
                                  [y](double other) { return std::abs(y - other) >= 16; });
    if (!free) continue;
    used.push_back(y);
    const double inside = std::clamp(y, rect.y + 4, rect.bottom() - 4);
    draft.text({rect.right() + 6, inside + drop(number_style)}, scene::Anchor::start, number_style,
               Colour::of(Role::muted), label.text);
  }
}

}  // namespace thalweg::parts
