// Tiles of 8 (or 4) rows by three groups of lanes.
#include "core/autodiff/multiply.hpp"

#include <algorithm>

#include "core/autodiff/kernels.hpp"
#include "core/math/lanes.hpp"

namespace thalweg::autodiff {
namespace {

constexpr Index tile_rows = lane_registers / 3;
constexpr Index most_lanes = 16;  // of any machine and precision
constexpr Index block_depth = 256, block_panels = 8, block_rows = 8 * tile_rows;
template <class T>
constexpr Index panel_cols = 3 * lane_count<T>;

/// Columns 0 … count − 1 of a factor whose columns are contiguous, into rows panel_cols apart;
/// zeros follow up to whole lanes.
template <class T>
void pack_transposed(const StridedMatrix<T>& b, Index count, T* out) {
  constexpr Index lanes = lane_count<T>, width = panel_cols<T>;
  for (Index j = 0; j < count; j += lanes) {  // groups beyond are never read
    Index k = 0;
    for (; k + lanes <= b.rows; k += lanes) {
      Eigen::internal::PacketBlock<Lanes<T>, lanes> block;
#pragma GCC unroll 16
      for (Index i = 0; i < lanes; ++i) {
        block.packet[i] = j + i < count ? load(b.data + (j + i) * b.col + k) : filled_with(T(0));
      }
      Eigen::internal::ptranspose(block);
#pragma GCC unroll 16
      for (Index i = 0; i < lanes; ++i) store(out + (k + i) * width + j, block.packet[i]);
    }
    for (; k < b.rows; ++k) {
      for (Index i = j; i < j + lanes; ++i) {
        out[k * width + i] = i < count ? b.data[i * b.col + k] : T(0);
      }
    }
  }
}

/// A factor b laid out in panels [inner index][panel_cols], zero beyond its last column. One of its
/// strides is 1.
template <class T>
void pack(const StridedMatrix<T>& b, T* out) {
  constexpr Index width = panel_cols<T>;
  for (Index first = 0; first < b.cols; first += width, out += b.rows * width) {
    const Index count = std::min(width, b.cols - first);
    if (b.col != 1) {
      pack_transposed<T>({b.data + first * b.col, b.rows, b.cols, b.row, b.col}, count, out);
      continue;
    }
    for (Index k = 0; k < b.rows; ++k) {
      const T* const row = b.data + k * b.row + first;
      if (count == width) {
#pragma GCC unroll 3
        for (Index g = 0; g < 3; ++g) {
          store(out + k * width + g * lane_count<T>, load(row + g * lane_count<T>));
        }
      } else {
        std::copy_n(row, count, out + k * width);
        std::fill_n(out + k * width + count, width - count, T(0));
      }
    }
  }
}

/// out [Rows, Groups of lanes] = c + a times a panel.
template <class T, Index Rows, Index Groups>
void tile(const StridedMatrix<T>& a, const T* panel, const Summand<T>& c, T* out, Index out_row) {
  Lanes<T> sums[Rows][Groups];
#pragma GCC unroll 8
  for (Index i = 0; i < Rows; ++i) {
#pragma GCC unroll 3
    for (Index g = 0; g < Groups; ++g) {
      sums[i][g] = c.data ? load(c.data + i * c.row + g * lane_count<T>) : filled_with(T(0));
    }
  }
  const T* from = a.data;
  for (Index k = 0; k < a.cols; ++k, from += a.col, panel += panel_cols<T>) {
    Lanes<T> b[Groups];
#pragma GCC unroll 3
    for (Index g = 0; g < Groups; ++g) b[g] = load(panel + g * lane_count<T>);
#pragma GCC unroll 8
    for (Index i = 0; i < Rows; ++i) {
      const Lanes<T> entry = filled_with(from[i * a.row]);
#pragma GCC unroll 3
      for (Index g = 0; g < Groups; ++g) sums[i][g] = multiply_add(entry, b[g], sums[i][g]);
    }
  }
#pragma GCC unroll 8
  for (Index i = 0; i < Rows; ++i) {
#pragma GCC unroll 3
    for (Index g = 0; g < Groups; ++g) store(out + i * out_row + g * lane_count<T>, sums[i][g]);
  }
}

/// The same for `cols` columns of which the last group may be incomplete.
template <class T, Index Rows>
void tile(const StridedMatrix<T>& a, const T* panel, Index cols, const Summand<T>& c, T* out,
          Index out_row) {
  constexpr Index lanes = lane_count<T>;
  if (cols % lanes != 0) {
    T whole[Rows * panel_cols<T>] = {};
    const Index width = (cols + lanes - 1) / lanes * lanes;
    for (Index i = 0; c.data && i < Rows; ++i) {
      std::copy_n(c.data + i * c.row, cols, whole + i * width);
    }
    tile<T, Rows>(a, panel, width, {whole, width}, whole, width);
    for (Index i = 0; i < Rows; ++i) std::copy_n(whole + i * width, cols, out + i * out_row);
  } else if (cols == 3 * lanes) {
    tile<T, Rows, 3>(a, panel, c, out, out_row);
  } else if (cols == 2 * lanes) {
    tile<T, Rows, 2>(a, panel, c, out, out_row);
  } else {
    tile<T, Rows, 1>(a, panel, c, out, out_row);
  }
}

/// All rows of a with one panel.
template <class T>
void strip(StridedMatrix<T> a, const T* panel, Index cols, Summand<T> c, T* out, Index out_row) {
  const auto advance = [&](Index rows) {
    a.data += rows * a.row, a.rows -= rows, out += rows * out_row;
    if (c.data) c.data += rows * c.row;
  };
  for (; a.rows >= tile_rows; advance(tile_rows)) {
    tile<T, tile_rows>(a, panel, cols, c, out, out_row);
  }
  for (; a.rows >= 2; advance(2)) tile<T, 2>(a, panel, cols, c, out, out_row);
  if (a.rows == 1) tile<T, 1>(a, panel, cols, c, out, out_row);
}

}  // namespace

Index multiply_scratch(Index depth, Index cols) {
  constexpr Index width = 3 * most_lanes;
  return std::min(depth, block_depth) * std::min((cols + width - 1) / width, block_panels) * width;
}

template <class T>
void multiply(const StridedMatrix<T>& a, const StridedMatrix<T>& b, Summand<T> c, T* out,
              T* scratch) {
  constexpr Index width = panel_cols<T>;
  for (Index k = 0; k < a.cols; k += block_depth) {
    const Index depth = std::min(block_depth, a.cols - k);
    for (Index j = 0; j < b.cols; j += block_panels * width) {
      const Index cols = std::min(block_panels * width, b.cols - j);
      pack<T>({b.data + k * b.row + j * b.col, depth, cols, b.row, b.col}, scratch);
      for (Index i = 0; i < a.rows; i += block_rows) {
        const StridedMatrix<T> rows{a.data + i * a.row + k * a.col,
                                    std::min(block_rows, a.rows - i), depth, a.row, a.col};
        for (Index first = 0; first < cols; first += width) {
          const Summand<T> summand{c.data ? c.data + i * c.row + j + first : nullptr, c.row};
          strip(rows, scratch + first * depth, std::min(width, cols - first), summand,
                out + i * b.cols + j + first, b.cols);
        }
      }
    }
    c = {out, b.cols};
  }
}

template void multiply(const StridedMatrix<float>&, const StridedMatrix<float>&, Summand<float>,
                       float*, float*);
template void multiply(const StridedMatrix<double>&, const StridedMatrix<double>&, Summand<double>,
                       double*, double*);

}  // namespace thalweg::autodiff
