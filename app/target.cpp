// Targets, settings and inputs from the command line.
#include "app/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/input_files.hpp"
#include "core/run/catalogue.hpp"
#include "core/run/replay.hpp"

namespace thalweg::app {
namespace {

struct Assignment {
  std::string name, value;
};

Assignment split(const std::string& text, const char* option, const char* shape) {
  const auto sign = text.find('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == text.size()) {
    throw BadInput(fmt::format("'{}' does not have the form {}", text, shape), option);
  }
  return {text.substr(0, sign), text.substr(sign + 1)};
}

const InputSpec& slot_of(const Experiment& experiment, const std::string& name) {
  std::vector<std::string> known;
  for (const InputSpec& slot : experiment.inputs) {
    if (slot.name == name) return slot;
    known.push_back(slot.name);
  }
  throw BadInput(fmt::format("There is no input '{}'", name), experiment.id(),
                 known.empty() ? std::string("It takes no inputs.")
                               : fmt::format("Known: {}.", fmt::join(known, ", ")));
}

Edit input_edit(const Experiment& experiment, const std::string& text) {
  const Assignment given = split(text, "--input", "name=FILE");
  Edit edit;
  edit.kind = Edit::Kind::input;
  edit.name = given.name;
  edit.input = read_input(slot_of(experiment, given.name), given.value);
  return edit;
}

Edit setting_edit(const RunSpec& run, const std::string& text) {
  const Assignment given = split(text, "--set", "[contender.]name=value");
  const auto dot = given.name.find('.');
  Edit edit;
  if (dot != std::string::npos) edit.contender = given.name.substr(0, dot);
  const std::string name = dot == std::string::npos ? given.name : given.name.substr(dot + 1);
  const ParamSchema& schema = run.experiment->schema;
  const ContenderSpec* contender = find_contender(run, edit.contender);
  const ParamSpec& spec = contender ? schema.at(name, contender->method) : schema.at(name);
  edit.name = spec.name;
  edit.value = schema.parse(spec, given.value);
  if (spec.typed) spec.typed(given.value);
  return edit;
}

/// A method on offer races once a setting of it is given.
void admit(RunSpec& racing, const std::string& key, std::vector<Edit>& edits) {
  const std::vector<Method>& offered = racing.experiment->contenders;
  const auto method =
      std::find_if(offered.begin(), offered.end(), [&](const Method& m) { return m.key == key; });
  if (method == offered.end() || find_contender(racing, key)) return;
  int colour = 0;
  for (const ContenderSpec& c : racing.contenders) colour = std::max(colour, c.colour + 1);
  Edit edit;
  edit.kind = Edit::Kind::add_contender;
  edit.name = key;
  edit.added = {key, key, method->name, method->overrides, colour};
  apply(edit, racing);
  edits.push_back(std::move(edit));
}

Edit seed_edit(const Experiment& experiment, std::int64_t seed) {
  for (const ParamSpec& spec : experiment.schema.specs) {
    if (spec.kind != ParamKind::seed) continue;
    Edit edit;
    edit.name = spec.name;
    edit.value = seed;
    return edit;
  }
  throw BadInput("The experiment draws no random numbers", "--seed", "Leave it out.");
}

std::vector<Edit> edits_of(const RunSpec& run, const RunOptions& options) {
  const Experiment& experiment = *run.experiment;
  std::vector<Edit> edits;
  for (const std::string& text : options.inputs) edits.push_back(input_edit(experiment, text));
  if (options.seed) edits.push_back(seed_edit(experiment, *options.seed));
  RunSpec racing = run;
  for (const std::string& text : options.settings) {
    const std::size_t end = text.find_first_of(".=");
    if (end != std::string::npos && text[end] == '.') admit(racing, text.substr(0, end), edits);
    edits.push_back(setting_edit(racing, text));
  }
  return edits;
}

bool restarts(const Edit& edit, const Experiment& experiment) {
  if (edit.kind == Edit::Kind::add_contender) return false;
  return edit.kind == Edit::Kind::setting ? experiment.schema.at(edit.name).when == When::restart
                                          : slot_of(experiment, edit.name).when == When::restart;
}

Race fresh(RunSpec spec, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) apply(edit, spec);
  const std::string memory = memory_words(spec);
  if (!memory.empty()) fmt::print(stderr, "thalweg: the run needs {}\n", memory);
  return Race(std::move(spec));
}

}  // namespace

bool is_session(const std::string& target) { return target.ends_with(".thalweg"); }

Session open_session(const std::string& path) {
  Session session = load_session(path);
  for (const std::string& warning : session.warnings) {
    fmt::print(stderr, "thalweg: {}\n", warning);
  }
  return session;
}

RunSpec spec_of(const std::string& target) {
  if (!is_session(target)) return RunSpec::defaults(find_experiment(target));
  const Session session = open_session(target);
  const auto& run = session.runs.at(static_cast<std::size_t>(session.current));
  return run.recording->spec_after(run.recording->edits.size());
}

Race open_race(const RunOptions& options) {
  if (!is_session(options.target)) {
    const RunSpec spec = spec_of(options.target);
    return fresh(spec, edits_of(spec, options));
  }
  const Session session = open_session(options.target);
  const Recording& recording =
      *session.runs.at(static_cast<std::size_t>(session.current)).recording;
  const RunSpec spec = recording.spec_after(recording.edits.size());
  const std::vector<Edit> edits = edits_of(spec, options);
  for (const Edit& edit : edits) {
    if (!restarts(edit, *spec.experiment)) continue;
    fmt::print(stderr, "thalweg: '{}' poses a new problem, so all contenders start again\n",
               edit.name);
    return fresh(spec, edits);
  }
  Race race(recording);
  for (const Edit& edit : edits) race.apply(edit);
  return race;
}

}  // namespace thalweg::app
