// A stable 64-bit hash of bytes, for state checkpoints and schema fingerprints (FNV-1a).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace thalweg {

std::uint64_t hash_bytes(std::span<const std::byte> bytes,
                         std::uint64_t start = 0xcbf29ce484222325ULL);
std::uint64_t hash_bytes(std::string_view text, std::uint64_t start = 0xcbf29ce484222325ULL);
/// 16 lower-case hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace thalweg
