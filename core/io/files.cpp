// Files by POSIX calls, because the reasons of failures matter here.
#include "core/io/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/base/error.hpp"

namespace thalweg {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::string reason(int code) { return std::strerror(code); }

std::string write_cure(int code) {
  if (code == ENOSPC || code == EDQUOT)
    return "The disk is full: free some space or choose another folder.";
  if (code == EFBIG)
    return "The file would exceed the largest size allowed here: choose another folder.";
  return "Choose a folder that exists and can be written to.";
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::string read_file(const std::string& path, std::uint64_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about {};
  if (file.number() < 0 || ::fstat(file.number(), &about) != 0) {
    throw BadFile(fmt::format("It cannot be opened ({})", reason(errno)), path, "Check the path.");
  }
  if (!S_ISREG(about.st_mode)) throw BadFile("It is not a file", path, "Give the path of a file.");
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (size > limit) {
    throw BadFile(fmt::format("It has {} bytes; at most {} are read", size, limit), path,
                  "Give a smaller file.");
  }
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw BadFile("Reading stopped too early", path, "Check the disk and try again.");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

void write_file(const std::string& path, std::string_view bytes) {
  const std::string beside = fmt::format("{}.{}.part", path, ::getpid());
  Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  int code = 0;
  if (file.number() < 0) {
    code = errno;
  } else if (!write_all(file.number(), bytes) || ::fsync(file.number()) != 0 || !file.close() ||
             std::rename(beside.c_str(), path.c_str()) != 0) {
    code = errno;
    ::unlink(beside.c_str());
  }
  if (code == 0) return;
  throw BadFile(fmt::format("It cannot be written ({})", reason(code)), path, write_cure(code));
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && std::filesystem::is_directory(path, error)) return;
  throw BadFile(fmt::format("The folder cannot be made ({})",
                            error ? error.message() : "there is a file of that name"),
                path, "Choose another folder.");
}

void make_writable_folder(const std::string& path) {
  make_folder(path);
  const std::string probe = (std::filesystem::path(path) / ".thalweg-probe").string();
  write_file(probe, "?");
  std::error_code ignored;
  std::filesystem::remove(probe, ignored);
}

}  // namespace thalweg
