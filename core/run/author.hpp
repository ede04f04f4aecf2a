// All that an experiment file includes of the host. See CONTRIBUTING.md, 'Add an experiment'.
#pragma once

#include <memory>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"
#include "core/figure/view_spec.hpp"
#include "core/run/contender.hpp"
#include "core/run/experiment.hpp"
#include "core/run/schema.hpp"
#include "core/run/typed_stepper.hpp"

namespace thalweg {

struct ContenderOptions {
  std::string doc;
  Settings overrides;
  bool starts = true;
  /// Why the method cannot solve the problem at hand; empty when it can.
  std::function<std::string(const ProblemPtr&, const Settings&)> obstacle;
  /// The analysis that does the same, whose seconds foretell its own; empty = none.
  std::string measured_by;
  /// See Method::when_slow.
  std::function<Advice(const Settings& resolved)> when_slow;
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
  method.measured_by = std::move(options.measured_by);
  method.when_slow = std::move(options.when_slow);
  method.make = [key = method.key](ProblemPtr problem, const Settings& resolved, Rng rng) {
    const ParamSchema& schema = detail::schema_of<P>();
    Start<P, Problem> start{std::static_pointer_cast<const Problem>(std::move(problem)), P{}, rng,
                            key};
    schema.fill(resolved, &start.params);
    return std::make_unique<TypedStepper<P, Problem, C>>(schema, std::move(start));
  };
  return method;
}

/// Offers the author's analysis A; `reads` names all the parameters and inputs that its numbers
/// depend on (empty: the whole problem), and changing another does not start it again.
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
