// Colour maps and the mapping of values to colours.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/figure/marks.hpp"
#include "core/frame/summary.hpp"

namespace thalweg {

using ColourMap = std::array<Rgba, 256>;

/// The map of that name (see assets/colormaps). Throws BadInput with the known names.
const ColourMap& colour_map(const std::string& name);
std::vector<std::string> colour_map_names();

/// Applies a mapping, prepared once for many values.
class ColourScale {
 public:
  explicit ColourScale(const ColourMapping& mapping);
  /// Position of `value` along the map, 0 … 1; NaN stays NaN.
  double position(double value) const;
  /// Transparent for NaN and infinities.
  Rgba colour(double value) const;
  Rgba at_position(double position) const;
  /// colour() of `count` values, with `missing` where there is no number.
  void colours(const double* values, std::size_t count, Rgba missing, Rgba* out) const;

 private:
  const ColourMap& map_;
  ColourScaling scaling_;
  Range range_;
  double width_ = 1, low_ = 0, inverse_span_ = 1;
  std::vector<double> quantiles_;
};

/// The mapping for values of this `summary`: range from the finite ones (centred on zero when they
/// have both signs on a linear or symlog scale, then with the map `vik`), a floor of 1e-6 of the
/// largest on a log scale. An empty `map` chooses one.
ColourMapping mapping_for(const std::vector<double>& values, const Summary& summary,
                          ColourScaling scaling, const std::string& map);

}  // namespace thalweg
