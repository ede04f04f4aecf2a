// A few eigenpairs at the ends of the spectrum of a large symmetric operator, in bounded memory,
// and the largest singular value of any.
#pragma once

#include <cstdint>

#include "core/math/spectrum.hpp"

namespace thalweg {

/// Which eigenvalues: the largest, the smallest, or those farthest from 0.
enum class SpectrumEnd { largest, smallest, magnitude };

struct EigenpairOptions {
  SpectrumEnd end = SpectrumEnd::largest;
  double tolerance = 1e-8;   ///< on ‖A u − θ u‖ / max |θ|
  Index basis = 0;           ///< vectors kept in memory, > count; 0: 2 count + 10
  int most_products = 2000;  ///< with A
  std::uint64_t seed = 1;    ///< of the normal vector from which it starts
  StopCheck stop;            ///< asked before every product; empty: never stops
};

struct Eigenpairs {
  RitzPairs pairs;  ///< in the order of the end asked for: that one first
  bool converged = false;
  int products = 0;
};

/// The `count` eigenpairs of A (size × size) at one end by thick-restart Lanczos (Wu and Simon
/// 2000) with full reorthogonalisation; the best so far when it ends before it converged. Of a
/// multiple eigenvalue one vector is found unless rounding brings in others.
Eigenpairs eigenpairs(const LinearOperator& a, Index size, Index count,
                      const EigenpairOptions& options = {});

/// A v = value u with ‖u‖ = ‖v‖ = 1.
struct SingularTriple {
  double value = 0;
  Vector left, right;
  bool converged = false;
};

/// ‖A‖₂ and its vectors, for A of `cols` columns given with its transpose, from the largest
/// eigenpair of AᵀA.
SingularTriple spectral_norm(const LinearOperator& a, const LinearOperator& transposed, Index cols,
                             const EigenpairOptions& options = {});

}  // namespace thalweg
