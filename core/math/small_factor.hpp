// Factorisations of small dense row-major matrices in both precisions, in place of the caller's
// memory. Eigen's algorithms; their headers stay in small_factor.cpp and small_svd.cpp.
#pragma once

#include "core/math/dense.hpp"

namespace thalweg {

/// l [n, n] becomes the lower Cholesky factor of a [n, n], of which the lower triangle is read;
/// zero above the diagonal; all NaN when a is not positive definite.
template <class T>
void cholesky_factor(const T* a, Index n, T* l);

/// b [n, m] becomes l⁻¹ b, or l⁻ᵀ b, for the lower triangle of l [n, n].
template <class T>
void solve_lower(const T* l, Index n, bool transposed, T* b, Index m);

/// a [m, n] = u diag(s) vᵀ with u [m, k], s [k] descending, v [n, k], k = min(m, n): two-sided
/// Jacobi, in double.
template <class T>
void thin_svd(const T* a, Index m, Index n, T* u, T* s, T* v);

}  // namespace thalweg
