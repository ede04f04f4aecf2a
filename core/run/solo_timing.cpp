// Three walks from the start, timed step by step.
#include "core/run/solo_timing.hpp"

#include <algorithm>

#include "core/base/clock.hpp"

namespace thalweg {

SoloTiming::SoloTiming(std::shared_ptr<const Recording> recording, std::string key)
    : source_(recording), key_(std::move(key)) {
  if (const Track* track = recording->track(key_)) steps_ = track->head;
}

bool SoloTiming::advance(double quantum, const StepScope::Stop& stop) {
  const StepScope::Stop ends = [&] { return cancelled_ || (stop && stop()); };
  const double until = wall_seconds() + quantum;
  while (finished_ < rounds && !ends()) {
    if (!walk_) walk_ = std::make_unique<Walk>(source_, key_, nullptr);
    walk_->take_edits();
    if (walk_->step() < steps_) {
      seconds_[static_cast<std::size_t>(finished_)] += walk_->advance(ends);
    } else {
      walk_.reset();
      ++finished_;
    }
    if (wall_seconds() >= until) break;
  }
  return finished_ == rounds || cancelled_;
}

int SoloTiming::round() const { return std::min(finished_ + 1, rounds); }

double SoloTiming::done() const {
  const double part =
      walk_ && steps_ > 0 ? static_cast<double>(walk_->step()) / static_cast<double>(steps_) : 0;
  return (finished_ + part) / rounds;
}

std::optional<double> SoloTiming::seconds() const {
  if (finished_ < rounds) return std::nullopt;
  std::array<double, rounds> sorted = seconds_;
  std::sort(sorted.begin(), sorted.end());
  return sorted[rounds / 2];
}

}  // namespace thalweg
