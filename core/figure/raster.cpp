// Grids to pixels.
#include "core/figure/raster.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace thalweg {
namespace {

void put(std::vector<std::uint8_t>& rgba, std::size_t pixel, Rgba colour) {
  rgba[4 * pixel] = colour.r;
  rgba[4 * pixel + 1] = colour.g;
  rgba[4 * pixel + 2] = colour.b;
  rgba[4 * pixel + 3] = colour.a;
}

/// Larger in size wins; anything wins over NaN.
double larger(double a, double b) {
  if (std::isnan(a)) return b;
  return std::abs(b) > std::abs(a) ? b : a;
}

/// Four neighbours and weights along one axis of a bilinear look-up.
struct Place {
  std::int64_t first = 0, second = 0;
  double share = 0;
};

std::vector<Place> places(std::int64_t samples, int pixels, bool reversed) {
  std::vector<Place> list(static_cast<std::size_t>(pixels));
  for (int p = 0; p < pixels; ++p) {
    const double unit = (p + 0.5) / pixels;
    const double position = (reversed ? 1 - unit : unit) * static_cast<double>(samples - 1);
    const auto first =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(position), 0, samples - 1);
    list[static_cast<std::size_t>(p)] = {first, std::min(first + 1, samples - 1),
                                         position - static_cast<double>(first)};
  }
  return list;
}

}  // namespace

Grid grid_of(const Buffer& buffer) {
  Grid grid;
  if (const auto* matrix = std::get_if<MatrixData>(&buffer)) {
    grid = {matrix->rows, matrix->cols, &matrix->values};
  } else if (const auto* field = std::get_if<FieldData>(&buffer)) {
    grid = {field->rows, field->cols, &field->values};
  }
  const bool consistent = grid.values && grid.rows > 0 && grid.cols > 0 &&
                          grid.values->size() == static_cast<std::size_t>(grid.rows * grid.cols);
  return consistent ? grid : Grid{};
}

Pixels finished(int width, int height, std::vector<std::uint8_t> rgba) {
  std::uint64_t key = 0x9e3779b97f4a7c15ULL ^ (static_cast<std::uint64_t>(width) << 32) ^
                      static_cast<std::uint64_t>(height);
  for (std::size_t i = 0; i + 4 <= rgba.size(); i += 4) {
    std::uint32_t word;
    std::memcpy(&word, &rgba[i], 4);
    key = (key ^ word) * 0x100000001b3ULL;
    key ^= key >> 29;
  }
  return {width, height, std::make_shared<const std::vector<std::uint8_t>>(std::move(rgba)), key};
}

std::vector<double> max_pooled(const Grid& grid, std::int64_t most_rows, std::int64_t most_cols,
                               std::int64_t& rows, std::int64_t& cols) {
  rows = std::clamp<std::int64_t>(most_rows, 1, grid.rows);
  cols = std::clamp<std::int64_t>(most_cols, 1, grid.cols);
  if (rows == grid.rows && cols == grid.cols) return *grid.values;
  std::vector<double> pooled(static_cast<std::size_t>(rows * cols),
                             std::numeric_limits<double>::quiet_NaN());
  std::vector<std::int64_t> place(static_cast<std::size_t>(grid.cols));
  for (std::int64_t j = 0; j < grid.cols; ++j) {
    place[static_cast<std::size_t>(j)] = j * cols / grid.cols;
  }
  const double* value = grid.values->data();
  for (std::int64_t i = 0; i < grid.rows; ++i) {
    double* out = &pooled[static_cast<std::size_t>(i * rows / grid.rows * cols)];
    for (const std::int64_t column : place) out[column] = larger(out[column], *value++);
  }
  return pooled;
}

namespace {

/// NaN where `mask` is 0, so that pooling passes those cells over.
std::vector<double> unmasked(const Grid& grid, const Grid& mask) {
  std::vector<double> values = *grid.values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if ((*mask.values)[i] == 0) values[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

/// The middle of the band that holds `at`.
double middle_of_band(const std::vector<double>& cuts, double at) {
  const auto above = std::upper_bound(cuts.begin(), cuts.end(), at);
  return ((above == cuts.begin() ? 0 : *(above - 1)) + (above == cuts.end() ? 1 : *above)) / 2;
}

}  // namespace

Pixels cell_pixels(const Grid& grid, const ColourMapping& mapping, int most_rows, int most_cols,
                   bool first_row_on_top, const Grid& mask) {
  std::int64_t rows = 0, cols = 0;
  const bool masked = mask.values && mask.rows == grid.rows && mask.cols == grid.cols;
  const std::vector<double> kept = masked ? unmasked(grid, mask) : std::vector<double>{};
  const Grid shown{grid.rows, grid.cols, masked ? &kept : grid.values};
  const std::vector<double> values = max_pooled(shown, most_rows, most_cols, rows, cols);
  const std::vector<double> present =
      masked ? max_pooled(mask, most_rows, most_cols, rows, cols) : std::vector<double>{};
  const ColourScale scale(mapping);
  std::vector<std::uint8_t> rgba(4 * values.size());
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::int64_t out = first_row_on_top ? i : rows - 1 - i;
    for (std::int64_t j = 0; j < cols; ++j) {
      const auto cell = static_cast<std::size_t>(i * cols + j);
      const double v = values[cell];
      const bool left_out = masked && present[cell] == 0;
      put(rgba, static_cast<std::size_t>(out * cols + j),
          left_out           ? Rgba{0, 0, 0, 0}
          : std::isfinite(v) ? scale.colour(v)
                             : missing_colour);
    }
  }
  return finished(static_cast<int>(cols), static_cast<int>(rows), std::move(rgba));
}

Pixels band_pixels(const Grid& grid, const ColourMapping& mapping, int width, int height, int bands,
                   const std::vector<double>& cuts) {
  const ColourScale scale(mapping);
  // Colours are positions on the map before they are interpolated: one logarithm a sample.
  std::vector<double> position(grid.values->size());
  std::transform(grid.values->begin(), grid.values->end(), position.begin(), [&](double v) {
    return std::isfinite(v) ? scale.position(v) : std::numeric_limits<double>::quiet_NaN();
  });
  const Grid colours{grid.rows, grid.cols, &position};
  const auto across = places(grid.cols, width, false), down = places(grid.rows, height, true);
  std::vector<std::uint8_t> rgba(4 * static_cast<std::size_t>(width) *
                                 static_cast<std::size_t>(height));
  std::size_t pixel = 0;
  for (const Place& y : down) {
    for (const Place& x : across) {
      const double low =
          colours.at(y.first, x.first) * (1 - x.share) + colours.at(y.first, x.second) * x.share;
      const double high =
          colours.at(y.second, x.first) * (1 - x.share) + colours.at(y.second, x.second) * x.share;
      double at = low * (1 - y.share) + high * y.share;
      if (!cuts.empty() && std::isfinite(at)) {
        at = middle_of_band(cuts, at);
      } else if (bands > 0) {
        at = (std::min(std::floor(at * bands), bands - 1.0) + 0.5) / bands;
      }
      put(rgba, pixel++, scale.at_position(at));
    }
  }
  return finished(width, height, std::move(rgba));
}

Pixels mask_pixels(const Grid& grid, Range range) {
  std::vector<std::uint8_t> rgba(4 * grid.values->size(), 255);
  const double span = range.hi > range.lo ? range.hi - range.lo : 1;
  for (std::size_t i = 0; i < grid.values->size(); ++i) {
    const double v = (*grid.values)[i];
    const double share = std::isfinite(v) ? std::clamp((v - range.lo) / span, 0.0, 1.0) : 0;
    rgba[4 * i + 3] = static_cast<std::uint8_t>(std::lround(share * 255));
  }
  return finished(static_cast<int>(grid.cols), static_cast<int>(grid.rows), std::move(rgba));
}

}  // namespace thalweg
