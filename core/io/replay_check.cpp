// Replay and comparison.
#include "core/io/replay_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/run/race.hpp"

namespace thalweg {
namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();
/// Agreement asked of another build or processor.
constexpr double loose = 1e-6;

bool bring_to(Race& race, const Moment& moment, const StepScope::Stop& stop) {
  for (std::size_t i = 0; i < race.size(); ++i) {
    const auto wanted = moment.find(race.key(i));
    if (wanted == moment.end()) continue;
    const auto advance = [&] {
      const std::int64_t missing = wanted->second - race.step_of(i);
      return race.advance(i, std::numeric_limits<double>::infinity(), missing, stop);
    };
    // One that had used up its own budget was allowed more when it was recorded.
    while (race.step_of(i) < wanted->second && advance() > 0) race.extend(0);
  }
  return !(stop && stop());
}

std::shared_ptr<const Recording> replay(const Recording& recording, const StepScope::Stop& stop) {
  Race race(recording.start);
  race.set_limit(unlimited);
  for (Edit edit : recording.edits) {
    if (!bring_to(race, edit.moment, stop)) return nullptr;
    edit.moment.clear();
    race.apply(edit);
  }
  if (!bring_to(race, recording.head(), stop)) return nullptr;
  race.keep_heads();
  return race.record();
}

/// Compares one contender; keeps the earliest difference.
class Comparison {
 public:
  Comparison(const Track& saved, const Track& again, bool exact, ReplayReport& report)
      : saved_(saved), again_(again), exact_(exact), report_(report) {}

  void run() {
    if (again_.head != saved_.head) {
      note(std::min(again_.head, saved_.head),
           fmt::format("it ended at step {} instead of {}", again_.head, saved_.head));
    }
    for (const auto& [name, trace] : saved_.traces) {
      const auto found = again_.traces.find(name);
      if (name != "seconds" && found != again_.traces.end()) compare(name, trace, found->second);
    }
    if (exact_) compare_states();
    if (!first_.what.empty()) report_.divergences.push_back(first_);
  }

 private:
  void note(std::int64_t step, std::string what) {
    if (first_.what.empty() || step < first_.step) first_ = {saved_.key, step, std::move(what)};
  }

  bool equal(double a, double b) const {
    if (exact_) return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) == std::isnan(b);
    return a == b || std::abs(a - b) <= loose * std::max({std::abs(a), std::abs(b), loose});
  }

  /// Costly series are sampled at the end of a run too, which replay may pass by: only samples of
  /// both are compared.
  void compare(const std::string& name, const Trace& saved, const Trace& again) {
    std::size_t k = 0;
    for (std::size_t i = 0; i < saved.size(); ++i) {
      while (k < again.size() && again[k].step < saved[i].step) ++k;
      if (k == again.size() || again[k].step != saved[i].step) continue;
      ++report_.values;
      if (equal(saved[i].value, again[k].value)) continue;
      note(saved[i].step, fmt::format("{} was {} and became {}", name, exact_text(saved[i].value),
                                      exact_text(again[k].value)));
      return;
    }
  }

  void compare_states() {
    for (const auto& [step, hash] : saved_.checkpoints) {
      const auto found = again_.checkpoints.find(step);
      if (found == again_.checkpoints.end()) continue;
      ++report_.states;
      if (found->second != hash) note(step, "the state differs");
    }
    const bool headed = !saved_.keyframes.empty() && saved_.keyframes.back().step == saved_.head &&
                        again_.head == saved_.head;
    if (!headed) return;
    ++report_.states;
    if (*saved_.keyframes.back().state != *again_.keyframes.back().state) {
      note(saved_.head, "the last state differs");
    }
  }

  const Track& saved_;
  const Track& again_;
  bool exact_;
  ReplayReport& report_;
  Divergence first_;
};

}  // namespace

ReplayReport check_replay(const SessionRun& run, const StepScope::Stop& stop) {
  ReplayReport report;
  report.exact = run.made_by == this_build();
  const auto again = replay(*run.recording, stop);
  report.stopped = again == nullptr;
  if (!again) return report;
  for (const Track& saved : run.recording->tracks) {
    const Track* track = again->track(saved.key);
    if (track) Comparison(saved, *track, report.exact, report).run();
  }
  return report;
}

}  // namespace thalweg
