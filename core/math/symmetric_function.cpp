// Spectral functions through one eigendecomposition.
#include "core/math/symmetric_function.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg {

Matrix symmetric_part(const Matrix& a) { return 0.5 * (a + a.transpose()); }

Matrix symmetric_function(const SymmetricEigen& a, const ScalarFunction& f) {
  const Vector values = a.values.unaryExpr([&](double x) { return f(x); });
  const Matrix product = a.vectors * values.asDiagonal() * a.vectors.transpose();
  return symmetric_part(product);
}

Matrix symmetric_function(const Matrix& a, const ScalarFunction& f) {
  return symmetric_function(eigh(a), f);
}

Matrix square_root(const Matrix& a) {
  return symmetric_function(a, [](double x) { return x < 0 ? 0.0 : std::sqrt(x); });
}

Matrix logarithm(const Matrix& a) {
  return symmetric_function(a, [](double x) { return std::log(x); });
}

Matrix power(const Matrix& a, double exponent) {
  return symmetric_function(a, [exponent](double x) { return std::pow(x, exponent); });
}

Matrix function_derivative(const SymmetricEigen& a, const ScalarFunction& f,
                           const ScalarFunction& derivative, const Matrix& direction) {
  const Index n = a.values.size();
  const double close = 1e-8 * a.values.cwiseAbs().maxCoeff();
  Matrix inner = a.vectors.transpose() * direction * a.vectors;
  for (Index k = 0; k < n; ++k) {
    for (Index l = 0; l < n; ++l) {
      const double x = a.values[k], y = a.values[l];
      inner(k, l) *= std::abs(x - y) <= close ? derivative(0.5 * (x + y)) : (f(x) - f(y)) / (x - y);
    }
  }
  return a.vectors * inner * a.vectors.transpose();
}

}  // namespace thalweg
