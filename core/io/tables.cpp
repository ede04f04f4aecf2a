// Lists of experiments and parameters.
#include "core/io/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/io/session_format.hpp"
#include "core/io/settings_json.hpp"

namespace thalweg {
namespace {

using nlohmann::json;

/// Characters, not bytes: every byte that does not continue one.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xc0) != 0x80;
  }));
}

const char* when_text(When when) {
  return when == When::live ? "live" : when == When::restart ? "restart" : "view";
}

std::string scope_text(const ParamSpec& spec) {
  if (spec.scope == Scope::contender) return spec.method;
  return spec.scope == Scope::problem ? "problem" : "shared";
}

std::string range_text(const ParamSpec& spec) {
  switch (spec.kind) {
    case ParamKind::flag:
      return "true, false";
    case ParamKind::choice: {
      std::vector<std::string> values;
      for (const auto& [value, label] : spec.choices) values.push_back(value);
      return fmt::format("{}", fmt::join(values, ", "));
    }
    case ParamKind::point:
      return "x,y";
    case ParamKind::text:
      return "text";
    default:
      return fmt::format("{} … {}", exact_text(spec.min), exact_text(spec.max));
  }
}

}  // namespace

std::string condition_text(Condition condition) {
  return std::string(session_format::name_of(session_format::conditions, condition));
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string experiments_table(const std::vector<Experiment>& experiments) {
  std::vector<std::vector<std::string>> rows{{"id", "title", "paper"}};
  for (const Experiment& experiment : experiments) {
    rows.push_back({experiment.id(), experiment.title, experiment.paper});
  }
  return aligned(rows);
}

std::string experiments_json(const std::vector<Experiment>& experiments) {
  json list = json::array();
  for (const Experiment& experiment : experiments) {
    list.push_back({{"id", experiment.id()},
                    {"title", experiment.title},
                    {"family", experiment.family},
                    {"paper", experiment.paper}});
  }
  return list.dump(2) + "\n";
}

std::string params_table(const RunSpec& spec) {
  const Settings resolved = spec.resolved();
  std::vector<std::vector<std::string>> rows{
      {"name", "value", "range", "acts", "of", "what it is"}};
  for (const ParamSpec& param : spec.experiment->schema.specs) {
    rows.push_back({param.name, value_text(resolved.at(param.name)), range_text(param),
                    when_text(param.when), scope_text(param), param.doc});
  }
  std::string text = aligned(rows);
  if (!spec.experiment->inputs.empty()) {
    rows = {{"input", "", "what it is"}};
    for (const InputSpec& input : spec.experiment->inputs) {
      rows.push_back({input.name, input.label, input.doc});
    }
    text += "\n" + aligned(rows);
  }
  rows = {{"contender", "", "what it is"}};
  for (const Method& method : spec.experiment->contenders) {
    rows.push_back({method.key, method.name, method.doc});
  }
  return text + "\n" + aligned(rows);
}

std::string params_json(const RunSpec& spec) {
  const Settings resolved = spec.resolved();
  json list = json::array();
  for (const ParamSpec& param : spec.experiment->schema.specs) {
    json entry = {{"name", param.name},
                  {"label", param.label},
                  {"doc", param.doc},
                  {"value", value_to_json(resolved.at(param.name))},
                  {"default", value_to_json(param.fallback)},
                  {"acts", when_text(param.when)},
                  {"of", scope_text(param)}};
    if (!param.unit.empty()) entry["unit"] = param.unit;
    if (param.kind == ParamKind::choice) {
      for (const auto& [value, label] : param.choices) entry["choices"].push_back(value);
    } else if (param.kind != ParamKind::flag && param.kind != ParamKind::text) {
      entry["range"] = {number_to_json(param.min), number_to_json(param.max)};
    }
    list.push_back(entry);
  }
  return list.dump(2) + "\n";
}

}  // namespace thalweg
