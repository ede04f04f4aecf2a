// Spectra of large symmetric operators from products alone: Lanczos with full reorthogonalisation,
// densities by stochastic Lanczos quadrature, Hutchinson's estimates, power iteration. Random
// vectors are those of a named stream, so results do not depend on the number of threads. Sizes,
// steps, probes and products below those given are Internal errors.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/math/krylov.hpp"

namespace thalweg {

/// A Q ≈ Q T with orthonormal columns Q [n, k] and a tridiagonal T.
struct LanczosBasis {
  Matrix vectors;   ///< Q, row i is column qᵢ
  Vector diagonal;  ///< of T, k
  Vector off;       ///< k; off[i] couples i and i + 1, the last one is the norm of the remainder
};

/// k = `steps` Lanczos steps from `start` (not zero), reorthogonalised against all vectors, again
/// where that took much away (Parlett 1998, section 13.8); fewer when an invariant subspace is met
/// or `stop` says so.
LanczosBasis lanczos(const LinearOperator& a, const Vector& start, Index steps,
                     const StopCheck& stop = {});

/// Ritz pairs of a basis.
struct RitzPairs {
  Vector values;     ///< descending
  Matrix vectors;    ///< row i belongs to values[i]
  Vector residuals;  ///< ‖A u − θ u‖ of each
};

/// The `count` largest Ritz pairs, fewer when the basis is smaller; all for count = 0, none of an
/// empty basis.
RitzPairs ritz_pairs(const LanczosBasis& basis, Index count = 0);

/// A quadrature of the spectrum for each probe: nodes θ and weights τ with Σ τ = 1.
struct SpectralQuadrature {
  std::vector<Vector> nodes, weights;
  Index size = 0;  ///< n of the operator
};

/// Mean over probes and its standard error (0 for a single probe).
struct Estimate {
  double mean = 0, error = 0;
};

/// Stochastic Lanczos quadrature (Ubaru, Chen and Saad 2017, algorithm 1): `steps` Lanczos steps
/// from each of `probes` normalised normal vectors, streams seed, seed + 1, …. Probes run on
/// several threads: `a` must allow that. Probes that `stop` left without a step are left out: there
/// may be none.
SpectralQuadrature spectral_quadrature(const LinearOperator& a, Index size, int probes, Index steps,
                                       std::uint64_t seed, const StopCheck& stop = {});

/// tr f(A) = n E Σ τ f(θ); NaN without probes.
Estimate trace_of(const SpectralQuadrature& quadrature, const std::function<double(double)>& f);

/// Density of the eigenvalues (of integral 1) at each of `at`, smoothed by a normal distribution of
/// standard deviation `width` > 0.
std::vector<Estimate> spectral_density(const SpectralQuadrature& quadrature, const Vector& at,
                                       double width);

/// tr A = E zᵀ A z for signs z (Hutchinson 1990), probes 0, 1, … of the stream `seed`.
Estimate hutchinson_trace(const LinearOperator& a, Index size, int probes, std::uint64_t seed);
/// tr A by Hutch++ (Meyer, Musco, Musco and Woodruff 2021, algorithm 1) from `products` ≥ 6
/// products: exact on the range of a third of them, signs for the rest, whose standard error it is
/// (of fewer products there would be a single sign vector, and no error).
Estimate hutch_plus_plus(const LinearOperator& a, Index size, int products, std::uint64_t seed);
/// diag A ≈ mean of z ∘ A z (Bekas, Kokiopoulou and Saad 2007).
Vector hutchinson_diagonal(const LinearOperator& a, Index size, int probes, std::uint64_t seed);

/// The eigenpair of largest magnitude.
struct Dominant {
  double value = 0;     ///< Rayleigh quotient
  Vector vector;        ///< of norm 1
  double residual = 0;  ///< ‖A v − λ v‖
  int iterations = 0;   ///< products
};

/// A restricted to coordinates first … first + count − 1 (of `size`): the spectrum of one layer
/// when x is the flat vector of parameters. `a` must outlive it.
LinearOperator principal_block(const LinearOperator& a, Index size, Index first, Index count);

/// Power iteration from a normal vector until the residual is below tolerance |λ|.
Dominant power_iteration(const LinearOperator& a, Index size, double tolerance, int most,
                         std::uint64_t seed);

}  // namespace thalweg
