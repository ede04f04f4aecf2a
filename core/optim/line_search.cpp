// Bracketing and zooming.
#include "core/optim/line_search.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg::optim {
namespace {

/// φ(α) = f(x + α d) at one length.
struct Sample {
  double length = 0;
  Known at;
  double slope = 0;  // φ'(α)
};

/// The minimiser of the cubic through the values and slopes of a and b (equation 3.59), kept from
/// the ends of the interval; its middle where there is none.
double cubic_step(const Sample& a, const Sample& b) {
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

class Search {
 public:
  Search(const Objective& f, const Known& start, const Vector& d, const WolfeOptions& options,
         Work& work)
      : f_(f), d_(d), options_(options), work_(work), start_{0, start, d.dot(start.gradient)} {}

  Known run() {
    Sample before = start_;
    double length = options_.first;
    while (tried_ < options_.most) {
      Sample now = sample(length);
      if (too_high(now) || (tried_ > 1 && now.at.value >= before.at.value)) {
        return zoom(before, now);
      }
      if (flat_enough(now)) return now.at;
      if (now.slope >= 0) return zoom(now, before);
      before = std::move(now);
      length *= 2;
    }
    return lower(before, start_).at;
  }

 private:
  Sample sample(double length) {
    ++tried_;
    Sample out;
    out.length = length;
    out.at.look(f_, start_.at.x + length * d_, work_);
    out.slope = d_.dot(out.at.gradient);
    return out;
  }
  bool too_high(const Sample& s) const {
    return !(s.at.value <= start_.at.value + options_.decrease * s.length * start_.slope);
  }
  bool flat_enough(const Sample& s) const {
    return std::abs(s.slope) <= -options_.curvature * start_.slope;
  }
  static const Sample& lower(const Sample& a, const Sample& b) {
    return a.at.value < b.at.value ? a : b;
  }

  /// Between `low`, the lowest length that decreases f enough, and `high`.
  Known zoom(Sample low, Sample high) {
    while (tried_ < options_.most) {
      Sample now = sample(cubic_step(low, high));
      if (too_high(now) || now.at.value >= low.at.value) {
        high = std::move(now);
        continue;
      }
      if (flat_enough(now)) return now.at;
      if (now.slope * (high.length - low.length) >= 0) high = low;
      low = std::move(now);
    }
    return low.at;
  }

  const Objective& f_;
  const Vector& d_;
  const WolfeOptions& options_;
  Work& work_;
  Sample start_;
  int tried_ = 0;
};

}  // namespace

void Known::look(const Objective& f, const Vector& place, Work& work) {
  if (x.size() == place.size() && x == place) return;
  x = place;
  value = f.value(x);
  f.gradient(x, gradient);
  ++work.values, ++work.gradients;
}

void Known::state(StateVisitor& v) {
  v.vector("known_x", x);
  v.vector("known_gradient", gradient);
  v.number("known_value", value);
}

Known strong_wolfe(const Objective& f, const Known& start, const Vector& d,
                   const WolfeOptions& options, Work& work) {
  return Search(f, start, d, options, work).run();
}

}  // namespace thalweg::optim
