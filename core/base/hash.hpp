// Hashes of bytes: a stable one for state checkpoints and schema fingerprints (FNV-1a), a quick one
// for keys of large contents.
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
/// Follows a key by eight bytes.
std::uint64_t mixed_hash(std::uint64_t key, std::uint64_t word);
/// Eight times as fast as hash_bytes and more, for keys that are never stored.
std::uint64_t quick_hash(std::span<const std::byte> bytes);
/// 16 lower-case hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace thalweg
