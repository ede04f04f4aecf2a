// Optimisers that need one gradient a step. Fields are hyper-parameters, then state; vectors are
// empty before the first step. What ends in '_' is room for the numbers of one step, so that none
// but the first allocates memory.
#pragma once

#include "core/optim/optimiser.hpp"

namespace thalweg::optim {

struct FirstOrder : Optimiser {
  double lr = 0.01;
  /// The step for a gradient `g` taken at x, where the caller has one already.
  virtual void update(const Vector& g, Vector& x) = 0;
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;

 protected:
  Vector gradient_, direction_;
};

/// x ← x − lr ∇f(x).
struct GradientDescent final : FirstOrder {
  void update(const Vector& g, Vector& x) override;
};

/// v ← β v − lr ∇f(x), x ← x + v (Polyak 1964).
struct HeavyBall final : FirstOrder {
  double momentum = 0.9;
  Vector velocity;
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// v ← β v − lr ∇f(x + β v), x ← x + v (Nesterov 1983 in the form of Sutskever et al. 2013).
struct Nesterov final : Optimiser {
  double lr = 0.01, momentum = 0.9;
  Vector velocity;
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;

 private:
  Vector gradient_, ahead_;
};

/// v ← β v + ∇f(x) + λ x, x ← x − lr v: momentum with weight decay as for networks, where the
/// gradient is that of a minibatch (Objective::on).
struct Sgd final : FirstOrder {
  double momentum = 0.9, decay = 0;
  Vector velocity;
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// s ← s + g², x ← x − lr g / (√s + ε) (Duchi et al. 2011).
struct Adagrad final : FirstOrder {
  double epsilon = 1e-8;
  Vector square;
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// s ← ρ s + (1 − ρ) g², x ← x − lr g / (√s + ε) (Tieleman and Hinton 2012).
struct RmsProp final : FirstOrder {
  double rho = 0.99, epsilon = 1e-8;
  Vector square;
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// Moving averages m of g and s of g²; x ← x − lr m̂ / (√ŝ + ε) with m̂ = m / (1 − β₁ᵏ),
/// ŝ = s / (1 − β₂ᵏ) (Kingma and Ba 2015, algorithm 1). The base of its relatives.
struct Adam : FirstOrder {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  Vector mean, square;
  std::int64_t steps = 0;
  Adam() { lr = 1e-3; }
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;

 protected:
  /// One more gradient in m, s and k.
  void accumulate(const Vector& g);
  /// 1 − βᵏ.
  double weight(double beta, std::int64_t k) const;
  /// m̂ / (√ŝ + ε), valid until it is computed again.
  Vector& direction();
};

/// x ← x − lr (m̂ / (√ŝ + ε) + λ x) (Loshchilov and Hutter 2019, algorithm 2).
struct AdamW final : Adam {
  double decay = 0.01;
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
};

/// x ← x − lr m / (√(max of s so far) + ε) (Reddi et al. 2018, algorithm 2, no bias correction).
struct AmsGrad final : Adam {
  Vector largest;
  void update(const Vector& g, Vector& x) override;
  void state(StateVisitor& v) override;
};

/// Adam with m̂ = β₁ m / (1 − β₁ᵏ⁺¹) + (1 − β₁) g / (1 − β₁ᵏ) (Dozat 2016, constant β₁).
struct NAdam final : Adam {
  void update(const Vector& g, Vector& x) override;
};

/// x ← x − lr (sign(β₁ m + (1 − β₁) g) + λ x), m ← β₂ m + (1 − β₂) g (Chen et al. 2023).
struct Lion final : FirstOrder {
  double beta1 = 0.9, beta2 = 0.99, decay = 0;
  Vector mean;
  Lion() { lr = 1e-4; }
  void update(const Vector& g, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// u = m̂ / (√ŝ + ε) + λ x; of each tensor x ← x − lr ‖x‖/‖u‖ u, without the factor where a norm
/// is 0 (You et al. 2020, algorithm 2, φ the identity).
struct Lamb final : Adam {
  double decay = 0.01;
  /// The tensors of which x consists, one after the other; empty: one tensor.
  std::vector<TensorRows> tensors;
  Lamb() { epsilon = 1e-6; }
  void update(const Vector& g, Vector& x) override;
  void set_tensors(std::vector<TensorRows> all) override { tensors = std::move(all); }
  std::vector<HyperParameter> parameters() override;
};

/// x ← x − lr ∇f(x + ρ ∇f(x)/‖∇f(x)‖) (Foret et al. 2021): the gradient at the worst place nearby.
/// Two gradients.
struct SharpnessAware final : Optimiser {
  double lr = 0.01, rho = 0.05;
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;

 private:
  Vector gradient_, ahead_;
};

}  // namespace thalweg::optim
