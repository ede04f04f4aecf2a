// Parameter values and settings as JSON, for sessions and tables.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/run/recording.hpp"

namespace thalweg {

/// A finite number, or "inf", "-inf", "nan" as text: JSON has no other way.
nlohmann::json number_to_json(double value);
nlohmann::json value_to_json(const ParamValue& value);
nlohmann::json settings_to_json(const Settings& settings);
nlohmann::json contender_to_json(const ContenderSpec& contender);
/// BadFile unless it is a truth value, a number, a text or a pair of numbers.
ParamValue value_from_json(const nlohmann::json& json, const std::string& where);
/// Known settings, checked against the schema (BadFile naming value and constraint); `unknown`
/// receives the rest. Former names are translated.
Settings settings_from_json(const nlohmann::json& json, const ParamSchema& schema,
                            const std::string& where, nlohmann::json& unknown);

}  // namespace thalweg
