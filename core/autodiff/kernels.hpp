// What the kernels share: numbers read as arrays and as matrices.
#pragma once

#include "core/autodiff/operation.hpp"

namespace thalweg::autodiff {

template <class T>
using Array = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
using ConstArray = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using MatrixMap = Eigen::Map<RowMajor<T>>;
template <class T>
using ConstMatrixMap = Eigen::Map<const RowMajor<T>>;

}  // namespace thalweg::autodiff
