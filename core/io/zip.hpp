// Zip archives in memory, the same bytes for the same content: sorted entries, one fixed date.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace thalweg {

/// Content by entry name.
using ZipEntries = std::map<std::string, std::string, std::less<>>;

/// What an archive from a stranger may claim before anything is allocated for it.
struct ZipLimits {
  std::int64_t entries = 20000;
  /// Bytes of all entries together, unpacked.
  std::uint64_t total = std::uint64_t{2} << 30;
};

/// The bytes of a zip archive with these entries.
std::string pack_zip(const ZipEntries& entries);
/// The entries of the archive in `bytes`; `where` names it in messages. BadFile when it is not a
/// zip archive, damaged, or claims more than the limits allow.
ZipEntries unpack_zip(const std::string& bytes, const std::string& where, ZipLimits limits = {});

}  // namespace thalweg
