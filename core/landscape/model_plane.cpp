// One graph with two inputs; everything else is constant.
#include "core/landscape/model_plane.hpp"

#include "core/autodiff/operations.hpp"

namespace thalweg::landscape {

using autodiff::Node;

namespace {

template <class Numbers>
Node constant(autodiff::Graph& graph, const Numbers& x, const autodiff::Shape& shape) {
  return graph.constant(shape, {x.data(), x.data() + x.size()});
}

}  // namespace

template <class T>
ModelPlane<T>::ModelPlane(const nn::ModelObjective& model, const Plane& plane) {
  const Index n = model.inputs().rows(), size = model.dimension();
  a_ = graph_.input({}), b_ = graph_.input({});
  const Node x = constant(graph_, model.inputs(), nn::batch_of(n, model.example()));
  const Node targets = constant(graph_, model.targets(), {n, model.targets().cols()});
  nn::Scope scope(model.layout(),
                  {constant(graph_, plane.origin, {size}), constant(graph_, plane.first, {size}),
                   constant(graph_, plane.second, {size})},
                  a_, b_, x);
  loss_ = model.loss()(model.network()(scope, x), targets);
}

template <class T>
std::unique_ptr<autodiff::Evaluator<T>> ModelPlane<T>::make() const {
  return std::make_unique<autodiff::Evaluator<T>>(std::span(&loss_, 1));
}

template <class T>
double ModelPlane<T>::operator()(double a, double b) const {
  std::unique_ptr<autodiff::Evaluator<T>> desk;
  {
    const std::scoped_lock lock(guard_);
    if (!free_.empty()) desk = std::move(free_.back()), free_.pop_back();
  }
  if (!desk) desk = make();
  desk->set(a_, std::span(&a, 1)), desk->set(b_, std::span(&b, 1));
  const double out = desk->number(loss_);
  const std::scoped_lock lock(guard_);
  free_.push_back(std::move(desk));
  return out;
}

template class ModelPlane<float>;
template class ModelPlane<double>;

}  // namespace thalweg::landscape
