// The headless commands. Each returns the exit status: 0 done, 1 a check fell short. BadInput and
// BadFile (status 2) and everything else (status 3) are exceptions that main turns into words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::app {

constexpr const char* first_experiment = "transport/sinkhorn_newton_sparse";

/// How `run` and `export` pose and end a run.
struct RunOptions {
  /// family/stem or a .thalweg file.
  std::string target;
  /// "[contender.]name=value" and "slot=FILE".
  std::vector<std::string> settings, inputs;
  std::optional<std::int64_t> seed, steps;
  /// "name=value,value,…": one run for each value, in one table.
  std::string each;
};

/// What `--export` writes beside the session and the read-outs.
struct ExportOptions {
  std::string folder;
  std::vector<std::string> formats{"svg", "png"};
  /// All views instead of the four shown first.
  bool all = false;
  double width = 980, height = 780;  // px
  double scale = 2;                  // multiplies the pixels of a PNG
  std::string theme = "light";
};

int list(bool json);
int params(const std::string& target, bool json);
/// Runs, prints the read-outs (text or JSON) and exports when a folder is given.
int run(const RunOptions& options, const ExportOptions& exporting, bool json);
/// Figures, data and session of a finished run, or of a session as it was saved.
int export_target(const RunOptions& options, const ExportOptions& exporting);
/// Claim checks of these experiments, or of "all".
int check(const std::vector<std::string>& ids);
int replay(const std::string& path);
int docs(const std::string& folder);

}  // namespace thalweg::app
