// Resolving, checking and reading parameters.
#include "core/run/param.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace thalweg {
namespace {

std::string where(const ParamSpec& spec) { return fmt::format("parameter '{}'", spec.name); }

[[noreturn]] void refuse_text(const ParamSpec& spec, const std::string& text, const char* wanted) {
  throw BadInput(fmt::format("'{}' is not {}", text, wanted), where(spec),
                 fmt::format("The default is {}.", value_text(spec.fallback)));
}

double read_real(const ParamSpec& spec, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    refuse_text(spec, text, "a number");
  }
  return value;
}

bool read_flag(const ParamSpec& spec, const std::string& text) {
  for (const char* yes : {"true", "on", "yes", "1"}) {
    if (text == yes) return true;
  }
  for (const char* no : {"false", "off", "no", "0"}) {
    if (text == no) return false;
  }
  refuse_text(spec, text, "on or off");
}

ParamPoint read_point(const ParamSpec& spec, const std::string& text) {
  const auto comma = text.find(',');
  if (comma == std::string::npos) refuse_text(spec, text, "a point 'x,y'");
  return {read_real(spec, text.substr(0, comma)), read_real(spec, text.substr(comma + 1))};
}

double real_of(const ParamSpec& spec, const ParamValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* count = std::get_if<std::int64_t>(&value)) return static_cast<double>(*count);
  if (const auto* text = std::get_if<std::string>(&value)) return read_real(spec, *text);
  refuse_text(spec, value_text(value), "a number");
}

void check_range(const ParamSpec& spec, double value) {
  if (std::isfinite(value) && value >= spec.min && value <= spec.max) return;
  throw BadInput(fmt::format("{} is outside {} … {}", real_text(value), real_text(spec.min),
                             real_text(spec.max)),
                 where(spec), fmt::format("The default is {}.", value_text(spec.fallback)));
}

ParamValue accept_count(const ParamSpec& spec, const ParamValue& value) {
  const double number = real_of(spec, value);
  check_range(spec, number);
  if (number != std::floor(number)) refuse_text(spec, value_text(value), "a whole number");
  return static_cast<std::int64_t>(number);
}

ParamValue accept_choice(const ParamSpec& spec, const ParamValue& value) {
  const std::string text = value_text(value);
  std::vector<std::string> known;
  for (const auto& [id, label] : spec.choices) {
    if (id == text) return text;
    known.push_back(id);
  }
  throw BadInput(fmt::format("'{}' is not one of {}", text, fmt::join(known, ", ")), where(spec));
}

}  // namespace

std::string value_text(const ParamValue& value) {
  struct Visitor {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return exact_text(v); }
    std::string operator()(const std::string& v) const { return v; }
    std::string operator()(const ParamPoint& v) const {
      return exact_text(v[0]) + "," + exact_text(v[1]);
    }
  };
  return std::visit(Visitor{}, value);
}

std::string_view ParamSpec::own_name() const {
  const bool prefixed = !method.empty() && name.starts_with(method + ".");
  return prefixed ? std::string_view(name).substr(method.size() + 1) : name;
}

const ParamSpec& ParamSchema::at(std::string_view name, std::string_view method) const {
  const ParamSpec* own = find(fmt::format("{}.{}", method, name));
  return own ? *own : at(name);
}

const ParamSpec* ParamSchema::find(std::string_view name) const {
  for (const ParamSpec& spec : specs) {
    if (spec.name == name || (!spec.was.empty() && spec.was == name)) return &spec;
  }
  return nullptr;
}

const ParamSpec& ParamSchema::at(std::string_view name) const {
  if (const ParamSpec* spec = find(name)) return *spec;
  std::vector<std::string> known;
  for (const ParamSpec& spec : specs) known.push_back(spec.name);
  const auto close = nearest(std::string(name), known);
  throw BadInput(fmt::format("There is no parameter '{}'", name), {},
                 close.empty() ? fmt::format("Known: {}.", fmt::join(known, ", "))
                               : fmt::format("Nearest: {}.", fmt::join(close, ", ")));
}

ParamValue ParamSchema::accept(const ParamSpec& spec, const ParamValue& value) const {
  switch (spec.kind) {
    case ParamKind::real: {
      const double number = real_of(spec, value);
      check_range(spec, number);
      return number;
    }
    case ParamKind::count:
    case ParamKind::seed:
      return accept_count(spec, value);
    case ParamKind::flag:
      if (const auto* flag = std::get_if<bool>(&value)) return *flag;
      return read_flag(spec, value_text(value));
    case ParamKind::choice:
      return accept_choice(spec, value);
    case ParamKind::text: {
      const std::string text = value_text(value);
      if (spec.check) spec.check(text);
      return text;
    }
    case ParamKind::point:
      break;
  }
  const ParamPoint point = std::holds_alternative<ParamPoint>(value)
                               ? std::get<ParamPoint>(value)
                               : read_point(spec, value_text(value));
  for (const double coordinate : point) check_range(spec, coordinate);
  return point;
}

ParamValue ParamSchema::parse(const ParamSpec& spec, const std::string& text) const {
  return accept(spec, text);
}

Settings ParamSchema::resolve(const Settings& settings) const {
  Settings resolved;
  for (const ParamSpec& spec : specs) resolved[spec.name] = spec.fallback;
  Settings own;
  for (const auto& [name, value] : settings) {
    const ParamSpec& spec = at(name);
    own[spec.name] = accept(spec, value);
  }
  for (const ParamPreset& preset : presets) {
    const auto chosen = own.find(preset.choice);
    const ParamValue& choice = chosen != own.end() ? chosen->second : resolved.at(preset.choice);
    if (value_text(choice) != preset.value) continue;
    for (const auto& [name, value] : preset.sets) resolved[name] = accept(at(name), value);
  }
  for (const auto& [name, value] : own) resolved[name] = value;
  return resolved;
}

ParamValue ParamSchema::value(const Settings& settings, std::string_view name) const {
  return resolve(settings).at(at(name).name);
}

ParamValue ParamSchema::default_value(const Settings& settings, std::string_view name) const {
  Settings others = settings;
  others.erase(at(name).name);
  return value(others, name);
}

void ParamSchema::fill(const Settings& resolved, void* params) const {
  for (const ParamSpec& spec : specs) spec.set(params, resolved.at(spec.name));
  for (const ParamRule& rule : rules) {
    if (!rule.holds(params)) throw BadInput("The settings break the rule " + rule.text);
  }
}

std::uint64_t ParamSchema::hash() const {
  std::uint64_t hash = hash_bytes(std::string_view("schema"));
  for (const ParamSpec& spec : specs) {
    hash = hash_bytes(fmt::format("{}|{}|{}|{}|{};", spec.name, static_cast<int>(spec.kind),
                                  value_text(spec.fallback), spec.min, spec.max),
                      hash);
  }
  return hash;
}

}  // namespace thalweg
