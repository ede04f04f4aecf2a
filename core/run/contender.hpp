// The base classes of an author's contenders and analyses.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/base/rng.hpp"
#include "core/run/stepper.hpp"

namespace thalweg {

/// What a contender starts from.
template <class P, class Problem>
struct Start {
  std::shared_ptr<const Problem> problem;
  P params;
  Rng rng;
  /// The key under which the method is offered, for a class that is offered under several.
  std::string method;
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
  /// What is trained, by name, for a file that other programs read.
  virtual std::vector<NamedArray> weights() const { return {}; }
  /// Goes on from its state on a changed problem (already set); false to start afresh.
  virtual bool adopt(const P& p, const Problem& moved) {
    static_cast<void>(p), static_cast<void>(moved);
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

}  // namespace thalweg
