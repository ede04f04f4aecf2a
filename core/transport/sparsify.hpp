// Which entries of a plan the sparse Newton matrix keeps (Tang et al. 2024; Tang and Qiu 2024).
#pragma once

#include <cstdint>

#include "core/math/dense.hpp"
#include "core/math/sparse.hpp"

namespace thalweg::transport {

/// The `count` largest entries that are not 0; among equals the first in row-major order.
SparseMatrix keep_largest(const Matrix& plan, std::int64_t count);

/// Every entry ≥ threshold > 0.
SparseMatrix keep_above(const Matrix& plan, double threshold);

/// By mass: in each column the smallest entries whose sum stays ≤ delta are dropped; then, where a
/// row lost more than 2 delta, its largest dropped entries return until it has not.
SparseMatrix keep_mass(const Matrix& plan, double delta);

/// The least number of entries, largest first, that leave out a mass ≤ `dropped`.
std::int64_t entries_for_mass(const Matrix& plan, double dropped);

}  // namespace thalweg::transport
