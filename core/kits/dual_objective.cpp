// The entropic dual and its derivatives.
#include "core/kits/dual_objective.hpp"

#include <cmath>
#include <limits>

namespace thalweg::transport {

optim::Domain DualObjective::domain() const {
  return {Vector::Constant(dimension(), -1), Vector::Constant(dimension(), 1)};
}

PlanSums DualObjective::sums_at(const Vector& x) const {
  PlanSums sums;
  sum_plan(problem_->cost, eta_, x.head(problem_->n()), x.tail(problem_->m()), sums);
  return sums;
}

double DualObjective::value(const Vector& x) const {
  const double total = sums_at(x).total;
  if (!std::isfinite(total)) return std::numeric_limits<double>::infinity();
  return total / eta_ - x.head(problem_->n()).dot(problem_->source) -
         x.tail(problem_->m()).dot(problem_->target);
}

void DualObjective::gradient(const Vector& x, Vector& out) const {
  const PlanSums sums = sums_at(x);
  out.resize(dimension());
  out << sums.rows - problem_->source, sums.cols - problem_->target;
}

void DualObjective::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  const Index n = problem_->n(), m = problem_->m();
  Matrix plan;
  PlanSums sums;
  build_plan(problem_->cost, eta_, x.head(n), x.tail(m), plan, sums);
  out.resize(n + m);
  out << sums.rows.cwiseProduct(v.head(n)) + plan * v.tail(m),
      plan.transpose() * v.head(n) + sums.cols.cwiseProduct(v.tail(m));
  out *= eta_;
}

}  // namespace thalweg::transport
