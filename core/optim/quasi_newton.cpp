// Directions from remembered gradients.
#include "core/optim/quasi_newton.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg::optim {

void Lbfgs::choose_direction() {
  const Index n = known.x.size(), pairs = moves.size() / n;
  Vector& q = direction_;
  q = -known.gradient;
  factors_.resize(pairs);
  const auto s = [&](Index i) { return moves.segment(i * n, n); };
  const auto y = [&](Index i) { return changes.segment(i * n, n); };
  for (Index i = pairs - 1; i >= 0; --i) {
    factors_[i] = s(i).dot(q) / s(i).dot(y(i));
    q -= factors_[i] * y(i);
  }
  if (pairs > 0) q *= s(pairs - 1).dot(y(pairs - 1)) / y(pairs - 1).squaredNorm();
  for (Index i = 0; i < pairs; ++i) {
    const double beta = y(i).dot(q) / s(i).dot(y(i));
    q += (factors_[i] - beta) * s(i);
  }
}

void Lbfgs::remember() {
  const Index n = move_.size(), most = static_cast<Index>(memory);
  if (!(move_.dot(change_) > 0)) return;
  const Index kept = std::min(moves.size() / n, most - 1) * n;
  const auto append = [&](Vector& all, const Vector& one) {
    if (kept < all.size()) std::copy(all.end() - kept, all.end(), all.begin());
    if (kept + n != all.size()) all.conservativeResize(kept + n);
    all.tail(n) = one;
  };
  append(moves, move_), append(changes, change_);
}

Work Lbfgs::step(const Objective& f, Vector& x) {
  Work work;
  known.look(f, x, work);
  const double norm = known.gradient.norm();
  if (!(norm > 0)) return work;
  choose_direction();
  const WolfeOptions options{.first = moves.size() > 0 ? 1 : 1 / norm};
  const Known& next = search_.run(f, known, direction_, options, work);
  move_ = next.x - x, change_ = next.gradient - known.gradient;
  remember();
  known = next;
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
  const Known& next = search_.run(f, known, direction, options, work);
  decrease = direction.dot(known.gradient) * (next.x - x).norm() / direction.norm();
  const double beta =
      next.gradient.dot(next.gradient - known.gradient) / known.gradient.squaredNorm();
  direction = std::max(0.0, beta) * direction - next.gradient;
  known = next;
  x = known.x;
  return work;
}

void NonlinearConjugateGradients::state(StateVisitor& v) {
  known.state(v);
  v.vector("direction", direction);
  v.number("decrease", decrease);
}

}  // namespace thalweg::optim
