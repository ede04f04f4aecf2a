// The formulas of the field over nodes. Shapes are checked when the graph is built: a mismatch is
// an Internal error that names the operation and the shapes, as are nodes of two graphs. Axes may
// count from the end.
#pragma once

#include <span>

#include "core/autodiff/graph.hpp"

namespace thalweg::autodiff {

/// The table: every operation by the name under which it is tested, sorted.
std::span<const char* const> operation_names();

// Entry by entry; shapes are broadcast as in NumPy.
Node operator+(Node a, Node b);
Node operator-(Node a, Node b);
Node operator*(Node a, Node b);
Node operator/(Node a, Node b);
Node operator+(Node a, double b);
Node operator+(double a, Node b);
Node operator-(Node a, double b);
Node operator-(double a, Node b);
Node operator*(Node a, double b);
Node operator*(double a, Node b);
Node operator/(Node a, double b);
Node operator/(double a, Node b);
Node operator-(Node a);
/// Derivative ½ to each where they are equal.
Node maximum(Node a, Node b);
Node minimum(Node a, Node b);
/// a^b for a > 0.
Node power(Node a, Node b);
/// a^exponent; for a whole exponent of any sign of a.
Node power(Node a, double exponent);
/// The same with an exponent for each entry of a, row by row. Internal when there are others.
Node power(Node a, const std::vector<double>& exponents);

Node square(Node x);
Node sqrt(Node x);
Node exp(Node x);
Node log(Node x);
Node sin(Node x);
Node cos(Node x);
Node tan(Node x);
Node tanh(Node x);
/// 2/√π ∫₀ˣ exp(−t²) dt.
Node erf(Node x);
/// 1 / (1 + exp(−x)).
Node sigmoid(Node x);
/// log(1 + exp(x)), without overflow.
Node softplus(Node x);
/// Derivative 0 at 0, as for abs and leaky_relu.
Node relu(Node x);
Node leaky_relu(Node x, double slope = 0.01);
Node abs(Node x);
/// x Φ(x) with the normal distribution function Φ (Hendrycks and Gimpel 2016), by erf.
Node gelu(Node x);
/// x sigmoid(x).
Node silu(Node x);
/// min(max(x, lo), hi); derivative 0 outside and at the ends.
Node clamp(Node x, double lo, double hi);
/// 1 where lo < x < hi, else 0; piecewise constant.
Node indicator(Node x, double lo, double hi);
/// 1 for the k largest entries of each row along the last axis, else 0; of equal ones the first.
/// Piecewise constant; straight-through is x + stop_gradient(mask * x − x).
Node top_k_mask(Node x, Index k);
/// x, through which no derivative passes.
Node stop_gradient(Node x);

// Reductions. Without an axis: over all entries, to a number. `keep` leaves an axis of size 1.
Node sum(Node x);
Node sum(Node x, int axis, bool keep = false);
Node mean(Node x);
Node mean(Node x, int axis, bool keep = false);
/// Σ a ∘ b over all entries.
Node dot(Node a, Node b);
/// Largest entry along an axis; its derivative is shared equally among equal ones.
Node max(Node x, int axis, bool keep = false);
/// log Σ exp(x) along an axis, without overflow.
Node log_sum_exp(Node x, int axis, bool keep = false);
Node softmax(Node x, int axis = -1);
Node log_softmax(Node x, int axis = -1);

// Arranging.
Node reshape(Node x, const Shape& shape);
Node broadcast(Node x, const Shape& shape);
/// The entries of the sum that broadcast() repeats: adjoint of broadcast(·, x.shape()), to which
/// `shape` must fit.
Node sum_to(Node x, const Shape& shape);
/// Axis i of the result is axis order[i] of x.
Node permute(Node x, std::span<const int> order);
/// Exchanges the last two axes.
Node transpose(Node x);
/// Entries begin, begin + step, … below end (step > 0) or above end (step < 0) along an axis.
Node slice(Node x, int axis, Index begin, Index end, Index step = 1);
Node concatenate(std::span<const Node> parts, int axis);
/// All entries of all parts, one after the other, as one vector.
Node flatten(std::span<const Node> parts);
/// Rows x[rows[i]] along axis 0; `rows` [k] holds whole numbers from 0. Others are an Internal
/// error when they are evaluated, as in scatter_add.
Node gather(Node x, Node rows);
/// A tensor of `count` rows, zero but for x[i], added to row rows[i].
Node scatter_add(Node x, Node rows, Index count);
enum class Padding { zero, circular, reflect };
/// `before` and `after` more entries at the ends of an axis. Circular: at most its size; reflect
/// (without repeating the end): less than its size.
Node pad(Node x, int axis, Index before, Index after, Padding mode = Padding::zero);

// Linear algebra on the last two axes.
/// [n, k] × [k, m]; of more axes, the leading ones are a batch: the same, or absent from one
/// factor.
Node matmul(Node a, Node b);
/// x Wᵀ + b with x [n, k], W [m, k], b [m].
Node affine(Node x, Node weights, Node bias);
/// Lower triangular L with L Lᵀ = a, for a symmetric positive definite a [n, n] (its lower triangle
/// is read; the derivative is symmetric). NaN when it is not positive.
Node cholesky(Node a);
/// l⁻¹ b, or l⁻ᵀ b, with the lower triangle of l [n, n]; b [n, m].
Node triangular_solve(Node l, Node b, bool transposed = false);
struct Svd {
  Node u, values, v;  ///< [m, k], [k] descending, [n, k] with k = min(m, n)
};
/// x = u diag(values) vᵀ for a small x [m, n]. Differentiable where the singular values are
/// positive and distinct.
Svd svd(Node x);

// Layers without parameters of their own.
/// (x − mean) / √(variance + epsilon) along the last axis (Ba et al. 2016).
Node layer_norm(Node x, double epsilon = 1e-5);
/// The same along axis 0 and, of images [n, channels, h, w], along 2 and 3 (Ioffe, Szegedy 2015).
Node batch_norm(Node x, double epsilon = 1e-5);
/// Cross-correlation of x [n, channels, h, w], with `border` zeros around, with k [out, channels,
/// kh, kw] where k lies inside: [n, out, (h + 2 border − kh) / stride + 1, …]. For other borders
/// see pad().
Node convolution(Node x, Node k, Index stride = 1, Index border = 0);
/// The adjoint of x ↦ convolution(x, k, stride, border) for x of height h and width w.
Node convolution_transpose(Node y, Node k, Index h, Index w, Index stride = 1, Index border = 0);
/// Means and maxima of size × size windows of the last two axes, `stride` apart (0: `size`), where
/// they lie inside.
Node average_pool(Node x, Index size, Index stride = 0);
Node max_pool(Node x, Index size, Index stride = 0);

}  // namespace thalweg::autodiff
