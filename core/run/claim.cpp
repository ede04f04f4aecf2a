// Claim checks: races without a window, numbers against bounds.
#include "core/run/claim.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/run/race.hpp"

namespace thalweg {

FrameSet ClaimScope::race(const Settings& settings, const std::vector<std::string>& keys,
                          std::int64_t steps, const Inputs& inputs) const {
  RunSpec spec;
  spec.experiment = &experiment_;
  spec.settings = settings;
  spec.inputs = inputs;
  for (const std::string& key : keys) {
    const Method& method = experiment_.contender(key);
    spec.contenders.push_back({key, key, method.name, method.overrides, 0});
  }
  Race race(spec);
  race.set_limit(steps);
  race.run_to_end(stop_);
  if (stop_ && stop_()) throw CheckStopped();
  FrameSet end = race.observe(keys.empty() ? "" : keys.front(), {});
  for (auto& [key, frame] : analyse(spec, race.problem(), stop_)) end.others[key] = frame;
  if (stop_ && stop_()) throw CheckStopped();
  return end;
}

std::int64_t ClaimScope::steps_of(const FrameSet& end, const std::string& key) {
  const Competitor* competitor = end.contender(key);
  THALWEG_ASSERT(competitor != nullptr);
  return competitor->frame->step;
}

double ClaimScope::number_of(const FrameSet& end, const std::string& name) {
  const auto number = end.number(name);
  if (!number) throw Internal(fmt::format("a claim asks for '{}', which nobody names", name));
  return *number;
}

void ClaimScope::at_most(std::string what, double measured, double bound) {
  measurements_.push_back({std::move(what), "≤", real_text(bound), measured, measured <= bound});
}

void ClaimScope::at_least(std::string what, double measured, double bound) {
  measurements_.push_back({std::move(what), "≥", real_text(bound), measured, measured >= bound});
}

}  // namespace thalweg
