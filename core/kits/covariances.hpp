// What experiments on covariances share: examples, their pictures, the loss of a batch.
#pragma once

#include <vector>

#include "core/frame/frame.hpp"
#include "core/manifold/spd_examples.hpp"
#include "core/manifold/spd_network.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::manifold {

/// Region covariances (5 × 5) of handwritten digits 0, 1 and 2 in turn.
LabelledSpd digit_regions(int count);

/// The leading 2 × 2 block: the covariance of the first two channels.
inline Matrix leading(const Matrix& a) { return a.topLeftCorner(2, 2); }
/// Leading blocks [a b; b c] as points (a, c, b) of the cone b² < a c: buffer "examples". Of the
/// first 20 the two that are farthest apart, joined by the geodesics of three metrics: buffers
/// "affine_path", "log_path", "bures_path".
void observe_cone(const std::vector<Matrix>& points, const std::vector<int>& labels,
                  FrameBuilder& out);
/// Eigenvalues by rank, the largest first.
CurveData spectrum_curve(const Matrix& a);

/// Median condition before and after, as powers of ten.
CategoriesData condition_bars(const std::vector<Matrix>& before, const std::vector<Matrix>& after);
/// Residuals of the mean of the first 30 points, a fixed-point iteration each, down to 1e-15.
CurveData mean_residuals(const SpdView& view, const std::vector<Matrix>& points);

/// Ellipses of the leading blocks of the first 12 points before the layer, centred, scaled and
/// biased, the last three in one unit; label 0 bright, the others fainter.
ImagesData layer_picture(const SpdNetwork& network, const SpdStatistics& statistics,
                         const Vector& parameters, const std::vector<Matrix>& points,
                         const std::vector<int>& labels);

/// How far the mean of the first 10 points (their leading 6 × 6 blocks) moves, in affine-invariant
/// length, when the least eigenvalue of the first is divided by 1, 10, … 1e6.
CurveData needle_shift(const SpdView& view, const std::vector<Matrix>& points);

/// The loss of one batch as an objective of the network's parameters; refers to all it is given.
class BatchLoss final : public optim::Objective {
 public:
  BatchLoss(const SpdNetwork& network, const std::vector<Matrix>& inputs,
            const std::vector<int>& labels)
      : network_(network), inputs_(inputs), labels_(labels) {}
  std::string name() const override { return "batch"; }
  Index dimension() const override { return network_.size(); }
  optim::Domain domain() const override;
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  /// Internal: the network has first derivatives only.
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;

 private:
  const SpdNetwork& network_;
  const std::vector<Matrix>& inputs_;
  const std::vector<int>& labels_;
};

}  // namespace thalweg::manifold
