// All that an experiment file includes of the host. See CONTRIBUTING.md, 'Add an experiment'.
#pragma once

#include <memory>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/figure/view_spec.hpp"
#include "core/run/experiment.hpp"
#include "core/run/schema.hpp"

namespace thalweg {

/// What a contender starts from.
template <class P, class Problem>
struct Start {
  std::shared_ptr<const Problem> problem;
  P params;
  Rng rng;
};

/// Base of an author's contender: one live computation on the shared problem.
template <class P, class Problem>
class Contender {
 public:
  explicit Contender(const Start<P, Problem>& start) : problem_(start.problem) {}
  virtual ~Contender() = default;
  /// One iteration. Adds its work to the scope.
  virtual Outcome step(const P& p, StepScope& scope) = 0;
  /// Names its numbers, from state alone; draws nothing.
  virtual void observe(const P& p, FrameBuilder& out) const = 0;
  /// Saves or restores all state that decides the following steps.
  virtual void archive(Archive& archive) = 0;
  /// Goes on from its state on a changed problem (already set); false to start afresh.
  virtual bool adopt(const Problem& moved) {
    static_cast<void>(moved);
    return false;
  }

 protected:
  const Problem& problem() const { return *problem_; }

 private:
  template <class P2, class Problem2, class C>
  friend class TypedStepper;
  std::shared_ptr<const Problem> problem_;
};

/// Base of an author's analysis of a problem.
template <class P, class Problem>
class Analysis {
 public:
  explicit Analysis(std::shared_ptr<const Problem> problem) : problem_(std::move(problem)) {}
  virtual ~Analysis() = default;
  /// One slice of at most 20 ms, coarse to fine; true when finished.
  virtual bool refine(const P& p, StepScope& scope) = 0;
  virtual void observe(const P& p, FrameBuilder& out) const = 0;

 protected:
  const Problem& problem() const { return *problem_; }

 private:
  std::shared_ptr<const Problem> problem_;
};

template <class P, class Problem, class C>
class TypedStepper final : public Stepper {
 public:
  TypedStepper(const ParamSchema& schema, Start<P, Problem> start)
      : schema_(schema), params_(start.params), contender_(start) {}
  void use(const Settings& resolved) override { schema_.fill(resolved, &params_); }
  Outcome step(StepScope& scope) override { return contender_.step(params_, scope); }
  void observe(FrameBuilder& out) const override { contender_.observe(params_, out); }
  void archive(Archive& archive) override { contender_.archive(archive); }
  bool adopt(ProblemPtr problem) override {
    auto& held = static_cast<Contender<P, Problem>&>(contender_).problem_;
    held = std::static_pointer_cast<const Problem>(std::move(problem));
    return contender_.adopt(*held);
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
    ParamSchema made = std::move(collected).take();
    if (made.specs.size() != field_count<P>()) {
      throw Internal("the parameter struct has a field that is not declared, or declared twice");
    }
    return made;
  }();
  return schema;
}

}  // namespace detail

struct ContenderOptions {
  std::string doc;
  Settings overrides;
  bool starts = true;
  /// Why the method cannot solve the problem at hand; empty when it can.
  std::function<std::string(const ProblemPtr&, const Settings&)> obstacle;
};

/// Offers the author's class C under a key (stable, used in names) and a name (shown).
template <class C>
Method contender(std::string key, std::string name, ContenderOptions options = {}) {
  using P = detail::ParamsOf<C>;
  using Problem = detail::ProblemOf<C>;
  Method method;
  method.key = std::move(key), method.name = std::move(name), method.doc = options.doc;
  method.overrides = std::move(options.overrides), method.starts = options.starts;
  method.obstacle = std::move(options.obstacle);
  method.make = [](ProblemPtr problem, const Settings& resolved, Rng rng) {
    const ParamSchema& schema = detail::schema_of<P>();
    Start<P, Problem> start{std::static_pointer_cast<const Problem>(std::move(problem)), P{}, rng};
    schema.fill(resolved, &start.params);
    return std::make_unique<TypedStepper<P, Problem, C>>(schema, std::move(start));
  };
  return method;
}

/// Offers the author's analysis A; it starts again when one of `reads` changes.
template <class A>
AnalysisSpec analysis(std::string key, std::string name, std::vector<std::string> reads = {}) {
  using P = detail::ParamsOf<A>;
  using Problem = detail::ProblemOf<A>;
  AnalysisSpec spec;
  spec.key = std::move(key), spec.name = std::move(name), spec.reads = std::move(reads);
  spec.make = [](ProblemPtr problem, const Settings& resolved) -> std::unique_ptr<Refiner> {
    auto made = std::make_unique<TypedRefiner<P, Problem, A>>(
        detail::schema_of<P>(), std::static_pointer_cast<const Problem>(std::move(problem)));
    made->use(resolved);
    return made;
  };
  return spec;
}

/// Binds an author's functions by convention. Checked: views, names, defaults (see check_design).
template <class P, class Problem>
Experiment make_experiment(const char* stem, Descriptor words, Views views,
                           Problem (*pose)(const P&, const Inputs&, Rng),
                           void (*observe)(const Problem&, FrameBuilder&)) {
  Experiment experiment;
  static_cast<Descriptor&>(experiment) = std::move(words);
  experiment.stem = stem;
  experiment.schema = detail::schema_of<P>();
  experiment.views = std::move(views);
  experiment.check = [](const Settings& resolved) {
    P params{};
    detail::schema_of<P>().fill(resolved, &params);
  };
  experiment.pose = [pose](const Settings& resolved, const Inputs& inputs, Rng rng) -> ProblemPtr {
    P params{};
    detail::schema_of<P>().fill(resolved, &params);
    return std::make_shared<const Problem>(pose(params, inputs, rng));
  };
  experiment.observe_problem = [observe](const ProblemPtr& problem, FrameBuilder& out) {
    observe(*static_cast<const Problem*>(problem.get()), out);
  };
  return experiment;
}

}  // namespace thalweg

/// Ends an experiment file: THALWEG_EXPERIMENT(stem, {descriptor}). The namespace
/// thalweg::experiments::stem must hold Params, declare, pose, observe (of the problem) and views.
#define THALWEG_EXPERIMENT(stem, ...)                                             \
  namespace thalweg::catalogue {                                                  \
  const Experiment& stem();                                                       \
  const Experiment& stem() {                                                      \
    using namespace thalweg::experiments::stem;                                   \
    static const Experiment experiment =                                          \
        make_experiment(#stem, Descriptor __VA_ARGS__, views(), &pose, &observe); \
    return experiment;                                                            \
  }                                                                               \
  }
