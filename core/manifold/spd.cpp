// Log-Euclidean, affine-invariant and Bures–Wasserstein geometry around the identity.
#include "core/manifold/spd.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/transport/bures.hpp"

namespace thalweg::manifold {
namespace {

constexpr double least_root = 1e-6;  // eigenvalue of I + V/2 below which the cone is left

double exponential(double x) { return std::exp(x); }

Matrix expm(const Matrix& s) { return symmetric_function(s, exponential); }

/// A B A for symmetric A and B.
Matrix between(const Matrix& outer, const Matrix& inner) {
  return symmetric_part(outer * inner * outer);
}

/// Multiplies entry (k, l) by f(λ_k + λ_l) in the eigenbasis.
template <class F>
Matrix scaled_by_sums(const SymmetricEigen& at, const Matrix& v, const F& f) {
  Matrix inner = at.vectors.transpose() * v * at.vectors;
  for (Index k = 0; k < inner.rows(); ++k) {
    for (Index l = 0; l < inner.cols(); ++l) inner(k, l) *= f(at.values[k] + at.values[l]);
  }
  return symmetric_part(at.vectors * inner * at.vectors.transpose());
}

double towards_identity(double sum) { return std::sqrt(2 / sum); }
double half_from_identity(double sum) { return 1 / std::sqrt(2 * sum); }

Matrix mean_of(const std::vector<Matrix>& list) {
  Matrix sum = list.at(0);
  for (std::size_t i = 1; i < list.size(); ++i) sum += list[i];
  return sum / static_cast<double>(list.size());
}

SpdMean karcher_mean(const std::vector<Matrix>& points, int iterations) {
  SpdMean out{mean_of(points), {}};
  for (int k = 0;; ++k) {
    const Matrix step = mean_of(centred_tangents(SpdMetric::affine_invariant, points, out.mean));
    out.residuals.push_back(step.norm());
    if (k == iterations) return out;
    out.mean = between(square_root(out.mean), expm(step));
  }
}

/// Adjoint of A ↦ K of from_bias at H: how ⟨H, K⟩ changes with A, in A's eigenbasis. Divided
/// differences of f(x) = 1/√(2x) are −√½ / (√x √y (√x + √y)), so equal eigenvalues do no harm.
Matrix root_adjoint(const Vector& a, const Matrix& v, const Matrix& h) {
  const Index n = a.size();
  Matrix t = Matrix::Zero(n, n);
  for (Index k = 0; k < n; ++k) {
    for (Index m = 0; m < n; ++m) {
      for (Index l = 0; l < n; ++l) {
        const double x = std::sqrt(a[k] + a[l]), y = std::sqrt(a[m] + a[l]);
        t(k, m) -= std::sqrt(0.5) / (x * y * (x + y)) * h(k, l) * v(m, l);
      }
    }
  }
  return t + t.transpose();
}

BiasGradient bures_bias_gradient(const Matrix& v, const Matrix& s, const Matrix& h) {
  const SymmetricEigen log_g = eigh(s);
  const SymmetricEigen g{log_g.values.array().exp().matrix(), log_g.vectors};
  const Matrix turned = g.vectors.transpose() * v * g.vectors;
  const Matrix k = scaled_by_sums(g, v, half_from_identity);
  const Matrix moved = Matrix::Identity(v.rows(), v.cols()) + k;
  const Matrix at_g = g.vectors * g.values.asDiagonal() * g.vectors.transpose();
  const Matrix to_k = 2 * symmetric_part(h * moved * at_g);
  const Matrix through_k = root_adjoint(g.values, turned, g.vectors.transpose() * to_k * g.vectors);
  const Matrix to_g = between(moved, h) + g.vectors * through_k * g.vectors.transpose();
  return {scaled_by_sums(g, to_k, half_from_identity),
          function_derivative(log_g, exponential, exponential, to_g)};
}

BiasGradient affine_bias_gradient(const Matrix& v, const Matrix& s, const Matrix& h) {
  const auto half = [](double x) { return std::exp(x / 2); };
  const auto slope = [](double x) { return std::exp(x / 2) / 2; };
  const SymmetricEigen log_g = eigh(s);
  const Matrix root = symmetric_function(log_g, half);
  const Matrix to_root = 2 * symmetric_part(h * root * expm(v));
  return {function_derivative(eigh(v), exponential, exponential, between(root, h)),
          function_derivative(log_g, half, slope, to_root)};
}

}  // namespace

double distance_squared(SpdMetric metric, const Matrix& a, const Matrix& b) {
  switch (metric) {
    case SpdMetric::log_euclidean:
      return (logarithm(a) - logarithm(b)).squaredNorm();
    case SpdMetric::affine_invariant:
      return logarithm(between(power(a, -0.5), b)).squaredNorm();
    case SpdMetric::bures_wasserstein:
      break;
  }
  return transport::bures_squared(a, b);
}

Matrix geodesic(SpdMetric metric, const Matrix& a, const Matrix& b, double t) {
  switch (metric) {
    case SpdMetric::log_euclidean:
      return expm((1 - t) * logarithm(a) + t * logarithm(b));
    case SpdMetric::affine_invariant:
      return between(square_root(a), power(between(power(a, -0.5), b), t));
    case SpdMetric::bures_wasserstein:
      break;
  }
  return transport::bures_geodesic(a, b, t);
}

SpdMean frechet_mean(SpdMetric metric, const std::vector<Matrix>& points, int iterations) {
  THALWEG_ASSERT(!points.empty());
  switch (metric) {
    case SpdMetric::log_euclidean: {
      std::vector<Matrix> logs;
      for (const Matrix& point : points) logs.push_back(logarithm(point));
      return {expm(mean_of(logs)), {0}};
    }
    case SpdMetric::affine_invariant:
      return karcher_mean(points, iterations);
    case SpdMetric::bures_wasserstein:
      break;
  }
  transport::Barycentre found = transport::bures_barycentre(points, {}, {.iterations = iterations});
  return {std::move(found.covariance), std::move(found.residuals)};
}

std::vector<Matrix> centred_tangents(SpdMetric metric, const std::vector<Matrix>& points,
                                     const Matrix& centre) {
  std::vector<Matrix> out;
  const SymmetricEigen at = eigh(centre);
  const Matrix logs = symmetric_function(at, [](double x) { return std::log(x); });
  const Matrix inverse = symmetric_function(at, [](double x) { return 1 / std::sqrt(x); });
  for (const Matrix& point : points) {
    switch (metric) {
      case SpdMetric::log_euclidean:
        out.push_back(logarithm(point) - logs);
        break;
      case SpdMetric::affine_invariant:
        out.push_back(logarithm(between(inverse, point)));
        break;
      case SpdMetric::bures_wasserstein: {
        // Log_B X = (T − I) B + B (T − I) for the optimal map T.
        const Matrix moved = transport::optimal_linear_map(centre, point) -
                             Matrix::Identity(point.rows(), point.cols());
        out.push_back(scaled_by_sums(at, 2 * symmetric_part(moved * centre), towards_identity));
        break;
      }
    }
  }
  return out;
}

Matrix from_identity(SpdMetric metric, const Matrix& v) {
  if (metric != SpdMetric::bures_wasserstein) return expm(v);
  return symmetric_function(v, [](double x) {
    const double root = std::max(1 + x / 2, least_root);
    return root * root;
  });
}

double cone_margin(SpdMetric metric, const Matrix& v) {
  return metric == SpdMetric::bures_wasserstein ? 1 + eigh(v).values.minCoeff() / 2 : 1;
}

Matrix from_bias(SpdMetric metric, const Matrix& v, const Matrix& s) {
  switch (metric) {
    case SpdMetric::log_euclidean:
      return expm(s + v);
    case SpdMetric::affine_invariant:
      return between(expm(s / 2), expm(v));
    case SpdMetric::bures_wasserstein:
      break;
  }
  const Matrix g = expm(s);
  const Matrix moved =
      Matrix::Identity(v.rows(), v.cols()) + scaled_by_sums(eigh(g), v, half_from_identity);
  return between(moved, g);
}

BiasGradient bias_gradient(SpdMetric metric, const Matrix& v, const Matrix& s, const Matrix& h) {
  switch (metric) {
    case SpdMetric::log_euclidean: {
      const Matrix both = function_derivative(eigh(s + v), exponential, exponential, h);
      return {both, both};
    }
    case SpdMetric::affine_invariant:
      return affine_bias_gradient(v, s, h);
    case SpdMetric::bures_wasserstein:
      break;
  }
  return bures_bias_gradient(v, s, h);
}

}  // namespace thalweg::manifold
