// The matrix product behind matmul: tiles of the result stay in registers, one factor is laid out
// anew and the other is read where it lies. For the sizes of small networks it is a third faster
// than Eigen's.
#pragma once

#include "core/math/dense.hpp"

namespace thalweg::autodiff {

/// Entry (i, j) of a matrix is data[i · row + j · col]; one of the two steps is 1.
template <class T>
struct StridedMatrix {
  const T* data;
  Index rows, cols;
  Index row, col;
};

/// What a product is added to: rows `row` apart of as many columns as the product; row 0: one row
/// for all of them; null: zero.
template <class T>
struct Summand {
  const T* data = nullptr;
  Index row = 0;
};

/// out [a.rows, b.cols], row by row, becomes c + a b, where c may be `out` itself; every entry is
/// summed in the order of the inner index. `scratch` has room for multiply_scratch() numbers.
template <class T>
void multiply(const StridedMatrix<T>& a, const StridedMatrix<T>& b, Summand<T> c, T* out,
              T* scratch);

/// Numbers of scratch space for a product of [·, depth] and [depth, cols].
Index multiply_scratch(Index depth, Index cols);

}  // namespace thalweg::autodiff
