// The generated list of experiment files; see core/experiments/CMakeLists.txt.
#pragma once

#include <vector>

#include "core/run/experiment.hpp"

namespace thalweg {

struct CatalogueEntry {
  const char* family;
  const Experiment& (*experiment)();
};

/// One entry a file, sorted by family and stem.
std::vector<CatalogueEntry> catalogue_table();

}  // namespace thalweg
