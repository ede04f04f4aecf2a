// From an author's vectors and matrices (Eigen or anything with data(), rows(), cols()) to buffers.
#pragma once

#include "core/frame/buffer.hpp"

namespace thalweg {

/// A row-major, contiguous matrix as MatrixData.
template <class M>
MatrixData matrix_data(const M& matrix) {
  return {static_cast<std::int64_t>(matrix.rows()),
          static_cast<std::int64_t>(matrix.cols()),
          {matrix.data(), matrix.data() + matrix.size()}};
}

/// The values of a vector over 0, 1, 2, …
template <class V>
CurveData curve_data(const V& values) {
  CurveData curve;
  const auto size = static_cast<std::size_t>(values.size());
  curve.y.assign(values.data(), values.data() + size);
  for (std::size_t i = 0; i < size; ++i) curve.x.push_back(static_cast<double>(i));
  return curve;
}

/// Rows of an n × 2 matrix as points, times `scale`, with masses.
template <class M, class V>
PointsData points_data(const M& at, const V& mass, double scale = 1) {
  PointsData points;
  for (auto i = at.rows() * 0; i < at.rows(); ++i) {
    points.x.push_back(scale * at(i, 0));
    points.y.push_back(scale * at(i, 1));
    points.mass.push_back(mass(i));
  }
  return points;
}

}  // namespace thalweg
