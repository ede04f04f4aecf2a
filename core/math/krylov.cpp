// Conjugate gradients and Lanczos.
#include "core/math/krylov.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/rng.hpp"

namespace thalweg {
namespace {

// The Lanczos matrix that conjugate gradients build implicitly (Golub and Van Loan, 11.3).
class CgSpectrum {
 public:
  void add(double alpha, double beta) {
    diagonal_.push_back(1 / alpha + carried_);
    off_.push_back(std::sqrt(beta) / alpha);
    carried_ = beta / alpha;
  }
  Extremes extremes() const {
    if (diagonal_.empty()) return {};
    return tridiagonal_extremes(diagonal_, {off_.begin(), off_.end() - 1});
  }

 private:
  std::vector<double> diagonal_, off_;
  double carried_ = 0;
};

// Number of eigenvalues below x.
std::size_t sturm_count(const std::vector<double>& diagonal, const std::vector<double>& off,
                        double x, double tiny) {
  std::size_t below = 0;
  double q = 1;
  for (std::size_t k = 0; k < diagonal.size(); ++k) {
    const double coupling = k == 0 ? 0.0 : off[k - 1] * off[k - 1];
    q = diagonal[k] - x - coupling / q;
    if (std::abs(q) < tiny) q = -tiny;
    if (q < 0) ++below;
  }
  return below;
}

}  // namespace

CgResult conjugate_gradients(const LinearOperator& a, const Vector& b, const CgOptions& options) {
  const bool jacobi = options.diagonal.size() > 0;
  THALWEG_ASSERT(!jacobi || options.diagonal.size() == b.size());
  CgResult result;
  result.x = Vector::Zero(b.size());
  const double scale = b.norm();
  result.residuals.push_back(scale > 0 ? 1.0 : 0.0);
  if (scale == 0) return result;

  Vector r = b, z = jacobi ? Vector(r.cwiseQuotient(options.diagonal)) : r, d = z, ad(b.size());
  double rz = r.dot(z);
  CgSpectrum spectrum;
  result.reason = CgReason::iteration_limit;
  while (result.iterations < options.max_iterations) {
    if (options.stop && options.stop()) {
      result.reason = CgReason::stopped;
      break;
    }
    a(d, ad);
    const double curvature = d.dot(ad);
    if (!std::isfinite(curvature) || !std::isfinite(rz)) {
      result.reason = CgReason::not_finite;
      break;
    }
    if (curvature <= 0) {
      result.reason = CgReason::not_positive;
      break;
    }
    const double alpha = rz / curvature;
    result.x += alpha * d;
    r -= alpha * ad;
    ++result.iterations;
    result.residuals.push_back(r.norm() / scale);
    if (jacobi) {
      z = r.cwiseQuotient(options.diagonal);
    } else {
      z = r;
    }
    const double next = r.dot(z);
    const double beta = next / rz;
    spectrum.add(alpha, beta);
    rz = next;
    if (result.residuals.back() <= options.tolerance) {
      result.reason = CgReason::converged;
      break;
    }
    d = z + beta * d;
  }
  result.relative_residual = result.residuals.back();
  const Extremes ritz = spectrum.extremes();
  result.smallest_ritz = ritz.smallest;
  result.largest_ritz = ritz.largest;
  return result;
}

CgResult conjugate_gradients(const SparseMatrix& a, const Vector& b, const CgOptions& options) {
  THALWEG_ASSERT(a.rows() == a.cols() && a.rows() == b.size());
  return conjugate_gradients([&a](const Vector& x, Vector& out) { out.noalias() = a * x; }, b,
                             options);
}

Extremes tridiagonal_extremes(const std::vector<double>& diagonal, const std::vector<double>& off) {
  THALWEG_ASSERT(!diagonal.empty() && off.size() + 1 == diagonal.size());
  double lo = diagonal[0], hi = diagonal[0];
  for (std::size_t k = 0; k < diagonal.size(); ++k) {
    const double radius =
        (k > 0 ? std::abs(off[k - 1]) : 0.0) + (k < off.size() ? std::abs(off[k]) : 0.0);
    lo = std::min(lo, diagonal[k] - radius);
    hi = std::max(hi, diagonal[k] + radius);
  }
  const double size = std::max(std::abs(lo), std::abs(hi));
  const double tiny = std::max(size * 1e-300, 1e-300);
  // The point where the count passes `below`: bisected down to 1e-12 of the largest magnitude.
  const auto crossing = [&](std::size_t below) {
    double left = lo, right = hi;
    while (right - left > 1e-12 * size) {
      const double middle = 0.5 * (left + right);
      (sturm_count(diagonal, off, middle, tiny) > below ? right : left) = middle;
    }
    return 0.5 * (left + right);
  };
  return {crossing(0), crossing(diagonal.size() - 1)};
}

Extremes lanczos_extremes(const LinearOperator& a, Index size, int steps) {
  THALWEG_ASSERT(size >= 1 && steps >= 1);
  Vector q(size), previous = Vector::Zero(size), w(size);
  for (Index i = 0; i < size; ++i) q[i] = random_normal(1, static_cast<std::uint64_t>(i));
  q /= q.norm();
  std::vector<double> diagonal, off;
  double beta = 0;
  for (int k = 0; k < std::min<Index>(steps, size); ++k) {
    a(q, w);
    w -= beta * previous;
    diagonal.push_back(q.dot(w));
    w -= diagonal.back() * q;
    beta = w.norm();
    if (beta <= 1e-14 * std::abs(diagonal.front())) break;
    off.push_back(beta);
    previous = q;
    q = w / beta;
  }
  off.resize(diagonal.size() - 1);
  return tridiagonal_extremes(diagonal, off);
}

}  // namespace thalweg
