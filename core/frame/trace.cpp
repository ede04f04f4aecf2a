// Series in chunks of 4096 samples, shared between recorder and readers.
#include "core/frame/trace.hpp"

#include <cmath>

#include "core/base/error.hpp"

namespace thalweg {
namespace {

void extend(TraceBlock& block, Sample sample, bool first) {
  const double value = sample.value;
  if (first) block = {sample, sample, value, value, true, true};
  block.last = sample;
  if (!std::isfinite(value)) block.finite = false;
  if (value < block.lo) block.lo = value, block.low_first = false;
  if (value > block.hi) block.hi = value, block.low_first = true;
}

}  // namespace

std::size_t Trace::count_until(std::int64_t step) const {
  std::size_t low = 0;
  std::size_t high = size_;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if ((*this)[middle].step <= step) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

Trace Trace::until(std::int64_t step) const {
  Trace prefix = *this;
  prefix.size_ = count_until(step);
  return prefix;
}

std::optional<double> Trace::at(std::int64_t step) const {
  const std::size_t count = count_until(step);
  if (count == 0) return std::nullopt;
  return (*this)[count - 1].value;
}

void TraceRecorder::append(std::int64_t step, double value) {
  THALWEG_ASSERT(trace_.empty() || step > trace_.back().step);
  if (trace_.size_ % Trace::chunk_size == 0) {
    trace_.chunks_.push_back(std::make_shared<Trace::Chunk>());
  }
  Trace::Chunk& chunk = *trace_.chunks_.back();
  const std::size_t place = trace_.size_ % Trace::chunk_size;
  chunk.samples[place] = {step, value};
  for (std::size_t level = 0; level < TraceLevels::count; ++level) {
    const std::size_t size = TraceLevels::block_size(level);
    extend(chunk.blocks[TraceLevels::first_block(level) + place / size], chunk.samples[place],
           place % size == 0);
  }
  ++trace_.size_;
}

}  // namespace thalweg
