// Classical functions on which optimisers are tried, each as a formula, so that all derivatives are
// exact, with the minima that are known. Definitions as collected in Jamil and Yang (2013),
// arXiv:1308.4008.
#pragma once

#include <array>
#include <memory>
#include <span>

#include "core/optim/objective.hpp"

namespace thalweg::optim {

/// A row of the table of test functions.
struct TestFunction {
  const char* key;      ///< "himmelblau": stable, used in names
  const char* name;     ///< "Himmelblau"
  const char* formula;  ///< see formula.hpp
  Index dimension;      ///< 0: any from 2 on
  double lo[2], hi[2];  ///< the domain; of any dimension: the first for all coordinates
  /// In two dimensions the function is the sum of the squares of these; none: not known as one.
  std::array<const char*, 3> residuals = {};
};

std::span<const TestFunction> test_functions();

/// The test function `key`; `dimension` counts where the function is for any. BadInput for an
/// unknown key and for a dimension that the function does not have.
std::shared_ptr<const Objective> test_function(const std::string& key, Index dimension = 2);

/// ½ xᵀ A x with A of these eigenvalues, in directions drawn from `seed` (0: the axes); minimum 0
/// at the origin when all are positive. At least one eigenvalue.
std::shared_ptr<const Objective> quadratic(const Vector& spectrum, std::uint64_t seed = 0);

}  // namespace thalweg::optim
