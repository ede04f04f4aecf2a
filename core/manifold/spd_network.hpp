// The smallest network on covariances: a batch normalisation, the matrix logarithm, a softmax.
#pragma once

#include <span>
#include <vector>

#include "core/manifold/spd_batch_norm.hpp"

namespace thalweg::manifold {

/// Its parameters lie in one vector: weights (classes × features, row-major), biases (classes),
/// and, where it normalises, the bias G = exp S of the layer (features of S) and its scale s (1).
/// Features of a symmetric matrix are its upper triangle with √2 beside the diagonal.
struct SpdNetwork {
  SpdView view;
  bool normalises = true;
  Index n = 2;
  int classes = 2;
  double extra_scale = 1;    ///< multiplies the learnt s
  double epsilon = 1e-5;     ///< added to the variance
  bool learns_layer = true;  ///< whether S and s have a gradient

  Index features() const { return n * (n + 1) / 2; }
  Index size() const;
  /// Weights and S zero, s one.
  Vector start() const;

  /// Tangents of deformed points as the layer scales them, without the learnt s.
  std::vector<Matrix> unit_tangents(const std::vector<Matrix>& deformed_points,
                                    const SpdStatistics& statistics) const;
  /// What leaves the layer for a scaled tangent, still deformed; S and s from `parameters`.
  Matrix leaves(const Matrix& unit_tangent, const Vector& parameters) const;

  /// The same in the coordinates of the data; a plain matrix where it does not normalise.
  Matrix output(const Matrix& input, const Vector& parameters) const;

  /// Mean cross-entropy on `inputs`: unit tangents, or plain matrices where it does not normalise.
  /// `gradient`, unless null, gets its size.
  double loss(const std::vector<Matrix>& inputs, std::span<const int> labels,
              const Vector& parameters, Vector* gradient) const;
  /// Share of inputs whose largest logit is the label's.
  double accuracy(const std::vector<Matrix>& inputs, std::span<const int> labels,
                  const Vector& parameters) const;

 private:
  Matrix bias(const Vector& parameters) const;
  double scale(const Vector& parameters) const;
  /// The matrix whose logarithm is classified.
  Matrix classified(const Matrix& input, const Vector& parameters) const;
  Vector logits(const Vector& feature, const Vector& parameters) const;
  void add_layer_gradient(const Matrix& input, const Vector& parameters, const Matrix& to_output,
                          Vector& gradient) const;
};

/// Upper triangle with √2 beside the diagonal, so that dot products are those of the matrices.
Vector features_of(const Matrix& symmetric);
Matrix symmetric_of(const Vector& features, Index n);

}  // namespace thalweg::manifold
