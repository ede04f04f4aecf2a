// Past states: the nearest keyframe, then steps and the edits between them.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/memory.hpp"
#include "core/run/recording.hpp"
#include "core/run/replay.hpp"

namespace thalweg {

Wants wants_of(const Experiment& experiment, const std::vector<ViewSpec>& shown) {
  std::vector<std::string> focus;
  std::vector<std::string> everyone;
  const auto note = [&](const std::string& name) {
    if (name.empty()) return;
    const auto dot = name.find('.');
    (dot == std::string::npos ? focus : everyone)
        .push_back(dot == std::string::npos ? name : name.substr(dot + 1));
  };
  for (const ViewSpec& view : shown) {
    for (const std::string& name : view.names) note(name);
    for (const ReadOut& number : view.numbers) note(number.name);
    if (!view.path.empty()) everyone.push_back(view.path);
  }
  for (const ParamSpec& spec : experiment.schema.specs) {
    if (!spec.now.empty()) everyone.push_back(spec.now);
  }
  const auto contains = [](const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  Wants wants;
  wants.everyone = [everyone, contains](std::string_view name) { return contains(everyone, name); };
  wants.focus = [focus, everyone, contains](std::string_view name) {
    return contains(focus, name) || contains(everyone, name);
  };
  return wants;
}

std::string now_text(const FrameSet& frames, std::string_view contender, const ParamSpec& spec) {
  if (spec.now.empty()) return "";
  const Buffer* buffer = frames.buffer(fmt::format("{}.{}", contender, spec.now));
  const auto* table = buffer ? std::get_if<TableData>(buffer) : nullptr;
  return table && !table->rows.empty() && !table->rows[0].empty() ? table->rows[0][0] : "";
}

bool poses_again(const Edit& edit, const Experiment& experiment) {
  if (edit.kind == Edit::Kind::input) return true;
  return edit.kind == Edit::Kind::setting &&
         experiment.schema.at(edit.name).scope == Scope::problem;
}

namespace {

double memory_needed(const RunSpec& spec) {
  const Experiment& experiment = *spec.experiment;
  return experiment.memory ? experiment.memory(spec.resolved(), spec.contenders.size()) : 0;
}

std::string memory_words(double needed, double available) {
  return fmt::format("about {:.1f} GB of memory; {:.1f} GB are free", needed / 1e9,
                     available / 1e9);
}

void require_memory(double needed, double available) {
  if (needed <= available) return;
  throw BadInput("The run needs " + memory_words(needed, available), "memory",
                 "Make the problem smaller or remove contenders.");
}

}  // namespace

std::string memory_words(const RunSpec& spec) {
  const double needed = memory_needed(spec), available = available_memory();
  return needed > available / 2 ? memory_words(needed, available) : "";
}

ProblemPtr pose(const RunSpec& spec) {
  require_memory(memory_needed(spec), available_memory());
  const Settings resolved = spec.resolved();
  return spec.experiment->pose(resolved, spec.inputs, Rng(spec.experiment->seed(resolved)));
}

std::unique_ptr<Stepper> make_stepper(const RunSpec& spec, const ContenderSpec& contender,
                                      const ProblemPtr& problem) {
  const Settings resolved = spec.resolved(contender);
  const Rng rng = Rng(spec.experiment->seed(resolved)).split(contender.key);
  return spec.experiment->contender(contender.method).make(problem, resolved, rng);
}

const ContenderSpec* find_contender(const RunSpec& spec, std::string_view key) {
  const auto found = std::find_if(spec.contenders.begin(), spec.contenders.end(),
                                  [&](const ContenderSpec& c) { return c.key == key; });
  return found == spec.contenders.end() ? nullptr : &*found;
}

void adapt(std::unique_ptr<Stepper>& stepper, const Edit& edit, const RunSpec& after,
           const ContenderSpec& contender, const ProblemPtr& problem) {
  if (poses_again(edit, *after.experiment)) {
    stepper->use(after.resolved(contender));
    if (!stepper->adopt(problem)) stepper = make_stepper(after, contender, problem);
  } else {
    stepper->use(after.resolved(contender));
  }
}

FramePtr problem_frame(const Experiment& experiment, const ProblemPtr& problem) {
  auto frame = std::make_shared<Frame>();
  const auto all = [](std::string_view) { return true; };
  FrameBuilder out(*frame, all, all);
  experiment.observe_problem(problem, out);
  return frame;
}

double tolerance_of(const Experiment& experiment, const Settings& resolved) {
  return experiment.tolerance.empty() ? 0 : std::get<double>(resolved.at(experiment.tolerance));
}

namespace {

/// Index of the first edit that contender `key` takes part in after its birth.
std::size_t birth(const Recording& recording, std::string_view key) {
  for (std::size_t i = recording.edits.size(); i > 0; --i) {
    const Edit& edit = recording.edits[i - 1];
    if (edit.kind == Edit::Kind::add_contender && edit.added.key == key) return i;
  }
  return 0;
}

std::int64_t step_in(const Moment& moment, std::string_view key) {
  const auto found = moment.find(key);
  return found == moment.end() ? 0 : found->second;
}

}  // namespace

std::size_t edits_before(const Recording& recording, std::string_view key, std::int64_t step) {
  std::size_t count = birth(recording, key);
  while (count < recording.edits.size() && step_in(recording.edits[count].moment, key) < step) {
    ++count;
  }
  return count;
}

Rewinder::Rewinder(std::shared_ptr<const Recording> recording) : recording_(std::move(recording)) {}

ProblemPtr Rewinder::problem(std::size_t edits) {
  // Only edits that pose again change the problem.
  std::size_t relevant = edits;
  while (relevant > 0 &&
         !poses_again(recording_->edits[relevant - 1], *recording_->start.experiment)) {
    --relevant;
  }
  if (!problem_ || relevant != problem_edits_) {
    problem_ = pose(recording_->spec_after(relevant));
    problem_edits_ = relevant;
  }
  return problem_;
}

std::unique_ptr<Stepper> Rewinder::stepper(const std::string& key, std::int64_t step,
                                           const StepScope::Stop& stop) {
  return stepper_after(key, step, edits_before(*recording_, key, step), stop);
}

std::unique_ptr<Stepper> Rewinder::stepper_after(const std::string& key, std::int64_t step,
                                                 std::size_t edits, const StepScope::Stop& stop) {
  const Track* track = recording_->track(key);
  if (!track) throw Internal("rewinding a contender that is not there", key);
  const Keyframe* nearest = nullptr;
  for (const Keyframe& frame : track->keyframes) {
    if (frame.step <= step && frame.edits <= edits &&
        (!nearest || frame.step > nearest->step ||
         (frame.step == nearest->step && frame.edits >= nearest->edits))) {
      nearest = &frame;
    }
  }
  Walk walk(*this, key, nearest);
  while (!(stop && stop())) {
    walk.take_edits(edits);
    if (walk.step() >= step) return std::move(walk).take();
    walk.advance(stop);
  }
  return nullptr;
}

Walk::Walk(Rewinder& source, std::string key, const Keyframe* from)
    : source_(source), key_(std::move(key)) {
  edits_ = from ? from->edits : birth(source_.recording(), key_);
  spec_ = source_.recording().spec_after(edits_);
  const ContenderSpec* contender = find_contender(spec_, key_);
  THALWEG_ASSERT(contender != nullptr);
  stepper_ = make_stepper(spec_, *contender, source_.problem(edits_));
  if (!from) return;
  Archive archive(*from->state);
  stepper_->archive(archive);
  archive.expect_end();
  step_ = from->step;
}

void Walk::take_edits(std::size_t most) {
  const std::vector<Edit>& all = source_.recording().edits;
  while (edits_ < std::min(most, all.size()) && step_in(all[edits_].moment, key_) <= step_) {
    const Edit& edit = all[edits_++];
    apply(edit, spec_);
    const ContenderSpec* contender = find_contender(spec_, key_);
    THALWEG_ASSERT(contender != nullptr);
    adapt(stepper_, edit, spec_, *contender, source_.problem(edits_));
  }
}

double Walk::advance(const StepScope::Stop& stop) {
  StepScope scope(stop);
  const double began = wall_seconds();
  stepper_->step(scope);
  ++step_;
  return wall_seconds() - began;
}

FrameSet Rewinder::at(const Moment& moment, const std::string& focus, const Wants& wants,
                      const StepScope::Stop& stop) {
  FrameSet set;
  const RunSpec spec = recording_->spec_after(recording_->edits.size());
  set.focus = focus;
  set.events = recording_->events;
  set.measure = spec.experiment->measure;
  set.tolerance = tolerance_of(*spec.experiment, spec.resolved());
  for (const ContenderSpec& contender : spec.contenders) {
    const Track* track = recording_->track(contender.key);
    if (!track) continue;
    const std::int64_t step = std::min(step_in(moment, contender.key), track->head);
    const auto past = stepper(contender.key, step, stop);
    if (!past) return {};
    auto frame = std::make_shared<Frame>();
    frame->step = step;
    const auto& chosen = contender.key == focus ? wants.focus : wants.everyone;
    const auto all = [](std::string_view) { return true; };
    FrameBuilder out(*frame, chosen ? chosen : all, [](std::string_view) { return false; });
    past->observe(out);
    for (const auto& [name, series] : track->traces) {
      frame->traces[name] = series.until(step);
      if (step < track->head) frame->future[name] = series;
    }
    frame->seconds = frame->number("seconds").value_or(0);
    frame->work = frame->number("work").value_or(0);
    const Condition condition = step < track->head ? Condition::progressing : track->condition;
    set.contenders.push_back(
        {contender.key, contender.name, contender.colour, false, condition, std::move(frame)});
  }
  const std::int64_t focus_step = step_in(moment, focus);
  set.others["problem"] =
      problem_frame(*spec.experiment, problem(edits_before(*recording_, focus, focus_step)));
  return set;
}

}  // namespace thalweg
