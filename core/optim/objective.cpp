// What objectives have in common.
#include "core/optim/objective.hpp"

#include "core/base/error.hpp"

namespace thalweg::optim {

void Objective::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  Matrix whole;
  hessian(x, whole);
  out.noalias() = whole * v;
}

void Objective::hessian(const Vector&, Matrix&) const {
  throw Internal("this objective has no whole Hessian", name());
}

const std::vector<Minimum>& Objective::minima() const {
  static const std::vector<Minimum> none;
  return none;
}

const Minimum* nearest_minimum(const Objective& objective, const Vector& x) {
  const Minimum* best = nullptr;
  double least = 0;
  for (const Minimum& known : objective.minima()) {
    const double distance = (known.at - x).squaredNorm();
    if (!best || distance < least) best = &known, least = distance;
  }
  return best;
}

}  // namespace thalweg::optim
