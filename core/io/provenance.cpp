// Provenance from a run's spec.
#include "core/io/provenance.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/io/build_info.hpp"
#include "core/io/settings_json.hpp"

namespace thalweg {
namespace {

/// The run as JSON on one line, without '; ', which parts the entries in a PDF.
std::string run_json(const RunSpec& spec) {
  nlohmann::json run{{"settings", settings_to_json(spec.settings)},
                     {"contenders", nlohmann::json::array()},
                     {"inputs", nlohmann::json::array()}};
  for (const ContenderSpec& contender : spec.contenders) {
    run["contenders"].push_back(contender_to_json(contender));
  }
  for (const auto& [name, content] : spec.inputs.slots()) run["inputs"].push_back(name);
  std::string text = run.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (auto at = text.find(';'); at != std::string::npos; at = text.find(';', at)) {
    text.replace(at, 1, "\\u003b");
  }
  return text;
}

}  // namespace

std::string command_line_of(const RunSpec& spec) {
  std::string text = "thalweg run " + spec.experiment->id();
  for (const auto& [name, value] : spec.settings) {
    text += fmt::format(" --set {}={}", name, value_text(value));
  }
  for (const ContenderSpec& contender : spec.contenders) {
    for (const auto& [name, value] : contender.overrides) {
      const std::string_view own = spec.experiment->schema.at(name).own_name();
      text += fmt::format(" --set {}.{}={}", contender.key, own, value_text(value));
    }
  }
  for (const auto& [name, content] : spec.inputs.slots()) {
    text += fmt::format(" --input {}=FILE", name);
  }
  return text;
}

Provenance provenance_of(const RunSpec& spec, const FrameSet& frames) {
  const Experiment& experiment = *spec.experiment;
  Provenance made{{"experiment", experiment.id()}, {"title", experiment.title}};
  for (const auto& [name, value] : spec.resolved()) made.emplace_back(name, value_text(value));
  for (const ContenderSpec& contender : spec.contenders) {
    std::string text = contender.name;
    for (const auto& [name, value] : contender.overrides) {
      text += fmt::format(" {}={}", name, value_text(value));
    }
    made.emplace_back(contender.key, text);
  }
  for (const Competitor& contender : frames.contenders) {
    if (!contender.frame) continue;
    made.emplace_back(contender.key + " step", std::to_string(contender.frame->step));
  }
  made.emplace_back("version", this_build().version);
  made.emplace_back("build", this_build().build);
  made.emplace_back("run", run_json(spec));
  made.emplace_back("command", command_line_of(spec));
  return made;
}

}  // namespace thalweg
