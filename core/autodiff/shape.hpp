// The sizes of a dense tensor, stored row by row (the last axis is contiguous).
#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>

#include "core/math/dense.hpp"

namespace thalweg::autodiff {

/// Up to six axes; none for a number. Sizes are at least 1.
class Shape {
 public:
  static constexpr int most = 6;

  Shape() = default;
  Shape(std::initializer_list<Index> sizes) : Shape(std::span(sizes.begin(), sizes.size())) {}
  /// Throws Internal for more than six axes or a size below 1.
  explicit Shape(std::span<const Index> sizes);

  int rank() const { return rank_; }
  /// The size of axis 0 … rank − 1; a negative axis counts from the end.
  Index operator[](int axis) const;
  /// Number of entries.
  Index size() const;
  /// Entries between neighbours along each axis.
  std::array<Index, most> strides() const;
  Shape with(int axis, Index size) const;
  Shape without(int axis) const;
  Shape with_last(Index size) const;
  /// 0 … rank − 1 for an axis that may count from the end; Internal outside.
  int axis(int given) const;
  std::span<const Index> sizes() const { return {sizes_.data(), static_cast<std::size_t>(rank_)}; }
  std::string text() const;
  bool operator==(const Shape&) const = default;

 private:
  std::array<Index, most> sizes_{};
  int rank_ = 0;
};

/// The shape to which both are repeated along axes of size 1 or absent in front (as in NumPy);
/// throws Internal naming `what` when they do not fit.
Shape broadcast_shape(const Shape& a, const Shape& b, const char* what);

}  // namespace thalweg::autodiff
