// Reads provenance out of PNG text chunks, SVG metadata and the subject of a PDF.
#include "core/io/provenance_read.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.hpp"
#include "core/io/files.hpp"
#include "core/io/json_node.hpp"
#include "core/io/settings_json.hpp"
#include "core/run/catalogue.hpp"

namespace thalweg {
namespace {

constexpr std::uint64_t largest_picture = 256 << 20;

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

/// tEXt (key, 0, value) and uncompressed iTXt (key, 0, flag, method, language 0, translated 0,
/// value) chunks.
Provenance from_png(const std::string& bytes) {
  Provenance found;
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const std::size_t length = big_endian(bytes, at);
    if (length > bytes.size() - at - 12) break;
    const std::string kind = bytes.substr(at + 4, 4), data = bytes.substr(at + 8, length);
    at += 12 + length;
    const std::size_t end = data.find('\0');
    if (end == std::string::npos) continue;
    if (kind == "tEXt") found.emplace_back(data.substr(0, end), data.substr(end + 1));
    if (kind != "iTXt" || data.size() < end + 3 || data[end + 1] != 0) continue;
    const std::size_t language = data.find('\0', end + 3);
    if (language == std::string::npos) continue;
    const std::size_t translated = data.find('\0', language + 1);
    if (translated == std::string::npos) continue;
    found.emplace_back(data.substr(0, end), data.substr(translated + 1));
  }
  return found;
}

std::string unescaped(std::string text) {
  for (const auto& [entity, plain] : {std::pair<std::string, std::string>{"&lt;", "<"},
                                      {"&gt;", ">"},
                                      {"&quot;", "\""},
                                      {"&apos;", "'"},
                                      {"&#39;", "'"},
                                      {"&amp;", "&"}}) {
    for (auto at = text.find(entity); at != std::string::npos;
         at = text.find(entity, at + plain.size())) {
      text.replace(at, entity.size(), plain);
    }
  }
  return text;
}

/// <t:item xmlns:t="urn:thalweg" key="K">V</t:item>
Provenance from_svg(const std::string& bytes) {
  static const std::string open = "<t:item xmlns:t=\"urn:thalweg\" key=\"", close = "</t:item>";
  Provenance found;
  for (auto at = bytes.find(open); at != std::string::npos; at = bytes.find(open, at)) {
    at += open.size();
    const auto key_end = bytes.find("\">", at), end = bytes.find(close, at);
    if (key_end == std::string::npos || end == std::string::npos || key_end > end) break;
    found.emplace_back(unescaped(bytes.substr(at, key_end - at)),
                       unescaped(bytes.substr(key_end + 2, end - key_end - 2)));
    at = end;
  }
  return found;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) return put(0xc0 | code >> 6), put(0x80 | (code & 63));
  if (code < 0x10000) {
    return put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
  }
  put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 63));
  put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
}

/// <FEFF…> in hexadecimal UTF-16.
std::string from_utf16_hex(const std::string& hex) {
  std::string text;
  std::uint32_t high = 0;
  for (std::size_t at = 4; at + 4 <= hex.size(); at += 4) {
    const auto unit =
        static_cast<std::uint32_t>(std::strtoul(hex.substr(at, 4).c_str(), nullptr, 16));
    if (unit >= 0xd800 && unit < 0xdc00) {
      high = unit;
    } else if (unit >= 0xdc00 && unit < 0xe000) {
      append_utf8(text, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
    } else {
      append_utf8(text, unit);
    }
  }
  return text;
}

/// (…) with backslashes before brackets.
std::string from_literal(const std::string& bytes, std::size_t at) {
  std::string text;
  for (int depth = 1; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (c == '\\' && at + 1 < bytes.size()) {
      text += bytes[++at];
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) break;
    text += c;
  }
  return text;
}

/// "key: value; key: value" in the document's subject.
Provenance from_pdf(const std::string& bytes) {
  const auto mark = bytes.rfind("/Subject ");
  if (mark == std::string::npos) return {};
  const std::size_t at = mark + 9;
  std::string subject;
  if (bytes.compare(at, 5, "<FEFF") == 0) {
    subject = from_utf16_hex(bytes.substr(at + 1, bytes.find('>', at) - at - 1));
  } else if (at < bytes.size() && bytes[at] == '(') {
    subject = from_literal(bytes, at + 1);
  }
  Provenance found;
  for (std::size_t from = 0; from < subject.size();) {
    const std::size_t end = std::min(subject.find("; ", from), subject.size());
    const std::size_t colon = subject.find(": ", from);
    if (colon < end) {
      found.emplace_back(subject.substr(from, colon - from),
                         subject.substr(colon + 2, end - colon - 2));
    }
    from = end + 2;
  }
  return found;
}

const std::string* value_of(const Provenance& provenance, const std::string& key) {
  const auto found = std::find_if(provenance.begin(), provenance.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  return found == provenance.end() ? nullptr : &found->second;
}

RunSpec read_spec(const Experiment& experiment, const JsonNode& node) {
  nlohmann::json unknown;
  const auto settings = [&](const JsonNode& at) {
    return settings_from_json(at.value(), experiment.schema, at.where(), unknown);
  };
  RunSpec spec;
  spec.experiment = &experiment;
  spec.settings = settings(node.at("settings"));
  for (const JsonNode& item : node.at("contenders").items()) {
    ContenderSpec contender;
    contender.key = item.at("key").text();
    contender.method = item.at("method").text();
    contender.name = item.at("name").text();
    contender.colour = static_cast<int>(item.at("colour").whole(0, 1000));
    contender.overrides = settings(item.at("overrides"));
    static_cast<void>(experiment.contender(contender.method));
    spec.contenders.push_back(std::move(contender));
  }
  return spec;
}

}  // namespace

bool is_picture(const std::string& path) {
  return path.ends_with(".png") || path.ends_with(".svg") || path.ends_with(".pdf");
}

Provenance provenance_in(const std::string& bytes) {
  if (bytes.starts_with("\x89PNG")) return from_png(bytes);
  if (bytes.starts_with("%PDF")) return from_pdf(bytes);
  return from_svg(bytes);
}

Provenance read_provenance(const std::string& path) {
  const Provenance found = provenance_in(read_file(path, largest_picture));
  if (!value_of(found, "experiment")) {
    throw BadFile("It does not say what it came from", path,
                  "Open a picture that Thalweg exported, or a .thalweg file.");
  }
  return found;
}

Origin origin_of(const Provenance& provenance, const std::string& where) {
  const std::string* id = value_of(provenance, "experiment");
  const std::string* run = value_of(provenance, "run");
  const std::string* command = value_of(provenance, "command");
  if (!id || !run) {
    throw BadFile("It does not say how its run was set up", where,
                  command ? "It was made by: " + *command : "Open another file.");
  }
  try {
    const Experiment& experiment = find_experiment(*id);
    const nlohmann::json document = parse_json(*run, where);
    const JsonNode node(document, where);
    Origin origin;
    origin.spec = read_spec(experiment, node);
    for (const JsonNode& input : node.at("inputs").items()) origin.missing.push_back(input.text());
    for (const ContenderSpec& contender : origin.spec.contenders) {
      experiment.check(origin.spec.resolved(contender));
    }
    if (const std::string* view = value_of(provenance, "view")) origin.view = *view;
    if (const std::string* look = value_of(provenance, "look")) origin.look = *look;
    return origin;
  } catch (const BadFile&) {
    throw;
  } catch (const BadInput& error) {
    throw BadFile(error.problem(), where, error.cure());
  }
}

}  // namespace thalweg
