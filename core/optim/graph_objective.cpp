// Expressions as objectives.
#include "core/optim/graph_objective.hpp"

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/operations.hpp"
#include "core/base/error.hpp"

namespace thalweg::optim {
namespace {

std::span<const double> numbers(const Vector& x) {
  return {x.data(), static_cast<std::size_t>(x.size())};
}

void copy(std::span<const double> from, Vector& out) {
  out = Vector::Map(from.data(), static_cast<Index>(from.size()));
}

}  // namespace

std::unique_ptr<GraphObjective::Evaluator> GraphObjective::make_evaluator() const {
  std::vector<autodiff::Node> outputs{value_, gradient_, product_};
  if (split_) outputs.push_back(split_);
  return std::make_unique<Evaluator>(outputs);
}

GraphObjective::GraphObjective(std::string name, Domain domain, const Expression& f,
                               std::vector<Minimum> minima)
    : GraphObjective(std::move(name), std::move(domain), f, 0, std::move(minima)) {}

std::unique_ptr<GraphObjective> GraphObjective::sum_of_squares(std::string name, Domain domain,
                                                               const Expression& residuals,
                                                               std::vector<Minimum> minima,
                                                               double factor) {
  return std::unique_ptr<GraphObjective>(
      new GraphObjective(std::move(name), std::move(domain), residuals, factor, std::move(minima)));
}

GraphObjective::GraphObjective(std::string name, Domain domain, const Expression& f, double squares,
                               std::vector<Minimum> minima)
    : name_(std::move(name)), domain_(std::move(domain)), minima_(std::move(minima)) {
  x_ = graph_.input({dimension()}), v_ = graph_.input({dimension()});
  const autodiff::Node made = f(x_);
  value_ = squares > 0 ? squares * sum(square(made)) : made;
  if (value_.shape().size() != 1) {
    throw Internal("an objective of shape " + value_.shape().text(), name_);
  }
  gradient_ = autodiff::gradient(value_, x_);
  product_ = autodiff::hessian_vector(value_, x_, v_);
  if (squares > 0) split_ = autodiff::gauss_newton_vector(value_, made, {&x_, 1}, {&v_, 1})[0];
}

double GraphObjective::value(const Vector& x) const {
  const auto evaluator = evaluators_.lend();
  evaluator->set(x_, numbers(x));
  return evaluator->number(value_);
}

void GraphObjective::gradient(const Vector& x, Vector& out) const {
  const auto evaluator = evaluators_.lend();
  evaluator->set(x_, numbers(x));
  copy(evaluator->value(gradient_), out);
}

void GraphObjective::product(autodiff::Node which, const Vector& x, const Vector& v,
                             Vector& out) const {
  const auto evaluator = evaluators_.lend();
  evaluator->set(x_, numbers(x));
  evaluator->set(v_, numbers(v));
  copy(evaluator->value(which), out);
}

void GraphObjective::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  product(product_, x, v, out);
}

void GraphObjective::gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const {
  if (!split_) return Objective::gauss_newton_times(x, v, out);
  product(split_, x, v, out);
}

}  // namespace thalweg::optim
