// FNV-1a.
#include "core/base/hash.hpp"

#include <fmt/format.h>

namespace thalweg {

std::uint64_t hash_bytes(std::span<const std::byte> bytes, std::uint64_t start) {
  std::uint64_t hash = start;
  for (const std::byte b : bytes) hash = (hash ^ static_cast<std::uint64_t>(b)) * 0x100000001b3ULL;
  return hash;
}

std::uint64_t hash_bytes(std::string_view text, std::uint64_t start) {
  return hash_bytes(std::as_bytes(std::span(text.data(), text.size())), start);
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace thalweg
