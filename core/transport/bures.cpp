// Closed forms through matrix roots (Takatsu 2011; Álvarez-Esteban et al. 2016).
#include "core/transport/bures.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/math/symmetric_function.hpp"

namespace thalweg::transport {
namespace {

/// S^{1/2} and S^{-1/2} from one eigendecomposition.
struct Roots {
  explicit Roots(const Matrix& s) {
    const SymmetricEigen eigen = eigh(s);
    root = symmetric_function(eigen, [](double x) { return x < 0 ? 0.0 : std::sqrt(x); });
    inverse = symmetric_function(eigen, [](double x) { return 1 / std::sqrt(x); });
  }
  Matrix root, inverse;
};

Matrix between(const Matrix& outer, const Matrix& inner) {
  return symmetric_part(outer * inner * outer);
}

}  // namespace

double bures_squared(const Matrix& a, const Matrix& b) {
  const double fidelity = square_root(between(square_root(a), b)).trace();
  return std::max(0.0, a.trace() + b.trace() - 2 * fidelity);
}

double wasserstein_squared(const Gaussian& p, const Gaussian& q) {
  return (p.mean - q.mean).squaredNorm() + bures_squared(p.covariance, q.covariance);
}

Matrix optimal_linear_map(const Matrix& a, const Matrix& b) {
  const Roots roots(a);
  return between(roots.inverse, square_root(between(roots.root, b)));
}

Matrix bures_geodesic(const Matrix& a, const Matrix& b, double t) {
  Matrix map = t * optimal_linear_map(a, b);
  map.diagonal().array() += 1 - t;
  return between(map, a);
}

Gaussian geodesic(const Gaussian& p, const Gaussian& q, double t) {
  return {(1 - t) * p.mean + t * q.mean, bures_geodesic(p.covariance, q.covariance, t)};
}

Barycentre bures_barycentre(const std::vector<Matrix>& covariances, const Vector& weights,
                            const BarycentreOptions& options) {
  THALWEG_ASSERT(!covariances.empty());
  const auto count = static_cast<Index>(covariances.size());
  const Vector w =
      weights.size() > 0 ? weights : Vector::Constant(count, 1.0 / static_cast<double>(count));
  THALWEG_ASSERT(w.size() == count);
  const Index n = covariances[0].rows();
  Barycentre out{options.start, {}};
  if (out.covariance.size() == 0) {
    out.covariance = Matrix::Zero(n, n);
    for (Index i = 0; i < count; ++i) {
      out.covariance += w[i] * covariances[static_cast<std::size_t>(i)];
    }
  }
  for (int k = 0;; ++k) {
    const Roots roots(out.covariance);
    Matrix mean = Matrix::Zero(n, n);
    for (Index i = 0; i < count; ++i) {
      mean += w[i] * square_root(between(roots.root, covariances[static_cast<std::size_t>(i)]));
    }
    const Matrix map = between(roots.inverse, mean);
    out.residuals.push_back((map - Matrix::Identity(n, n)).norm());
    if (k == options.iterations || !(out.residuals.back() > options.tolerance)) return out;
    out.covariance = between(map, out.covariance);
  }
}

}  // namespace thalweg::transport
