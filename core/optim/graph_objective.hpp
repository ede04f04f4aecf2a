// Objectives written as expressions: exact derivatives to second order without further work.
#pragma once

#include <functional>

#include "core/autodiff/evaluator.hpp"
#include "core/base/pool.hpp"
#include "core/optim/objective.hpp"

namespace thalweg::optim {

class GraphObjective final : public Objective {
 public:
  /// The number f(x) for a node x [n].
  using Expression = std::function<autodiff::Node(autodiff::Node x)>;

  /// `f` is called once. Throws Internal when it makes something other than a number.
  GraphObjective(std::string name, Domain domain, const Expression& f,
                 std::vector<Minimum> minima = {});
  /// f(x) = factor ‖r(x)‖² of residuals r [m].
  static std::unique_ptr<GraphObjective> sum_of_squares(std::string name, Domain domain,
                                                        const Expression& residuals,
                                                        std::vector<Minimum> minima = {},
                                                        double factor = 0.5);

  std::string name() const override { return name_; }
  Index dimension() const override { return domain_.lo.size(); }
  Domain domain() const override { return domain_; }
  const std::vector<Minimum>& minima() const override { return minima_; }
  double value(const Vector& x) const override;
  void gradient(const Vector& x, Vector& out) const override;
  void hessian_times(const Vector& x, const Vector& v, Vector& out) const override;
  bool is_sum_of_squares() const override { return static_cast<bool>(split_); }
  void gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const override;

 private:
  using Evaluator = autodiff::Evaluator<double>;
  /// `squares`: the factor of a sum of them; 0 for an f that is none.
  GraphObjective(std::string name, Domain domain, const Expression& f, double squares,
                 std::vector<Minimum> minima);
  std::unique_ptr<Evaluator> make_evaluator() const;
  void product(autodiff::Node which, const Vector& x, const Vector& v, Vector& out) const;

  std::string name_;
  Domain domain_;
  std::vector<Minimum> minima_;
  autodiff::Graph graph_;
  autodiff::Node x_, v_, value_, gradient_, product_, split_;
  Pool<Evaluator> evaluators_{[this] { return make_evaluator(); }};
};

}  // namespace thalweg::optim
