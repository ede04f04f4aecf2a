// The exact optimum by a network simplex: as a contender that takes one step, and as the reference.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/kits/transport_solvers.hpp"
#include "core/transport/exact.hpp"

namespace thalweg::transport {

/// Why the exact optimum is not computed for this problem; empty when it is.
std::string exact_obstacle(const ProblemPtr& problem, const Settings& resolved);
/// Throws BadFile unless the entries, as restored, are a plan of this problem's size.
void check_entries(const Problem& problem, const std::vector<int>& rows,
                   const std::vector<int>& cols, const std::vector<double>& masses);

/// The unregularised optimum in one step. Its work is not counted in plan passes.
template <class P>
class ExactSolver final : public Solver<P> {
 public:
  explicit ExactSolver(const Start<P, Problem>& start)
      : Solver<P>(start), duals_(zero_potentials(this->problem())) {}
  Outcome step(const P&, StepScope&) override {
    const ExactPlan exact = exact_plan(this->problem());
    rows_.clear(), cols_.clear(), masses_.clear();
    for (const PlanEntry& entry : exact.entries) {
      rows_.push_back(entry.row), cols_.push_back(entry.col), masses_.push_back(entry.mass);
    }
    duals_ = exact.duals;
    return Outcome::converged("the optimum without entropy");
  }
  void archive(Archive& a) override {
    a.vector("rows", rows_), a.vector("cols", cols_), a.vector("masses", masses_);
    a.vector("f", duals_.f), a.vector("g", duals_.g);
    if (a.loading()) check_entries(this->problem(), rows_, cols_, masses_);
  }

 protected:
  Potentials potentials() const override { return duals_; }
  double error() const override { return marginal_error(this->problem(), dense()).sum(); }
  bool has_stepped() const override { return !masses_.empty(); }
  bool entropic() const override { return !has_stepped(); }
  Matrix present_plan(const P& p, const Potentials& at) const override {
    return has_stepped() ? dense() : Solver<P>::present_plan(p, at);
  }

 private:
  Matrix dense() const {
    Matrix out = Matrix::Zero(this->problem().n(), this->problem().m());
    for (std::size_t k = 0; k < masses_.size(); ++k) out(rows_[k], cols_[k]) = masses_[k];
    return out;
  }
  std::vector<int> rows_, cols_;
  std::vector<double> masses_;
  Potentials duals_;
};

/// The unregularised optimum, as the reference line.
template <class P>
class Exact final : public Analysis<P, Problem> {
 public:
  using Analysis<P, Problem>::Analysis;
  bool refine(const P&, StepScope&) override {
    if (std::max(this->problem().n(), this->problem().m()) <= largest_exact) {
      cost_ = exact_plan(this->problem()).cost;
    }
    return true;
  }
  void observe(const P&, FrameBuilder& out) const override {
    if (cost_) out.scalar("cost", *cost_);
  }

 private:
  std::optional<double> cost_;
};

}  // namespace thalweg::transport
