// Runs as data: settings in force, edits, moments.
#include "core/run/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace thalweg {
namespace {

ContenderSpec& contender_of(RunSpec& spec, std::string_view key) {
  std::vector<std::string> known;
  for (ContenderSpec& contender : spec.contenders) {
    if (contender.key == key) return contender;
    known.push_back(contender.key);
  }
  throw BadInput(fmt::format("There is no contender '{}'", key), {},
                 fmt::format("Known: {}.", fmt::join(known, ", ")));
}

std::string label_of(const ParamSpec& spec) { return spec.label.empty() ? spec.name : spec.label; }

std::string shown(const ParamSpec& spec, const ParamValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return real_text(*real);
  if (const auto* point = std::get_if<ParamPoint>(&value)) {
    return fmt::format("({:.3g}, {:.3g})", (*point)[0], (*point)[1]);
  }
  for (const auto& [id, label] : spec.choices) {
    if (id == value_text(value)) return label;
  }
  return value_text(value);
}

/// The last step whose value is ≤ t in a series that never falls.
std::int64_t last_step_at(const Trace& series, double t) {
  std::size_t low = 0;
  std::size_t high = series.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (series[middle].value <= t) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? 0 : series[low - 1].step;
}

/// The contender's name as shown, or its key when there is none.
std::string name_of(const RunSpec& spec, const std::string& key) {
  for (const ContenderSpec& contender : spec.contenders) {
    if (contender.key == key) return contender.name;
  }
  return key;
}

Settings effective(const RunSpec& spec, const std::string& contender) {
  if (contender.empty()) return spec.resolved();
  for (const ContenderSpec& candidate : spec.contenders) {
    if (candidate.key == contender) return spec.resolved(candidate);
  }
  return spec.resolved();
}

}  // namespace

RunSpec RunSpec::defaults(const Experiment& experiment) {
  RunSpec spec;
  spec.experiment = &experiment;
  int colour = 0;
  for (const Method& method : experiment.contenders) {
    if (!method.starts) continue;
    spec.contenders.push_back({method.key, method.key, method.name, method.overrides, colour++});
  }
  return spec;
}

Settings RunSpec::resolved() const { return experiment->schema.resolve(settings); }

Settings RunSpec::resolved(const ContenderSpec& contender) const {
  Settings merged = settings;
  for (const auto& [name, value] : contender.overrides) merged[name] = value;
  return experiment->schema.resolve(merged);
}

void RunSpec::set(std::string_view path, const ParamValue& value) {
  const ParamSchema& schema = experiment->schema;
  const auto dot = path.find('.');
  if (dot == std::string_view::npos) {
    const ParamSpec& spec = schema.at(path);
    settings[spec.name] = schema.accept(spec, value);
    return;
  }
  ContenderSpec& contender = contender_of(*this, path.substr(0, dot));
  const ParamSpec& spec = schema.at(path.substr(dot + 1), contender.method);
  if (spec.scope == Scope::problem) {
    throw BadInput(
        fmt::format("'{}' belongs to the problem, which all contenders share", spec.name), {},
        fmt::format("Set it without '{}.'.", contender.key));
  }
  contender.overrides[spec.name] = schema.accept(spec, value);
}

void apply(const Edit& edit, RunSpec& spec) {
  RunSpec next = spec;
  switch (edit.kind) {
    case Edit::Kind::setting:
      if (edit.reset) {
        const std::string& name = spec.experiment->schema.at(edit.name).name;
        (edit.contender.empty() ? next.settings : contender_of(next, edit.contender).overrides)
            .erase(name);
      } else {
        next.set(edit.contender.empty() ? edit.name : edit.contender + "." + edit.name, edit.value);
      }
      break;
    case Edit::Kind::input:
      if (edit.input) {
        next.inputs.set(edit.name, edit.input);
        for (const InputSpec& slot : spec.experiment->inputs) {
          if (slot.name != edit.name) continue;
          for (const auto& [name, value] : slot.implies) next.settings[name] = value;
        }
      } else {
        next.inputs.clear(edit.name);
      }
      break;
    case Edit::Kind::add_contender:
      static_cast<void>(spec.experiment->contender(edit.added.method));
      next.contenders.push_back(edit.added);
      break;
    case Edit::Kind::remove_contender:
      static_cast<void>(contender_of(next, edit.name));
      std::erase_if(next.contenders,
                    [&](const ContenderSpec& contender) { return contender.key == edit.name; });
      break;
    case Edit::Kind::rename_contender: {
      const std::string& name = std::get<std::string>(edit.value);
      if (name.empty()) {
        throw BadInput("A contender needs a name", edit.name, "Type at least one character.");
      }
      contender_of(next, edit.name).name = name;
      break;
    }
  }
  spec = std::move(next);
}

std::string describe(const Edit& edit, const RunSpec& before) {
  switch (edit.kind) {
    case Edit::Kind::setting: {
      const ParamSpec& spec = before.experiment->schema.at(edit.name);
      RunSpec after = before;
      apply(edit, after);
      const ParamValue old_value = effective(before, edit.contender).at(spec.name);
      const ParamValue new_value = effective(after, edit.contender).at(spec.name);
      return fmt::format("{} {} → {}", label_of(spec), shown(spec, old_value),
                         shown(spec, new_value));
    }
    case Edit::Kind::input:
      for (const InputSpec& slot : before.experiment->inputs) {
        if (slot.name != edit.name) continue;
        const char* act = slot.kind == InputSpec::Kind::masses ? " painted" : " moved";
        return slot.label + (edit.input ? act : " reset");
      }
      return edit.name + " changed";
    case Edit::Kind::add_contender:
      return "+ " + edit.added.name;
    case Edit::Kind::remove_contender:
      return "− " + name_of(before, edit.name);
    case Edit::Kind::rename_contender:
      break;
  }
  return fmt::format("rename {} → {}", name_of(before, edit.name), value_text(edit.value));
}

const Track* Recording::track(std::string_view key) const {
  const auto found =
      std::find_if(tracks.begin(), tracks.end(), [&](const Track& t) { return t.key == key; });
  return found == tracks.end() ? nullptr : &*found;
}

Moment Recording::head() const {
  Moment moment;
  for (const Track& track : tracks) moment[track.key] = track.head;
  return moment;
}

RunSpec Recording::spec_after(std::size_t count) const {
  RunSpec spec = start;
  for (std::size_t i = 0; i < std::min(count, edits.size()); ++i) apply(edits[i], spec);
  return spec;
}

Moment Recording::moment_at(Clock clock, double t) const {
  Moment moment;
  for (const Track& track : tracks) {
    std::int64_t step = 0;
    if (clock == Clock::iteration) {
      step = static_cast<std::int64_t>(std::clamp(t, 0.0, static_cast<double>(track.head)));
    } else {
      const auto series = track.traces.find(clock == Clock::seconds ? "seconds" : "work");
      if (series != track.traces.end()) {
        step = last_step_at(series->second, t);
      }
    }
    moment[track.key] = step;
  }
  return moment;
}

double Recording::clock_value(Clock clock, std::string_view key, std::int64_t step) const {
  if (clock == Clock::iteration) return static_cast<double>(step);
  const Track* found = track(key);
  if (!found) return 0;
  const auto series = found->traces.find(clock == Clock::seconds ? "seconds" : "work");
  return series == found->traces.end() ? 0 : series->second.at(step).value_or(0);
}

namespace {

Track cut(const Track& track, std::int64_t step) {
  Track part = track;
  if (step >= track.head) return part;
  part.head = step;
  part.condition = step == 0 ? Condition::ready : Condition::progressing;
  part.reason.clear();
  std::erase_if(part.keyframes, [&](const Keyframe& frame) { return frame.step > step; });
  for (auto& [name, series] : part.traces) series = series.until(step);
  part.checkpoints.erase(part.checkpoints.upper_bound(step), part.checkpoints.end());
  std::erase_if(part.advice, [&](const Advice& advice) { return advice.step > step; });
  return part;
}

/// Whether something at `steps` happened before the shared past ended at `moment`.
bool before(const Moment& steps, const Moment& moment) {
  return std::any_of(steps.begin(), steps.end(), [&](const auto& entry) {
    const auto found = moment.find(entry.first);
    return found != moment.end() && entry.second < found->second;
  });
}

/// Whether `steps` are all known at `moment` and not beyond it.
bool within(const Moment& steps, const Moment& moment) {
  return std::all_of(steps.begin(), steps.end(), [&](const auto& entry) {
    const auto found = moment.find(entry.first);
    return found != moment.end() && entry.second <= found->second;
  });
}

void clamp_to(Moment& steps, const Moment& moment) {
  for (auto& [key, step] : steps) {
    const auto found = moment.find(key);
    if (found != moment.end()) step = std::min(step, found->second);
  }
}

}  // namespace

Recording Recording::until(const Moment& moment) const {
  Recording past;
  past.start = start;
  past.thinning = thinning;
  std::size_t kept = 0;
  while (kept < edits.size() && before(edits[kept].moment, moment)) ++kept;
  past.edits.assign(edits.begin(), edits.begin() + static_cast<std::ptrdiff_t>(kept));
  for (Edit& edit : past.edits) clamp_to(edit.moment, moment);
  for (const Event& event : events) {
    // A note about the last shared step belongs to the past; what happened next does not.
    const bool kept_note = event.kind == Event::Kind::note && within(event.steps, moment);
    if (!before(event.steps, moment) && !kept_note) continue;
    past.events.push_back(event);
    clamp_to(past.events.back().steps, moment);
  }
  const RunSpec spec = past.spec_after(kept);
  for (const Track& source : tracks) {
    const bool present =
        std::any_of(spec.contenders.begin(), spec.contenders.end(),
                    [&](const ContenderSpec& contender) { return contender.key == source.key; });
    if (!present) continue;
    const auto step = moment.find(source.key);
    past.tracks.push_back(cut(source, step == moment.end() ? 0 : step->second));
    std::erase_if(past.tracks.back().keyframes,
                  [&](const Keyframe& frame) { return frame.edits > kept; });
  }
  return past;
}

}  // namespace thalweg
