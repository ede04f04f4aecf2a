// Captions from figures, settings and frames.
#include "core/io/caption.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/io/build_info.hpp"
#include "core/io/provenance.hpp"

namespace thalweg {
namespace {

/// "η = 1200": a label without its explanation, or the name where there is none.
std::string said(const ParamSpec& spec, const ParamValue& value) {
  std::string text = value_text(value);
  if (const double* real = std::get_if<double>(&value)) text = real_text(*real);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) text = count_text(*whole);
  for (const auto& [key, label] : spec.choices) {
    if (key == text) text = label;
  }
  std::string label = spec.label;
  label = label.substr(0, label.find(" = "));
  if (!spec.unit.empty()) text += " " + spec.unit;
  return fmt::format("{} {}", label, text);
}

std::string what(const Figure& figure) {
  std::string text = figure.title;
  if (!figure.subtitle.empty()) text += fmt::format(" ({})", figure.subtitle);
  const bool titled = !figure.panels.empty() && !figure.panels.front().x.title.empty();
  if (titled && figure.kind == ViewKind::trace) {
    text += " against " + figure.panels.front().x.title;
    const Scale scale = figure.panels.front().y.scale;
    if (scale == Scale::log) text += ", logarithmic scale";
  }
  return text + ".";
}

std::string who(const RunSpec& spec, const FrameSet& frames) {
  std::string text;
  for (const Competitor& competitor : frames.contenders) {
    if (!competitor.frame) continue;
    text += fmt::format("{}{} at {} {}", text.empty() ? "" : "; ", competitor.name,
                        spec.experiment->step_unit, count_text(competitor.frame->step));
    const auto entry =
        std::find_if(spec.contenders.begin(), spec.contenders.end(),
                     [&](const ContenderSpec& c) { return c.key == competitor.key; });
    if (entry == spec.contenders.end() || entry->overrides.empty()) continue;
    std::string own;
    for (const auto& [name, value] : entry->overrides) {
      const ParamSpec* parameter = spec.experiment->schema.find(name);
      if (parameter) own += (own.empty() ? "" : ", ") + said(*parameter, value);
    }
    if (!own.empty()) text += " (" + own + ")";
  }
  return text.empty() ? text : "Shown: " + text + ".";
}

/// The problem's and the shared settings that apply; what belongs to one method stays away.
std::string settings(const RunSpec& spec) {
  const Settings resolved = spec.resolved();
  std::string text;
  for (const ParamSpec& parameter : spec.experiment->schema.specs) {
    const auto value = resolved.find(parameter.name);
    if (value == resolved.end() || !parameter.method.empty()) continue;
    if (parameter.applies && !parameter.applies(resolved)) continue;
    text += (text.empty() ? "" : ", ") + said(parameter, value->second);
  }
  return text.empty() ? text : text + ".";
}

}  // namespace

std::string caption_of(const Figure& figure, const RunSpec& spec, const FrameSet& frames) {
  const Experiment& experiment = *spec.experiment;
  std::string text = what(figure) + " " + experiment.title;
  if (!experiment.paper.empty()) text += fmt::format(" ({})", experiment.paper);
  text += ".";
  for (const std::string& part : {settings(spec), who(spec, frames)}) {
    if (!part.empty()) text += " " + part;
  }
  return text +
         fmt::format(" Made with Thalweg {}: {}\n", this_build().version, command_line_of(spec));
}

}  // namespace thalweg
