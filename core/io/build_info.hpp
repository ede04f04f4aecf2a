// Which build this is and which processor it runs on: what bit-equal replay depends on.
#pragma once

#include <string>

namespace thalweg {

struct BuildInfo {
  /// "0.1.0".
  std::string version;
  /// Fingerprint of version, compiler and flags: 16 hexadecimal digits.
  std::string build;
  /// The processor's model name, or "unknown".
  std::string cpu;
  bool operator==(const BuildInfo&) const = default;
};

/// Of the running program; read once.
const BuildInfo& this_build();

}  // namespace thalweg
