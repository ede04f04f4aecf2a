// Labelled covariances made in code: needles in any dimension, multichannel signals, image regions.
#pragma once

#include <span>
#include <vector>

#include "core/base/rng.hpp"
#include "core/math/dense.hpp"

namespace thalweg::manifold {

struct LabelledSpd {
  std::vector<Matrix> points;  ///< n × n each
  std::vector<int> labels;     ///< 0 … classes − 1
  int classes = 0;
};

/// Random axes, eigenvalues log-uniform in [κ^{-1/2}, κ^{1/2}]. κ ≥ 1.
std::vector<Matrix> random_covariances(int count, Index n, double condition, Rng rng);

/// Two classes whose axes point elsewhere, scattered around the class's own. Half of the
/// eigenvalues are log-uniform in [1, √κ], the others in [1/√κ, 1]; all are then seen through one
/// common stretch, which a normalisation can undo. κ ≥ 1, n ≥ 2.
LabelledSpd needles(int count, Index n, double condition, Rng rng);

/// Three classes: covariances of 2n samples of first-order autoregressive signals in n channels,
/// mixed by a matrix common to all plus one of the class, each trial with its own loudness.
LabelledSpd signals(int count, Index n, Rng rng);

/// Covariance of (I, |Iₓ|, |I_y|, x, y) over the pixels of a square image (row-major), plus 1e-3 on
/// the diagonal; places in [0, 1], brightness divided by its maximum, differences one-sided.
Matrix region_covariance(std::span<const double> image, int side);

}  // namespace thalweg::manifold
