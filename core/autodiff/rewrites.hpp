// Questions by which formulas see through their arguments, so that less is computed.
#pragma once

#include "core/autodiff/graph.hpp"

namespace thalweg::autodiff {

/// What x repeats when it is a broadcast; none otherwise.
Node broadcast_source(Node x);
/// y when x = c y, and *factor is multiplied by c; none otherwise.
Node scaled_source(Node x, double* factor);
/// factor times x when x is a product of two tensors; none otherwise.
Node rescaled_product(Node x, double factor);

bool is_multiplication(const Record& record);
/// The record of the sum of an entrywise product and `other`; all tensors are of one shape.
Record multiplication_plus(const Record& a, int other);
Record multiplication_plus_multiplication(const Record& a, const Record& b);

}  // namespace thalweg::autodiff
