// Reading JSON that strangers wrote: every access is checked and every complaint says where.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg {

/// Parses text; BadFile when it is not JSON or nested deeper than 100 levels.
nlohmann::json parse_json(const std::string& text, const std::string& where);

/// A value inside a document and the path to it. Does not own the document.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& value, std::string where)
      : value_(&value), where_(std::move(where)) {}

  const nlohmann::json& value() const { return *value_; }
  const std::string& where() const { return where_; }
  bool is_null() const;
  bool has(std::string_view key) const;
  /// The member `key`; BadFile when this is no object or has none.
  JsonNode at(std::string_view key) const;
  /// The members of an array, or of an object with their keys.
  std::vector<JsonNode> items() const;
  std::vector<std::pair<std::string, JsonNode>> members() const;

  std::string text() const;
  bool flag() const;
  /// A whole number between the bounds.
  std::int64_t whole(std::int64_t least, std::int64_t most) const;
  /// 16 hexadecimal digits.
  std::uint64_t hash() const;
  [[noreturn]] void refuse(const std::string& what) const;

 private:
  const nlohmann::json* value_;
  std::string where_;
};

}  // namespace thalweg
