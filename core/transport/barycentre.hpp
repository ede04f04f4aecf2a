// Entropic barycentres of images on one grid, by iterated Bregman projections (Benamou et al. 2015)
// and without their blur (Janati, Cuturi, Gramfort 2020), in the log domain.
#pragma once

#include <cstdint>
#include <vector>

#include "core/math/krylov.hpp"
#include "core/transport/grid_kernel.hpp"

namespace thalweg::transport {

/// Minimises Σ_k w_k OT(a_k, p) over p with the squared distance as cost and entropy of the
/// kernel's sharpness. Debiased, the divergence S(a_k, p) = OT(a_k, p) − ½ OT(p, p) − … takes the
/// place of OT, so that the barycentre of one image is that image.
class GridBarycentre {
 public:
  enum class Kind { blurred, debiased };
  struct State {
    Vector log_v;     ///< scalings on the barycentre's side, all cells of one image after another
    Vector log_d;     ///< symmetric scaling of the debiased form, over the cells
    Vector log_mean;  ///< log p
    std::int64_t sweeps = 0;
    double error = 0;  ///< Σ_k w_k ‖P_k 1 − a_k‖₁, and ‖d K d − p‖₁ if debiased, after the sweep
  };

  /// `images`: a row of rows · cols masses ≥ 0 of sum 1 each; zeros stay zeros. Keeps references.
  GridBarycentre(const Matrix& images, const GridKernel& kernel, Kind kind);

  /// One sweep over all images at `weights` (≥ 0, sum 1), which may differ from the last one's:
  /// two products with the kernel an image, and one for the debiasing. Returns state().error.
  double step(const Vector& weights);
  /// The barycentre: a mass a cell, > 0, summing to 1.
  Vector mean() const;
  const State& state() const { return state_; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);
  /// Continues with other images on the same grid, or another kernel; false when sizes differ.
  bool adopt(const Matrix& images, const GridKernel& kernel);

 private:
  void log_kernel(const Vector& x, Vector& out) const;

  const Matrix* images_;
  const GridKernel* kernel_;
  Kind kind_;
  State state_;
  Matrix log_images_, log_kv_;  // log K v_k, from the last sweep where `fresh_`
  bool fresh_ = false;
};

/// A cloud that minimises Σ_k w_k W₂²(cloud_k, cloud) over its n positions, masses 1/n, by fixed
/// point: each point moves to the mean of the barycentric images of the exact plans (Cuturi and
/// Doucet 2014, algorithm 2; Álvarez-Esteban et al. 2016). The objective never rises.
class FreeBarycentre {
 public:
  struct State {
    Matrix positions;      ///< n × d
    double objective = 0;  ///< Σ_k w_k W₂² before the last move
    double moved = 0;      ///< the largest distance a point went in it
    std::int64_t moves = 0;
  };

  /// `clouds`: positions n_k × d, uniform masses; `start`: n × d. Keeps a reference.
  FreeBarycentre(const std::vector<Matrix>& clouds, Matrix start);

  /// One move at `weights` (≥ 0, sum 1), which may differ from the last one's, by the share
  /// `stride` in (0, 1] of the way. Returns the objective. A plan per cloud of weight > 0, of n·n_k
  /// entries. A stop leaves all as it was.
  double step(const Vector& weights, double stride = 1, const StopCheck& stop = {});
  const State& state() const { return state_; }
  /// Continues from a stored state; Internal when the sizes differ.
  void restore(State state);

 private:
  const std::vector<Matrix>* clouds_;
  State state_;
};

/// Σ_{k<l} w_k w_l W₂²(cloud_k, cloud_l): no cloud has a lower Σ_k w_k W₂²(cloud_k, cloud), since
/// Σ w_k |x_k − y|² ≥ Σ w_k w_l |x_k − x_l|². `squared`: the W₂² between clouds, above the
/// diagonal.
double barycentre_bound(const Matrix& squared, const Vector& weights);

}  // namespace thalweg::transport
