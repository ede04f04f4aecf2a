// Walks over tensors of one shape but different strides, row by row: neighbouring axes that lie
// behind one another in every operand are taken as one.
#pragma once

#include <algorithm>
#include <utility>

#include "core/autodiff/shape.hpp"

namespace thalweg::autodiff {

using Strides = std::array<Index, Shape::most>;

/// Strides of a tensor of shape `from` read as if repeated to shape `to`: 0 along repeated axes.
Strides broadcast_strides(const Shape& from, const Shape& to);

template <std::size_t K>
class Walk {
 public:
  using Offsets = std::array<Index, K>;

  /// In `any_order` the longest axis becomes the row where the last one is short; else the last.
  Walk(const Shape& shape, const std::array<Strides, K>& strides, bool any_order = false) {
    for (int axis = 0; axis < shape.rank(); ++axis) push(shape[axis], strides, axis);
    if (rank_ == 0) push_axis(1, Offsets{});
    if (any_order && length() < short_row) swap_last_with_longest();
  }

  /// Entries of a row, and the step of each operand along it.
  Index length() const { return count_[rank_ - 1]; }
  const Offsets& step() const { return stride_[rank_ - 1]; }

  /// Calls row(offsets) with the place where each row begins, in order.
  template <class F>
  void rows(F row) const {
    std::array<Index, Shape::most> at{};
    Offsets offsets{};
    while (true) {
      row(static_cast<const Offsets&>(offsets));
      std::size_t axis = rank_ - 1;
      while (true) {
        if (axis == 0) return;
        --axis;
        for (std::size_t k = 0; k < K; ++k) offsets[k] += stride_[axis][k];
        if (++at[axis] < count_[axis]) break;
        for (std::size_t k = 0; k < K; ++k) offsets[k] -= count_[axis] * stride_[axis][k];
        at[axis] = 0;
      }
    }
  }

 private:
  static constexpr Index short_row = 8;

  void push(Index count, const std::array<Strides, K>& strides, int axis) {
    if (count == 1) return;
    Offsets own;
    bool follows = rank_ > 0;
    for (std::size_t k = 0; k < K; ++k) {
      own[k] = strides[k][static_cast<std::size_t>(axis)];
      follows = follows && stride_[rank_ - 1][k] == own[k] * count;
    }
    if (!follows) return push_axis(count, own);
    count_[rank_ - 1] *= count;
    stride_[rank_ - 1] = own;
  }
  void swap_last_with_longest() {
    const auto longest = static_cast<std::size_t>(
        std::max_element(count_.begin(), count_.begin() + rank_) - count_.begin());
    std::swap(count_[longest], count_[rank_ - 1]);
    std::swap(stride_[longest], stride_[rank_ - 1]);
  }
  void push_axis(Index count, const Offsets& own) {
    count_[rank_] = count;
    stride_[rank_++] = own;
  }

  std::size_t rank_ = 0;
  std::array<Index, Shape::most> count_{};
  std::array<Offsets, Shape::most> stride_{};
};

}  // namespace thalweg::autodiff
