// Where things are kept that can be made again: pictures of experiments, results of claim checks.
#pragma once

#include <filesystem>
#include <string>

#include "core/run/experiment.hpp"

namespace thalweg {

/// $XDG_CACHE_HOME/thalweg/BUILD, else ~/.cache/thalweg/BUILD. BUILD names this very program, so
/// that nothing made by another one is taken for its own. Not made here.
std::filesystem::path cache_folder();

/// "transport.sinkhorn_newton_sparse": the experiment's id as a file name.
std::string cache_name(const Experiment& experiment);

}  // namespace thalweg
