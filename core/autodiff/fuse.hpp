// What is left to compute of a graph for given outputs.
#pragma once

#include <span>
#include <vector>

#include "core/autodiff/graph.hpp"

namespace thalweg::autodiff {

struct Needed {
  std::vector<int> ids;         ///< of the nodes to compute, ascending
  std::vector<Record> records;  ///< how; arguments are ids
};

/// The nodes on which `outputs` depend, by cheaper records of the same value (rewrites.hpp). A sum
/// with a product, of matrices or entry by entry, that nothing else uses becomes one node that adds
/// up while it multiplies.
Needed needed_for(const Graph& graph, std::span<const Node> outputs);

}  // namespace thalweg::autodiff
