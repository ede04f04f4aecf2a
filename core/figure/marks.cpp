// Reading series in place.
#include "core/figure/marks.hpp"

#include <limits>

namespace thalweg {

Series::Series(std::vector<double> x, std::vector<double> y)
    : x_(std::make_shared<const std::vector<double>>(std::move(x))),
      y_(std::make_shared<const std::vector<double>>(std::move(y))) {}

Series::Series(Trace values, Trace clock, double offset)
    : trace_(std::move(values)), clock_(std::move(clock)), offset_(offset) {}

double Series::x(std::size_t i) const {
  if (trace_.empty()) return (*x_)[i];
  const std::int64_t step = trace_[i].step;
  if (clock_.empty()) return static_cast<double>(step);
  // The clock has a sample at every step unless it was thinned.
  const std::int64_t guess = step - clock_[0].step;
  if (guess >= 0 && guess < static_cast<std::int64_t>(clock_.size())) {
    const Sample& sample = clock_[static_cast<std::size_t>(guess)];
    if (sample.step == step) return sample.value;
  }
  return clock_.at(step).value_or(std::numeric_limits<double>::quiet_NaN());
}

double Series::y(std::size_t i) const {
  return trace_.empty() ? (*y_)[i] : trace_[i].value - offset_;
}

}  // namespace thalweg
