// The two operations behind every rearrangement: a view reads entry offset + Σ stride·index, its
// adjoint adds there. Slices, permutations, repetitions, windows and sums are all one or the other.
#pragma once

#include "core/autodiff/graph.hpp"
#include "core/autodiff/strided.hpp"

namespace thalweg::autodiff {

/// out[i₁, i₂, …] = entry offset + Σ strides·i of x. The places must lie inside x.
Node view(Node x, const Shape& shape, Index offset, const Strides& strides);
/// The adjoint: x, of the shape of which a view was taken, is zero but for what g adds.
Node unview(Node g, const Shape& shape, Index offset, const Strides& strides);

}  // namespace thalweg::autodiff
