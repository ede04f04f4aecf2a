// The two halves of a run that workers touch: stepping, and what stands beside it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/run/run.hpp"
#include "core/run/solo_timing.hpp"

namespace thalweg {

/// How many iterations contenders may have taken since the pace was set.
class Throttle {
 public:
  /// Advances to `now` under `pace`; `story` is the experiment's.
  void tick(const Pace& pace, double story, double now);
  /// A stage changed: slow down so that it is seen.
  void stage_changed(const Pace& pace, double story, double now);
  /// Iterations allowed so far, per contender.
  double allowed() const { return allowed_; }
  /// Seconds until one more is allowed.
  double until_next() const;
  /// Starts counting anew (after a pause).
  void restart(double now);

 private:
  double rate_ = 0, allowed_ = 0, last_ = 0, hold_until_ = 0;
};

/// Lives on the stepping worker.
struct Run::Worker {
  Worker(Run& run, bool start_paused) : owner(run), paused(start_paused) {}

  /// Before the run has a worker: what it goes on with.
  void open(std::shared_ptr<const Recording> recording) { opened = std::move(recording); }
  /// On the posing worker, once: makes the race, which the stepping worker then takes over.
  bool pose();
  bool turn(double now, double& wake);

 private:
  bool await_race(double now, double& wake);
  void tell_posing(double now, double& wake);
  void publish_posing(RunState state);
  bool drain();
  void obey(const Command& command);
  bool step_lanes(double now, double& wake);
  void publish(double now);
  std::int64_t allowance(std::size_t i) const;
  RunState state() const;
  void advise(Snapshot& snapshot, double now);

  Run& owner;
  std::shared_ptr<const Recording> opened;
  bool posing = false;
  /// What the posing worker made, under the owner's guard: a race or the reason why there is none.
  std::unique_ptr<Race> posed;
  std::string no_race;
  double posing_since = -1;
  bool posing_told = false;
  std::unique_ptr<Race> race;
  Throttle throttle;
  std::map<std::string, double> taken;       // iterations under the throttle, by contender
  std::map<std::string, std::int64_t> owed;  // single steps asked for, by contender
  std::size_t next_lane = 0;
  std::size_t seen_events = 0;
  bool paused = false, cancelled = false, dirty = true;
  std::uint64_t acknowledged = 0, sequence = 0;
  std::uint64_t seen_attention = 0, seen_analyses = 0;
  double published_at = -1;
  std::string error;
  /// What the host foresaw and advised last, by contender, and until when it stands by itself.
  struct Held {
    Progress progress;
    Advice advice;
    double foreseen_until = 0, advised_until = 0;
  };
  std::map<std::string, Held> held;
};

/// Lives on the aside worker.
struct Run::Aside {
  explicit Aside(Run& run) : owner(run) {}
  bool turn(double now, double& wake);
  std::map<std::string, FramePtr, std::less<>> frames() const;
  /// Changes whenever frames() or alone() would.
  std::uint64_t version() const;
  /// Starts timing a contender alone; the newest request counts.
  void time_alone(std::shared_ptr<const Recording> recording, const std::string& key);
  /// True when there was something to stop.
  bool stop_timing();
  /// Own seconds of contenders that were timed alone, and the steps they took.
  struct Alone {
    std::int64_t step = 0;
    double seconds = 0;
  };
  std::map<std::string, Alone> alone() const;

 private:
  /// What an analysis reads: it is stale when this changes.
  struct Source {
    Settings settings;
    std::map<std::string, BufferPtr, std::less<>> inputs;
    bool operator==(const Source&) const = default;
  };
  static Source source_of(const AnalysisSpec& analysis, const RunSpec& spec);
  struct Task {
    Source read;
    std::unique_ptr<Refiner> refiner;
    double seconds = 0;
    bool done = false;
  };
  bool rewind();
  bool time();
  void tell_timing(const SoloTiming& work);
  bool refine(double now, double& wake);
  void start_task(const AnalysisSpec& analysis, const RunSpec& spec, const ProblemPtr& problem);
  void publish(const std::string& key, FramePtr frame);

  Run& owner;
  std::uint64_t answered = 0, answered_attention = 0;
  std::unique_ptr<Rewinder> rewinder;
  std::shared_ptr<const Recording> rewound;
  std::map<std::string, Task> tasks;
  double changed_at = 0;
  mutable std::mutex guard;
  std::map<std::string, FramePtr, std::less<>> results;
  std::shared_ptr<SoloTiming> timing;
  std::map<std::string, Alone> alone_results;
  std::atomic<int> told_round{0};
  double told_done = 0;
  std::uint64_t results_version = 0;
};

}  // namespace thalweg
