// Tick positions and labels.
#include "core/figure/ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"

namespace thalweg {
namespace {

constexpr double slack = 1e-9;

/// The k-th step of the ladder …, 0.1, 0.2, 0.5, 1, 2, 5, 10, …
double ladder(int k) {
  static constexpr double steps[3] = {1, 2, 5};
  const int decade = k >= 0 ? k / 3 : -((2 - k) / 3);
  const double step = steps[k - 3 * decade];
  return decade >= 0 ? step * std::pow(10, decade) : step / std::pow(10, -decade);
}

int ladder_above(double value) {
  int k = static_cast<int>(std::floor(3 * std::log10(value))) - 2;
  while (ladder(k) < value * (1 - slack)) ++k;
  return k;
}

std::int64_t first_multiple(Range r, double step) {
  return static_cast<std::int64_t>(std::ceil(r.lo / step - slack));
}
std::int64_t last_multiple(Range r, double step) {
  return static_cast<std::int64_t>(std::floor(r.hi / step + slack));
}

std::string linear_text(double value, double step, double largest) {
  if (std::abs(value) < step * slack) return "0";
  if (largest >= 1e6 || largest < 1e-3) {
    // One digit more than the step needs.
    const int digits =
        std::max(0, static_cast<int>(std::floor(std::log10(std::abs(value)) + slack) -
                                     std::floor(std::log10(step) + slack)));
    return fmt::format("{:.{}e}", value, std::min(digits, 15));
  }
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + slack)));
  if (decimals == 0 && std::abs(value) >= 1e4) {
    // One minus sign for all labels of an axis.
    const auto size = static_cast<std::int64_t>(std::llround(std::abs(value)));
    return (value < 0 ? "-" : "") + count_text(size);
  }
  return fmt::format("{:.{}f}", value, decimals);
}

std::vector<Tick> linear_ticks(Range range, bool integer, int most) {
  const double span = range.hi - range.lo;
  if (!(span > 0) || !std::isfinite(span)) return {{range.lo, real_text(range.lo)}};
  int k = ladder_above(span / (most + 1));
  while ((integer && ladder(k) < 1) ||
         last_multiple(range, ladder(k)) - first_multiple(range, ladder(k)) + 1 > most) {
    ++k;
  }
  const double step = ladder(k), largest = std::max(std::abs(range.lo), std::abs(range.hi));
  std::vector<Tick> list;
  for (std::int64_t i = first_multiple(range, step); i <= last_multiple(range, step); ++i) {
    const double value = static_cast<double>(i) * step;
    list.push_back({value, linear_text(value, step, largest)});
  }
  return list;
}

/// Labels at 1-2-5 multiples of powers of ten, for ranges of one to two decades.
std::vector<Tick> short_log_ticks(Range range, int most) {
  std::vector<Tick> list;
  const int first = static_cast<int>(std::floor(std::log10(range.lo)));
  for (int k = 3 * first; ladder(k) <= range.hi * (1 + slack); ++k) {
    if (ladder(k) >= range.lo * (1 - slack)) list.push_back({ladder(k), real_text(ladder(k))});
  }
  if (static_cast<int>(list.size()) < 2 || static_cast<int>(list.size()) > most) return {};
  return list;
}

std::vector<Tick> log_ticks(Range range, int most) {
  if (!(range.lo > 0) || !(range.hi > range.lo)) return {};
  const int first = static_cast<int>(std::ceil(std::log10(range.lo) - slack));
  const int last = static_cast<int>(std::floor(std::log10(range.hi) + slack));
  if (last - first < 2) {
    if (auto list = short_log_ticks(range, most); !list.empty()) return list;
    if (last - first < 1) return linear_ticks(range, false, most);
  }
  int stride = 1;
  for (const int candidate : {1, 2, 3, 4, 5, 10, 20, 50, 100, 200}) {
    stride = candidate;
    if ((last - first) / stride + 1 <= most) break;
  }
  std::vector<Tick> list;
  for (int k = first - 1; k <= last; ++k) {
    const double decade = std::pow(10.0, k);
    if (k >= first) {
      const bool labelled = (last - k) % stride == 0;
      list.push_back({decade, labelled ? decade_text(decade) : ""});
    }
    if (stride > 1) continue;
    for (int m = 2; m <= 9; ++m) {
      if (m * decade >= range.lo && m * decade <= range.hi) list.push_back({m * decade, ""});
    }
  }
  return list;
}

std::vector<Tick> symlog_ticks(Range range, int most) {
  const int low = static_cast<int>(std::ceil(std::log10(symlog_width(range))));
  const double largest = std::max(std::abs(range.lo), std::abs(range.hi));
  const int high = static_cast<int>(std::floor(std::log10(largest) + slack));
  const int sides = (range.lo < 0) + (range.hi > 0);
  const int stride = std::max(1, (sides * (high - low + 1) + most - 1) / std::max(1, most - 1));
  std::vector<Tick> list;
  for (int k = high; k >= low; k -= stride) {
    const double value = std::pow(10.0, k);
    if (-value >= range.lo) list.push_back({-value, "-" + decade_text(value)});
    if (value <= range.hi) list.push_back({value, decade_text(value)});
  }
  if (range.lo <= 0 && range.hi >= 0) list.push_back({0, "0"});
  std::sort(list.begin(), list.end(),
            [](const Tick& a, const Tick& b) { return a.value < b.value; });
  return list;
}

}  // namespace

double nice_above(double value) { return ladder(ladder_above(value)); }

std::string decade_text(double value) {
  if (value >= 0.099 && value < 1.1e4) return fmt::format("{:.4g}", value);
  return fmt::format("{:.0e}", value);
}

double symlog_width(Range range) {
  const double largest = std::max(std::abs(range.lo), std::abs(range.hi));
  return largest > 0 ? largest * 1e-4 : 1;
}

std::vector<Tick> ticks(Range range, Scale scale, bool integer, int most) {
  most = std::max(2, most);
  if (scale == Scale::log) return log_ticks(range, most);
  if (scale == Scale::symlog) return symlog_ticks(range, most);
  return linear_ticks(range, integer, most);
}

Range nice_range(Range range, Scale scale) {
  if (scale == Scale::log) {
    const double lo = std::floor(std::log10(range.lo) + slack);
    double hi = std::ceil(std::log10(range.hi) - slack);
    if (hi <= lo) hi = lo + 1;
    return {std::pow(10.0, lo), std::pow(10.0, hi)};
  }
  if (scale == Scale::symlog && range.hi > range.lo) {
    // To the next power of ten, on the sides where there is something.
    const double least = symlog_width(range);
    const auto beyond = [&](double v) {
      if (std::abs(v) <= least) return v == 0 ? 0.0 : std::copysign(least, v);
      return std::copysign(std::pow(10, std::ceil(std::log10(std::abs(v)) - slack)), v);
    };
    return {range.lo < 0 ? beyond(range.lo) : 0, range.hi > 0 ? beyond(range.hi) : 0};
  }
  double span = range.hi - range.lo;
  if (!(span > 0)) {
    span = range.lo == 0 ? 1 : std::abs(range.lo) * 0.2;
    range = {range.lo - span / 2, range.hi + span / 2};
  }
  const double step = nice_above(span / 6);
  return {std::floor(range.lo / step + slack) * step, std::ceil(range.hi / step - slack) * step};
}

}  // namespace thalweg
