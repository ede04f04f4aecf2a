// Checked access to JSON.
#include "core/io/json_node.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"

namespace thalweg {

using nlohmann::json;

json parse_json(const std::string& text, const std::string& where) {
  bool deep = false;
  const auto watch = [&](int depth, json::parse_event_t, const json&) {
    deep = deep || depth > 100;
    return !deep;
  };
  json parsed = json::parse(text, watch, false);
  if (deep) throw BadFile("It is nested more than 100 levels deep", where);
  if (parsed.is_discarded()) throw BadFile("It is not sound JSON", where);
  return parsed;
}

void JsonNode::refuse(const std::string& what) const {
  throw BadFile(what, where_, "Open another copy or an earlier save.");
}

bool JsonNode::is_null() const { return value_->is_null(); }

bool JsonNode::has(std::string_view key) const {
  return value_->is_object() && value_->contains(key);
}

JsonNode JsonNode::at(std::string_view key) const {
  if (!value_->is_object()) refuse("An object is expected here");
  const auto found = value_->find(key);
  if (found == value_->end()) refuse(fmt::format("'{}' is missing", key));
  return {*found, fmt::format("{}.{}", where_, key)};
}

std::vector<JsonNode> JsonNode::items() const {
  if (!value_->is_array()) refuse("A list is expected here");
  std::vector<JsonNode> all;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    all.emplace_back((*value_)[i], fmt::format("{}[{}]", where_, i));
  }
  return all;
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::members() const {
  if (!value_->is_object()) refuse("An object is expected here");
  std::vector<std::pair<std::string, JsonNode>> all;
  for (const auto& [key, member] : value_->items()) {
    all.emplace_back(key, JsonNode(member, fmt::format("{}.{}", where_, key)));
  }
  return all;
}

std::string JsonNode::text() const {
  if (!value_->is_string()) refuse("A text is expected here");
  return value_->get<std::string>();
}

bool JsonNode::flag() const {
  if (!value_->is_boolean()) refuse("True or false is expected here");
  return value_->get<bool>();
}

std::int64_t JsonNode::whole(std::int64_t least, std::int64_t most) const {
  const bool too_large = value_->is_number_unsigned() &&
                         value_->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  if (!value_->is_number_integer() || too_large) refuse("A whole number is expected here");
  const auto number = value_->get<std::int64_t>();
  if (number < least || number > most) {
    refuse(fmt::format("{} is outside {} … {}", number, least, most));
  }
  return number;
}

std::uint64_t JsonNode::hash() const {
  const std::string digits = text();
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  if (digits.size() != 16 || error != std::errc{} || end != digits.data() + digits.size()) {
    refuse("16 hexadecimal digits are expected here");
  }
  return number;
}

}  // namespace thalweg
