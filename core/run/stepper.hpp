// What the host steps: contenders and analyses with their types erased.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/named_array.hpp"
#include "core/frame/frame.hpp"
#include "core/run/archive.hpp"
#include "core/run/param.hpp"

namespace thalweg {

/// How a step ended. Numerical trouble is an outcome, not an error.
struct Outcome {
  /// Provisional: goes on whatever the measure says, since it is about an easier problem still.
  enum class Kind { proceed, provisional, converged, exhausted, diverged };
  Kind kind = Kind::proceed;
  std::string reason;

  static Outcome proceed() { return {}; }
  static Outcome provisional() { return {Kind::provisional, {}}; }
  static Outcome converged(std::string why) { return {Kind::converged, std::move(why)}; }
  static Outcome exhausted(std::string why) { return {Kind::exhausted, std::move(why)}; }
  static Outcome diverged(std::string why) { return {Kind::diverged, std::move(why)}; }
};

/// What a button under an advice does. Its value is the one that the solver would compute itself.
struct Cure {
  /// Sets a parameter · adds a method as a contender · goes back to `step` and branches there, with
  /// the parameter if one is named · shows `step` · opens the method page.
  enum class Act { set, add, branch, inspect, explain };
  Act act = Act::set;
  std::string button;
  /// For set and branch.
  std::string parameter;
  ParamValue value;
  /// The contender that is set (an author leaves it empty: the one that steps); the method to add.
  std::string contender;
  /// For branch and inspect: the step of the advice's contender.
  std::int64_t step = 0;
  bool operator==(const Cure&) const = default;
};

/// What is wrong, why, and what helps. Contender and step are filled by the host.
struct Advice {
  std::string text;
  std::vector<Cure> cures;
  std::string contender;
  std::int64_t step = 0;
  bool operator==(const Advice&) const = default;
};

/// What a step may ask of its host; nothing else: no clock, no files.
class StepScope {
 public:
  using Stop = std::function<bool()>;
  explicit StepScope(const Stop& stop) : stop_(stop) {}

  /// Long steps ask often (every few ms) and return early; the host then drops the step.
  bool stop_requested() const { return stop_ && stop_(); }
  const Stop& stop() const { return stop_; }
  /// Adds to the experiment's stated unit of work.
  void add_work(double work) { work_ += work; }
  void event(Event::Kind kind, std::string text) { events_.emplace_back(kind, std::move(text)); }
  /// Says what holds the contender up, and its cure; until settings change it counts as stalled.
  void advise(Advice advice) { advice_.push_back(std::move(advice)); }

  double work() const { return work_; }
  const std::vector<std::pair<Event::Kind, std::string>>& events() const { return events_; }
  const std::vector<Advice>& advice() const { return advice_; }

 private:
  const Stop& stop_;
  double work_ = 0;
  std::vector<std::pair<Event::Kind, std::string>> events_;
  std::vector<Advice> advice_;
};

using ProblemPtr = std::shared_ptr<const void>;

/// One live computation on a problem. `params` are the author's struct, prepared by the host.
class Stepper {
 public:
  virtual ~Stepper() = default;
  /// Resolved settings for the steps and observations that follow.
  virtual void use(const Settings& resolved) = 0;
  virtual Outcome step(StepScope& scope) = 0;
  virtual void observe(FrameBuilder& out) const = 0;
  virtual void archive(Archive& archive) = 0;
  /// What is trained, for a file that other programs read; empty where nothing is.
  virtual std::vector<NamedArray> weights() const { return {}; }
  /// Takes over a changed problem, keeping its state; false when it must start afresh.
  virtual bool adopt(ProblemPtr problem) = 0;
};

/// Something computed about a problem, coarse to fine, in slices of at most 20 ms.
class Refiner {
 public:
  virtual ~Refiner() = default;
  virtual void use(const Settings& resolved) = 0;
  /// One slice; true when finished.
  virtual bool refine(StepScope& scope) = 0;
  virtual void observe(FrameBuilder& out) const = 0;
};

}  // namespace thalweg
