// Beside the race: rewinds first, then analyses in slices.
#include <algorithm>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/run/run_worker.hpp"

namespace thalweg {
namespace {

/// An analysis starts when its source has been still for so long.
constexpr double settle_seconds = 0.1;

Settings read_settings(const AnalysisSpec& analysis, const RunSpec& spec) {
  const Settings resolved = spec.resolved();
  Settings read;
  for (const std::string& name : analysis.reads) read[name] = resolved.at(name);
  return read;
}

}  // namespace

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

bool Run::Aside::turn(double now, double& wake) { return rewind() || refine(now, wake); }

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
  auto past = std::make_shared<FrameSet>(
      rewinder->at(*moment, attention.focus, wants_of(attention.views), outdated));
  for (auto& [key, frame] : frames()) past->others[key] = frame;
  if (!past->contenders.empty() && !outdated()) owner.past_.publish(std::move(past));
  return true;
}

void Run::Aside::start_task(const AnalysisSpec& analysis, const RunSpec& spec,
                            const ProblemPtr& problem) {
  Task& task = tasks[analysis.key];
  task = {};
  task.problem = problem;
  task.read = read_settings(analysis, spec);
  task.refiner = analysis.make(problem, spec.resolved());
}

bool Run::Aside::refine(double now, double& wake) {
  const auto snapshot = owner.mailbox_.latest();
  if (!snapshot || !snapshot->problem) return false;
  for (const AnalysisSpec& analysis : owner.start_.experiment->analyses) {
    const auto found = tasks.find(analysis.key);
    const bool stale = found == tasks.end() || found->second.problem != snapshot->problem ||
                       found->second.read != read_settings(analysis, snapshot->spec);
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
    {
      const std::scoped_lock lock(owner.guard_);
      owner.tasks_.clear();
      if (!task.done) owner.tasks_.push_back({analysis.name, -1});
    }
    return true;
  }
  return false;
}

}  // namespace thalweg
