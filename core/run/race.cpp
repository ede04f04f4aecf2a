// Stepping contenders, sampling their series, keeping states to return to.
#include "core/run/race.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/run/advice.hpp"
#include "core/run/race_lane.hpp"
#include "core/run/replay.hpp"

namespace thalweg {
namespace {

constexpr std::int64_t checkpoint_distance = 64;
/// Own seconds after which a state is kept: what a rewind may have to compute again.
constexpr double keyframe_seconds = 0.004;

bool checkpoint_due(std::int64_t step) {
  if (step % checkpoint_distance != 0) return false;
  const std::int64_t count = step / checkpoint_distance;
  return count <= 256 || count % 64 == 0;
}

/// Whether the setting that the cure makes is already made.
bool in_force(const Cure& cure, const Settings& resolved) {
  const auto found = resolved.find(cure.parameter);
  return found != resolved.end() && found->second == cure.value;
}

bool same_setting(const Cure& a, const Cure& b) {
  return a.parameter == b.parameter && a.contender == b.contender && a.value == b.value;
}

BlobPtr save(Stepper& stepper) {
  Archive archive;
  stepper.archive(archive);
  return std::make_shared<const Blob>(std::move(archive).take());
}

}  // namespace

bool sample_due(std::int64_t step) {
  std::int64_t distance = 1;
  while (step >= 32 * distance) distance *= 2;
  return step % distance == 0;
}

Race::Race(RunSpec spec) : spec_(spec), start_(std::move(spec)), limit_(spec_.experiment->limit) {
  problem_ = pose(spec_);
  for (const ContenderSpec& contender : spec_.contenders) {
    lanes_.push_back(std::make_unique<Lane>());
    lanes_.back()->spec = contender;
    place(*lanes_.back());
  }
}

Race::Race(const Recording& recording)
    : spec_(recording.spec_after(recording.edits.size())),
      start_(recording.start),
      edits_(recording.edits),
      events_(recording.events),
      thinning_(recording.thinning),
      limit_(spec_.experiment->limit) {
  Rewinder rewinder(std::make_shared<const Recording>(recording));
  problem_ = rewinder.problem(edits_.size());
  for (const ContenderSpec& contender : spec_.contenders) {
    lanes_.push_back(std::make_unique<Lane>());
    Lane& lane = *lanes_.back();
    lane.spec = contender;
    const Track* track = recording.track(contender.key);
    if (!track) {
      place(lane);
      continue;
    }
    lane.resolved = spec_.resolved(contender);
    lane.stepper = rewinder.stepper_after(contender.key, track->head, edits_.size());
    lane.step = track->head;
    lane.condition = track->condition;
    lane.reason = track->reason;
    for (const auto& [name, series] : track->traces) {
      for (std::size_t i = 0; i < series.size(); ++i) {
        lane.traces[name].append(series[i].step, series[i].value);
      }
    }
    lane.keyframes = track->keyframes;
    lane.checkpoints = track->checkpoints;
    lane.advice = track->advice;
    lane.seconds = std::isfinite(lane.last("seconds")) ? lane.last("seconds") : 0;
    lane.work = std::isfinite(lane.last("work")) ? lane.last("work") : 0;
    for (const Keyframe& frame : lane.keyframes) held_ += frame.state->size();
    limit_ = std::max(limit_, lane.step);
  }
}

Race::~Race() = default;
Race::Race(Race&&) noexcept = default;

const std::string& Race::key(std::size_t i) const { return lanes_.at(i)->spec.key; }
std::int64_t Race::step_of(std::size_t i) const { return lanes_.at(i)->step; }
Condition Race::condition(std::size_t i) const { return lanes_.at(i)->condition; }
const std::string& Race::reason(std::size_t i) const { return lanes_.at(i)->reason; }
const std::vector<Advice>& Race::advice(std::size_t i) const { return lanes_.at(i)->advice; }
Progress Race::progress(std::size_t i) const {
  const Lane& lane = *lanes_.at(i);
  const auto measure = lane.traces.find(spec_.experiment->measure);
  if (measure == lane.traces.end() || lane.provisional) return {};
  Progress seen = assess(measure->second.trace(), lane.traces.at("seconds").trace(),
                         tolerance_of(*spec_.experiment, lane.resolved), lane.edited_at);
  // It knows better than a fit what holds it up: where a cliff should be, a ramp is a stall.
  if (seen.condition == Condition::progressing && !lane.advice.empty()) {
    seen.condition = Condition::stalled;
  }
  return seen;
}
bool Race::runs(std::size_t i) const { return !ended(lanes_.at(i)->condition); }

bool Race::finished() const {
  return std::all_of(lanes_.begin(), lanes_.end(),
                     [](const auto& lane) { return ended(lane->condition); });
}

void Race::place(Lane& lane) {
  lane.resolved = spec_.resolved(lane.spec);
  const Method& method = spec_.experiment->contender(lane.spec.method);
  if (method.obstacle) {
    const std::string obstacle = method.obstacle(problem_, lane.resolved);
    if (!obstacle.empty()) {
      lane.condition = Condition::failed;
      lane.reason = obstacle;
    }
  }
  lane.stepper = make_stepper(spec_, lane.spec, problem_);
  sample(lane, false);
  keep(lane, true);
}

void Race::sample(Lane& lane, bool last) {
  const std::vector<std::string>& costly = spec_.experiment->sampled;
  const bool due = last || sample_due(lane.step);
  Frame scratch;
  scratch.step = lane.step;
  FrameBuilder out(
      scratch, [](std::string_view) { return false; },
      [&](std::string_view name) {
        return due && std::find(costly.begin(), costly.end(), name) != costly.end();
      });
  lane.stepper->observe(out);
  lane.append("seconds", lane.seconds);
  lane.append("work", lane.work);
  for (const auto& [name, value] : out.samples()) lane.append(name, value);
}

void Race::keep(Lane& lane, bool always) {
  const bool checkpoint = checkpoint_due(lane.step);
  const double distance = keyframe_seconds * static_cast<double>(thinning_);
  const bool far = lane.seconds - lane.seconds_at_keyframe >= distance;
  const bool regular = lane.step % (checkpoint_distance * thinning_) == 0;
  if (!always && !checkpoint && !far && !regular) return;
  const BlobPtr state = save(*lane.stepper);
  if (checkpoint) lane.checkpoints[lane.step] = hash_bytes(*state);
  if (!always && !far && !regular) return;
  lane.keyframes.push_back({lane.step, edits_.size(), state});
  lane.seconds_at_keyframe = lane.seconds;
  held_ += state->size();
  if (held_ > budget_) thin_history();
}

void Race::thin_history() {
  thinning_ *= 2;
  held_ = 0;
  for (const auto& lane : lanes_) {
    std::vector<Keyframe> kept;
    for (std::size_t i = 0; i < lane->keyframes.size(); ++i) {
      if (i % 2 == 0 || i + 1 == lane->keyframes.size()) kept.push_back(lane->keyframes[i]);
    }
    lane->keyframes = std::move(kept);
    for (const Keyframe& frame : lane->keyframes) held_ += frame.state->size();
  }
}

void Race::take_step(Lane& lane, const StepScope::Stop& stop, bool& stopped) {
  StepScope scope(stop);
  const double began = wall_seconds();
  Outcome outcome = lane.stepper->step(scope);
  const double took = wall_seconds() - began;
  if (stop && stop()) {
    // The step may be half done: back to the state before it.
    lane.stepper = Rewinder(record()).stepper_after(lane.spec.key, lane.step, edits_.size());
    stopped = true;
    return;
  }
  ++lane.step;
  lane.seconds += took;
  lane.work += scope.work();
  sample(lane, false);
  judge(lane, outcome);
  for (const auto& [kind, text] : scope.events()) {
    events_.push_back({kind, text, lane.spec.key, {{lane.spec.key, lane.step}}});
  }
  if (lane.condition == Condition::diverged) {
    const Advice own = scope.advice().empty() ? Advice{} : scope.advice().back();
    take_advice(
        lane, diverged_advice(lane.spec.name + " " + lane.reason, lane.step, lane.started_at, own));
  } else {
    for (const Advice& advice : scope.advice()) take_advice(lane, advice);
  }
  keep(lane, false);
}

void Race::take_advice(Lane& lane, Advice advice) {
  advice.contender = lane.spec.key;
  advice.step = lane.step;
  for (Cure& cure : advice.cures) {
    const bool sets = cure.act == Cure::Act::set || cure.act == Cure::Act::branch;
    if (sets && cure.contender.empty()) cure.contender = lane.spec.key;
  }
  // A cure that is in force and did not help has failed; it is not offered again.
  for (const Cure& cure : lane.offered) {
    if (in_force(cure, lane.resolved)) lane.failed.push_back(cure);
  }
  std::erase_if(advice.cures, [&](const Cure& cure) {
    return in_force(cure, lane.resolved) ||
           std::any_of(lane.failed.begin(), lane.failed.end(),
                       [&](const Cure& failed) { return same_setting(failed, cure); });
  });
  lane.offered.insert(lane.offered.end(), advice.cures.begin(), advice.cures.end());
  lane.advice.push_back(std::move(advice));
}

void Race::judge(Lane& lane, const Outcome& outcome) {
  lane.condition = Condition::progressing;
  lane.provisional = outcome.kind == Outcome::Kind::provisional;
  lane.reason = outcome.reason;
  const double tolerance = tolerance_of(*spec_.experiment, lane.resolved);
  const double measure = lane.last(spec_.experiment->measure);
  const bool measured = lane.traces.contains(spec_.experiment->measure);
  if (outcome.kind == Outcome::Kind::diverged || (measured && !std::isfinite(measure))) {
    lane.condition = Condition::diverged;
    lane.reason =
        fmt::format("{} at step {}", lane.reason.empty() ? "left finite numbers" : lane.reason,
                    count_text(lane.step));
    events_.push_back({Event::Kind::divergence,
                       lane.spec.name + " diverged",
                       lane.spec.key,
                       {{lane.spec.key, lane.step}}});
  } else if (outcome.kind == Outcome::Kind::converged ||
             (outcome.kind != Outcome::Kind::provisional && tolerance > 0 && measured &&
              measure <= tolerance)) {
    lane.condition = Condition::converged;
    if (lane.reason.empty()) {
      lane.reason = fmt::format("k {} · {} ≤ {}", count_text(lane.step), real_text(measure),
                                real_text(tolerance));
    }
  } else if (outcome.kind == Outcome::Kind::exhausted || at_limit(lane)) {
    exhaust(lane);
  }
  const bool final_state =
      lane.condition == Condition::converged || lane.condition == Condition::diverged;
  if (final_state) sample(lane, true);
}

bool Race::at_limit(const Lane& lane) const { return lane.step - lane.started_at >= limit_; }

void Race::exhaust(Lane& lane) const {
  lane.condition = Condition::exhausted;
  if (lane.reason.empty()) lane.reason = fmt::format("limit of {} reached", count_text(limit_));
}

std::int64_t Race::advance(std::size_t i, double quantum, std::int64_t steps,
                           const StepScope::Stop& stop) {
  Lane& lane = *lanes_.at(i);
  const double until = lane.seconds + quantum;
  std::int64_t taken = 0;
  bool stopped = false;
  if (runs(i) && at_limit(lane)) exhaust(lane);
  while (!ended(lane.condition) && taken < steps && lane.seconds < until && !(stop && stop())) {
    try {
      take_step(lane, stop, stopped);
    } catch (const std::exception& error) {
      lane.condition = Condition::failed;
      lane.reason = error.what();
    }
    if (stopped) break;
    ++taken;
  }
  return taken;
}

std::vector<NamedArray> Race::weights(std::size_t i) const {
  return lanes_.at(i)->stepper->weights();
}

FrameSet Race::observe(const std::string& focus, const Wants& wants) const {
  FrameSet set;
  set.focus = focus;
  set.events = events_;
  set.tolerance = tolerance_of(*spec_.experiment, spec_.resolved());
  set.measure = spec_.experiment->measure;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const auto& lane = lanes_[i];
    auto frame = std::make_shared<Frame>();
    frame->step = lane->step;
    frame->seconds = lane->seconds;
    frame->work = lane->work;
    frame->traces = lane->series();
    const auto& chosen = lane->spec.key == focus ? wants.focus : wants.everyone;
    const auto all = [](std::string_view) { return true; };
    FrameBuilder out(*frame, chosen ? chosen : all, [](std::string_view) { return false; });
    lane->stepper->observe(out);
    const Progress seen = progress(i);
    Condition condition = lane->condition;
    if (condition == Condition::progressing &&
        (seen.condition == Condition::stalled || seen.condition == Condition::floor)) {
      condition = seen.condition;
    }
    set.contenders.push_back({lane->spec.key, lane->spec.name, lane->spec.colour, false, condition,
                              std::move(frame), seen.rate, seen.floor, lane->reason});
  }
  if (!problem_frame_ || problem_frame_of_ != problem_) {
    problem_frame_ = problem_frame(*spec_.experiment, problem_);
    problem_frame_of_ = problem_;
  }
  set.others["problem"] = problem_frame_;
  return set;
}

std::shared_ptr<const Recording> Race::record() const {
  auto recording = std::make_shared<Recording>();
  recording->start = start_;
  recording->edits = edits_;
  recording->events = events_;
  recording->thinning = thinning_;
  recording->bytes = held_;
  for (const auto& lane : lanes_) {
    Track track{lane->spec.key,  lane->step,     lane->condition,   lane->reason,
                lane->keyframes, lane->series(), lane->checkpoints, lane->advice};
    for (const auto& [name, series] : track.traces) {
      recording->bytes += series.size() * sizeof(Sample);
    }
    recording->tracks.push_back(std::move(track));
  }
  return recording;
}

void Race::keep_heads() {
  for (const auto& lane : lanes_) {
    if (lane->keyframes.empty() || lane->keyframes.back().step != lane->step ||
        lane->keyframes.back().edits != edits_.size()) {
      keep(*lane, true);
    }
  }
}

std::uint64_t Race::state_hash(std::size_t i) const {
  return hash_bytes(*save(*lanes_.at(i)->stepper));
}

void Race::run_to_end(const StepScope::Stop& stop) {
  constexpr double quantum = 0.01;
  while (!finished() && !(stop && stop())) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      advance(i, quantum, std::numeric_limits<std::int64_t>::max(), stop);
    }
  }
}

std::map<std::string, FramePtr, std::less<>> analyse(const RunSpec& spec, const ProblemPtr& problem,
                                                     const StepScope::Stop& stop) {
  std::map<std::string, FramePtr, std::less<>> frames;
  const Settings resolved = spec.resolved();
  for (const AnalysisSpec& analysis : spec.experiment->analyses) {
    const auto refiner = analysis.make(problem, resolved);
    const double began = wall_seconds();
    bool done = false;
    while (!done && !(stop && stop())) {
      StepScope scope(stop);
      done = refiner->refine(scope);
    }
    frames[analysis.key] = analysis_frame(*refiner, wall_seconds() - began);
  }
  return frames;
}

FramePtr analysis_frame(const Refiner& refiner, double seconds) {
  auto frame = std::make_shared<Frame>();
  frame->seconds = seconds;
  const auto all = [](std::string_view) { return true; };
  FrameBuilder out(*frame, all, all);
  refiner.observe(out);
  return frame;
}

}  // namespace thalweg
