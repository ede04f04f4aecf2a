// A function to be minimised, with the derivatives that methods ask for.
#pragma once

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
};

/// Twice differentiable f: Rⁿ → R. Const and safe to share between threads. All vectors have the
/// size dimension(); outputs are resized and must not be one of the inputs.
class Objective {
 public:
  virtual ~Objective() = default;
  virtual std::string name() const = 0;
  virtual Index dimension() const = 0;
  virtual double value(const Vector& x) const = 0;
  virtual void gradient(const Vector& x, Vector& out) const = 0;
  /// out = ∇²f(x) v. By default a product with the whole Hessian.
  virtual void hessian_times(const Vector& x, const Vector& v, Vector& out) const;
  /// Whether hessian() may be called.
  virtual bool has_hessian() const { return false; }
  /// The whole n × n matrix ∇²f(x); Internal where there is none.
  virtual void hessian(const Vector& x, Matrix& out) const;
  /// Local minima known from theory, the lowest first; empty when none are.
  virtual const std::vector<Minimum>& minima() const;
  virtual Domain domain() const = 0;
};

/// The known minimum closest to `x` (Euclidean); null when none is known.
const Minimum* nearest_minimum(const Objective& objective, const Vector& x);

}  // namespace thalweg::optim
