// Records with the same value at less cost, found before an evaluation. The graph itself is left as
// it was written, so that derivatives may be taken by any of its nodes.
#pragma once

#include <functional>

#include "core/autodiff/graph.hpp"

namespace thalweg::autodiff {

/// The record of a node.
using Records = std::function<const Record&(int id)>;

bool is_scale(const Record& record);           ///< y = c x
bool is_multiplication(const Record& record);  ///< y = c a b entry by entry
/// Whether y repeats its argument along axes (see broadcast()).
bool is_broadcast(const Record& record, const Records& records);

// Each returns a record without operation where there is nothing to gain.

/// a (b x + c) + d and the like as one function of x.
Record merged_scale(const Record& record, const Records& records);
/// Operations of two tensors repeat what has size 1 themselves.
Record without_broadcast(const Record& record, const Records& records);
/// (c x) y as c (x y).
Record without_scale(const Record& record, const Records& records);

/// factor times a multiplication.
Record times_factor(const Record& multiplication, double factor);
/// The record of the sum of an entrywise product and `other`; all tensors are of one shape, but
/// one factor of multiplication_plus may be a single number.
Record multiplication_plus(const Record& a, int other);
Record multiplication_plus_multiplication(const Record& a, const Record& b);

}  // namespace thalweg::autodiff
