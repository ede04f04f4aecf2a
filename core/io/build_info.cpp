// Build and processor. Version and flags are given by CMake.
#include "core/io/build_info.hpp"

#include <fstream>

#include "core/base/hash.hpp"

namespace thalweg {
namespace {

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

const BuildInfo& this_build() {
  static const BuildInfo info{
      THALWEG_VERSION, hash_text(hash_bytes(THALWEG_VERSION "|" __VERSION__ "|" THALWEG_FLAGS)),
      processor()};
  return info;
}

}  // namespace thalweg
