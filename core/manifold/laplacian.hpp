// The Laplacian of a surface and its lowest eigenfunctions (cotangent weights: Pinkall and Polthier
// 1993), and the descriptors made of them.
#pragma once

#include "core/manifold/mesh.hpp"
#include "core/math/sparse.hpp"

namespace thalweg::manifold {

struct Laplacian {
  SparseMatrix stiffness;  ///< W: symmetric, rows sum to 0; weights below 1e-6 are raised to it
  Vector masses;           ///< A: a third of the area of the triangles around each vertex
};
Laplacian cotangent_laplacian(const TriangleMesh& mesh);

/// W φ = λ A φ, the `count` lowest.
struct LaplaceBasis {
  Vector values;     ///< ascending, the first about 0
  Matrix functions;  ///< n × count, φᵀ A φ = I; signs are arbitrary
  Vector masses;

  /// Φ⁺ f = Φᵀ A f: coefficients of functions (n × d).
  Matrix coefficients(const Matrix& f) const {
    return functions.transpose() * (masses.asDiagonal() * f);
  }
};

/// By subspace iteration with (W + A)⁻¹ on twice as many vectors, which finds eigenvalues of any
/// multiplicity; for meshes of total area about 1.
LaplaceBasis lowest_eigenfunctions(const Laplacian& laplacian, Index count);

/// Heat kernel signatures (Sun, Ovsjanikov and Guibas 2009) at `count` log-spaced times and wave
/// kernel signatures (Aubry et al. 2011) at as many energies; columns with area-weighted mean 0 and
/// variance 1. n × 2 count; invariant to isometries.
Matrix spectral_descriptors(const LaplaceBasis& basis, Index count);

}  // namespace thalweg::manifold
