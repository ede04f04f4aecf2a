// A straight line through the logarithm of the last part of the measure, and what it means.
#include "core/run/progress.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace thalweg {
namespace {

constexpr std::size_t fewest_samples = 8;
constexpr std::size_t most_samples = 200;
/// A rise by more than this factor between neighbours begins something new: fits start after it.
constexpr double fresh_start = 3;

struct Window {
  std::vector<double> step, log_value;
  int rises = 0;  // neighbours where the measure grew
  /// Share of neighbours where it grew.
  double rising() const {
    return step.size() < 2 ? 0 : rises / static_cast<double>(step.size() - 1);
  }
};

Window last_part(const Trace& measure, std::int64_t since) {
  Window window;
  const std::size_t count =
      std::clamp(measure.size() / 4, std::min(fewest_samples, measure.size()), most_samples);
  for (std::size_t i = measure.size() - count; i < measure.size(); ++i) {
    if (measure[i].step <= since) continue;
    if (!(measure[i].value > 0) || !std::isfinite(measure[i].value)) continue;
    const double level = std::log(measure[i].value);
    const double rise = window.step.empty() ? 0 : level - window.log_value.back();
    if (rise > std::log(fresh_start)) window = {};
    if (rise > 0 && !window.step.empty()) ++window.rises;
    window.step.push_back(static_cast<double>(measure[i].step));
    window.log_value.push_back(level);
  }
  return window;
}

struct Line {
  double slope = 0, middle_step = 0, middle_value = 0;
  double at(double step) const { return middle_value + slope * (step - middle_step); }
};

Line fit(const Window& window) {
  Line line;
  const auto n = static_cast<double>(window.step.size());
  for (std::size_t i = 0; i < window.step.size(); ++i) {
    line.middle_step += window.step[i] / n;
    line.middle_value += window.log_value[i] / n;
  }
  double xy = 0;
  double xx = 0;
  for (std::size_t i = 0; i < window.step.size(); ++i) {
    const double dx = window.step[i] - line.middle_step;
    xy += dx * (window.log_value[i] - line.middle_value);
    xx += dx * dx;
  }
  line.slope = xx > 0 ? xy / xx : 0;
  return line;
}

/// Whether both halves of a long enough part fall alike: a rate that still changes forecasts
/// nothing.
bool steady(const Window& window) {
  constexpr std::size_t fewest_for_forecast = 2 * fewest_samples;
  constexpr double alike = 1.12;
  if (window.step.size() < fewest_for_forecast) return false;
  const auto half = static_cast<std::ptrdiff_t>(window.step.size() / 2);
  const auto part = [](const std::vector<double>& all, std::ptrdiff_t from, std::ptrdiff_t to) {
    return std::vector<double>(all.begin() + from, all.begin() + to);
  };
  const auto end = static_cast<std::ptrdiff_t>(window.step.size());
  const auto slope = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
    return fit({part(window.step, from, to), part(window.log_value, from, to)}).slope;
  };
  const double first = slope(0, half), second = slope(half, end);
  return first < 0 && second < 0 && std::max(first / second, second / first) <= alike;
}

double largest(const Trace& measure) {
  double top = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(measure.size(), 256); ++i) {
    if (std::isfinite(measure[i].value)) top = std::max(top, measure[i].value);
  }
  return top;
}

}  // namespace

Progress assess(const Trace& measure, const Trace& seconds, double tolerance, std::int64_t since) {
  Progress progress;
  if (measure.empty()) return progress;
  const double last = measure.back().value;
  progress.condition = Condition::progressing;
  if (!std::isfinite(last)) {
    progress.condition = Condition::diverged;
    return progress;
  }
  if (tolerance > 0 && last <= tolerance) {
    progress.condition = Condition::converged;
    progress.steps_left = progress.seconds_left = 0;
    return progress;
  }
  const Window window = last_part(measure, since);
  if (window.step.size() < fewest_samples) return progress;
  const Line line = fit(window);
  progress.rate = std::exp(line.slope);
  const double span = window.step.back() - window.step.front();
  const double fall = -line.slope * span;  // natural logarithm gained over the window
  const bool noisy = window.rising() > 0.25;
  if (noisy && fall < 0.5 && last < 1e-9 * largest(measure)) {
    progress.condition = Condition::floor;
    progress.floor = std::exp(line.middle_value);
    return progress;
  }
  constexpr double least_fall = 0.01;  // one per cent over the window
  if (fall < least_fall) {
    progress.condition = Condition::stalled;
    return progress;
  }
  if (tolerance > 0 && steady(window)) {
    const double level = line.at(window.step.back());
    progress.steps_left = std::max(0.0, (level - std::log(tolerance)) / -line.slope);
    if (!seconds.empty() && seconds.back().step > 0) {
      progress.seconds_left =
          progress.steps_left * seconds.back().value / static_cast<double>(seconds.back().step);
    }
  }
  return progress;
}

}  // namespace thalweg
