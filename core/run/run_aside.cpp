// Beside the race: rewinds first, then analyses in slices.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/run/run_worker.hpp"

namespace thalweg {
namespace {

/// An analysis starts when its source has been still for so long.
constexpr double settle_seconds = 0.1;
/// Seconds of timing between two looks at what else is asked for.
constexpr double timing_slice = 0.02;
/// Share of a timing after which it is told anew how far it is.
constexpr double noticed_progress = 0.02;

}  // namespace

Run::Aside::Source Run::Aside::source_of(const AnalysisSpec& analysis, const RunSpec& spec) {
  Source source;
  const auto reads = [&](const std::string& name, bool by_default) {
    if (analysis.reads.empty()) return by_default;
    return std::find(analysis.reads.begin(), analysis.reads.end(), name) != analysis.reads.end();
  };
  const ParamSchema& schema = spec.experiment->schema;
  for (const auto& [name, value] : spec.resolved()) {
    if (reads(name, schema.at(name).scope == Scope::problem)) source.settings[name] = value;
  }
  for (const auto& [name, content] : spec.inputs.slots()) {
    if (reads(name, true)) source.inputs[name] = content;
  }
  return source;
}

std::map<std::string, FramePtr, std::less<>> Run::Aside::frames() const {
  const std::scoped_lock lock(guard);
  return results;
}

std::uint64_t Run::Aside::version() const {
  const std::scoped_lock lock(guard);
  return results_version;
}

void Run::Aside::publish(const std::string& key, FramePtr frame) {
  const std::scoped_lock lock(guard);
  results[key] = std::move(frame);
  ++results_version;
}

bool Run::Aside::turn(double now, double& wake) { return rewind() || time() || refine(now, wake); }

void Run::Aside::time_alone(std::shared_ptr<const Recording> recording, const std::string& key) {
  stop_timing();
  const std::scoped_lock lock(guard);
  timing = std::make_shared<SoloTiming>(std::move(recording), key);
  told_round = 0;
}

bool Run::Aside::stop_timing() {
  {
    const std::scoped_lock lock(guard);
    if (!timing) return false;
    timing->cancel();
    timing.reset();
  }
  owner.tell_tasks({});
  return true;
}

std::map<std::string, Run::Aside::Alone> Run::Aside::alone() const {
  const std::scoped_lock lock(guard);
  return alone_results;
}

void Run::Aside::tell_timing(const SoloTiming& work) {
  if (work.round() == told_round && work.done() - told_done < noticed_progress) return;
  told_round = work.round(), told_done = work.done();
  const auto snapshot = owner.mailbox_.latest();
  const Competitor* shown = snapshot ? snapshot->frames.contender(work.key()) : nullptr;
  std::string name = fmt::format("Timing {} alone · {} of {}", shown ? shown->name : work.key(),
                                 work.round(), SoloTiming::rounds);
  owner.tell_tasks({{std::move(name), work.done()}});
}

/// A slice of the timing that was asked for.
bool Run::Aside::time() {
  std::shared_ptr<SoloTiming> work;
  {
    const std::scoped_lock lock(guard);
    work = timing;
  }
  if (!work) return false;
  tell_timing(*work);
  const bool ended = work->advance(timing_slice, [this] { return owner.stop_.stop_requested(); });
  if (ended || owner.stop_.stop_requested()) {
    owner.tell_tasks({});
    const std::scoped_lock lock(guard);
    if (timing == work) timing.reset();
    if (!work->seconds()) return true;
    alone_results[work->key()] = {work->steps(), *work->seconds()};
    ++results_version;
  }
  return true;
}

bool Run::Aside::rewind() {
  std::optional<Moment> moment;
  Attention attention;
  std::uint64_t request = 0;
  std::uint64_t attention_version = 0;
  {
    const std::scoped_lock lock(owner.guard_);
    moment = owner.wanted_moment_;
    request = owner.moment_request_;
    attention = owner.attention_;
    attention_version = owner.attention_version_;
  }
  const auto snapshot = owner.mailbox_.latest();
  if (!snapshot || !snapshot->recording) return false;
  if (request == answered && attention_version == answered_attention) return false;
  answered = request;
  answered_attention = attention_version;
  if (!moment) {
    rewinder.reset();
    return false;
  }
  // A problem once posed serves the next rewind as well, as long as nothing was edited since.
  if (!rewinder || rewound->edits.size() != snapshot->recording->edits.size()) {
    rewinder = std::make_unique<Rewinder>(snapshot->recording);
  } else {
    rewinder->follow(snapshot->recording);
  }
  rewound = snapshot->recording;
  const auto outdated = [this, request] {
    if (owner.stop_.stop_requested()) return true;
    const std::scoped_lock lock(owner.guard_);
    return owner.moment_request_ != request;
  };
  auto past = std::make_shared<FrameSet>(rewinder->at(
      *moment, attention.focus, wants_of(*owner.start_.experiment, attention.views), outdated));
  for (auto& [key, frame] : frames()) past->others[key] = frame;
  if (!past->contenders.empty() && !outdated()) owner.past_.publish(std::move(past));
  return true;
}

void Run::Aside::start_task(const AnalysisSpec& analysis, const RunSpec& spec,
                            const ProblemPtr& problem) {
  Task& task = tasks[analysis.key];
  task = {};
  task.read = source_of(analysis, spec);
  task.refiner = analysis.make(problem, spec.resolved());
}

bool Run::Aside::refine(double now, double& wake) {
  const auto snapshot = owner.mailbox_.latest();
  if (!snapshot || !snapshot->problem) return false;
  for (const AnalysisSpec& analysis : owner.start_.experiment->analyses) {
    const auto found = tasks.find(analysis.key);
    const bool stale =
        found == tasks.end() || found->second.read != source_of(analysis, snapshot->spec);
    if (stale) {
      if (found != tasks.end() && changed_at == 0) changed_at = now;
      if (found != tasks.end() && now - changed_at < settle_seconds) {
        wake = std::min(wake, settle_seconds);
        continue;
      }
      changed_at = 0;
      start_task(analysis, snapshot->spec, snapshot->problem);
    }
    Task& task = tasks[analysis.key];
    if (task.done) continue;
    const StepScope::Stop stop = [this] { return owner.stop_.stop_requested(); };
    StepScope scope(stop);
    const double began = wall_seconds();
    try {
      task.done = task.refiner->refine(scope);
      task.seconds += wall_seconds() - began;
      publish(analysis.key, analysis_frame(*task.refiner, task.seconds));
    } catch (const std::exception& failure) {
      task.done = true;  // a failed analysis ends alone
      auto frame = std::make_shared<Frame>();
      frame->buffers["failure"] =
          std::make_shared<const Buffer>(TableData{{"failure"}, {{failure.what()}}});
      publish(analysis.key, std::move(frame));
    }
    owner.tell_tasks(task.done ? std::vector<TaskNote>{}
                               : std::vector<TaskNote>{{analysis.name, -1}});
    return true;
  }
  return false;
}

}  // namespace thalweg
