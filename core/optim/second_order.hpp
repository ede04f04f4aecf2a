// Optimisers that ask for curvature. Fields are hyper-parameters, then state.
#pragma once

#include "core/optim/optimiser.hpp"

namespace thalweg::optim {

/// x ← x − V diag(1 / max(|λ|, smallest)) Vᵀ ∇f(x) with ∇²f(x) = V diag(λ) Vᵀ: Newton's step where
/// the curvature is positive, downhill everywhere (Nocedal and Wright 2006, section 3.4), shortened
/// to the length `longest`. A whole Hessian; does nothing where it or the gradient is not finite.
struct Newton final : Optimiser {
  double smallest = 0.1, longest = 1e300;
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
};

/// Approximately −H⁻¹g by conjugate gradients inside a ball (Nocedal and Wright 2006, algorithm
/// 7.2); memory is reused. A radius may be infinite: negative curvature then ends with what there
/// is, −g at the first step.
struct SteihaugSearch {
  Vector g;     ///< to be set before
  Vector step;  ///< what was found
  void run(const Objective& f, const Vector& x, double radius, Work& work);

 private:
  Vector r_, d_, hd_;
};

/// Newton's direction by conjugate gradients to the residual min(½, √‖∇f‖) ‖∇f‖, ended by negative
/// curvature, and a step halved until f falls by 10⁻⁴ of its slope (Nocedal and Wright 2006,
/// algorithm 7.1).
struct NewtonCg final : Optimiser {
  Work step(const Objective& f, Vector& x) override;

 private:
  SteihaugSearch search_;
  Vector trial_;
};

/// Steihaug's conjugate gradients inside a ball (Nocedal and Wright 2006, algorithms 4.1 and 7.2):
/// the radius falls to a quarter where the model is wrong, doubles at the border where it is right;
/// steps that gain less than a tenth of what the model foretold are not taken.
struct TrustRegion final : Optimiser {
  double first = 1, longest = 1e3;
  double radius = 0;  ///< 0 before the first step
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;

 private:
  SteihaugSearch search_;
  Vector trial_, hs_;
};

/// Minimises gᵀs + ½ sᵀHs + σ/3 ‖s‖³ over s (Nesterov and Polyak 2006) by the eigenpairs of H; σ is
/// halved after a gain of 0.9 of the model's, doubled below 0.1, where the step is not taken
/// (Cartis, Gould and Toint 2011, algorithm 2.1).
struct CubicRegularisation final : Optimiser {
  double first = 1;
  double sigma = 0;  ///< 0 before the first step
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// (JᵀJ + μ I) d = −∇f with the damping of Nielsen (1999): Gauss–Newton for μ → 0. Steps that do
/// not gain are not taken. For sums of squares (Objective::gauss_newton_times).
struct LevenbergMarquardt final : Optimiser {
  double first = 1e-3;
  double mu = 0, growth = 2;  ///< mu: 0 before the first step
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

/// d = −(H + λ I)⁻¹ ∇f with λ = ‖∇f‖ / (γ + 10⁻⁸), taken when f falls by ‖∇f₊‖² / (8 λ), with γ
/// doubled; otherwise γ is halved and d computed again, up to 40 times a step, the last of which is
/// taken (gradient-normalised smoothness, arXiv:2506.13710, with the adaptive search). A trial with
/// H + λ I not positive definite counts as refused.
struct GradientNormalisedSmoothness final : Optimiser {
  double first = 1;
  double gamma = 0;  ///< 0 before the first step
  Work step(const Objective& f, Vector& x) override;
  std::vector<HyperParameter> parameters() override;
  void state(StateVisitor& v) override;
};

}  // namespace thalweg::optim
