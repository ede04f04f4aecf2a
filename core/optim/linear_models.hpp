// Regression and classification by linear models: means over examples, with a ridge.
#pragma once

#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// Losses φ of the margin z = y aᵀx with labels y = ±1.
enum class MarginLoss {
  logistic,        ///< log(1 + exp(−z))
  hinge,           ///< max(0, 1 − z); derivative 0 at the kink, no curvature
  smoothed_hinge,  ///< ½ − z below 0, ½ (1 − z)² up to 1, then 0 (Rennie and Srebro 2005)
  squared_hinge    ///< ½ max(0, 1 − z)²
};

/// f(x) = 1/m Σ φ(yᵢ aᵢᵀx) + λ/2 ‖x‖² over the rows of A [m, n]: logistic regression, or a support
/// vector machine without offset (add a column of ones for one).
class MarginModel final : public Objective {
 public:
  /// Internal when there are no rows, or not as many labels; BadInput when a label is not 1 or −1,
  /// a number is not finite or the ridge λ is negative.
  MarginModel(MarginLoss loss, Matrix a, Vector labels, double ridge);
  std::string name() const override;
  Index dimension() const override { return a_.cols(); }
  Domain domain() const override;
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  /// The Hessian itself: margins and logits are linear in x.
  void gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const override;
  Index examples() const override { return a_.rows(); }
  std::unique_ptr<Objective> on(std::span<const Index> batch) const override;

 private:
  /// yᵢ aᵢᵀx.
  Vector margins(const Vector& x) const;

  MarginLoss loss_;
  Matrix a_;
  Vector labels_;
  double ridge_;
};

/// f(X) = −1/m Σ log softmax(X aᵢ)[cᵢ] + λ/2 ‖X‖² with X [classes, n] as x, row by row, and classes
/// cᵢ = 0 … of the rows of A [m, n].
class SoftmaxRegression final : public Objective {
 public:
  /// Internal when there are no rows, or not as many classes; BadInput when one is not 0 … classes
  /// − 1, a number is not finite or the ridge λ is negative.
  SoftmaxRegression(Matrix a, std::vector<Index> classes, Index count, double ridge);
  std::string name() const override { return "Softmax regression"; }
  Index dimension() const override { return count_ * a_.cols(); }
  Domain domain() const override;
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  /// The Hessian itself: margins and logits are linear in x.
  void gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const override;
  Index examples() const override { return a_.rows(); }
  std::unique_ptr<Objective> on(std::span<const Index> batch) const override;

 private:
  /// log softmax of each row of A Xᵀ.
  Matrix log_probabilities(const Vector& x) const;

  Matrix a_;
  std::vector<Index> classes_;
  Index count_;
  double ridge_;
};

}  // namespace thalweg::optim
