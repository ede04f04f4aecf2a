// Random vectors and orthogonal ones.
#include "core/math/basis.hpp"

#include "core/base/rng.hpp"

namespace thalweg {

Vector normal_vector(std::uint64_t seed, Index size) {
  Vector out(size);
  for (Index i = 0; i < size; ++i) out[i] = random_normal(seed, static_cast<std::uint64_t>(i));
  return out;
}

Vector sign_vector(std::uint64_t seed, int probe, Index size) {
  Vector out(size);
  for (Index i = 0; i < size; ++i) {
    const auto draw = static_cast<std::uint64_t>(probe * size + i);
    out[i] = random_uniform(seed, draw) < 0.5 ? -1 : 1;
  }
  return out;
}

void orthogonalise(const Eigen::Ref<const Matrix>& basis, Vector& w) {
  for (int pass = 0; pass < 3; ++pass) {
    const double before = w.norm();
    const Vector along = basis * w;
    w.noalias() -= basis.transpose() * along;
    if (w.norm() > 0.7 * before) return;
  }
}

}  // namespace thalweg
