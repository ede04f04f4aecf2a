// Numbers with a name and axes, as weights come in files and go to networks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace thalweg {

/// `values` row by row; as many as the product of `shape`.
struct NamedArray {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<double> values;
  bool operator==(const NamedArray&) const = default;
};

}  // namespace thalweg
