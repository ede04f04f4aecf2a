// The Monge gap (Uscidda and Cuturi, ICML 2023, arXiv:2302.04953): how far a map is from moving a
// cloud at the least cost to where it goes. Zero when and only when the map is optimal.
#pragma once

#include "core/transport/divergence.hpp"

namespace thalweg::transport {

/// Mean of C(x_i, y_i) over the rows of two n × d matrices.
double mean_pair_cost(const Matrix& points, const Matrix& images, PointCost cost);

/// Mean of C(x_i, y_j) over all pairs: entropies are chosen as a part of it.
double mean_all_cost(const Matrix& points, const Matrix& images, PointCost cost);

/// M = mean C(x_i, y_i) − OT_ε(x, y) of images y_i = T(x_i), all of mass 1/n, and its gradient in
/// the images (the entropy held fixed). At most the exact gap, and at least −ε log n.
Slope monge_gap(const Matrix& points, const Matrix& images, const EntropicOptions& options);

/// The same with the exact optimum: ≥ 0 up to rounding. BadInput beyond largest_exact points.
double exact_monge_gap(const Matrix& points, const Matrix& images, PointCost cost);

/// The entropic plan (n × n, rows: points, columns: images): diagonal where the gap is small.
Matrix monge_plan(const Matrix& points, const Matrix& images, const EntropicOptions& options);

}  // namespace thalweg::transport
