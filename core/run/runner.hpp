// Three workers for all runs: one poses problems, one steps contenders, one does what stands beside
// them.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/run/run.hpp"

namespace thalweg {

/// Owns the workers. Rewinds and analyses have a thread of their own so that scrubbing never waits
/// for a step, posing has one so that no run waits for another's problem; the cores are shared
/// fairly by the system.
class Runner {
 public:
  /// `wake` is called from workers whenever something new was published.
  explicit Runner(std::function<void()> wake);
  /// Asks every step to stop and joins.
  ~Runner();

  std::shared_ptr<Run> start(RunSpec spec, bool paused = false);
  std::shared_ptr<Run> resume(std::shared_ptr<const Recording> recording, bool paused = true);
  /// Forgets a run; its last snapshot stays with whoever holds it.
  void drop(const std::shared_ptr<Run>& run);
  /// Tells the workers that a run has commands or attention to look at.
  void poke();

 private:
  std::vector<std::shared_ptr<Run>> runs() const;
  /// Gives every run its turn until there is nothing to do, then waits.
  void loop(const std::stop_token& stop, bool (Run::*turn)(double, double&));
  std::shared_ptr<Run> add(std::shared_ptr<Run> run);

  std::function<void()> wake_;
  mutable std::mutex guard_;
  std::condition_variable_any changed_;
  std::uint64_t pokes_ = 0;
  std::vector<std::shared_ptr<Run>> runs_;
  std::jthread poser_, stepper_, aside_;
};

}  // namespace thalweg
