// What the methods of Krylov subspaces share.
#pragma once

#include <cstdint>

#include "core/math/dense.hpp"

namespace thalweg {

/// Standard normal numbers of the stream `seed`.
Vector normal_vector(std::uint64_t seed, Index size);
/// Signs of the stream `seed`: numbers probe · size … of it.
Vector sign_vector(std::uint64_t seed, int probe, Index size);

/// Takes the orthonormal rows of `basis` out of w, once more where much was taken (Daniel et al.
/// 1976).
void orthogonalise(const Eigen::Ref<const Matrix>& basis, Vector& w);

}  // namespace thalweg
