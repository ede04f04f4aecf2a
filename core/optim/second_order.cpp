// Newton's method and the ways to keep it in bounds.
#include "core/optim/second_order.hpp"

#include <algorithm>
#include <cmath>

#include "core/math/eigh.hpp"
#include "core/math/factor.hpp"

namespace thalweg::optim {
namespace {

/// The τ ≥ 0 with ‖z + τ d‖ = radius.
double to_border(const Vector& z, const Vector& d, double radius) {
  const double a = d.squaredNorm(), b = z.dot(d), c = z.squaredNorm() - radius * radius;
  return (-b + std::sqrt(std::max(0.0, b * b - a * c))) / a;
}

/// The minimiser of gᵀs + ½ sᵀHs + σ/3 ‖s‖³: s = −(H + σ r I)⁻¹ g with r = ‖s‖ and H + σ r I ⪰ 0.
Vector cubic_step(const SymmetricEigen& h, const Vector& g, double sigma) {
  const Vector c = h.vectors.transpose() * g;
  const auto solve = [&](double r) {
    return Vector(-c.array() / (h.values.array() + sigma * r).max(1e-300));
  };
  double lo = std::max(0.0, -h.values[0] / sigma);
  Vector s = solve(lo * (1 + 1e-12));
  if (s.norm() < lo) {  // hard case: g has no share in the lowest direction
    s[0] += to_border(s, Vector::Unit(s.size(), 0), lo);
    return h.vectors * s;
  }
  double hi = std::max(1.0, 2 * lo);
  while (solve(hi).norm() > hi) hi *= 2;
  for (int k = 0; k < 200 && lo < hi; ++k) {
    const double middle = 0.5 * (lo + hi);
    if (middle == lo || middle == hi) break;
    (solve(middle).norm() > middle ? lo : hi) = middle;
  }
  return h.vectors * solve(hi);
}

}  // namespace

void SteihaugSearch::run(const Objective& f, const Vector& x, double radius, Work& work) {
  const double norm = g.norm(), tolerance = std::min(0.5, std::sqrt(norm)) * norm;
  step.setZero(x.size()), r_ = g, d_ = -g;
  for (Index k = 0; k < 2 * x.size() + 10; ++k) {
    f.hessian_times(x, d_, hd_);
    ++work.products;
    const double curvature = d_.dot(hd_);
    const double rr = r_.squaredNorm(), alpha = rr / curvature;
    if (!(curvature > 0) && !std::isfinite(radius)) {
      if (k == 0) step = d_;
      return;
    }
    if (!(curvature > 0) || (step + alpha * d_).norm() >= radius) {
      step += to_border(step, d_, radius) * d_;
      return;
    }
    step += alpha * d_;
    r_ += alpha * hd_;
    if (r_.norm() < tolerance) return;
    d_ = r_.squaredNorm() / rr * d_ - r_;
  }
}

Work Newton::step(const Objective& f, Vector& x) {
  Vector gradient;
  Matrix hessian;
  f.gradient(x, gradient);
  f.hessian(x, hessian);
  const Work work{.gradients = 1, .products = static_cast<int>(x.size())};
  if (!gradient.allFinite() || !hessian.allFinite()) return work;
  const SymmetricEigen spectrum = eigh(hessian);
  const Vector curvature = spectrum.values.cwiseAbs().cwiseMax(smallest);
  const Vector step =
      spectrum.vectors * (spectrum.vectors.transpose() * gradient).cwiseQuotient(curvature);
  x -= std::min(1.0, longest / step.norm()) * step;
  return work;
}

std::vector<HyperParameter> Newton::parameters() {
  return {{"smallest", &smallest, 0, 1e300, "Curvatures below this count as this."},
          {"longest", &longest, 0, 1e300, "No step is longer."}};
}

Work NewtonCg::step(const Objective& f, Vector& x) {
  Work work{.values = 1, .gradients = 1};
  f.gradient(x, search_.g);
  const double value = f.value(x);
  if (!(search_.g.norm() > 0) || !search_.g.allFinite()) return work;
  search_.run(f, x, INFINITY, work);
  const double slope = search_.step.dot(search_.g);
  double length = 1;
  for (int halvings = 0; halvings < 60; ++halvings, length *= 0.5) {
    ++work.values;
    trial_ = x + length * search_.step;
    if (f.value(trial_) <= value + 1e-4 * length * slope) {
      x = trial_;
      break;
    }
  }
  return work;
}

Work TrustRegion::step(const Objective& f, Vector& x) {
  if (radius == 0) radius = first;
  Work work{.values = 2, .gradients = 1, .products = 1};
  const Vector &g = search_.g, &s = search_.step;
  f.gradient(x, search_.g);
  if (!(g.norm() > 0) || !g.allFinite()) return work;
  search_.run(f, x, radius, work);
  f.hessian_times(x, s, hs_);
  const double foretold = -(g.dot(s) + 0.5 * s.dot(hs_));
  trial_ = x + s;
  const double ratio = (f.value(x) - f.value(trial_)) / foretold;
  const bool at_border = s.norm() >= 0.999 * radius;
  if (!(ratio >= 0.25)) {
    radius *= 0.25;
  } else if (ratio > 0.75 && at_border) {
    radius = std::min(2 * radius, longest);
  }
  if (ratio > 0.1) x = trial_;
  return work;
}

std::vector<HyperParameter> TrustRegion::parameters() {
  return {{"first", &first, 1e-300, 1e300, "Radius of the first ball."},
          {"longest", &longest, 1e-300, 1e300, "No radius is larger."}};
}

void TrustRegion::state(StateVisitor& v) { v.number("radius", radius); }

Work CubicRegularisation::step(const Objective& f, Vector& x) {
  if (sigma == 0) sigma = first;
  Vector g;
  Matrix hessian;
  f.gradient(x, g);
  f.hessian(x, hessian);
  const Work work{.values = 2, .gradients = 1, .products = static_cast<int>(x.size())};
  if (!(g.norm() > 0) || !g.allFinite() || !hessian.allFinite()) return work;
  const Vector s = cubic_step(eigh(hessian), g, sigma);
  const double model = g.dot(s) + 0.5 * s.dot(hessian * s) + sigma / 3 * std::pow(s.norm(), 3);
  const double ratio = (f.value(x) - f.value(x + s)) / -model;
  if (ratio >= 0.1) x += s;
  if (ratio > 0.9) {
    sigma *= 0.5;
  } else if (!(ratio >= 0.1)) {
    sigma *= 2;
  }
  return work;
}

std::vector<HyperParameter> CubicRegularisation::parameters() {
  return {{"first", &first, 1e-300, 1e300, "Weight σ of the cubic term at the start."}};
}

void CubicRegularisation::state(StateVisitor& v) { v.number("sigma", sigma); }

Work LevenbergMarquardt::step(const Objective& f, Vector& x) {
  const Index n = x.size();
  Matrix a(n, n);
  Vector g, column;
  f.gradient(x, g);
  for (Index i = 0; i < n; ++i) {
    f.gauss_newton_times(x, Vector::Unit(n, i), column);
    a.row(i) = column;
  }
  if (mu == 0) mu = first * a.diagonal().maxCoeff();
  const Work work{.values = 2, .gradients = 1, .products = static_cast<int>(n)};
  if (!(g.norm() > 0) || !a.allFinite()) return work;
  const Vector d = -solve_spd(a + mu * Matrix::Identity(n, n), g);
  const double foretold = 0.5 * d.dot(mu * d - g);
  const double ratio = (f.value(x) - f.value(x + d)) / foretold;
  if (ratio > 0) {
    x += d;
    mu *= std::max(1.0 / 3, 1 - std::pow(2 * ratio - 1, 3));
    growth = 2;
  } else {
    mu *= growth;
    growth *= 2;
  }
  return work;
}

std::vector<HyperParameter> LevenbergMarquardt::parameters() {
  return {{"first", &first, 1e-300, 1e300,
           "Damping at the start, in units of the largest entry of the diagonal of JᵀJ."}};
}

void LevenbergMarquardt::state(StateVisitor& v) {
  v.number("mu", mu);
  v.number("growth", growth);
}

Work GradientNormalisedSmoothness::step(const Objective& f, Vector& x) {
  if (gamma == 0) gamma = first;
  Vector g, g_next;
  Matrix hessian;
  f.gradient(x, g);
  f.hessian(x, hessian);
  Work work{.values = 1, .gradients = 1, .products = static_cast<int>(x.size())};
  const double value = f.value(x), norm = g.norm();
  if (!(norm > 0) || !g.allFinite() || !hessian.allFinite()) return work;
  const SymmetricEigen h = eigh(hessian);
  Vector d = Vector::Zero(x.size());
  for (int trial = 0; trial < 40; ++trial) {
    const double lambda = norm / (gamma + 1e-8);
    if (h.values[0] + lambda > 0) {
      const Vector damped = h.values.array() + lambda;
      d = -(h.vectors * (h.vectors.transpose() * g).cwiseQuotient(damped));
      f.gradient(x + d, g_next);
      ++work.values, ++work.gradients;
      if (value - f.value(x + d) >= g_next.squaredNorm() / (8 * lambda)) {
        gamma = std::max(2 * gamma, 1e-9);
        break;
      }
    }
    gamma *= 0.5;
  }
  x += d;
  return work;
}

std::vector<HyperParameter> GradientNormalisedSmoothness::parameters() {
  return {{"first", &first, 1e-300, 1e300, "Radius γ at the start."}};
}

void GradientNormalisedSmoothness::state(StateVisitor& v) { v.number("gamma", gamma); }

}  // namespace thalweg::optim
