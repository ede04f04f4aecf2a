// Where things are kept that can be made again: pictures of experiments, results of claim checks.
#pragma once

#include <filesystem>
#include <string>

#include "core/run/experiment.hpp"

namespace thalweg {

/// $XDG_CACHE_HOME/thalweg/BUILD, else ~/.cache/thalweg/BUILD. BUILD names this very program, so
/// that nothing made by another one is taken for its own. Not made here.
std::filesystem::path cache_folder();

/// Removes what other builds have left beside `folder`, but for the newest `kept`. Never throws.
void forget_other_builds(const std::filesystem::path& folder, std::size_t kept = 3);

/// "transport.sinkhorn_newton_sparse": the experiment's id as a file name.
std::string cache_name(const Experiment& experiment);

}  // namespace thalweg
