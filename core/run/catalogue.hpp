// All experiments, sorted by id. The table behind it is generated from core/experiments/*/*.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "core/run/experiment.hpp"

namespace thalweg {

/// Every experiment that is not hidden, by id.
const std::vector<Experiment>& catalogue();
/// Those that are, by id.
const std::vector<Experiment>& hidden_experiments();
/// BadInput with the nearest ids when there is none of that id.
const Experiment& find_experiment(std::string_view id);
/// Mistakes in an experiment's declarations, as sentences; empty when sound.
std::vector<std::string> check_design(const Experiment& experiment);

}  // namespace thalweg
