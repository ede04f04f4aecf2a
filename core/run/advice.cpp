// Sentences of cause, number and verb, with the cures that the host can compute.
#include "core/run/advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/run/run.hpp"

namespace thalweg {
namespace {

constexpr std::int64_t steps_before_divergence = 5;
/// Forecasts of fewer steps than this are worth nothing.
constexpr std::int64_t first_forecast = 32;
/// Steps left from which a contender is slow, alone and beside one that is done.
constexpr double many_steps = 500, some_steps = 100;
/// Worth naming is somebody who takes less than this share of the time left.
constexpr double faster = 0.5;

/// The factor with as many digits as tell it from 1: 0.93, 0.9993.
std::string rate_text(double rate) {
  const double distance = std::max(std::abs(1 - rate), 1e-9);
  const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(distance))) + 1, 2, 8);
  return fmt::format("{:.{}f}", rate, digits);
}

/// Two significant digits: a forecast knows no more.
std::string about(double count) {
  const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(count)) - 1));
  return count_text(static_cast<std::int64_t>(std::round(count / unit) * unit));
}

std::string each(const std::string& unit) {
  const bool vowel = !unit.empty() && std::string_view("aeiou").find(unit[0]) != std::string::npos;
  return (vowel ? "an " : "a ") + unit;
}

/// "Exact, network simplex" → "Exact".
std::string short_name(const std::string& name) { return name.substr(0, name.find(',')); }

struct Rival {
  double seconds = 0;
  std::string sentence;
  std::optional<Cure> cure;
};

void consider(std::optional<Rival>& best, Rival rival) {
  if (!best || rival.seconds < best->seconds) best = std::move(rival);
}

bool races(const Snapshot& snapshot, const std::string& method) {
  const auto& contenders = snapshot.spec.contenders;
  return std::any_of(contenders.begin(), contenders.end(),
                     [&](const ContenderSpec& c) { return c.method == method; });
}

/// The first method of the experiment with this key, or null.
const Method* offered(const Snapshot& snapshot, const std::string& key) {
  const auto& methods = snapshot.spec.experiment->contenders;
  const auto found = std::find_if(methods.begin(), methods.end(),
                                  [&](const Method& method) { return method.key == key; });
  return found == methods.end() ? nullptr : &*found;
}

/// The fastest of the methods on offer whose time an analysis measured.
std::optional<Rival> fastest_offer(const Snapshot& snapshot) {
  std::optional<Rival> best;
  for (const Method& method : snapshot.spec.experiment->contenders) {
    const auto measured = snapshot.frames.others.find(method.measured_by);
    if (measured == snapshot.frames.others.end() || measured->second->buffers.empty()) continue;
    if (races(snapshot, method.key)) continue;
    if (method.obstacle && !method.obstacle(snapshot.problem, snapshot.spec.resolved()).empty()) {
      continue;
    }
    const double seconds = measured->second->seconds;
    Cure add{Cure::Act::add, "Add " + method.key, {}, {}, method.key};
    consider(best, {seconds,
                    fmt::format("{} takes {} at this size", short_name(method.name),
                                duration_text(seconds)),
                    std::move(add)});
  }
  return best;
}

/// The fastest of those that are done and of those on offer.
std::optional<Rival> fastest(const Snapshot& snapshot, const Standing& standing) {
  std::optional<Rival> best = fastest_offer(snapshot);
  for (const Standing& other : snapshot.standings) {
    if (other.key == standing.key || other.condition != Condition::converged) continue;
    consider(best, {other.seconds,
                    fmt::format("{} was done after {}, in {}", other.name, count_text(other.step),
                                duration_text(other.seconds)),
                    std::nullopt});
  }
  return best;
}

bool slow(const Snapshot& snapshot, const Standing& standing) {
  const double left = standing.progress.steps_left;
  if (!(left > some_steps) || standing.step < first_forecast) return false;
  if (left > many_steps) return true;
  const auto far_ahead = [&](const Standing& other) {
    return other.condition == Condition::converged &&
           10 * static_cast<double>(other.step) < static_cast<double>(standing.step) + left;
  };
  return std::any_of(snapshot.standings.begin(), snapshot.standings.end(), far_ahead);
}

/// Adds the cause that the method itself knows, and its cures.
void add_cause(const Snapshot& snapshot, const Standing& standing, Advice& advice) {
  const Method* method = offered(snapshot, standing.method);
  const auto& contenders = snapshot.spec.contenders;
  const auto spec = std::find_if(contenders.begin(), contenders.end(),
                                 [&](const ContenderSpec& c) { return c.key == standing.key; });
  if (!method || !method->when_slow || spec == contenders.end()) return;
  Advice own = method->when_slow(snapshot.spec.resolved(*spec));
  advice.text += " " + own.text;
  for (Cure& cure : own.cures) {
    if (cure.act == Cure::Act::add) {
      const Method* added = offered(snapshot, cure.contender);
      if (!added || races(snapshot, cure.contender)) continue;
      cure.button = "Add " + added->key;
    } else if (cure.contender.empty() && cure.act == Cure::Act::set) {
      cure.contender = standing.key;
    }
    advice.cures.push_back(std::move(cure));
  }
}

/// `text` with its cause, and with somebody who needs less than `seconds`, if there is one.
Advice with_cause(const Snapshot& snapshot, const Standing& standing, std::string text,
                  double seconds) {
  Advice advice{std::move(text), {}, standing.key, standing.step};
  add_cause(snapshot, standing, advice);
  const auto rival = fastest(snapshot, standing);
  if (rival && rival->seconds < seconds) {
    advice.text += " " + rival->sentence + ".";
    if (rival->cure) advice.cures.push_back(*rival->cure);
  }
  return advice;
}

/// Of one that hovers where rounding does not let it fall further.
Advice floor_advice(const Snapshot& snapshot, const Standing& standing) {
  const Experiment& experiment = *snapshot.spec.experiment;
  const double level = standing.progress.floor;
  Advice advice{fmt::format("{} hovers at {}: rounding lets it fall no further.", standing.name,
                            real_text(level)),
                {},
                standing.key,
                standing.step};
  if (experiment.tolerance.empty()) return advice;
  const double reached = std::pow(10, std::ceil(std::log10(2 * level)));
  Cure cure;
  cure.button = "Tolerance → " + real_text(reached);
  cure.parameter = experiment.tolerance;
  cure.value = reached;
  advice.cures.push_back(std::move(cure));
  return advice;
}

std::string stalled_text(const Standing& standing, const std::string& unit, double level) {
  constexpr double least_gain = 1e-5;
  const double rate = standing.progress.rate;
  if (!(rate < 1 - least_gain)) {
    return fmt::format("{} no longer gains at {}.", standing.name, real_text(level));
  }
  return fmt::format("{} gains only a factor {} {} at {}.", standing.name, rate_text(1 / rate),
                     each(unit), real_text(level));
}

}  // namespace

std::string left_text(const Progress& progress) {
  std::string text = fmt::format("about {} more", about(progress.steps_left));
  if (std::isfinite(progress.seconds_left)) text += ", " + duration_text(progress.seconds_left);
  return text;
}

Advice diverged_advice(const std::string& what, std::int64_t step, std::int64_t first, Advice own) {
  const std::int64_t from = std::max(first, step - steps_before_divergence);
  own.text = what + "." + (own.text.empty() ? "" : " " + own.text);
  for (Cure& cure : own.cures) {
    if (cure.act != Cure::Act::set) continue;
    cure.act = Cure::Act::branch;
    cure.step = from;
    cure.button = fmt::format("Branch from {} with {}", count_text(from), cure.button);
  }
  const std::int64_t last_good = std::max(first, step - 1);
  own.cures.push_back(
      {Cure::Act::inspect, "Inspect " + count_text(last_good), {}, {}, {}, last_good});
  return own;
}

std::optional<Advice> present_advice(const Snapshot& snapshot, const Standing& standing) {
  if (!standing.advice.empty()) return std::nullopt;
  const Progress& progress = standing.progress;
  const std::string& unit = snapshot.spec.experiment->step_unit;
  const Competitor* shown = snapshot.frames.contender(standing.key);
  const double level = shown ? shown->frame->number(snapshot.frames.measure).value_or(NAN) : NAN;
  switch (standing.condition) {
    case Condition::floor:
      return floor_advice(snapshot, standing);
    case Condition::stalled:
      return with_cause(snapshot, standing, stalled_text(standing, unit, level),
                        std::numeric_limits<double>::infinity());
    case Condition::progressing:
      if (!slow(snapshot, standing)) return std::nullopt;
      return with_cause(snapshot, standing,
                        fmt::format("{} converges at {} {}: {}.", standing.name,
                                    rate_text(progress.rate), each(unit), left_text(progress)),
                        faster * progress.seconds_left);
    case Condition::exhausted:
      if (gave_up(standing)) return std::nullopt;
      if (!std::isfinite(progress.steps_left)) {
        if (snapshot.spec.experiment->tolerance.empty() || !std::isfinite(level)) {
          return std::nullopt;
        }
        return with_cause(snapshot, standing,
                          fmt::format("{} stands at {}; the end is not in sight.", standing.name,
                                      real_text(level)),
                          std::numeric_limits<double>::infinity());
      }
      return with_cause(
          snapshot, standing,
          fmt::format("{} stands at {} and falls by {} {}: {}.", standing.name, real_text(level),
                      rate_text(progress.rate), each(unit), left_text(progress)),
          faster * progress.seconds_left);
    default:
      return std::nullopt;
  }
}

std::string faster_offer(const Snapshot& snapshot) {
  double least = std::numeric_limits<double>::infinity();
  for (const Standing& standing : snapshot.standings) {
    if (standing.condition != Condition::converged) continue;
    least = std::min(least, standing.alone_seconds.value_or(standing.seconds));
  }
  if (!std::isfinite(least)) return "";  // perhaps nothing is posed yet
  const auto offer = fastest_offer(snapshot);
  if (!offer || !(offer->seconds < least)) return "";
  return offer->sentence + ", less than any that has arrived.";
}

bool gave_up(const Standing& standing) {
  return standing.condition == Condition::exhausted && !standing.reason.empty() &&
         !standing.reason.starts_with("limit of ");
}

}  // namespace thalweg
