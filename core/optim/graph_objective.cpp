// Expressions as objectives; evaluators are lent to one thread at a time.
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

class GraphObjective::Lease {
 public:
  Lease(const GraphObjective& owner, const Vector& x) : owner_(owner) {
    {
      const std::scoped_lock lock(owner.guard_);
      if (!owner.free_.empty()) {
        evaluator_ = std::move(owner.free_.back());
        owner.free_.pop_back();
      }
    }
    if (!evaluator_) {
      std::vector<autodiff::Node> outputs{owner.value_, owner.gradient_, owner.product_};
      if (owner.split_) outputs.push_back(owner.split_);
      evaluator_ = std::make_unique<Evaluator>(outputs);
    }
    evaluator_->set(owner.x_, numbers(x));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    const std::scoped_lock lock(owner_.guard_);
    owner_.free_.push_back(std::move(evaluator_));
  }
  Evaluator* operator->() const { return evaluator_.get(); }

 private:
  const GraphObjective& owner_;
  std::unique_ptr<Evaluator> evaluator_;
};

GraphObjective::GraphObjective(std::string name, Domain domain, const Expression& f,
                               std::vector<Minimum> minima)
    : GraphObjective(std::move(name), std::move(domain), f, false, std::move(minima)) {}

std::unique_ptr<GraphObjective> GraphObjective::sum_of_squares(std::string name, Domain domain,
                                                               const Expression& residuals,
                                                               std::vector<Minimum> minima) {
  return std::unique_ptr<GraphObjective>(
      new GraphObjective(std::move(name), std::move(domain), residuals, true, std::move(minima)));
}

GraphObjective::GraphObjective(std::string name, Domain domain, const Expression& f, bool squares,
                               std::vector<Minimum> minima)
    : name_(std::move(name)), domain_(std::move(domain)), minima_(std::move(minima)) {
  x_ = graph_.input({dimension()}), v_ = graph_.input({dimension()});
  const autodiff::Node made = f(x_);
  value_ = squares ? 0.5 * sum(square(made)) : made;
  if (value_.shape().size() != 1) {
    throw Internal("an objective of shape " + value_.shape().text(), name_);
  }
  gradient_ = autodiff::gradient(value_, x_);
  product_ = autodiff::hessian_vector(value_, x_, v_);
  if (squares) split_ = autodiff::gauss_newton_vector(value_, made, {&x_, 1}, {&v_, 1})[0];
}

double GraphObjective::value(const Vector& x) const { return Lease(*this, x)->number(value_); }

void GraphObjective::gradient(const Vector& x, Vector& out) const {
  const Lease lease(*this, x);
  copy(lease->value(gradient_), out);
}

void GraphObjective::product(autodiff::Node which, const Vector& x, const Vector& v,
                             Vector& out) const {
  const Lease lease(*this, x);
  lease->set(v_, numbers(v));
  copy(lease->value(which), out);
}

void GraphObjective::hessian_times(const Vector& x, const Vector& v, Vector& out) const {
  product(product_, x, v, out);
}

void GraphObjective::gauss_newton_times(const Vector& x, const Vector& v, Vector& out) const {
  if (!split_) return Objective::gauss_newton_times(x, v, out);
  product(split_, x, v, out);
}

}  // namespace thalweg::optim
