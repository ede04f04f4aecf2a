// The catalogue, made once from the generated table.
#include "core/run/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/run/catalogue_table.hpp"

namespace thalweg {
namespace {

std::vector<Experiment> collect(bool hidden) {
  std::vector<Experiment> all;
  for (const CatalogueEntry& entry : catalogue_table()) {
    if (entry.experiment().hidden != hidden) continue;
    all.push_back(entry.experiment());
    all.back().family = entry.family;
    const auto mistakes = check_design(all.back());
    if (!mistakes.empty()) {
      throw Internal(fmt::format("{}", fmt::join(mistakes, "; ")), all.back().id());
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Experiment& a, const Experiment& b) { return a.id() < b.id(); });
  return all;
}

void check_parameters(const Experiment& experiment, std::vector<std::string>& mistakes) {
  std::set<std::string> names;
  for (const ParamSpec& spec : experiment.schema.specs) {
    if (!names.insert(spec.name).second) mistakes.push_back(spec.name + " is declared twice");
    if (spec.doc.empty()) mistakes.push_back(spec.name + " has no sentence");
    try {
      static_cast<void>(experiment.schema.accept(spec, spec.fallback));
    } catch (const BadInput& error) {
      mistakes.push_back(std::string("default: ") + error.what());
    }
  }
  const auto known = [&](const std::string& name) {
    return experiment.schema.find(name) ||
           std::any_of(experiment.inputs.begin(), experiment.inputs.end(),
                       [&](const InputSpec& input) { return input.name == name; });
  };
  if (!experiment.tolerance.empty() && !known(experiment.tolerance)) {
    mistakes.push_back("tolerance names no parameter");
  }
  for (const AnalysisSpec& analysis : experiment.analyses) {
    for (const std::string& name : analysis.reads) {
      if (!known(name)) mistakes.push_back(analysis.key + " reads unknown " + name);
    }
  }
  try {
    experiment.check(experiment.schema.resolve({}));
  } catch (const BadInput& error) {
    mistakes.push_back(std::string("defaults: ") + error.what());
  }
}

void check_names(const Experiment& experiment, std::vector<std::string>& mistakes) {
  std::set<std::string> keys{"problem"};
  for (const Method& method : experiment.contenders) {
    if (!keys.insert(method.key).second) mistakes.push_back("two things are called " + method.key);
  }
  for (const AnalysisSpec& analysis : experiment.analyses) {
    if (!keys.insert(analysis.key).second) {
      mistakes.push_back("two things are called " + analysis.key);
    }
  }
  for (const Method& method : experiment.contenders) {
    if (!method.measured_by.empty() && !keys.contains(method.measured_by)) {
      mistakes.push_back(method.key + " is measured by unknown " + method.measured_by);
    }
  }
  std::set<std::string> views;
  for (const ViewSpec& view : experiment.views) {
    if (!views.insert(view.id()).second) mistakes.push_back("two views are called " + view.title);
  }
}

}  // namespace

std::vector<std::string> check_design(const Experiment& experiment) {
  std::vector<std::string> mistakes;
  if (experiment.title.empty()) mistakes.emplace_back("it has no title");
  if (experiment.method.empty()) mistakes.emplace_back("it has no method page");
  if (experiment.contenders.empty()) mistakes.emplace_back("it has no contenders");
  if (experiment.views.empty()) mistakes.emplace_back("it has no views");
  check_parameters(experiment, mistakes);
  check_names(experiment, mistakes);
  return mistakes;
}

const std::vector<Experiment>& catalogue() {
  static const std::vector<Experiment> all = collect(false);
  return all;
}

const std::vector<Experiment>& hidden_experiments() {
  static const std::vector<Experiment> all = collect(true);
  return all;
}

const Experiment& find_experiment(std::string_view id) {
  std::vector<std::string> known;
  for (const Experiment& experiment : catalogue()) {
    if (experiment.id() == id) return experiment;
    known.push_back(experiment.id());
  }
  for (const Experiment& experiment : hidden_experiments()) {
    if (experiment.id() == id) return experiment;
  }
  const auto close = nearest(std::string(id), known);
  throw BadInput(fmt::format("There is no experiment '{}'", id), {},
                 close.empty() ? std::string("'thalweg list' names them all.")
                               : fmt::format("Nearest: {}.", fmt::join(close, ", ")));
}

}  // namespace thalweg
