// The method pages: one Markdown page an experiment, made from its declarations.
#pragma once

#include <string>
#include <vector>

#include "core/run/experiment.hpp"

namespace thalweg {

/// The page of one experiment.
std::string method_page(const Experiment& experiment);
/// Writes family/stem.md for each and an index.md into `folder`; returns the paths. BadFile when
/// the folder cannot be written to.
std::vector<std::string> write_docs(const std::vector<Experiment>& experiments,
                                    const std::string& folder);

}  // namespace thalweg
