// Values on a grid as pixels: max-pooling, colour mapping, filled bands.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/figure/colour_map.hpp"

namespace thalweg {

/// A grid of values, row-major.
struct Grid {
  std::int64_t rows = 0, cols = 0;
  const std::vector<double>* values = nullptr;
  double at(std::int64_t row, std::int64_t col) const {
    return (*values)[static_cast<std::size_t>(row * cols + col)];
  }
};

/// The grid of a MatrixData or FieldData; rows = 0 for other kinds and inconsistent sizes.
Grid grid_of(const Buffer& buffer);

/// Pixels with 4 bytes each; `key` is a hash of them.
struct Pixels {
  int width = 0, height = 0;
  std::shared_ptr<const std::vector<std::uint8_t>> rgba;
  std::uint64_t key = 0;
};

/// A rectangle of cells.
struct Window {
  std::int64_t row = 0, col = 0, rows = 0, cols = 0;
};

/// A large grid at half, a quarter, … of its size, by max_pooled: cell (i, j) of level k pools the
/// grid's cells from (2ᵏ i, 2ᵏ j) on. Level 0 is the grid itself and not held.
struct GridLevels {
  std::vector<MatrixData> halves;
  Grid level(const Grid& grid, std::size_t k) const;
};
/// Down to levels of fewer than 512 rows and columns.
GridLevels levels_of(const Grid& grid);

/// At most `most_rows` × `most_cols` cells; a cell holds the value of largest size in its block, so
/// that thin entries survive.
std::vector<double> max_pooled(const Grid& grid, std::int64_t most_rows, std::int64_t most_cols,
                               std::int64_t& rows, std::int64_t& cols);

/// What stands where there is no number.
inline constexpr Rgba missing_colour{128, 128, 128, 255};

/// One pixel a cell of the window, row 0 at the top, pooled to at most `most_rows` × `most_cols`
/// pixels. NaN and infinities take missing_colour; cells where `mask` (of the grid's size) is 0
/// stay empty.
Pixels cell_pixels(const Grid& grid, const Window& window, const ColourMapping& mapping,
                   int most_rows, int most_cols, const Grid& mask = {});

/// The grid as a bilinear function on width × height pixels, in `bands` equal steps of colour
/// (0 = continuous), or in bands between the `cuts` (places on the map, 0 … 1, increasing). Samples
/// lie on the outermost pixels' outer edges; row 0 at the bottom.
Pixels band_pixels(const Grid& grid, const ColourMapping& mapping, int width, int height, int bands,
                   const std::vector<double>& cuts = {});

/// White with each value's place in `range` as opacity; row 0 at the top.
Pixels mask_pixels(const Grid& grid, Range range);

/// Key of bytes, for textures.
Pixels finished(int width, int height, std::vector<std::uint8_t> rgba);

}  // namespace thalweg
