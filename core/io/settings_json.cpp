// Settings to JSON and back.
#include "core/io/settings_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace thalweg {

using nlohmann::json;

json number_to_json(double value) {
  return std::isfinite(value) ? json(value) : json(exact_text(value));
}

json value_to_json(const ParamValue& value) {
  struct Visitor {
    json operator()(bool v) const { return v; }
    json operator()(std::int64_t v) const { return v; }
    json operator()(double v) const { return number_to_json(v); }
    json operator()(const std::string& v) const { return v; }
    json operator()(const ParamPoint& v) const {
      return json::array({number_to_json(v[0]), number_to_json(v[1])});
    }
  };
  return std::visit(Visitor{}, value);
}

json settings_to_json(const Settings& settings) {
  json object = json::object();
  for (const auto& [name, value] : settings) object[name] = value_to_json(value);
  return object;
}

json contender_to_json(const ContenderSpec& contender) {
  return {{"key", contender.key},
          {"method", contender.method},
          {"name", contender.name},
          {"overrides", settings_to_json(contender.overrides)},
          {"colour", contender.colour}};
}

ParamValue value_from_json(const json& given, const std::string& where) {
  if (given.is_boolean()) return given.get<bool>();
  if (given.is_number_integer()) return given.get<std::int64_t>();
  if (given.is_number()) return given.get<double>();
  if (given.is_string()) return given.get<std::string>();
  if (given.is_array() && given.size() == 2 && given[0].is_number() && given[1].is_number()) {
    return ParamPoint{given[0].get<double>(), given[1].get<double>()};
  }
  throw BadFile("The value is neither a number, a text, true or false, nor a pair of numbers",
                where);
}

Settings settings_from_json(const json& given, const ParamSchema& schema, const std::string& where,
                            json& unknown) {
  if (!given.is_object()) throw BadFile("The settings are not an object", where);
  Settings settings;
  unknown = json::object();
  for (const auto& [name, value] : given.items()) {
    const ParamSpec* spec = schema.find(name);
    if (!spec) {
      unknown[name] = value;
      continue;
    }
    const std::string place = fmt::format("{}.{}", where, name);
    try {
      settings[spec->name] = schema.accept(*spec, value_from_json(value, place));
    } catch (const BadFile&) {
      throw;
    } catch (const BadInput& error) {
      throw BadFile(error.problem(), place, error.cure());
    }
  }
  return settings;
}

}  // namespace thalweg
