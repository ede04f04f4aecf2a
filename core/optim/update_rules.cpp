// The update rules, each as its formula.
#include "core/optim/update_rules.hpp"

#include <algorithm>
#include <cmath>

#include "core/math/eigh.hpp"

namespace thalweg::optim {
namespace {

void start_at_zero(Vector& state, const Vector& like) {
  if (state.size() != like.size()) state = Vector::Zero(like.size());
}

}  // namespace

void GradientDescent::step(const Objective& f, double lr, Vector& x) const {
  Vector gradient;
  f.gradient(x, gradient);
  x -= lr * gradient;
}

void HeavyBall::step(const Objective& f, double lr, double momentum, Vector& x) {
  start_at_zero(velocity, x);
  Vector gradient;
  f.gradient(x, gradient);
  velocity = momentum * velocity - lr * gradient;
  x += velocity;
}

void Nesterov::step(const Objective& f, double lr, double momentum, Vector& x) {
  start_at_zero(velocity, x);
  const Vector ahead = x + momentum * velocity;
  Vector gradient;
  f.gradient(ahead, gradient);
  velocity = momentum * velocity - lr * gradient;
  x += velocity;
}

void Adam::step(const Objective& f, double lr, const Settings& s, Vector& x) {
  start_at_zero(mean, x);
  start_at_zero(square, x);
  ++steps;
  Vector gradient;
  f.gradient(x, gradient);
  mean = s.beta1 * mean + (1 - s.beta1) * gradient;
  square = s.beta2 * square + (1 - s.beta2) * gradient.cwiseAbs2();
  const double mean_weight = 1 - std::pow(s.beta1, static_cast<double>(steps));
  const double square_weight = 1 - std::pow(s.beta2, static_cast<double>(steps));
  x.array() -=
      lr * (mean.array() / mean_weight) / ((square.array() / square_weight).sqrt() + s.epsilon);
}

void Newton::step(const Objective& f, const Settings& s, Vector& x) const {
  Vector gradient;
  Matrix hessian;
  f.gradient(x, gradient);
  f.hessian(x, hessian);
  if (!gradient.allFinite() || !hessian.allFinite()) return;
  const SymmetricEigen spectrum = eigh(hessian);
  const Vector curvature = spectrum.values.cwiseAbs().cwiseMax(s.smallest);
  const Vector step =
      spectrum.vectors * (spectrum.vectors.transpose() * gradient).cwiseQuotient(curvature);
  x -= std::min(1.0, s.longest / step.norm()) * step;
}

}  // namespace thalweg::optim
