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

/// A fixed prefix of a series. Cheap to copy; steps strictly increase.
class Trace {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Sample& operator[](std::size_t i) const {
    return (*chunks_[i / chunk_size])[i % chunk_size];
  }
  const Sample& back() const { return (*this)[size_ - 1]; }
  /// Number of samples at or before `step`.
  std::size_t count_until(std::int64_t step) const;
  /// The samples at or before `step`.
  Trace until(std::int64_t step) const;
  /// The last value at or before `step`, if there is one.
  std::optional<double> at(std::int64_t step) const;

 private:
  friend class TraceRecorder;
  static constexpr std::size_t chunk_size = 4096;
  using Chunk = std::array<Sample, chunk_size>;
  std::vector<std::shared_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

/// The writable end, owned by one thread. A sample once appended never changes, so readers of an
/// earlier `trace()` need no lock.
class TraceRecorder {
 public:
  void append(std::int64_t step, double value);
  const Trace& trace() const { return trace_; }

 private:
  Trace trace_;
};

}  // namespace thalweg
