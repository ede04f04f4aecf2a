// Whole files in and out; what existed is never damaged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace thalweg {

/// The bytes of a file. BadFile when it cannot be read or is larger than `limit`.
std::string read_file(const std::string& path, std::uint64_t limit = std::uint64_t{4} << 30);
/// Writes beside `path`, then renames. BadFile when that fails (no right, no folder, a full disk);
/// a file that was there stays as it was.
void write_file(const std::string& path, std::string_view bytes);
/// Makes a folder and those above it. BadFile when that fails.
void make_folder(const std::string& path);
/// Makes a folder and tries it, so that a long computation does not end in vain. BadFile.
void make_writable_folder(const std::string& path);

}  // namespace thalweg
