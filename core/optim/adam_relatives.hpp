// Relatives of Adam and SGD from recent papers. Fields are hyper-parameters, then state.
#pragma once

#include "core/optim/first_order.hpp"

namespace thalweg::optim {

/// Adam with the diagonal of the Hessian in place of the gradient's square: D = |H z| for signs z,
/// averaged over blocks of consecutive entries; s ← β₂ s + (1 − β₂) D²,
/// x ← x − lr (m̂ / (ŝ^(k/2) + ε) + λ x) (AdaHessian, arXiv:2006.00719, algorithm 1). One gradient
/// and one product with the Hessian.
struct AdaHessian final : Adam {
  double power = 1, decay = 0, block = 1, seed = 1;
  AdaHessian() { lr = 0.15, epsilon = 1e-4; }
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;

 private:
  Vector signs_, curvature_;
};

/// What AdamP and SGDP share: of weights whose scale does not matter, so that the cosine of
/// gradient and weights is below δ/√n in all rows (or else in the tensor as one row), the radial
/// part of the update is left out and the decay is multiplied by `decay_ratio`
/// (arXiv:2006.08217, algorithms 1 and 2).
struct RadialProjection {
  double delta = 0.1, decay_ratio = 0.1;
  /// The tensors of which x consists; empty: one row.
  std::vector<TensorRows> tensors;
  /// x ← x (1 − shrink m) − lr u of each tensor, u projected in place and m its factor of the
  /// decay.
  void apply(const Vector& g, Vector& u, double lr, double shrink, Vector& x) const;
  void add_to(std::vector<HyperParameter>& parameters);
};

/// AdamW's step with the radial part taken out (see RadialProjection).
struct AdamP final : Adam {
  double decay = 0;
  RadialProjection projection;
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void set_tensors(std::vector<TensorRows> all) override { projection.tensors = std::move(all); }
};

/// v ← β v + g; the step lr v with the radial part taken out (see RadialProjection).
struct SgdP final : FirstOrder {
  double momentum = 0.9, decay = 0;
  Vector velocity;
  RadialProjection projection;
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
  void set_tensors(std::vector<TensorRows> all) override { projection.tensors = std::move(all); }
};

/// Adam with the friction ξ = 1 / (1 + exp(−|g₋ − g|)): x ← x − lr √(1 − β₂ᵏ)/(1 − β₁ᵏ) ξ m/(√s +
/// ε) (diffGrad, arXiv:1909.11015, in the form of its second release).
struct DiffGrad final : Adam {
  Vector last;
  void update(const Vector& g, Vector& x) override;
  void state(StateVisitor& v) override;
};

/// Adam's step, then the proximal step of λ Σ Huber(x): x/(1 + τ) up to (1 + τ) δ, beyond it
/// x − τ δ sign(x), with τ = lr λ. Adaptive: δ is multiplied by a moving average of the mean |x|
/// (AdamHD, arXiv:2511.14721).
struct AdamHd final : Adam {
  double decay = 0.1, delta = 1, adaptive = 0, rho = 0.99;
  double scale = 0;  ///< the moving average; 0 before the first step
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// Natural gradient with the Fisher matrix λ I + GᵀG/m of the last m gradients (M-FAC,
/// arXiv:2107.03356): u = (g − Gᵀ (m λ I + G Gᵀ)⁻¹ G g) / λ, v ← β v + (1 − β) u, x ← x − lr v.
struct MatrixFreeFisher final : FirstOrder {
  double momentum = 0, decay = 0, window = 32, damping = 1e-5;
  Vector gradients;  ///< the rows of G one after the other; zero at the start
  Vector velocity;
  std::int64_t steps = 0;
  MatrixFreeFisher() { lr = 1e-3; }
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

}  // namespace thalweg::optim
