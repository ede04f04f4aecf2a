// What experiments with optimisers share.
#pragma once

#include "core/optim/optimiser.hpp"
#include "core/run/author.hpp"

namespace thalweg::optim {

/// Saves and restores an optimiser's state.
inline void archive_state(Optimiser& optimiser, Archive& archive) {
  class Visitor final : public StateVisitor {
   public:
    explicit Visitor(Archive& archive) : archive_(archive) {}
    void vector(const char* name, Vector& value) override { archive_.vector(name, value); }
    void number(const char* name, double& value) override { archive_.value(name, value); }
    void count(const char* name, std::int64_t& value) override { archive_.value(name, value); }

   private:
    Archive& archive_;
  };
  Visitor visitor(archive);
  optimiser.state(visitor);
}

/// Work in units of one gradient: a value costs a third, a product with the Hessian two.
inline double in_gradients(const Work& work) {
  return work.values / 3.0 + work.gradients + 2.0 * work.products;
}

}  // namespace thalweg::optim
