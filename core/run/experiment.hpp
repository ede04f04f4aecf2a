// The immutable description of one experiment, as made from its file.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/figure/view_spec.hpp"
#include "core/run/claim.hpp"
#include "core/run/input.hpp"
#include "core/run/param.hpp"
#include "core/run/stepper.hpp"

namespace thalweg {

/// A method that can solve the experiment's problem.
struct Method {
  std::string key, name, doc;
  /// Settings in which it differs from the declared defaults.
  Settings overrides;
  /// In the race from the start, or only on offer under '+ Add contender'.
  bool starts = true;
  std::function<std::unique_ptr<Stepper>(ProblemPtr, const Settings& resolved, Rng)> make;
  /// Why it cannot solve this problem; empty when it can.
  std::function<std::string(const ProblemPtr&, const Settings& resolved)> obstacle;
  /// The analysis that does the same, whose seconds foretell its own; empty = none.
  std::string measured_by;
  /// Why it is slow where it is, in a sentence, and what helps; methods to add that race already or
  /// are not on offer are left out.
  std::function<Advice(const Settings& resolved)> when_slow;
};

/// Something computed about the problem beside the contenders, for example the exact optimum.
struct AnalysisSpec {
  std::string key, name;
  /// Parameters and inputs that it reads; changing one starts it again. Empty = the parameters of
  /// the problem, and all inputs.
  std::vector<std::string> reads;
  std::function<std::unique_ptr<Refiner>(ProblemPtr, const Settings& resolved)> make;
};

/// Words and numbers of an experiment; the author writes these.
struct Descriptor {
  std::string title, paper, authors, question, try_this;
  std::vector<std::string> tags;
  std::string step_unit = "iteration", work_unit = "steps";
  /// Most steps a contender takes before it asks for more.
  std::int64_t limit = 5000;
  /// Iterations until the point of the story; sets the first pace.
  double story = 60;
  /// The series that tells how far a contender is, and the parameter with its tolerance.
  std::string measure, tolerance;
  /// Listed nowhere; found by its id.
  bool hidden = false;
  /// What is built when the problem is posed, for one that takes long: "cost 400×400".
  std::function<std::string(const Settings& resolved)> builds;
  /// Bytes that a run holds beside its history, about, for one that may take much.
  std::function<double(const Settings& resolved, std::size_t contenders)> memory;
  /// Series too costly for every step; sampled ever more thinly (see Race).
  std::vector<std::string> sampled;
  std::vector<ReadOut> read_outs;
  /// A number of an analysis shown as the reference, for example "reference.cost".
  ReadOut reference;
  std::vector<InputSpec> inputs;
  std::vector<Method> contenders;
  std::vector<AnalysisSpec> analyses;
  std::vector<Claim> claims;
  /// The method page: Markdown with TeX-like formulas.
  std::string method;
};

class Experiment : public Descriptor {
 public:
  std::string stem, family;
  ParamSchema schema;
  Views views;
  /// Throws BadInput when resolved settings break a rule between parameters.
  std::function<void(const Settings& resolved)> check;
  /// Poses the problem; throws BadInput. The generator starts from the seed parameter.
  std::function<ProblemPtr(const Settings& resolved, const Inputs&, Rng)> pose;
  /// What the problem itself shows (data, images, notes).
  std::function<void(const ProblemPtr&, FrameBuilder&)> observe_problem;

  std::string id() const { return family + "/" + stem; }
  const Method& contender(std::string_view key) const;
  /// The value of the seed parameter, 0 without one.
  std::uint64_t seed(const Settings& resolved) const;
};

}  // namespace thalweg
