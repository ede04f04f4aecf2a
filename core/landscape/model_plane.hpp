// The loss of a network on a plane, faster than point by point: what the first layer makes of the
// examples is linear in the coordinates and computed once.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "core/autodiff/evaluator.hpp"
#include "core/landscape/plane.hpp"
#include "core/nn/model.hpp"

namespace thalweg::landscape {

/// T is float or double. Safe to share between threads: each call borrows an evaluator. Dropout is
/// off. Internal when a vector of the plane is not of the model's dimension.
template <class T>
class ModelPlane {
 public:
  ModelPlane(const nn::ModelObjective& model, const Plane& plane);
  /// The loss at θ(a, b).
  double operator()(double a, double b) const;

 private:
  std::unique_ptr<autodiff::Evaluator<T>> make() const;

  autodiff::Graph graph_;
  autodiff::Node a_, b_, loss_;
  mutable std::mutex guard_;
  mutable std::vector<std::unique_ptr<autodiff::Evaluator<T>>> free_;
};

}  // namespace thalweg::landscape
