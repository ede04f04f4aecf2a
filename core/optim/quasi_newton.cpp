// Directions from remembered gradients.
#include "core/optim/quasi_newton.hpp"

#include <cmath>

namespace thalweg::optim {

Vector Lbfgs::direction() const {
  const Index n = known.x.size(), pairs = moves.size() / n;
  Vector q = -known.gradient;
  std::vector<double> alphas(static_cast<std::size_t>(pairs));
  const auto s = [&](Index i) { return moves.segment(i * n, n); };
  const auto y = [&](Index i) { return changes.segment(i * n, n); };
  for (Index i = pairs - 1; i >= 0; --i) {
    const double alpha = s(i).dot(q) / s(i).dot(y(i));
    alphas[static_cast<std::size_t>(i)] = alpha;
    q -= alpha * y(i);
  }
  if (pairs > 0) q *= s(pairs - 1).dot(y(pairs - 1)) / y(pairs - 1).squaredNorm();
  for (Index i = 0; i < pairs; ++i) {
    const double beta = y(i).dot(q) / s(i).dot(y(i));
    q += (alphas[static_cast<std::size_t>(i)] - beta) * s(i);
  }
  return q;
}

void Lbfgs::remember(const Vector& move, const Vector& change) {
  const Index n = move.size(), most = static_cast<Index>(memory);
  if (!(move.dot(change) > 0)) return;
  const Index kept = std::min(moves.size() / n, most - 1) * n;
  const Vector old_moves = moves.tail(kept), old_changes = changes.tail(kept);
  moves.resize(kept + n), changes.resize(kept + n);
  moves << old_moves, move;
  changes << old_changes, change;
}

Work Lbfgs::step(const Objective& f, Vector& x) {
  Work work;
  known.look(f, x, work);
  const double norm = known.gradient.norm();
  if (!(norm > 0)) return work;
  const WolfeOptions options{.first = moves.size() > 0 ? 1 : 1 / norm};
  Known next = strong_wolfe(f, known, direction(), options, work);
  remember(next.x - x, next.gradient - known.gradient);
  known = std::move(next);
  x = known.x;
  return work;
}

std::vector<HyperParameter> Lbfgs::parameters() {
  return {{"memory", &memory, 1, 1000, "Pairs of moves and changes of the gradient remembered."}};
}

void Lbfgs::state(StateVisitor& v) {
  known.state(v);
  v.vector("moves", moves);
  v.vector("changes", changes);
}

Work NonlinearConjugateGradients::step(const Objective& f, Vector& x) {
  Work work;
  known.look(f, x, work);
  const double norm = known.gradient.norm();
  if (!(norm > 0)) return work;
  WolfeOptions options{.curvature = 0.1};
  double slope = direction.size() > 0 ? direction.dot(known.gradient) : 0;
  if (!(slope < 0)) {
    direction = -known.gradient;
    slope = -norm * norm;
  }
  options.first = decrease < 0 ? decrease / slope : 1 / norm;
  Known next = strong_wolfe(f, known, direction, options, work);
  decrease = direction.dot(known.gradient) * (next.x - x).norm() / direction.norm();
  const double beta =
      next.gradient.dot(next.gradient - known.gradient) / known.gradient.squaredNorm();
  direction = std::max(0.0, beta) * direction - next.gradient;
  known = std::move(next);
  x = known.x;
  return work;
}

void NonlinearConjugateGradients::state(StateVisitor& v) {
  known.state(v);
  v.vector("direction", direction);
  v.number("decrease", decrease);
}

}  // namespace thalweg::optim
