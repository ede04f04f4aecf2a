// The Gaussian kernel between the cells of a grid, applied along rows and then along columns: no
// matrix over pairs of cells at all (Solomon et al. 2015, section 5).
#pragma once

#include "core/math/dense.hpp"
#include "core/transport/problem.hpp"

namespace thalweg::transport {

/// K between all cells of a rows × cols grid: K(p, q) = exp(−sharpness ‖p − q‖²), distances in
/// cells. With the squared distance as cost, `sharpness` is η times the cost from a cell to the
/// next. Fields on the grid are rows × cols matrices. Symmetric; rows · cols · (rows + cols)
/// multiplications a product.
class GridKernel {
 public:
  /// Internal unless the grid has a cell and `sharpness` > 0 is finite.
  GridKernel(Raster raster, double sharpness);

  /// out = K x for x ≥ 0. Underflows where the kernel does.
  void apply(const Matrix& x, Matrix& out) const;
  /// out = log K exp(x), never over- or underflowing, however sharp the kernel. −∞ means no mass
  /// there; the result is −∞ only where x is so everywhere.
  void apply_log(const Matrix& x, Matrix& out) const;

  Raster raster() const { return raster_; }
  double sharpness() const { return sharpness_; }

 private:
  Raster raster_;
  double sharpness_;
  Matrix along_row_, along_col_;  // cols × cols and rows × rows
};

}  // namespace thalweg::transport
