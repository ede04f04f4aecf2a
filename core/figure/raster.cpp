// Grids to pixels.
#include "core/figure/raster.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/hash.hpp"

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
  // Sizes compare as their bits do. In integers, so that no compiler makes a branch of it, which
  // no processor could foresee.
  const auto size = [](double v) {
    constexpr std::uint64_t infinite = 0x7ff0000000000000ULL << 1;
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(v) << 1;
    return bits > infinite ? 0 : bits + 1;
  };
  return size(b) > size(a) ? b : a;
}

/// Pools the cells of a window, one row of pooled cells after the other.
class Pool {
 public:
  Pool(const Grid& grid, const Window& window, std::int64_t most_rows, std::int64_t most_cols)
      : origin_(grid.values->data() + window.row * grid.cols + window.col),
        stride_(grid.cols),
        window_(window),
        rows_(std::clamp<std::int64_t>(most_rows, 1, window.rows)),
        cols_(std::clamp<std::int64_t>(most_cols, 1, window.cols)),
        first_(static_cast<std::size_t>(cols_) + 1),
        tall_(static_cast<std::size_t>(window.cols)) {
    for (std::int64_t j = 0; j <= cols_; ++j) {
      first_[static_cast<std::size_t>(j)] =
          static_cast<std::size_t>(first_in(j, window.cols, cols_));
    }
    if (2 * cols_ < window.cols) return;
    pairs_.resize(2 * tall_.size());
    for (std::size_t j = 0; j + 1 < first_.size(); ++j) {
      taken_.push_back(first_[j] + (first_[j + 1] - first_[j] > 1 ? tall_.size() : 0));
    }
  }
  std::int64_t rows() const { return rows_; }
  std::int64_t cols() const { return cols_; }

  /// The largest values in row i of the pooled cells.
  void row(std::int64_t i, double* out) {
    const std::int64_t from = first_in(i, window_.rows, rows_);
    const std::int64_t to = first_in(i + 1, window_.rows, rows_);
    const double* tallest = origin_ + from * stride_;
    if (to - from > 1) {
      std::copy(tallest, tallest + window_.cols, tall_.begin());
      for (std::int64_t k = from + 1; k < to; ++k) {
        const double* next = origin_ + k * stride_;
        for (std::size_t j = 0; j < tall_.size(); ++j) tall_[j] = larger(tall_[j], next[j]);
      }
      tallest = tall_.data();
    }
    if (cols_ == window_.cols) {
      std::copy(tallest, tallest + cols_, out);
    } else if (2 * cols_ >= window_.cols) {
      pool_pairs(tallest, out);
    } else {
      pool_runs(tallest, out);
    }
  }

 private:
  /// One or two cells in each pooled one: every pair is pooled at once, then those needed are
  /// taken.
  void pool_pairs(const double* cells, double* out) {
    const std::size_t count = tall_.size();
    std::copy(cells, cells + count, pairs_.begin());
    for (std::size_t j = 0; j + 1 < count; ++j) {
      pairs_[count + j] = larger(cells[j], cells[j + 1]);
    }
    for (std::size_t j = 0; j < taken_.size(); ++j) out[j] = pairs_[taken_[j]];
  }

  void pool_runs(const double* cells, double* out) const {
    for (std::size_t j = 0; j + 1 < first_.size(); ++j) {
      double most = cells[first_[j]];
      for (std::size_t k = first_[j] + 1; k < first_[j + 1]; ++k) most = larger(most, cells[k]);
      out[j] = most;
    }
  }

  /// The first of `all` things that falls into cell i of `cells`.
  static std::int64_t first_in(std::int64_t i, std::int64_t all, std::int64_t cells) {
    return (i * all + cells - 1) / cells;
  }

  const double* origin_;
  std::int64_t stride_;
  Window window_;
  std::int64_t rows_, cols_;
  std::vector<std::size_t> first_, taken_;  // taken_: places in pairs_
  std::vector<double> tall_, pairs_;        // pairs_: the cells, then every two neighbours pooled
};

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
  const std::uint64_t key = quick_hash(std::as_bytes(std::span(rgba))) ^
                            (static_cast<std::uint64_t>(width) << 32) ^
                            static_cast<std::uint64_t>(height);
  return {width, height, std::make_shared<const std::vector<std::uint8_t>>(std::move(rgba)), key};
}

std::vector<double> max_pooled(const Grid& grid, std::int64_t most_rows, std::int64_t most_cols,
                               std::int64_t& rows, std::int64_t& cols) {
  Pool pool(grid, {0, 0, grid.rows, grid.cols}, most_rows, most_cols);
  rows = pool.rows(), cols = pool.cols();
  std::vector<double> pooled(static_cast<std::size_t>(rows * cols));
  for (std::int64_t i = 0; i < rows; ++i) pool.row(i, &pooled[static_cast<std::size_t>(i * cols)]);
  return pooled;
}

Grid GridLevels::level(const Grid& grid, std::size_t k) const {
  if (k == 0) return grid;
  const MatrixData& half = halves[std::min(k, halves.size()) - 1];
  return {half.rows, half.cols, &half.values};
}

GridLevels levels_of(const Grid& grid) {
  constexpr std::int64_t smallest = 512;
  GridLevels levels;
  for (Grid from = grid; std::max(from.rows, from.cols) > smallest;) {
    MatrixData half;
    half.values = max_pooled(from, (from.rows + 1) / 2, (from.cols + 1) / 2, half.rows, half.cols);
    levels.halves.push_back(std::move(half));
    const MatrixData& last = levels.halves.back();
    from = {last.rows, last.cols, &last.values};
  }
  return levels;
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

Pixels cell_pixels(const Grid& grid, const Window& window, const ColourMapping& mapping,
                   int most_rows, int most_cols, const Grid& mask) {
  const bool masked = mask.values && mask.rows == grid.rows && mask.cols == grid.cols;
  const std::vector<double> kept = masked ? unmasked(grid, mask) : std::vector<double>{};
  const Grid shown{grid.rows, grid.cols, masked ? &kept : grid.values};
  Pool pool(shown, window, most_rows, most_cols);
  Pool present(masked ? mask : shown, window, most_rows, most_cols);
  const std::int64_t rows = pool.rows();
  const auto cols = static_cast<std::size_t>(pool.cols());
  const ColourScale scale(mapping);
  std::vector<double> values(cols), there(cols);
  std::vector<Rgba> line(cols);
  std::vector<std::uint8_t> rgba(4 * static_cast<std::size_t>(rows) * cols);
  for (std::int64_t i = 0; i < rows; ++i) {
    pool.row(i, values.data());
    scale.colours(values.data(), cols, missing_colour, line.data());
    if (masked) present.row(i, there.data());
    for (std::size_t j = 0; masked && j < cols; ++j) {
      if (there[j] == 0) line[j] = {0, 0, 0, 0};
    }
    std::memcpy(&rgba[4 * static_cast<std::size_t>(i) * cols], line.data(), 4 * cols);
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
