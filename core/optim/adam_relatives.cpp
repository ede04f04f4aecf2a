// Their update rules, each as its formulas.
#include "core/optim/adam_relatives.hpp"

#include <cmath>

#include "core/base/rng.hpp"
#include "core/math/factor.hpp"
#include "core/optim/settings.hpp"

namespace thalweg::optim {
namespace {

/// Means of blocks of consecutive entries, the last of which may be shorter.
void average_blocks(Vector& d, Index block) {
  for (Index first = 0; first < d.size(); first += block) {
    const Index size = std::min(block, d.size() - first);
    d.segment(first, size).setConstant(d.segment(first, size).mean());
  }
}

using RowsOf = Eigen::Map<const Matrix>;

/// Takes the part along w out of u, row by row; false, with u as it was, when a row of g is not at
/// right angles to w.
bool project_rows(const RowsOf& w, const RowsOf& g, double delta, Eigen::Map<Matrix> u) {
  const double most = delta / std::sqrt(static_cast<double>(w.cols()));
  for (Index r = 0; r < w.rows(); ++r) {
    const double product = w.row(r).norm() * g.row(r).norm();
    if (product > 0 && !(std::abs(w.row(r).dot(g.row(r))) / product < most)) return false;
  }
  for (Index r = 0; r < w.rows(); ++r) {
    const double norm = w.row(r).norm() + 1e-8;
    u.row(r) -= w.row(r).dot(u.row(r)) / norm / norm * w.row(r);
  }
  return true;
}

}  // namespace

Work AdaHessian::step(const Objective& f, Vector& x) {
  f.gradient(x, gradient_);
  signs_.resize(x.size());
  const auto stream = static_cast<std::uint64_t>(seed);
  for (Index i = 0; i < signs_.size(); ++i) {
    const auto draw = static_cast<std::uint64_t>(steps * signs_.size() + i);
    signs_[i] = random_uniform(stream, draw) < 0.5 ? -1 : 1;
  }
  f.hessian_times(x, signs_, curvature_);
  curvature_ = curvature_.cwiseAbs();
  average_blocks(curvature_, static_cast<Index>(block));
  start_at_zero(mean, x), start_at_zero(square, x);
  ++steps;
  mean = beta1 * mean + (1 - beta1) * gradient_;
  square = beta2 * square + (1 - beta2) * curvature_.cwiseAbs2();
  direction_ = (square.array() / weight(beta2, steps)).sqrt().pow(power) + epsilon;
  x -= lr * ((mean / weight(beta1, steps)).cwiseQuotient(direction_) + decay * x);
  return {.gradients = 1, .products = 1};
}

std::vector<HyperParameter> AdaHessian::parameters() {
  std::vector<HyperParameter> out = Adam::parameters();
  out.push_back(decay_of(decay));
  out.push_back({"power", &power, 0, 1, "1: curvature counts in full, 0: momentum alone."});
  out.push_back({"block", &block, 1, 1e9, "Neighbouring entries that share their mean curvature."});
  out.push_back(seed_of(seed));
  return out;
}

void RadialProjection::apply(const Vector& g, Vector& u, double lr, double shrink,
                             Vector& x) const {
  const TensorRows whole{1, x.size()};
  const std::span<const TensorRows> one(&whole, 1);
  const std::span<const TensorRows> all = tensors.empty() ? one : std::span(tensors);
  Index first = 0;
  for (const TensorRows& shape : all) first += shape.size();
  THALWEG_ASSERT(first == x.size());
  first = 0;
  for (const TensorRows& shape : all) {
    const Index size = shape.size();
    double factor = 1;
    for (const Index rows : {shape.rows, Index{1}}) {
      if (shape.rows == 0) break;
      if (project_rows(RowsOf(x.data() + first, rows, size / rows),
                       RowsOf(g.data() + first, rows, size / rows), delta,
                       Matrix::Map(u.data() + first, rows, size / rows))) {
        factor = decay_ratio;
        break;
      }
    }
    x.segment(first, size) *= 1 - shrink * factor;
    first += size;
  }
  x -= lr * u;
}

void RadialProjection::add_to(std::vector<HyperParameter>& parameters) {
  parameters.push_back(
      {"delta", &delta, 0, 1e300, "How nearly at right angles gradient and weights must be."});
  parameters.push_back(
      {"decay_ratio", &decay_ratio, 0, 1, "Factor of the decay of weights that are projected."});
}

void AdamP::update(const Vector& g, Vector& x) {
  accumulate(g);
  projection.apply(g, direction(), lr, lr * decay, x);
}

std::vector<HyperParameter> AdamP::parameters() {
  std::vector<HyperParameter> out = Adam::parameters();
  out.push_back(decay_of(decay));
  projection.add_to(out);
  return out;
}

void SgdP::update(const Vector& g, Vector& x) {
  start_at_zero(velocity, x);
  velocity = momentum * velocity + g;
  direction_ = velocity;
  projection.apply(g, direction_, lr, lr * decay / (1 - momentum), x);
}

std::vector<HyperParameter> SgdP::parameters() {
  std::vector<HyperParameter> out{lr_of(lr), momentum_of(momentum), decay_of(decay)};
  out[1].most = 0.999999;
  projection.add_to(out);
  return out;
}

void SgdP::state(StateVisitor& v) { v.vector("velocity", velocity); }

void DiffGrad::update(const Vector& g, Vector& x) {
  start_at_zero(last, x);
  accumulate(g);
  direction_ = (last - g).array().abs().logistic();  // the friction
  last = g;
  const double length = lr * std::sqrt(weight(beta2, steps)) / weight(beta1, steps);
  x.array() -= length * direction_.array() * mean.array() / (square.array().sqrt() + epsilon);
}

void DiffGrad::state(StateVisitor& v) {
  Adam::state(v);
  v.vector("last", last);
}

void AdamHd::update(const Vector& g, Vector& x) {
  const double size = x.cwiseAbs().mean();
  scale = steps == 0 ? size : rho * scale + (1 - rho) * size;
  const double bend = adaptive >= 0.5 ? delta * std::max(scale, 1e-12) : delta, tau = lr * decay;
  accumulate(g);
  x -= lr * direction();
  x = x.unaryExpr([bend, tau](double t) {
    return std::abs(t) <= (1 + tau) * bend ? t / (1 + tau) : t - std::copysign(tau * bend, t);
  });
}

std::vector<HyperParameter> AdamHd::parameters() {
  std::vector<HyperParameter> out = Adam::parameters();
  out.push_back(decay_of(decay));
  out.push_back({"delta", &delta, 1e-300, 1e300, "Weights beyond this are pulled no harder."});
  out.push_back({"adaptive", &adaptive, 0, 1, "1: delta counts in units of the mean |x|."});
  out.push_back({"rho", &rho, 0, 1, "Memory of the mean |x|."});
  return out;
}

void AdamHd::state(StateVisitor& v) {
  Adam::state(v);
  v.number("scale", scale);
}

void MatrixFreeFisher::update(const Vector& g, Vector& x) {
  const Index m = static_cast<Index>(window), d = x.size();
  if (gradients.size() != m * d) gradients = Vector::Zero(m * d);
  start_at_zero(velocity, x);
  const Vector pushed = g + decay * x;
  gradients.segment(steps++ % m * d, d) = pushed;
  const Matrix rows = Matrix::Map(gradients.data(), m, d);
  const Matrix gram =
      rows * rows.transpose() + static_cast<double>(m) * damping * Matrix::Identity(m, m);
  const Vector inner = solve_spd(gram, rows * pushed);
  velocity = momentum * velocity + (1 - momentum) / damping * (pushed - rows.transpose() * inner);
  x -= lr * velocity;
}

std::vector<HyperParameter> MatrixFreeFisher::parameters() {
  return {lr_of(lr),
          momentum_of(momentum),
          decay_of(decay),
          {"window", &window, 1, 4096, "Gradients of which the Fisher matrix is made."},
          {"damping", &damping, 1e-300, 1e300, "Added to its eigenvalues."}};
}

void MatrixFreeFisher::state(StateVisitor& v) {
  v.vector("gradients", gradients);
  v.vector("velocity", velocity);
  v.count("steps", steps);
}

}  // namespace thalweg::optim
