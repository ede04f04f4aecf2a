// Values to colours.
#include "core/figure/colour_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/figure/ticks.hpp"

namespace thalweg {

/// Written at build time from assets/colormaps/*.csv.
struct NamedColourMap {
  const char* name;
  std::array<std::array<std::uint8_t, 3>, 256> rows;
};
extern const NamedColourMap colour_map_table[];
extern const std::size_t colour_map_count;

namespace {

std::vector<ColourMap> expand() {
  std::vector<ColourMap> maps(colour_map_count);
  for (std::size_t m = 0; m < colour_map_count; ++m) {
    for (std::size_t i = 0; i < 256; ++i) {
      const auto& row = colour_map_table[m].rows[i];
      maps[m][i] = {row[0], row[1], row[2], 255};
    }
  }
  return maps;
}

double symlog(double value, double width) { return std::asinh(value / width); }

}  // namespace

const ColourMap& colour_map(const std::string& name) {
  static const std::vector<ColourMap> maps = expand();
  for (std::size_t m = 0; m < colour_map_count; ++m) {
    if (name == colour_map_table[m].name) return maps[m];
  }
  std::string known;
  for (const std::string& other : colour_map_names()) known += (known.empty() ? "" : ", ") + other;
  throw BadInput("There is no colour map '" + name + "'.", "colour map", "Known: " + known + ".");
}

std::vector<std::string> colour_map_names() {
  std::vector<std::string> names;
  for (std::size_t m = 0; m < colour_map_count; ++m) names.emplace_back(colour_map_table[m].name);
  return names;
}

ColourScale::ColourScale(const ColourMapping& mapping)
    : map_(colour_map(mapping.map)),
      scaling_(mapping.scaling),
      range_(mapping.range),
      quantiles_(mapping.quantiles) {
  double high = range_.hi;
  low_ = range_.lo;
  if (scaling_ == ColourScaling::log) {
    low_ = std::log(std::max(range_.lo, std::numeric_limits<double>::min()));
    high = std::log(std::max(range_.hi, std::numeric_limits<double>::min()));
  } else if (scaling_ == ColourScaling::symlog) {
    width_ = symlog_width(range_);
    low_ = symlog(range_.lo, width_);
    high = symlog(range_.hi, width_);
  }
  inverse_span_ = high > low_ ? 1 / (high - low_) : 0;
}

double ColourScale::position(double value) const {
  if (std::isnan(value)) return value;
  switch (scaling_) {
    case ColourScaling::linear:
      break;
    case ColourScaling::log:
      if (value <= range_.lo) return 0;
      value = std::log(value);
      break;
    case ColourScaling::symlog:
      value = symlog(value, width_);
      break;
    case ColourScaling::quantile: {
      if (quantiles_.size() < 2) return 0;
      const auto above = std::upper_bound(quantiles_.begin(), quantiles_.end(), value);
      const auto rank = std::max<std::ptrdiff_t>(0, above - quantiles_.begin() - 1);
      return static_cast<double>(rank) / static_cast<double>(quantiles_.size() - 1);
    }
  }
  return std::clamp((value - low_) * inverse_span_, 0.0, 1.0);
}

Rgba ColourScale::at_position(double position) const {
  if (!(position >= 0)) return {0, 0, 0, 0};
  return map_[static_cast<std::size_t>(std::min(255.0, position * 255 + 0.5))];
}

Rgba ColourScale::colour(double value) const {
  if (!std::isfinite(value)) return {0, 0, 0, 0};
  return at_position(position(value));
}

void ColourScale::colours(const double* values, std::size_t count, Rgba missing, Rgba* out) const {
  if (scaling_ != ColourScaling::linear) {
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = std::isfinite(values[i]) ? at_position(position(values[i])) : missing;
    }
    return;
  }
  // The rule: position() and at_position(), in blocks without branches.
  std::array<Rgba, 257> table;
  std::copy(map_.begin(), map_.end(), table.begin());
  table.back() = missing;
  constexpr std::size_t most = 256;
  std::array<int, most> place;
  for (std::size_t begin = 0; begin < count; begin += most) {
    const std::size_t size = std::min(most, count - begin);
    for (std::size_t i = 0; i < size; ++i) {
      const double v = values[begin + i], at = (v - low_) * inverse_span_;
      const int colour = static_cast<int>(std::min(std::max(0.0, at), 1.0) * 255 + 0.5);
      place[i] = v - v == 0 ? colour : 256;
    }
    for (std::size_t i = 0; i < size; ++i) {
      out[begin + i] = table[static_cast<std::size_t>(place[i])];
    }
  }
}

ColourMapping mapping_for(const std::vector<double>& values, const Summary& summary,
                          ColourScaling scaling, const std::string& map) {
  ColourMapping mapping;
  mapping.scaling = scaling;
  double lo = summary.empty() ? 0 : summary.lo, hi = summary.empty() ? 1 : summary.hi;
  // A log scale without positive values would show nothing.
  if (scaling == ColourScaling::log && !(hi > 0)) mapping.scaling = ColourScaling::linear;
  const bool centred =
      lo < 0 && hi > 0 &&
      (mapping.scaling == ColourScaling::linear || mapping.scaling == ColourScaling::symlog);
  if (centred) hi = std::max(-lo, hi), lo = -hi;
  if (mapping.scaling == ColourScaling::log) lo = std::max(summary.least_positive, hi * 1e-6);
  constexpr double shortest = 1e-306;  // of what can be divided by
  if (hi - lo < shortest) hi = lo + (std::abs(lo) < shortest ? 1 : std::abs(lo) * 0.5);
  mapping.range = {lo, hi};
  mapping.map = !map.empty() ? map : centred ? "vik" : "viridis";
  if (scaling == ColourScaling::quantile) {
    std::vector<double> sorted;
    for (const double v : values) {
      if (std::isfinite(v)) sorted.push_back(v);
    }
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < 256 && !sorted.empty(); ++i) {
      mapping.quantiles.push_back(sorted[i * (sorted.size() - 1) / 255]);
    }
  }
  return mapping;
}

}  // namespace thalweg
