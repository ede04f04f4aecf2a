// Examples with what is to be said of them: the tables in the program, and what learning needs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/rng.hpp"
#include "core/math/dense.hpp"

namespace thalweg::data {

struct Dataset {
  std::string name;
  Matrix inputs;            ///< [n, features]
  Matrix targets;           ///< [n, k]; of classes, rows of 0 and 1
  std::vector<int> labels;  ///< n classes from 0; empty when the targets are numbers

  Index size() const { return inputs.rows(); }
};

/// Sets labels, and targets to rows of 0 and 1 for `classes` classes. Internal for a label outside.
void set_labels(Dataset& data, std::vector<int> labels, int classes);

/// The keys of the tables in the program, each with its source in assets/datasets: "digits" (1797 ×
/// 64, 10 classes, grey values 0 … 1), "iris" (150 × 4, 3), "wine" (178 × 13, 3), "breast_cancer"
/// (569 × 30, 2), "diabetes" (442 × 10, one number).
std::vector<std::string> table_names();
/// A table as it is stored, digits divided by 16. BadInput for an unknown key.
Dataset table(const std::string& key);

/// Shifts and scales each column of the inputs to mean 0 and variance 1; a constant one to 0.
void standardise(Dataset& data);

/// `count` of the examples, drawn without repetition, in their order; all when there are fewer. Of
/// classes, as many of each as possible. BadInput for a negative count.
Dataset subset(const Dataset& data, Index count, Rng rng);
/// The examples of the classes below `classes` ≥ 1. BadInput without labels.
Dataset first_classes(const Dataset& data, int classes);

/// Replaces a share of the labels by another class, drawn evenly: label noise. BadInput for a share
/// outside 0 … 1, without labels, or with one class alone.
void corrupt_labels(Dataset& data, double share, Rng rng);

}  // namespace thalweg::data
