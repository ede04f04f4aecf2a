// What a product with the Hessian of a network costs on this machine, as an analysis.
#pragma once

#include "core/kits/network.hpp"

namespace thalweg::nn {

/// What a product with the Hessian costs on this machine: the least time of a few of each, at a
/// point whose gradient is known. Products of matrices alone ask for 1.76 gradients of three
/// layers.
class ProductTimes {
 public:
  /// One gradient and one product; false while more are wanted.
  bool measure(const Task& task);
  /// Seconds of a product over seconds of a gradient.
  double in_gradients() const { return product_ / gradient_; }

 private:
  int rounds_ = 0;
  double gradient_ = 1e300, product_ = 1e300;
  Vector point_, direction_, out_;
};

/// Shows "product_over_gradient_seconds". Measured numbers differ from run to run: a name that ends
/// in "seconds" says so, and nothing that has to repeat may use it.
template <class P, class Problem>
class ProductCost final : public Analysis<P, Problem> {
 public:
  using Analysis<P, Problem>::Analysis;
  bool refine(const P&, StepScope&) override {
    return finished_ = times_.measure(this->problem().task);
  }
  void observe(const P&, FrameBuilder& out) const override {
    if (finished_) out.scalar("product_over_gradient_seconds", times_.in_gradients());
  }

 private:
  ProductTimes times_;
  bool finished_ = false;
};

}  // namespace thalweg::nn
