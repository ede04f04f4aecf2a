// The exact optimum by a network simplex: as a contender that takes one step, and as the reference.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "core/kits/transport_solvers.hpp"
#include "core/transport/exact.hpp"

namespace thalweg::transport {

/// Why the exact optimum is not computed for this problem; empty when it is.
std::string exact_obstacle(const ProblemPtr& problem, const Settings& resolved);
/// Saves a tree, or takes it over; throws BadFile when it is none of the problem's.
void archive_tree(Archive& a, NetworkSimplex& simplex);

/// The unregularised optimum, in one step unless a derived class says otherwise; from the last tree
/// after a drag. Its work is not counted in plan passes.
template <class P>
class ExactSolver : public Solver<P> {
 public:
  explicit ExactSolver(const Start<P, Problem>& start)
      : Solver<P>(start), simplex_(pose(this->problem())) {}
  Outcome step(const P& p, StepScope& scope) override {
    stepped_ = true;
    for (std::int64_t k = 0; k < pivots_a_step(p); ++k) {
      if (k % 64 == 0 && scope.stop_requested()) break;
      if (!simplex_.pivot()) return Outcome::converged("the optimum without entropy");
    }
    return Outcome::provisional();
  }
  void archive(Archive& a) override {
    a.value("stepped", stepped_);
    archive_tree(a, simplex_);
  }
  /// The plan stays, since the masses do; further steps make it the optimum again.
  bool adopt(const P&, const Problem& moved) override {
    NetworkSimplex warm = pose(moved);
    if (!warm.restore(simplex_.state())) return false;
    simplex_ = std::move(warm);
    return true;
  }

 protected:
  virtual std::int64_t pivots_a_step(const P&) const {
    return std::numeric_limits<std::int64_t>::max();
  }
  Potentials potentials() const override {
    return stepped_ ? exact_duals(simplex_) : zero_potentials(this->problem());
  }
  double error() const override { return marginal_error(this->problem(), dense()).sum(); }
  bool has_stepped() const override { return stepped_; }
  bool entropic() const override { return !stepped_; }
  Matrix present_plan(const P& p, const Potentials& at) const override {
    return stepped_ ? dense() : Solver<P>::present_plan(p, at);
  }
  double dual_gap(const P& p, const Potentials& at, const Matrix& plan,
                  const Matrix& rounded) const override {
    if (!stepped_) return Solver<P>::dual_gap(p, at, plan, rounded);
    return transport_cost(this->problem(), rounded) - dual_bound(this->problem(), at.f);
  }

 private:
  static NetworkSimplex pose(const Problem& problem) {
    return NetworkSimplex(problem.cost, whole_masses(problem.source, problem.target));
  }
  Matrix dense() const {
    return dense_plan(this->problem(), exact_plan(this->problem(), simplex_));
  }
  NetworkSimplex simplex_;
  bool stepped_ = false;
};

/// The unregularised optimum, as the reference line.
template <class P>
class Exact final : public Analysis<P, Problem> {
 public:
  using Analysis<P, Problem>::Analysis;
  bool refine(const P&, StepScope& scope) override {
    if (std::max(this->problem().n(), this->problem().m()) > largest_exact) return true;
    if (!simplex_)
      simplex_.emplace(this->problem().cost,
                       whole_masses(this->problem().source, this->problem().target));
    for (int k = 0; k < pivots_a_slice; ++k) {
      if (scope.stop_requested()) return false;
      if (simplex_->pivot()) continue;
      cost_ = exact_plan(this->problem(), *simplex_).cost;
      return true;
    }
    return false;
  }
  void observe(const P&, FrameBuilder& out) const override {
    if (cost_) out.scalar("cost", *cost_);
  }

 private:
  static constexpr int pivots_a_slice = 1000;  // about 10 ms at n = 4 000
  std::optional<NetworkSimplex> simplex_;
  std::optional<double> cost_;
};

}  // namespace thalweg::transport
