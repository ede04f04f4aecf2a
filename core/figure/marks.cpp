// Reading series in place.
#include "core/figure/marks.hpp"

#include <algorithm>
#include <limits>

namespace thalweg {

Series::Series(std::vector<double> x, std::vector<double> y)
    : x_(std::make_shared<const std::vector<double>>(std::move(x))),
      y_(std::make_shared<const std::vector<double>>(std::move(y))) {}

Series::Series(Trace values, Trace clock, double offset)
    : trace_(std::move(values)), clock_(std::move(clock)), offset_(offset) {}

double Series::x(std::size_t i) const {
  return trace_.empty() ? (*x_)[i] : clock_at(trace_[i].step);
}

double Series::clock_at(std::int64_t step) const {
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

std::optional<Series::Block> Series::block(std::size_t i, std::size_t last,
                                           std::size_t level) const {
  const std::size_t size = TraceLevels::block_size(level);
  if (i % size != 0 || i + size > std::min(last, trace_.size())) return std::nullopt;
  const TraceBlock& values = trace_.block(i, level);
  Block block;
  block.count = size;
  block.y_first = values.first.value - offset_, block.y_last = values.last.value - offset_;
  block.lo = values.lo - offset_, block.hi = values.hi - offset_;
  block.low_first = values.low_first, block.finite = values.finite;
  if (clock_.empty()) {
    block.x_first = static_cast<double>(values.first.step);
    block.x_last = static_cast<double>(values.last.step);
    return block;
  }
  // As a rule the clock has the same steps in its blocks.
  if (i + block.count <= clock_.size()) {
    const TraceBlock& clock = clock_.block(i, level);
    if (clock.first.step == values.first.step && clock.last.step == values.last.step) {
      block.x_first = clock.first.value, block.x_last = clock.last.value;
      return block;
    }
  }
  block.x_first = clock_at(values.first.step), block.x_last = clock_at(values.last.step);
  return block;
}

const char* event_glyph(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::edit:
      return "◆";
    case Event::Kind::stage:
      return "▮";
    case Event::Kind::note:
      return "✎";
    case Event::Kind::branch:
      return "\uf126";  // Font Awesome's code fork
    case Event::Kind::divergence:
      return "✕";
  }
  return "";
}

}  // namespace thalweg
