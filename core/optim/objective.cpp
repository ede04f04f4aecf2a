// What objectives have in common.
#include "core/optim/objective.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/error.hpp"

namespace thalweg::optim {

void Objective::hessian(const Vector& x, Matrix& out) const {
  const Index n = dimension();
  out.resize(n, n);
  Vector column;
  for (Index i = 0; i < n; ++i) {
    hessian_times(x, Vector::Unit(n, i), column);
    out.col(i) = column;
  }
  out = (0.5 * (out + out.transpose())).eval();
}

const std::vector<Minimum>& Objective::minima() const {
  static const std::vector<Minimum> none;
  return none;
}

void Objective::gauss_newton_times(const Vector&, const Vector&, Vector&) const {
  throw Internal("this objective is not known as a loss of residuals or outputs", name());
}

std::unique_ptr<Objective> Objective::on(std::span<const Index>) const {
  throw Internal("this objective is not a mean over examples", name());
}

void require_finite(const Matrix& numbers, const std::string& what) {
  for (Index i = 0; i < numbers.rows(); ++i) {
    for (Index j = 0; j < numbers.cols(); ++j) {
      if (std::isfinite(numbers(i, j))) continue;
      throw BadInput(
          fmt::format("Entry {} of row {} of {} is {}", j + 1, i + 1, what, numbers(i, j)), "",
          "Leave out or fill in what is missing.");
    }
  }
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
