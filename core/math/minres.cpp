// The Lanczos recurrence, and a QR factorisation of its tridiagonal matrix by rotations.
#include "core/math/minres.hpp"

#include <cmath>

namespace thalweg {

MinresResult minres(const LinearOperator& a, const Vector& b, const MinresOptions& options) {
  MinresResult out;
  out.x = Vector::Zero(b.size());
  const double scale = b.norm();
  out.residuals.push_back(scale > 0 ? 1.0 : 0.0);
  if (scale == 0) return out;
  Vector v = b / scale, v_old = Vector::Zero(b.size()), w = v_old, w_old = v_old, av(b.size());
  double beta = 0, eta = scale;
  double c = 1, c_old = 1, s = 0, s_old = 0;  // the last two rotations
  out.reason = CgReason::iteration_limit;
  while (out.iterations < options.max_iterations) {
    if (options.stop && options.stop()) {
      out.reason = CgReason::stopped;
      break;
    }
    a(v, av);
    ++out.iterations;
    const double alpha = v.dot(av);
    av -= alpha * v + beta * v_old;
    const double beta_next = av.norm();
    if (!std::isfinite(beta_next)) {
      out.reason = CgReason::not_finite;
      break;
    }
    // The new column of R: third, second and first entry from the diagonal.
    const double r3 = s_old * beta;
    const double r2 = s * alpha + c_old * c * beta;
    const double delta = c * alpha - c_old * s * beta;
    const double r1 = std::hypot(delta, beta_next);
    if (r1 == 0) break;  // singular, and no more to gain
    const Vector w_next = (v - r3 * w_old - r2 * w) / r1;
    c_old = c, s_old = s;
    c = delta / r1, s = beta_next / r1;
    out.x += c * eta * w_next;
    eta *= -s;
    out.residuals.push_back(std::abs(eta) / scale);
    if (out.residuals.back() <= options.tolerance) {
      out.reason = CgReason::converged;
      break;
    }
    w_old = w, w = w_next;
    v_old = v, v = av / beta_next;
    beta = beta_next;
  }
  return out;
}

}  // namespace thalweg
