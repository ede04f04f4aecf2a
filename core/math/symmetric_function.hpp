// Functions of symmetric matrices through their eigenvalues, and the derivative of such a function
// (Daleckii and Krein 1965).
#pragma once

#include <functional>

#include "core/math/eigh.hpp"

namespace thalweg {

using ScalarFunction = std::function<double(double)>;

/// U diag(f(λ)) Uᵀ for A = U diag(λ) Uᵀ; exactly symmetric.
Matrix symmetric_function(const SymmetricEigen& a, const ScalarFunction& f);
Matrix symmetric_function(const Matrix& a, const ScalarFunction& f);

/// Square root of a positive semi-definite A (eigenvalues that rounding made negative count as 0).
Matrix square_root(const Matrix& a);
/// Logarithm and real power of a positive definite A.
Matrix logarithm(const Matrix& a);
Matrix power(const Matrix& a, double exponent);

/// How f(A) changes as the symmetric A moves along the symmetric `direction`:
/// U (Γ ∘ Uᵀ direction U) Uᵀ with Γ_kl = (f(λ_k) − f(λ_l)) / (λ_k − λ_l), and f′ where
/// |λ_k − λ_l| ≤ 1e-8 max |λ|. The map is its own adjoint, so it also carries gradients backwards.
Matrix function_derivative(const SymmetricEigen& a, const ScalarFunction& f,
                           const ScalarFunction& derivative, const Matrix& direction);

/// (A + Aᵀ) / 2.
Matrix symmetric_part(const Matrix& a);

}  // namespace thalweg
