// Bracketing and zooming.
#include "core/optim/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace thalweg::optim {

/// The minimiser of the cubic through the values and slopes of a and b (equation 3.59), kept from
/// the ends of the interval; its middle where there is none.
double WolfeSearch::cubic_step(const Sample& a, const Sample& b) {
  const double lo = std::min(a.length, b.length), hi = std::max(a.length, b.length);
  const double margin = 0.1 * (hi - lo);
  const double d1 = a.slope + b.slope - 3 * (a.at.value - b.at.value) / (a.length - b.length);
  const double root = d1 * d1 - a.slope * b.slope;
  const double d2 = std::copysign(std::sqrt(std::max(0.0, root)), b.length - a.length);
  const double step =
      b.length - (b.length - a.length) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  if (!(root >= 0) || !std::isfinite(step)) return 0.5 * (lo + hi);
  return std::clamp(step, lo + margin, hi - margin);
}

bool WolfeSearch::too_high(const Sample& s) const {
  return !(s.at.value <= start_.at.value + options_.decrease * s.length * start_.slope);
}

bool WolfeSearch::flat_enough(const Sample& s) const {
  return std::abs(s.slope) <= -options_.curvature * start_.slope;
}

const Known& WolfeSearch::run(const Objective& f, const Known& start, const Vector& d,
                              const WolfeOptions& options, Work& work) {
  options_ = options, tried_ = 0;
  start_.at = start, start_.slope = d.dot(start.gradient);
  const auto try_length = [&](double length, Sample& out) {
    ++tried_;
    out.length = length;
    out.at.x = start_.at.x + length * d;
    out.at.evaluate(f, work);
    out.slope = d.dot(out.at.gradient);
  };
  before_ = start_;
  for (double length = options.first; tried_ < options.most; length *= 2) {
    try_length(length, now_);
    if (too_high(now_) || (tried_ > 1 && now_.at.value >= before_.at.value)) {
      return zoom(before_, now_, try_length);
    }
    if (flat_enough(now_)) return now_.at;
    if (now_.slope >= 0) return zoom(now_, before_, try_length);
    std::swap(before_, now_);
  }
  return before_.at.value < start_.at.value ? before_.at : start_.at;
}

/// Between `low`, the lowest length that decreases f enough, and `high`.
template <class Try>
const Known& WolfeSearch::zoom(Sample& low, Sample& high, Try try_length) {
  while (tried_ < options_.most) {
    try_length(cubic_step(low, high), next_);
    if (too_high(next_) || next_.at.value >= low.at.value) {
      std::swap(high, next_);
      continue;
    }
    if (flat_enough(next_)) return next_.at;
    if (next_.slope * (high.length - low.length) >= 0) std::swap(high, low);
    std::swap(low, next_);
  }
  return low.at;
}

void Known::evaluate(const Objective& f, Work& work) {
  value = f.value(x);
  f.gradient(x, gradient);
  ++work.values, ++work.gradients;
}

void Known::look(const Objective& f, const Vector& place, Work& work) {
  if (x.size() == place.size() && x == place) return;
  x = place;
  evaluate(f, work);
}

void Known::state(StateVisitor& v) {
  v.vector("known_x", x);
  v.vector("known_gradient", gradient);
  v.number("known_value", value);
}

}  // namespace thalweg::optim
