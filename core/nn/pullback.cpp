// One graph for each number of rows: outputs, and their product with a slope from the left.
#include "core/nn/pullback.hpp"

#include "core/autodiff/derivatives.hpp"
#include "core/autodiff/evaluator.hpp"
#include "core/base/error.hpp"

namespace thalweg::nn {
namespace {

std::span<const double> numbers(const Matrix& m) {
  return {m.data(), static_cast<std::size_t>(m.size())};
}

}  // namespace

struct Pullback::Program {
  autodiff::Graph graph;
  Node theta, x, slope, outputs;
  std::vector<Node> gradients;  // in the order of the layout's pieces
  std::unique_ptr<autodiff::Evaluator<double>> evaluator;
};

Pullback::Pullback(Network network, Index features)
    : network_(std::move(network)), features_(features), layout_(layout_of(network_, {features})) {}
Pullback::~Pullback() = default;

Pullback::Program& Pullback::program(const Vector& parameters, const Matrix& x) const {
  THALWEG_ASSERT(x.rows() > 0 && x.cols() == features_ && parameters.size() == layout_.size());
  std::unique_ptr<Program>& made = programs_[x.rows()];
  if (!made) {
    made = std::make_unique<Program>();
    Program& p = *made;
    p.theta = p.graph.input({layout_.size()});
    p.x = p.graph.input({x.rows(), features_});
    Scope scope(layout_, p.theta, false);
    p.outputs = network_(scope, p.x);
    p.slope = p.graph.input(p.outputs.shape());
    p.gradients = autodiff::vector_jacobian(p.outputs, p.slope, scope.parameters());
    std::vector<Node> wanted = p.gradients;
    wanted.push_back(p.outputs);
    p.evaluator = std::make_unique<autodiff::Evaluator<double>>(wanted);
  }
  made->evaluator->set(
      made->theta,
      std::span<const double>(parameters.data(), static_cast<std::size_t>(parameters.size())));
  made->evaluator->set(made->x, numbers(x));
  return *made;
}

Matrix Pullback::outputs(const Vector& parameters, const Matrix& x) const {
  Program& p = program(parameters, x);
  const std::span<const double> values = p.evaluator->value(p.outputs);
  const auto cols = static_cast<Index>(values.size()) / x.rows();
  return Eigen::Map<const Matrix>(values.data(), x.rows(), cols);
}

Vector Pullback::gradient(const Vector& parameters, const Matrix& x, const Matrix& slope) const {
  Program& p = program(parameters, x);
  p.evaluator->set(p.slope, numbers(slope));
  Vector out(layout_.size());
  for (std::size_t i = 0; i < p.gradients.size(); ++i) {
    const std::span<const double> values = p.evaluator->value(p.gradients[i]);
    out.segment(layout_.pieces()[i].begin, static_cast<Index>(values.size())) =
        Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
  }
  return out;
}

}  // namespace thalweg::nn
