// Losses: means over examples of a number each. Outputs and targets are [n, k]; other shapes, and
// settings outside the ranges given, are Internal errors that name the loss.
#pragma once

#include "core/autodiff/operations.hpp"

namespace thalweg::nn {

using autodiff::Node;

/// −Σ t log softmax(outputs) for targets t that are probabilities (rows of 0 and 1 for labels),
/// mixed with `smoothing` of the uniform distribution (Szegedy et al. 2016), 0 ≤ smoothing < 1.
Node cross_entropy(Node outputs, Node targets, double smoothing = 0);

/// ½ Σ (outputs − targets)², summed over the k outputs of an example.
Node squared_error(Node outputs, Node targets);

/// Huber (1964): ½ d² for |d| ≤ delta, else delta (|d| − delta/2), summed over the outputs; delta >
/// 0.
Node huber(Node outputs, Node targets, double delta = 1);

/// Σ over wrong classes of max(0, margin − (right − wrong)), targets being rows of 0 and 1 (Weston
/// and Watkins 1999).
Node hinge(Node outputs, Node targets, double margin = 1);

/// Contrastive loss of two views a, b [n, d] of the same n things (van den Oord et al. 2018, both
/// ways as Radford et al. 2021): cross-entropy of cosines divided by `temperature` > 0, thing i
/// against all others.
Node contrastive(Node a, Node b, double temperature = 0.1);

}  // namespace thalweg::nn
