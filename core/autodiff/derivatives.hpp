// Derivatives of graphs, as more nodes of the same graph: to any order, by any node, and evaluated
// only where what they depend on has changed.
#pragma once

#include <span>
#include <vector>

#include "core/autodiff/graph.hpp"

namespace thalweg::autodiff {

/// ∂y/∂x of a number y by each of xs (reverse mode: one sweep, about the cost of y). An x may be
/// any node; the others are then held fixed. Zero where y does not depend on x.
std::vector<Node> gradient(Node y, std::span<const Node> xs);
Node gradient(Node y, Node x);

/// Σ g ∂y/∂x for a tensor y and g of its shape.
std::vector<Node> vector_jacobian(Node y, Node g, std::span<const Node> xs);

/// Σ ∂y/∂x v over all xs, each v of the shape of its x (forward mode), for each of ys.
std::vector<Node> jacobian_vector(std::span<const Node> ys, std::span<const Node> xs,
                                  std::span<const Node> vs);

/// ∇²y v for a number y, by each of xs: forward over reverse. What does not depend on vs is shared
/// with the gradient and computed once a point.
std::vector<Node> hessian_vector(Node y, std::span<const Node> xs, std::span<const Node> vs);
Node hessian_vector(Node y, Node x, Node v);

/// Jᵀ H J v with J = ∂z/∂x and H the Hessian of the number y by z alone (Schraudolph 2002).
std::vector<Node> gauss_newton_vector(Node y, Node z, std::span<const Node> xs,
                                      std::span<const Node> vs);

/// (1/n) Jᵀ J v with J = ∂ℓ/∂x of the losses ℓ [n] of n examples: the mean of g gᵀ over their
/// gradients g (the empirical Fisher matrix when ℓ = −log p of the labels). The Fisher matrix of
/// labels that the model itself draws is gauss_newton_vector of the cross-entropy by the logits.
std::vector<Node> fisher_vector(Node losses, std::span<const Node> xs, std::span<const Node> vs);

}  // namespace thalweg::autodiff
