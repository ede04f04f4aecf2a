// Sums of matrix products, the one operation behind matmul, and its rewriting before an evaluation.
#pragma once

#include "core/autodiff/graph.hpp"

namespace thalweg::autodiff {

/// op(a) op(b), where op exchanges the last two axes when asked; each of two axes or of three, of
/// which the first is a batch. Of a result without batch axis the products are summed.
Node product(Node a, bool a_transposed, Node b, bool b_transposed, bool batched);

bool is_product(const Record& record);
/// The record of the sum of a product and `other`, a node that can be repeated to its shape.
Record product_plus(const Record& product, int other);
/// The record of the sum of two products of one shape; an empty one when both have a bias.
Record product_plus_product(const Record& a, const Record& b);

}  // namespace thalweg::autodiff
