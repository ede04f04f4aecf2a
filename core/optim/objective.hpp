// A function to be minimised, with the derivatives that methods ask for.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/math/dense.hpp"

namespace thalweg::optim {

/// The box in which an objective is usually looked at; methods may leave it.
struct Domain {
  Vector lo, hi;
};

struct Minimum {
  Vector at;
  double value = 0;
  bool smooth = true;  ///< false: a kink, where there is no gradient
};

/// f: Rⁿ → R, twice differentiable almost everywhere. Const and safe to share between threads. All
/// vectors have the size dimension(), else Internal; outputs are resized and must not be one of the
/// inputs.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual std::string name() const = 0;
  virtual Index dimension() const = 0;
  virtual Domain domain() const = 0;
  virtual double value(const Vector& x) const = 0;
  virtual void gradient(const Vector& x, Vector& out) const = 0;
  /// out = ∇²f(x) v. Cheap at the x of the last call, where that can be exploited.
  virtual void hessian_times(const Vector& x, const Vector& v, Vector& out) const = 0;
  /// The whole n × n matrix ∇²f(x), by default column by column.
  virtual void hessian(const Vector& x, Matrix& out) const;
  /// Local minima known from theory, the lowest first; empty when none are.
  virtual const std::vector<Minimum>& minima() const;

  /// out = Jᵀ H J v for an f(x) = ℓ(r(x)) with J = ∂r/∂x and H = ∇²ℓ, as for ½ ‖r(x)‖² (H = I) or a
  /// loss of a network's outputs: the Hessian without the curvature of r. Internal when f is not
  /// known as such a composition.
  virtual void gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const;
  virtual bool is_sum_of_squares() const { return false; }

  /// Number of examples of which f is the mean; 0 when it is not one.
  virtual Index examples() const { return 0; }
  /// The mean over these examples alone, as an objective of its own, so that all derivatives are
  /// of the same minibatch. Internal without examples and for a number that names none.
  virtual std::unique_ptr<Objective> on(std::span<const Index> batch) const;
};

/// BadInput that says which entry of `numbers` is not finite, and that they are `what`.
void require_finite(const Matrix& numbers, const std::string& what);

/// The known minimum closest to `x` (Euclidean); null when none is known.
const Minimum* nearest_minimum(const Objective& objective, const Vector& x);

}  // namespace thalweg::optim
