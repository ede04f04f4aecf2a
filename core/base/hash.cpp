// FNV-1a, and multiplication by the golden ratio.
#include "core/base/hash.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

namespace thalweg {

std::uint64_t hash_bytes(std::span<const std::byte> bytes, std::uint64_t start) {
  std::uint64_t hash = start;
  for (const std::byte b : bytes) hash = (hash ^ static_cast<std::uint64_t>(b)) * 0x100000001b3ULL;
  return hash;
}

std::uint64_t hash_bytes(std::string_view text, std::uint64_t start) {
  return hash_bytes(std::as_bytes(std::span(text.data(), text.size())), start);
}

std::uint64_t mixed_hash(std::uint64_t key, std::uint64_t word) {
  key = (key ^ word) * 0x9e3779b97f4a7c15ULL;
  return key ^ (key >> 29);
}

std::uint64_t quick_hash(std::span<const std::byte> bytes) {
  // Eight chains, which a processor follows side by side.
  std::array<std::uint64_t, 8> chain{1, 2, 3, 4, 5, 6, 7, 8}, word{};
  constexpr std::size_t stride = sizeof chain;
  std::size_t i = 0;
  for (; i + stride <= bytes.size(); i += stride) {
    std::memcpy(&word, bytes.data() + i, stride);
    for (std::size_t k = 0; k < chain.size(); ++k) chain[k] = mixed_hash(chain[k], word[k]);
  }
  word.fill(0);
  if (i < bytes.size()) std::memcpy(&word, bytes.data() + i, bytes.size() - i);
  std::uint64_t key = bytes.size();
  for (std::size_t k = 0; k < chain.size(); ++k) {
    key = mixed_hash(key, mixed_hash(chain[k], word[k]));
  }
  return key;
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace thalweg
