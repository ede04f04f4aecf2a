// Erases the types of an author's contenders and analyses, so that the host can step them.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "core/base/error.hpp"
#include "core/run/contender.hpp"
#include "core/run/schema.hpp"

namespace thalweg {

template <class P, class Problem, class C>
class TypedStepper final : public Stepper {
 public:
  TypedStepper(const ParamSchema& schema, Start<P, Problem> start)
      : schema_(schema), params_(start.params), contender_(start) {}
  void use(const Settings& resolved) override { schema_.fill(resolved, &params_); }
  Outcome step(StepScope& scope) override { return contender_.step(params_, scope); }
  void observe(FrameBuilder& out) const override { contender_.observe(params_, out); }
  void archive(Archive& archive) override { contender_.archive(archive); }
  std::vector<NamedArray> weights() const override { return contender_.weights(); }
  bool adopt(ProblemPtr problem) override {
    auto& held = static_cast<Contender<P, Problem>&>(contender_).problem_;
    held = std::static_pointer_cast<const Problem>(std::move(problem));
    return contender_.adopt(params_, *held);
  }

 private:
  const ParamSchema& schema_;
  P params_;
  C contender_;
};

template <class P, class Problem, class A>
class TypedRefiner final : public Refiner {
 public:
  TypedRefiner(const ParamSchema& schema, std::shared_ptr<const Problem> problem)
      : schema_(schema), analysis_(std::move(problem)) {}
  void use(const Settings& resolved) override { schema_.fill(resolved, &params_); }
  bool refine(StepScope& scope) override { return analysis_.refine(params_, scope); }
  void observe(FrameBuilder& out) const override { analysis_.observe(params_, out); }

 private:
  const ParamSchema& schema_;
  P params_{};
  A analysis_;
};

namespace detail {

template <class P, class Problem>
P base_params(const Contender<P, Problem>*);
template <class P, class Problem>
Problem base_problem(const Contender<P, Problem>*);
template <class P, class Problem>
P base_params(const Analysis<P, Problem>*);
template <class P, class Problem>
Problem base_problem(const Analysis<P, Problem>*);
template <class T>
using ParamsOf = decltype(base_params(static_cast<const T*>(nullptr)));
template <class T>
using ProblemOf = decltype(base_problem(static_cast<const T*>(nullptr)));

/// The schema of one parameter struct, built once. `declare` is found beside the struct.
template <class P>
const ParamSchema& schema_of() {
  static const ParamSchema schema = [] {
    Schema<P> collected;
    declare(collected);
    if (collected.fields() != field_count<P>()) {
      throw Internal("the parameter struct has a field that is not declared, or declared twice");
    }
    return std::move(collected).take();
  }();
  return schema;
}

}  // namespace detail

}  // namespace thalweg
