// Stepping a run in quanta of 10 ms of a contender's own time, at the pace a person can follow.
#include "core/run/run_worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/run/advice.hpp"
#include "core/run/race_lane.hpp"
#include "core/run/replay.hpp"

namespace thalweg {
namespace {

constexpr double quantum = 0.01;
constexpr double publish_distance = 0.016;
constexpr double slowest_start = 6;
constexpr double growth = 1.6;          // a second
constexpr double hold = 1.0;            // seconds at the first pace after a stage change
constexpr double posing_noticed = 0.1;  // seconds of posing after which it is said

double first_rate(const Pace& pace, double story) {
  return pace.kind == Pace::Kind::automatic ? std::max(slowest_start, story / 12) : pace.per_second;
}

}  // namespace

void Throttle::restart(double now) {
  rate_ = 0;
  allowed_ = 0;
  last_ = now;
  hold_until_ = 0;
}

void Throttle::tick(const Pace& pace, double story, double now) {
  const double passed = std::clamp(now - last_, 0.0, 0.1);
  last_ = now;
  if (pace.kind == Pace::Kind::max) {
    allowed_ = std::numeric_limits<double>::infinity();
    return;
  }
  if (std::isinf(allowed_)) allowed_ = 0;
  if (pace.kind == Pace::Kind::fixed) {
    rate_ = pace.per_second;
  } else if (rate_ <= 0) {
    rate_ = first_rate(pace, story);
  } else if (now >= hold_until_) {
    rate_ *= std::pow(growth, passed);
  }
  allowed_ += rate_ * passed;
}

void Throttle::stage_changed(const Pace& pace, double story, double now) {
  if (pace.kind != Pace::Kind::automatic) return;
  rate_ = first_rate(pace, story);
  hold_until_ = now + hold;
}

double Throttle::until_next() const {
  if (rate_ <= 0) return 0;
  return (std::floor(allowed_) + 1 - allowed_) / rate_;
}

bool Run::Worker::turn(double now, double& wake) {
  if (!race && !await_race(now, wake)) return false;
  const bool obeyed = drain();
  const bool stepped = step_lanes(now, wake);
  {
    const std::scoped_lock lock(owner.guard_);
    if (seen_attention != owner.attention_version_) {
      seen_attention = owner.attention_version_;
      dirty = true;
    }
  }
  if (seen_analyses != owner.aside_->version()) dirty = true;
  if (dirty && (now - published_at >= publish_distance || obeyed || !stepped)) {
    publish(now);
    return true;
  }
  if (dirty) wake = std::min(wake, published_at + publish_distance - now);
  return stepped;
}

bool Run::Worker::pose() {
  if (posing) return false;
  posing = true;
  std::unique_ptr<Race> made;
  std::string why;
  try {
    made = opened ? std::make_unique<Race>(*opened) : std::make_unique<Race>(owner.start_);
    opened.reset();
  } catch (const std::exception& failure) {
    why = failure.what();
  }
  const std::scoped_lock lock(owner.guard_);
  posed = std::move(made);
  no_race = std::move(why);
  return true;
}

/// True once there is a race. A person may stop it before: it then rests where it is posed.
bool Run::Worker::await_race(double now, double& wake) {
  if (!error.empty()) return false;
  bool stop = false;
  {
    const std::scoped_lock lock(owner.guard_);
    race = std::move(posed);
    error = no_race;
    for (const auto& [number, command] : owner.commands_) {
      if (command.kind == Command::Kind::cancel) stop = true;
      if (command.kind == Command::Kind::resume) stop = false;
    }
  }
  if (race) {
    owner.tell_tasks({});
    race->set_history_budget(owner.budget_);
    throttle.restart(wall_seconds());
    return true;
  }
  if (!error.empty()) {
    owner.tell_tasks({});
    publish_posing(RunState::failed);
  } else if (stop != cancelled) {
    cancelled = stop;
    publish_posing(stop ? RunState::cancelled : RunState::posing);
  } else {
    tell_posing(now, wake);
  }
  return false;
}

/// Says what is built once that takes noticeably long, and at once where it takes much memory.
void Run::Worker::tell_posing(double now, double& wake) {
  if (posing_told) return;
  std::string memory;
  if (posing_since < 0) {
    posing_since = now;
    memory = memory_words(owner.start_);
  }
  const double rest = posing_since + posing_noticed - now;
  if (rest > 0 && memory.empty()) {
    wake = std::min(wake, rest);
    return;
  }
  posing_told = true;
  const Experiment& experiment = *owner.start_.experiment;
  std::string what = experiment.builds ? experiment.builds(owner.start_.resolved()) : "the problem";
  if (!memory.empty()) what += ", " + memory;
  owner.tell_tasks({{"Building " + what, -1}});
}

void Run::Worker::publish_posing(RunState state) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->sequence = ++sequence;
  snapshot->state = state;
  snapshot->error = error;
  snapshot->spec = owner.start_;
  owner.mailbox_.publish(std::move(snapshot));
}

bool Run::Worker::drain() {
  bool any = false;
  while (true) {
    std::pair<std::uint64_t, Command> next;
    {
      const std::scoped_lock lock(owner.guard_);
      if (owner.commands_.empty()) break;
      next = std::move(owner.commands_.front());
      owner.commands_.pop_front();
    }
    try {
      if (next.second.kind == Command::Kind::edit) error.clear(), held.clear();
      obey(next.second);
    } catch (const Error& refused) {
      error = refused.what();
    }
    acknowledged = next.first;
    any = dirty = true;
  }
  race->set_history_budget(owner.budget_);
  return any;
}

void Run::Worker::obey(const Command& command) {
  const bool looks_on = command.kind == Command::Kind::note || command.kind == Command::Kind::pause;
  const bool timed = !looks_on && owner.aside_->stop_timing();
  switch (command.kind) {
    case Command::Kind::edit:
      race->apply(command.edit);
      break;
    case Command::Kind::resume:
      if (cancelled) race->extend(0);
      paused = cancelled = false;
      owner.cancel_requested_ = false;
      throttle.restart(wall_seconds());
      taken.clear();
      owed.clear();
      break;
    case Command::Kind::pause:
      paused = true;
      owed.clear();
      break;
    case Command::Kind::step:
      paused = true;
      for (std::size_t i = 0; i < race->size(); ++i) owed[race->key(i)] += command.count;
      break;
    case Command::Kind::cancel:
      owner.cancel_requested_ = false;
      if (timed) break;  // that is what was stopped
      race->cancel();
      cancelled = true;
      owed.clear();
      break;
    case Command::Kind::extend:
      race->extend(command.count);
      paused = false;
      throttle.restart(wall_seconds());
      taken.clear();
      break;
    case Command::Kind::note:
      race->note(command.old_note, command.new_note);
      seen_events = race->events().size();
      break;
    case Command::Kind::time_alone:
      paused = paused || !race->finished();
      owed.clear();
      if (!find_contender(race->spec(), command.contender)) {
        throw BadInput(fmt::format("There is no contender '{}' to time", command.contender));
      }
      owner.aside_->time_alone(race->record(), command.contender);
      break;
  }
}

std::int64_t Run::Worker::allowance(std::size_t i) const {
  if (!race->runs(i)) return 0;
  const auto owes = owed.find(race->key(i));
  if (paused) return owes == owed.end() ? 0 : owes->second;
  if (std::isinf(throttle.allowed())) return std::numeric_limits<std::int64_t>::max();
  const auto used = taken.find(race->key(i));
  return static_cast<std::int64_t>(
      std::floor(throttle.allowed() - (used == taken.end() ? 0 : used->second)));
}

bool Run::Worker::step_lanes(double now, double& wake) {
  if (race->finished()) return false;
  Pace pace;
  {
    const std::scoped_lock lock(owner.guard_);
    pace = owner.pace_;
  }
  const double story = owner.start_.experiment->story;
  if (!paused) throttle.tick(pace, story, now);
  const StepScope::Stop stop = [this] {
    return owner.cancel_requested_ || owner.stop_.stop_requested();
  };
  for (std::size_t tried = 0; tried < race->size(); ++tried) {
    const std::size_t i = next_lane++ % race->size();
    const std::int64_t allowed = allowance(i);
    if (allowed <= 0) continue;
    const std::int64_t steps = race->advance(i, quantum, allowed, stop);
    if (paused) {
      owed[race->key(i)] -= steps;
    } else if (!std::isinf(throttle.allowed())) {
      taken[race->key(i)] += static_cast<double>(steps);
    }
    dirty = dirty || steps > 0;
    for (; seen_events < race->events().size(); ++seen_events) {
      if (race->events()[seen_events].kind == Event::Kind::stage) {
        throttle.stage_changed(pace, story, now);
      }
    }
    return true;
  }
  if (!paused) wake = std::min(wake, throttle.until_next());
  return false;
}

RunState Run::Worker::state() const {
  if (cancelled) return RunState::cancelled;
  if (race->finished()) return RunState::finished;
  return paused ? RunState::paused : RunState::running;
}

Standing standing_of(const Race& race, std::size_t i, const Competitor& competitor) {
  Standing standing;
  const Frame& frame = *competitor.frame;
  standing.key = competitor.key, standing.name = competitor.name;
  standing.colour = competitor.colour;
  standing.method = race.spec().contenders[i].method;
  standing.step = frame.step, standing.seconds = frame.seconds, standing.work = frame.work;
  standing.reason = race.reason(i);
  standing.progress = race.progress(i);
  standing.condition = competitor.condition;
  if (standing.condition != Condition::converged) standing.advice = race.advice(i);
  return standing;
}

/// Forecasts and advice outlive their reason a little, so that nobody reads or reaches for what
/// comes and goes.
void Run::Worker::advise(Snapshot& snapshot, double now) {
  constexpr double hold_seconds = 3;
  for (Standing& standing : snapshot.standings) {
    if (ended(standing.condition) && standing.condition != Condition::exhausted) continue;
    Held& last = held[standing.key];
    if (std::isfinite(standing.progress.steps_left)) {
      last.progress = standing.progress, last.foreseen_until = now + hold_seconds;
    } else if (now < last.foreseen_until && standing.condition == Condition::progressing) {
      standing.progress = last.progress;
    }
    if (auto advice = present_advice(snapshot, standing)) {
      last.advice = std::move(*advice), last.advised_until = now + hold_seconds;
    }
    if (standing.advice.empty() && now < last.advised_until) {
      standing.advice.push_back(last.advice);
    }
  }
}

void Run::Worker::publish(double now) {
  Attention attention;
  {
    const std::scoped_lock lock(owner.guard_);
    attention = owner.attention_;
  }
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->sequence = ++sequence;
  snapshot->acknowledged = acknowledged;
  snapshot->state = state();
  snapshot->error = error;
  snapshot->frames =
      race->observe(attention.focus, wants_of(*owner.start_.experiment, attention.views));
  seen_analyses = owner.aside_->version();
  for (auto& [key, frame] : owner.aside_->frames()) snapshot->frames.others[key] = frame;
  snapshot->spec = race->spec();
  snapshot->problem = race->problem();
  const auto alone = owner.aside_->alone();
  for (std::size_t i = 0; i < race->size(); ++i) {
    Standing standing = standing_of(*race, i, snapshot->frames.contenders[i]);
    const auto timed = alone.find(standing.key);
    if (timed != alone.end() && timed->second.step == standing.step) {
      standing.alone_seconds = timed->second.seconds;
    }
    snapshot->standings.push_back(std::move(standing));
  }
  advise(*snapshot, now);
  if (snapshot->state != RunState::running) race->keep_heads();
  snapshot->recording = race->record();
  snapshot->history_bytes = snapshot->recording->bytes;
  owner.mailbox_.publish(std::move(snapshot));
  published_at = now;
  dirty = false;
}

}  // namespace thalweg
