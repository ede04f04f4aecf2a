// The update rules, each as its formula.
#include "core/optim/first_order.hpp"

#include <cmath>

#include "core/optim/settings.hpp"

namespace thalweg::optim {
namespace {

/// Calls visit(first, size) for each tensor of which x consists.
template <class F>
void each_tensor(const std::vector<TensorRows>& tensors, const Vector& x, F visit) {
  if (tensors.empty()) return visit(Index{0}, x.size());
  Index first = 0;
  for (const TensorRows& tensor : tensors) first += tensor.size();
  THALWEG_ASSERT(first == x.size());
  first = 0;
  for (const TensorRows& tensor : tensors) {
    visit(first, tensor.size());
    first += tensor.size();
  }
}

}  // namespace

Work FirstOrder::step(const Objective& f, Vector& x) {
  f.gradient(x, gradient_);
  update(gradient_, x);
  return {.gradients = 1};
}

std::vector<HyperParameter> FirstOrder::parameters() { return {lr_of(lr)}; }

void GradientDescent::update(const Vector& g, Vector& x) { x -= lr * g; }

void HeavyBall::update(const Vector& g, Vector& x) {
  start_at_zero(velocity, x);
  velocity = momentum * velocity - lr * g;
  x += velocity;
}

std::vector<HyperParameter> HeavyBall::parameters() { return {lr_of(lr), momentum_of(momentum)}; }

void HeavyBall::state(StateVisitor& v) { v.vector("velocity", velocity); }

Work Nesterov::step(const Objective& f, Vector& x) {
  start_at_zero(velocity, x);
  ahead_ = x + momentum * velocity;
  f.gradient(ahead_, gradient_);
  velocity = momentum * velocity - lr * gradient_;
  x += velocity;
  return {.gradients = 1};
}

std::vector<HyperParameter> Nesterov::parameters() { return {lr_of(lr), momentum_of(momentum)}; }

void Nesterov::state(StateVisitor& v) { v.vector("velocity", velocity); }

void Sgd::update(const Vector& g, Vector& x) {
  start_at_zero(velocity, x);
  velocity = momentum * velocity + g + decay * x;
  x -= lr * velocity;
}

std::vector<HyperParameter> Sgd::parameters() {
  return {lr_of(lr), momentum_of(momentum), decay_of(decay)};
}

void Sgd::state(StateVisitor& v) { v.vector("velocity", velocity); }

void Adagrad::update(const Vector& g, Vector& x) {
  start_at_zero(square, x);
  square += g.cwiseAbs2();
  x.array() -= lr * g.array() / (square.array().sqrt() + epsilon);
}

std::vector<HyperParameter> Adagrad::parameters() { return {lr_of(lr), epsilon_of(epsilon)}; }

void Adagrad::state(StateVisitor& v) { v.vector("square", square); }

void RmsProp::update(const Vector& g, Vector& x) {
  start_at_zero(square, x);
  square = rho * square + (1 - rho) * g.cwiseAbs2();
  x.array() -= lr * g.array() / (square.array().sqrt() + epsilon);
}

std::vector<HyperParameter> RmsProp::parameters() {
  return {lr_of(lr), {"rho", &rho, 0, 1, "Memory of the squared gradient."}, epsilon_of(epsilon)};
}

void RmsProp::state(StateVisitor& v) { v.vector("square", square); }

void Adam::accumulate(const Vector& g) {
  start_at_zero(mean, g);
  start_at_zero(square, g);
  ++steps;
  mean = beta1 * mean + (1 - beta1) * g;
  square = beta2 * square + (1 - beta2) * g.cwiseAbs2();
}

double Adam::weight(double beta, std::int64_t k) const {
  return 1 - std::pow(beta, static_cast<double>(k));
}

Vector& Adam::direction() {
  const double mean_weight = weight(beta1, steps), square_weight = weight(beta2, steps);
  direction_ = (mean.array() / mean_weight) / ((square.array() / square_weight).sqrt() + epsilon);
  return direction_;
}

void Adam::update(const Vector& g, Vector& x) {
  accumulate(g);
  x -= lr * direction();
}

std::vector<HyperParameter> Adam::parameters() {
  return {lr_of(lr),
          {"beta1", &beta1, 0, 1, "Memory of the mean gradient."},
          {"beta2", &beta2, 0, 1, "Memory of the squared gradient."},
          epsilon_of(epsilon)};
}

void Adam::state(StateVisitor& v) {
  v.vector("mean", mean);
  v.vector("square", square);
  v.count("steps", steps);
}

void AdamW::update(const Vector& g, Vector& x) {
  accumulate(g);
  x -= lr * (direction() + decay * x);
}

std::vector<HyperParameter> AdamW::parameters() {
  std::vector<HyperParameter> out = Adam::parameters();
  out.push_back(decay_of(decay));
  return out;
}

void AmsGrad::update(const Vector& g, Vector& x) {
  accumulate(g);
  start_at_zero(largest, x);
  largest = largest.cwiseMax(square);
  x.array() -= lr * mean.array() / (largest.array().sqrt() + epsilon);
}

void AmsGrad::state(StateVisitor& v) {
  Adam::state(v);
  v.vector("largest", largest);
}

void NAdam::update(const Vector& g, Vector& x) {
  accumulate(g);
  direction_ = beta1 / weight(beta1, steps + 1) * mean + (1 - beta1) / weight(beta1, steps) * g;
  x.array() -= lr * direction_.array() / ((square.array() / weight(beta2, steps)).sqrt() + epsilon);
}

void Lion::update(const Vector& g, Vector& x) {
  start_at_zero(mean, x);
  direction_ = beta1 * mean + (1 - beta1) * g;
  x -= lr * (direction_.array().sign().matrix() + decay * x);
  mean = beta2 * mean + (1 - beta2) * g;
}

std::vector<HyperParameter> Lion::parameters() {
  return {lr_of(lr),
          {"beta1", &beta1, 0, 1, "Share of the mean in the direction."},
          {"beta2", &beta2, 0, 1, "Memory of the mean gradient."},
          decay_of(decay)};
}

void Lion::state(StateVisitor& v) { v.vector("mean", mean); }

void Lamb::update(const Vector& g, Vector& x) {
  accumulate(g);
  Vector& u = direction();
  u += decay * x;
  each_tensor(tensors, x, [&](Index first, Index size) {
    const double x_norm = x.segment(first, size).norm(), u_norm = u.segment(first, size).norm();
    const double trust = x_norm > 0 && u_norm > 0 ? x_norm / u_norm : 1;
    x.segment(first, size) -= lr * trust * u.segment(first, size);
  });
}

std::vector<HyperParameter> Lamb::parameters() {
  std::vector<HyperParameter> out = Adam::parameters();
  out.push_back(decay_of(decay));
  return out;
}

Work SharpnessAware::step(const Objective& f, Vector& x) {
  f.gradient(x, gradient_);
  const double norm = gradient_.norm();
  if (norm > 0) {
    ahead_ = x + rho / norm * gradient_;
    f.gradient(ahead_, gradient_);
  }
  x -= lr * gradient_;
  return {.gradients = 2};
}

std::vector<HyperParameter> SharpnessAware::parameters() {
  return {lr_of(lr), {"rho", &rho, 0, 1e300, "How far away the worst place is looked for."}};
}

}  // namespace thalweg::optim
