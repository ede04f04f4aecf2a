// Golub–Kahan bidiagonalisation, and a QR factorisation of it by rotations.
#include "core/math/lsqr.hpp"

#include <cmath>

namespace thalweg {

LsqrResult lsqr(const LinearOperator& a, const LinearOperator& transposed, Index cols,
                const Vector& b, const LsqrOptions& options) {
  LsqrResult out;
  out.x = Vector::Zero(cols);
  const double scale = b.norm();
  out.residuals.push_back(scale > 0 ? 1.0 : 0.0);
  if (scale == 0) return out;
  Vector u = b / scale, v(cols), au(b.size()), av(cols);
  transposed(u, v);
  double alpha = v.norm();
  if (alpha == 0) return out;  // b is orthogonal to the range of A
  v /= alpha;
  Vector w = v;
  double phi_bar = scale, rho_bar = alpha, damped = 0, norm = 0;
  out.reason = CgReason::iteration_limit;
  while (out.iterations < options.max_iterations) {
    if (options.stop && options.stop()) {
      out.reason = CgReason::stopped;
      break;
    }
    a(v, au);
    u = au - alpha * u;
    const double beta = u.norm();
    norm = std::hypot(norm, std::hypot(alpha, std::hypot(beta, options.damping)));
    if (beta > 0) {
      u /= beta;
      transposed(u, av);
      v = av - beta * v;
      alpha = v.norm();
      if (alpha > 0) v /= alpha;
    } else {
      alpha = 0;
    }
    if (!std::isfinite(alpha) || !std::isfinite(beta)) {
      out.reason = CgReason::not_finite;
      break;
    }
    ++out.iterations;
    // A rotation takes out the damping, another one the subdiagonal.
    const double rho_damped = std::hypot(rho_bar, options.damping);
    damped = std::hypot(damped, options.damping / rho_damped * phi_bar);
    phi_bar *= rho_bar / rho_damped;
    const double rho = std::hypot(rho_damped, beta), c = rho_damped / rho, s = beta / rho;
    out.x += c * phi_bar / rho * w;
    w = v - s * alpha / rho * w;
    rho_bar = -c * alpha;
    const double normal = alpha * std::abs(s * c * phi_bar);
    phi_bar *= s;
    const double residual = std::hypot(phi_bar, damped);
    out.residuals.push_back(residual / scale);
    out.normal_residual = residual > 0 ? normal / (norm * residual) : 0;
    if (std::min(out.residuals.back(), out.normal_residual) <= options.tolerance) {
      out.reason = CgReason::converged;
      break;
    }
  }
  return out;
}

}  // namespace thalweg
