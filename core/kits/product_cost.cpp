// Gradients and products in turns.
#include "core/kits/product_cost.hpp"

#include <algorithm>

#include "core/base/clock.hpp"

namespace thalweg::nn {

bool ProductTimes::measure(const Task& task) {
  constexpr int enough = 12;
  const ModelObjective& f = *task.objective;
  // Both change every time: what is known is not computed again.
  point_ = (1 + 1e-3 * rounds_) * task.start;
  direction_ = point_ + Vector::Constant(point_.size(), 1.0 + rounds_);
  const double began = thread_cpu_seconds();
  f.gradient(point_, out_);
  gradient_ = std::min(gradient_, thread_cpu_seconds() - began);
  f.hessian_times(point_, direction_, out_);  // what depends on the point alone
  direction_ *= -0.5;
  const double then = thread_cpu_seconds();
  f.hessian_times(point_, direction_, out_);
  product_ = std::min(product_, thread_cpu_seconds() - then);
  return ++rounds_ >= enough;
}

}  // namespace thalweg::nn
