// Stepping a run in quanta of 10 ms of a contender's own time, at the pace a person can follow.
#include "core/run/run_worker.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace thalweg {
namespace {

constexpr double quantum = 0.01;
constexpr double publish_distance = 0.016;
constexpr double slowest_start = 6;
constexpr double growth = 1.6;  // a second
constexpr double hold = 1.0;    // seconds at the first pace after a stage change

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
  if (!error.empty() && !race) return false;
  if (!race) pose();
  if (!race) return true;
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

void Run::Worker::pose() {
  try {
    race = opened ? std::make_unique<Race>(*opened) : std::make_unique<Race>(owner.start_);
    opened.reset();
    race->set_history_budget(owner.budget_);
    throttle.restart(wall_seconds());
  } catch (const std::exception& failure) {
    error = failure.what();
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->sequence = ++sequence;
    snapshot->state = RunState::failed;
    snapshot->error = error;
    snapshot->spec = owner.start_;
    owner.mailbox_.publish(std::move(snapshot));
  }
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
      if (next.second.kind == Command::Kind::edit) error.clear();
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
      race->cancel();
      cancelled = true;
      owed.clear();
      owner.cancel_requested_ = false;
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

Standing Run::Worker::standing_of(const Competitor& competitor, std::size_t i) const {
  Standing standing;
  const Frame& frame = *competitor.frame;
  standing.key = competitor.key, standing.name = competitor.name;
  standing.colour = competitor.colour;
  standing.method = race->spec().contenders[i].method;
  standing.step = frame.step, standing.seconds = frame.seconds, standing.work = frame.work;
  standing.reason = race->reason(i);
  standing.advice = race->advice(i);
  standing.progress = race->progress(i);
  standing.condition = competitor.condition;
  return standing;
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
  snapshot->frames = race->observe(attention.focus, wants_of(attention.views));
  seen_analyses = owner.aside_->version();
  for (auto& [key, frame] : owner.aside_->frames()) snapshot->frames.others[key] = frame;
  for (std::size_t i = 0; i < race->size(); ++i) {
    snapshot->standings.push_back(standing_of(snapshot->frames.contenders[i], i));
  }
  snapshot->spec = race->spec();
  snapshot->problem = race->problem();
  if (snapshot->state != RunState::running) race->keep_heads();
  snapshot->recording = race->record();
  snapshot->history_bytes = snapshot->recording->bytes;
  owner.mailbox_.publish(std::move(snapshot));
  published_at = now;
  dirty = false;
}

}  // namespace thalweg
