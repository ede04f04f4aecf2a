// Linear regression, the smallest objective that is a mean over examples.
#pragma once

#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// f(x) = 1/(2m) Σ (aᵢᵀ x − bᵢ)² over the rows of A [m, n].
class LeastSquares final : public Objective {
 public:
  /// Internal when b has another size than A has rows, or there are none; BadInput for numbers that
  /// are not finite.
  LeastSquares(Matrix a, Vector b);
  std::string name() const override { return "Least squares"; }
  Index dimension() const override { return a_.cols(); }
  Domain domain() const override;
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  bool is_sum_of_squares() const override { return true; }
  void gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const override;
  Index examples() const override { return a_.rows(); }
  std::unique_ptr<Objective> on(std::span<const Index> batch) const override;

 private:
  Matrix a_;
  Vector b_;
};

}  // namespace thalweg::optim
