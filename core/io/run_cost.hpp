// What a run of an experiment costs on this machine, kept beside its picture.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace thalweg {

struct RunCost {
  /// Why it could not be run; empty when it could.
  std::string problem;
  double seconds = 0;
  std::int64_t steps = 0;
};

/// The cost in a file of one line of JSON; empty when there is none, or none that is sound.
std::optional<RunCost> read_run_cost(const std::filesystem::path& file);
/// Throws BadFile.
void write_run_cost(const std::filesystem::path& file, const RunCost& cost);

}  // namespace thalweg
