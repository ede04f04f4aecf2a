// Zip archives by libzip, from memory to memory.
#include "core/io/zip.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <memory>

#include "core/base/error.hpp"

namespace thalweg {
namespace {

// 1 January 1980, the earliest date of the format: archives must not depend on when they are made.
constexpr zip_uint16_t fixed_time = 0, fixed_date = (1 << 5) | 1;
// Deflate cannot pack tighter than 1032 : 1; whoever claims more is lying.
constexpr std::uint64_t most_packed = 1040;

constexpr const char* cure = "Open another copy or an earlier save.";

struct SourceDeleter {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct ArchiveDeleter {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct EntryDeleter {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Source = std::unique_ptr<zip_source_t, SourceDeleter>;
using OpenArchive = std::unique_ptr<zip_t, ArchiveDeleter>;

std::string reason_of(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

void expect(bool fine, const char* doing) {
  if (!fine) throw Internal(fmt::format("The zip library failed while {}", doing));
}

void add(zip_t* archive, const std::string& name, const std::string& content) {
  zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
  expect(source != nullptr, "reading an entry");
  const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) zip_source_free(source);
  expect(index >= 0, "adding an entry");
  const auto at = static_cast<zip_uint64_t>(index);
  expect(zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, 6) == 0, "choosing how to pack");
  expect(zip_file_set_dostime(archive, at, fixed_time, fixed_date, 0) == 0, "dating an entry");
}

std::string whole(zip_source_t* source) {
  expect(zip_source_open(source) == 0, "opening its result");
  zip_stat_t stat;
  expect(zip_source_stat(source, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE) != 0, "measuring");
  std::string bytes(stat.size, '\0');
  const zip_int64_t got = zip_source_read(source, bytes.data(), stat.size);
  zip_source_close(source);
  expect(got == static_cast<zip_int64_t>(stat.size), "returning its result");
  return bytes;
}

OpenArchive open(const std::string& bytes, const std::string& where) {
  if (!bytes.starts_with("PK")) throw BadFile("It is not a zip archive", where, cure);
  zip_error_t error;
  zip_error_init(&error);
  Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
  expect(source != nullptr, "reading from memory");
  OpenArchive archive(zip_open_from_source(source.get(), ZIP_RDONLY | ZIP_CHECKCONS, &error));
  const int code = zip_error_code_zip(&error);
  zip_error_fini(&error);
  if (!archive) {
    throw BadFile(fmt::format("The zip archive is damaged or cut short ({})", reason_of(code)),
                  where, cure);
  }
  static_cast<void>(source.release());  // now the archive's
  return archive;
}

zip_stat_t checked_stat(zip_t* archive, zip_uint64_t index, const std::string& where) {
  constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
  zip_stat_t stat;
  if (zip_stat_index(archive, index, 0, &stat) != 0 || (stat.valid & needed) != needed) {
    throw BadFile(fmt::format("Entry {} of the zip archive has no name or size", index), where,
                  cure);
  }
  if (stat.size > most_packed * (stat.comp_size + 1)) {
    throw BadFile(fmt::format("'{}' claims {} bytes from {} packed ones", stat.name, stat.size,
                              stat.comp_size),
                  where, cure);
  }
  return stat;
}

std::string read_entry(zip_t* archive, zip_uint64_t index, const zip_stat_t& stat,
                       const std::string& where) {
  const std::unique_ptr<zip_file_t, EntryDeleter> entry(zip_fopen_index(archive, index, 0));
  std::string content(stat.size, '\0');
  // One byte more than promised makes the library check the sum at the end.
  char beyond = 0;
  if (!entry ||
      zip_fread(entry.get(), content.data(), stat.size) != static_cast<zip_int64_t>(stat.size) ||
      zip_fread(entry.get(), &beyond, 1) != 0) {
    throw BadFile(fmt::format("'{}' inside it is damaged", stat.name), where, cure);
  }
  return content;
}

}  // namespace

std::string pack_zip(const ZipEntries& entries) {
  zip_error_t error;
  zip_error_init(&error);
  Source source(zip_source_buffer_create(nullptr, 0, 0, &error));
  expect(source != nullptr, "preparing memory");
  OpenArchive archive(zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, &error));
  zip_error_fini(&error);
  expect(archive != nullptr, "starting an archive");
  zip_source_keep(source.get());  // the archive gives up its share when it closes
  for (const auto& [name, content] : entries) add(archive.get(), name, content);
  expect(zip_close(archive.get()) == 0, "packing");
  static_cast<void>(archive.release());
  return whole(source.get());
}

ZipEntries unpack_zip(const std::string& bytes, const std::string& where, ZipLimits limits) {
  const OpenArchive archive = open(bytes, where);
  const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
  if (count > limits.entries) {
    throw BadFile(fmt::format("It holds {} entries; at most {} are read", count, limits.entries),
                  where, cure);
  }
  std::uint64_t total = 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    total += checked_stat(archive.get(), i, where).size;
    if (total <= limits.total) continue;
    throw BadFile(fmt::format("It unpacks to more than {} bytes", limits.total), where, cure);
  }
  ZipEntries entries;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    const zip_stat_t stat = checked_stat(archive.get(), i, where);
    entries[stat.name] = read_entry(archive.get(), i, stat, where);
  }
  return entries;
}

}  // namespace thalweg
