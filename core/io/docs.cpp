// Method pages from declarations.
#include "core/io/docs.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/io/files.hpp"

namespace thalweg {
namespace {

/// A cell of a Markdown table must not hold its separator.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, "\\");
  }
  return text;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of('\n');
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of('\n') + 1 - first);
}

std::string allowed(const ParamSpec& spec) {
  std::vector<std::string> values;
  for (const auto& [value, label] : spec.choices) values.push_back(fmt::format("`{}`", value));
  if (!values.empty()) return fmt::format("{}", fmt::join(values, ", "));
  if (spec.kind == ParamKind::flag) return "`true`, `false`";
  if (spec.kind == ParamKind::point) return "a point";
  if (spec.kind == ParamKind::text) return "text";
  return fmt::format("{} … {}{}", exact_text(spec.min), exact_text(spec.max),
                     spec.unit.empty() ? "" : " " + spec.unit);
}

std::string contenders_part(const Experiment& experiment) {
  std::string text = "\n## Contenders\n\n| key | name | |\n| --- | --- | --- |\n";
  for (const Method& method : experiment.contenders) {
    text += fmt::format("| `{}` | {} | {}{} |\n", method.key, cell(method.name), cell(method.doc),
                        method.starts ? "" : " (on offer)");
  }
  return text;
}

std::string parameters_part(const Experiment& experiment) {
  std::string text =
      "\n## Parameters\n\n| name | default | range | acts | what it is |\n"
      "| --- | --- | --- | --- | --- |\n";
  for (const ParamSpec& spec : experiment.schema.specs) {
    const char* when = spec.when == When::live      ? "live"
                       : spec.when == When::restart ? "restart"
                                                    : "view only";
    text += fmt::format("| `{}` {} | {} | {} | {} | {} |\n", spec.name, cell(spec.label),
                        value_text(spec.fallback), allowed(spec), when, cell(spec.doc));
  }
  for (const ParamPreset& preset : experiment.schema.presets) {
    std::vector<std::string> sets;
    for (const auto& [name, value] : preset.sets) {
      sets.push_back(fmt::format("`{}` = {}", name, value_text(value)));
    }
    text += fmt::format("\n`{}` = `{}` brings {}, unless set by hand.\n", preset.choice,
                        preset.value, fmt::join(sets, ", "));
  }
  return text;
}

std::string views_part(const Experiment& experiment) {
  std::string text = "\n## Views\n\n";
  for (const ViewSpec& view : experiment.views) {
    text +=
        fmt::format("- **{}**{}{}\n", view.title, view.subtitle.empty() ? "" : ": ", view.subtitle);
  }
  if (!experiment.inputs.empty()) text += "\n## Inputs\n\n";
  for (const InputSpec& input : experiment.inputs) {
    text += fmt::format("- `--input {}=FILE` ({}): {}\n", input.name, input.label, input.doc);
  }
  return text;
}

std::string claims_part(const Experiment& experiment) {
  if (experiment.claims.empty()) return {};
  std::string text = "\n## What is checked\n\n";
  for (const Claim& claim : experiment.claims) text += fmt::format("- {}\n", claim.text);
  return text + fmt::format("\n```\nthalweg check {}\n```\n", experiment.id());
}

}  // namespace

std::string method_page(const Experiment& experiment) {
  std::string text = fmt::format("# {}\n\n", experiment.title);
  if (!experiment.question.empty()) text += experiment.question + "\n\n";
  if (!experiment.paper.empty()) {
    text += fmt::format("Source: {}{}{}.\n\n", experiment.paper,
                        experiment.authors.empty() ? "" : ", ", experiment.authors);
  }
  if (!experiment.try_this.empty()) text += fmt::format("Try this: {}\n\n", experiment.try_this);
  text +=
      fmt::format("```\nthalweg run {}\n```\n\n{}\n", experiment.id(), trimmed(experiment.method));
  text += contenders_part(experiment) + parameters_part(experiment) + views_part(experiment);
  return text + claims_part(experiment);
}

std::vector<std::string> write_docs(const std::vector<Experiment>& experiments,
                                    const std::string& folder) {
  std::vector<std::string> paths;
  std::string index = "# Experiments\n\n| experiment | question | source |\n| --- | --- | --- |\n";
  make_folder(folder);
  for (const Experiment& experiment : experiments) {
    make_folder(folder + "/" + experiment.family);
    paths.push_back(fmt::format("{}/{}.md", folder, experiment.id()));
    write_file(paths.back(), method_page(experiment));
    index += fmt::format("| [{}]({}.md) | {} | {} |\n", cell(experiment.title), experiment.id(),
                         cell(experiment.question), cell(experiment.paper));
  }
  paths.push_back(folder + "/index.md");
  write_file(paths.back(), index);
  return paths;
}

}  // namespace thalweg
