// The cache's folder, named after the build and the program file.
#include "core/io/cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "core/base/hash.hpp"
#include "core/io/build_info.hpp"

namespace thalweg {
namespace {

namespace fs = std::filesystem;

fs::path base_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache && *cache == '/') return cache;
  const char* home = std::getenv("HOME");
  return fs::path(home && *home ? home : "/tmp") / ".cache";
}

/// The build id tells compiler and flags; size and date of the program tell its source.
std::string program() {
  std::error_code unknown;
  const fs::path file = fs::read_symlink("/proc/self/exe", unknown);
  const auto size = fs::file_size(file, unknown);
  const auto date = fs::last_write_time(file, unknown).time_since_epoch().count();
  return hash_text(hash_bytes(fmt::format("{}|{}|{}", this_build().build, size, date)));
}

}  // namespace

fs::path cache_folder() {
  static const std::string own = program();
  return base_folder() / "thalweg" / own;
}

void forget_other_builds(const fs::path& folder, std::size_t kept) {
  std::error_code failed;
  std::vector<std::pair<fs::file_time_type, fs::path>> others;
  for (const auto& entry : fs::directory_iterator(folder.parent_path(), failed)) {
    const std::string name = entry.path().filename().string();
    const bool of_a_build =
        name.size() == 16 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!of_a_build || !entry.is_directory(failed) || name == folder.filename().string()) continue;
    others.emplace_back(fs::last_write_time(entry.path(), failed), entry.path());
  }
  std::sort(others.rbegin(), others.rend());
  for (std::size_t i = kept; i < others.size(); ++i) fs::remove_all(others[i].second, failed);
}

std::string cache_name(const Experiment& experiment) {
  return experiment.family + "." + experiment.stem;
}

}  // namespace thalweg
