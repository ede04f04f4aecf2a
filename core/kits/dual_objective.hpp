// The entropic dual as a function to be minimised, for optimisers that know nothing of transport.
#pragma once

#include "core/optim/objective.hpp"
#include "core/transport/plan.hpp"

namespace thalweg::transport {

/// x = (f; g) ↦ (ΣP)/η − f·a − g·b, whose gradient is (P1 − a; Pᵀ1 − b). Convex. Keeps a reference
/// to the problem. Values overflow to infinity far away, never to NaN.
class DualObjective final : public optim::Objective {
 public:
  DualObjective(const Problem& problem, double eta) : problem_(&problem), eta_(eta) {}

  std::string name() const override { return "Entropic dual"; }
  Index dimension() const override { return problem_->n() + problem_->m(); }
  optim::Domain domain() const override;
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;

 private:
  PlanSums sums_at(const Vector& x) const;

  const Problem* problem_;
  double eta_;
};

}  // namespace thalweg::transport
