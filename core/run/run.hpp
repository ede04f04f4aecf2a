// A run that lives on a worker: commands go in, snapshots come out, nobody waits.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/run/mailbox.hpp"
#include "core/run/race.hpp"

namespace thalweg {

enum class RunState { posing, running, paused, finished, cancelled, failed };

/// One contender's standing at the head, whatever moment is shown.
struct Standing {
  std::string key, name, method;
  int colour = 0;
  Condition condition = Condition::ready;
  std::string reason;
  std::int64_t step = 0;
  double seconds = 0, work = 0;
  Progress progress;
  std::vector<Advice> advice;
  /// Own seconds to the present step without others beside it, once they were timed.
  std::optional<double> alone_seconds;
};

/// Of the race's contender number `i`, as `competitor` shows it.
Standing standing_of(const Race& race, std::size_t i, const Competitor& competitor);

/// What the interface sees of a run. Immutable.
struct Snapshot {
  std::uint64_t sequence = 0;
  /// The last command that has taken effect.
  std::uint64_t acknowledged = 0;
  RunState state = RunState::posing;
  /// For RunState::failed, or a refused command: what, where, cure.
  std::string error;
  FrameSet frames;
  std::vector<Standing> standings;
  RunSpec spec;
  ProblemPtr problem;
  std::shared_ptr<const Recording> recording;
  std::size_t history_bytes = 0;
};

/// What an analysis or a rewind is doing, for the status line.
struct TaskNote {
  std::string name;
  double done = 0;  // 0 … 1, or < 0 when unknown
};

/// What the window shows of a run, which decides what is computed.
struct Attention {
  std::string focus;
  std::vector<ViewSpec> views;
  bool operator==(const Attention& other) const;
};

/// Iterations a second in the window. Auto starts slowly and quickens (interaction.md, 'Pace').
struct Pace {
  enum class Kind { fixed, automatic, max };
  Kind kind = Kind::automatic;
  double per_second = 6;
};

struct Command {
  enum class Kind { edit, resume, pause, step, cancel, extend, note, time_alone };
  Kind kind = Kind::resume;
  Edit edit = {};
  std::int64_t count = 1;
  /// For note: the note that is changed or taken away (none: a new one), and what it becomes.
  std::optional<Event> old_note = {};
  std::optional<Event> new_note = {};
  /// For time_alone.
  std::string contender = {};
};

class Run {
 public:
  /// Starts running as soon as a Runner has it, or paused.
  explicit Run(RunSpec spec, bool paused = false);
  /// Takes up a recording at its head, paused unless told otherwise.
  explicit Run(std::shared_ptr<const Recording> recording, bool paused = true);
  ~Run();

  /// Queues a command; returns its number, or 0 when 256 are waiting already.
  std::uint64_t post(Command command);
  std::shared_ptr<const Snapshot> latest() const { return mailbox_.latest(); }
  /// Frames of the shown moment in the past; null while following the head.
  std::shared_ptr<const FrameSet> past() const { return past_.latest(); }
  /// Asks for the state at `moment`; nullopt follows the head again. The answer arrives in past().
  void show(std::optional<Moment> moment);
  void attend(Attention attention);
  void set_pace(Pace pace);
  void set_history_budget(std::size_t bytes) { budget_ = bytes; }
  /// What is being built, or computed beside the contenders.
  std::vector<TaskNote> tasks() const;

  const RunSpec& start() const { return start_; }
  std::uint64_t id() const { return id_; }

 private:
  friend class Runner;
  /// Poses the problem, once: on a worker of its own, since it cannot be interrupted.
  bool turn_posing(double now, double& wake);
  /// One turn on the stepping worker; false when there is nothing to do until `wake` seconds.
  bool turn(double now, double& wake);
  /// One turn on the aside worker (rewinds first, then analyses); false when idle.
  bool turn_aside(double now, double& wake);
  void request_stop() { stop_.request_stop(); }
  void tell_tasks(std::vector<TaskNote> tasks);

  struct Worker;
  struct Aside;
  const std::uint64_t id_;
  RunSpec start_;
  std::shared_ptr<Worker> worker_;
  std::shared_ptr<Aside> aside_;
  Mailbox<Snapshot> mailbox_;
  Mailbox<FrameSet> past_;
  mutable std::mutex guard_;
  std::deque<std::pair<std::uint64_t, Command>> commands_;
  std::uint64_t posted_ = 0;
  std::optional<Moment> wanted_moment_;
  std::uint64_t moment_request_ = 0;
  Attention attention_;
  std::uint64_t attention_version_ = 0;
  Pace pace_;
  std::vector<TaskNote> tasks_;
  std::atomic<std::uint64_t> tasks_version_{0};
  std::atomic<bool> cancel_requested_{false};
  std::atomic<std::size_t> budget_{default_history_budget};
  std::stop_source stop_;
};

}  // namespace thalweg
