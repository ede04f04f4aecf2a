// An append-only series of (step, value) that a worker extends while others read earlier parts.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace thalweg {

struct Sample {
  std::int64_t step = 0;
  double value = 0;
};

/// Blocks come in levels of 64, 256, 1024 and 4096 samples.
struct TraceLevels {
  static constexpr std::size_t count = 4;
  static constexpr std::size_t block_size(std::size_t level) {
    return std::size_t{64} << 2 * level;
  }
  /// Where a level's blocks begin in a chunk, the largest level first: 1 + 4 + 16 + 64.
  static constexpr std::size_t first_block(std::size_t level) {
    return ((std::size_t{1} << 2 * (count - 1 - level)) - 1) / 3;
  }
};

/// What a run of consecutive samples holds, so that a long series is read in large steps.
struct TraceBlock {
  Sample first, last;
  double lo = 0, hi = 0;
  bool low_first = true;  // the lowest comes before the highest
  bool finite = true;     // every value is finite; lo and hi mean nothing otherwise
};

/// A fixed prefix of a series. Cheap to copy; steps strictly increase.
class Trace {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Sample& operator[](std::size_t i) const {
    return chunks_[i / chunk_size]->samples[i % chunk_size];
  }
  const Sample& back() const { return (*this)[size_ - 1]; }
  /// Samples i … i + block_size(level) − 1 of TraceLevels; i is a multiple of the size and all of
  /// them exist.
  const TraceBlock& block(std::size_t i, std::size_t level) const {
    const std::size_t place = i % chunk_size / TraceLevels::block_size(level);
    return chunks_[i / chunk_size]->blocks[TraceLevels::first_block(level) + place];
  }
  /// Number of samples at or before `step`.
  std::size_t count_until(std::int64_t step) const;
  /// The samples at or before `step`.
  Trace until(std::int64_t step) const;
  /// The last value at or before `step`, if there is one.
  std::optional<double> at(std::int64_t step) const;

 private:
  friend class TraceRecorder;
  static constexpr std::size_t chunk_size = TraceLevels::block_size(TraceLevels::count - 1);
  struct Chunk {
    std::array<Sample, chunk_size> samples;
    std::array<TraceBlock, 85> blocks;
  };
  std::vector<std::shared_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

/// The writable end, owned by one thread. A sample once appended and a block once complete never
/// change, so readers of an earlier `trace()` need no lock.
class TraceRecorder {
 public:
  void append(std::int64_t step, double value);
  const Trace& trace() const { return trace_; }

 private:
  Trace trace_;
};

}  // namespace thalweg
