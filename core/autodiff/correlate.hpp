// The arithmetic of convolutions, image by image in the cache: windows are read where they lie, so
// that nothing is copied for each place of the window. Two loops serve convolutions, their
// transposes and the derivatives by the window.
#pragma once

#include "core/autodiff/shape.hpp"

namespace thalweg::autodiff {

/// Sizes of y [images, outs, rows, cols] = convolution of x [images, channels, height, width] with
/// k [outs, channels, window_rows, window_cols].
struct ConvolutionSizes {
  Index images, channels, height, width;
  Index outs, window_rows, window_cols;
  Index stride, border;  ///< border: zeros around x
  Index rows, cols;

  /// Throws Internal when they do not fit.
  ConvolutionSizes(const Shape& x, const Shape& k, Index stride, Index border);
  Shape x() const { return {images, channels, height, width}; }
  Shape k() const { return {outs, channels, window_rows, window_cols}; }
  Shape y() const { return {images, outs, rows, cols}; }
};

// Each computes its last tensor, or adds to it; `scratch` has room for scratch_size() numbers.

/// y = convolution(x, k).
template <class T>
void convolve(const ConvolutionSizes& sizes, const T* x, const T* k, bool add, T* y, T* scratch);
/// x = its adjoint by x, of y.
template <class T>
void convolve_transposed(const ConvolutionSizes& sizes, const T* y, const T* k, bool add, T* x,
                         T* scratch);
/// k = its adjoint by k, of y.
template <class T>
void correlate(const ConvolutionSizes& sizes, const T* x, const T* y, bool add, T* k, T* scratch);

/// Numbers of scratch space that suffice for all three.
Index scratch_size(const ConvolutionSizes& sizes);

}  // namespace thalweg::autodiff
