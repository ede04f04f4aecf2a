// A frame: the named numbers of one contender (or analysis, or problem) at one moment, immutable.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/frame/buffer.hpp"
#include "core/frame/trace.hpp"

namespace thalweg {

using BufferPtr = std::shared_ptr<const Buffer>;

struct Frame {
  std::int64_t step = 0;
  /// Own compute time and work up to `step`.
  double seconds = 0, work = 0;
  std::map<std::string, BufferPtr, std::less<>> buffers;
  /// Series up to `step`; always with "seconds" and "work" (cumulative, from step 0).
  std::map<std::string, Trace, std::less<>> traces;
  /// Series beyond `step` when the frame shows the past; empty at the head.
  std::map<std::string, Trace, std::less<>> future;

  const Buffer* buffer(std::string_view name) const;
  const Trace* trace(std::string_view name) const;
  /// The scalar buffer or the last sample of the trace of that name.
  std::optional<double> number(std::string_view name) const;
};

using FramePtr = std::shared_ptr<const Frame>;

/// What `observe` writes to. Asks first what is wanted, so that hidden data costs nothing.
class FrameBuilder {
 public:
  using Wants = std::function<bool(std::string_view)>;
  /// `trace_due` tells whether a sampled (costly) trace gets a value at this step.
  FrameBuilder(Frame& frame, Wants wants, Wants trace_due)
      : frame_(frame), wants_(std::move(wants)), trace_due_(std::move(trace_due)) {}

  /// Whether anybody shows the buffer `name` at this moment.
  bool wants(std::string_view name) const { return wants_(name); }
  /// Whether the costly series `name` (declared as sampled) gets a sample at this step.
  bool due(std::string_view name) const { return trace_due_(name); }
  void put(std::string_view name, Buffer buffer);
  /// Shares a buffer that does not change (for example the problem's own).
  void put(std::string_view name, BufferPtr buffer);
  void scalar(std::string_view name, double value) { put(name, ScalarData{value}); }
  /// One sample of series `name` at the frame's step.
  void trace(std::string_view name, double value) { samples_.emplace_back(name, value); }

  const std::vector<std::pair<std::string, double>>& samples() const { return samples_; }

 private:
  Frame& frame_;
  Wants wants_, trace_due_;
  std::vector<std::pair<std::string, double>> samples_;
};

/// Why a contender is where it is, as measured.
enum class Condition {
  ready,        // nothing computed yet
  progressing,  // the measure falls
  stalled,      // it no longer falls usefully
  floor,        // it has reached the rounding floor
  converged,    // measure ≤ tolerance
  exhausted,    // the limit of steps is reached
  diverged,     // left the finite numbers
  failed,       // an error ended it
  cancelled     // a person ended it
};

/// A mark on time, drawn on clock axes and on the timeline.
struct Event {
  enum class Kind { edit, stage, note, branch, divergence };
  Kind kind = Kind::note;
  std::string text;
  /// The contender it belongs to; empty for all.
  std::string contender;
  /// The step of each contender, by key, at which it happened.
  std::map<std::string, std::int64_t, std::less<>> steps;
  bool operator==(const Event&) const = default;
};

/// One contender as views see it.
struct Competitor {
  std::string key, name;
  int colour = 0;  // index into the contender palette
  bool hidden = false;
  Condition condition = Condition::ready;
  FramePtr frame;
  /// Factor by which the measure falls in one step, fitted at the head; NaN when unknown.
  double rate = std::numeric_limits<double>::quiet_NaN();
  /// Level of the rounding floor, 0 without one.
  double floor = 0;
  /// Why it ended, as a person reads it; empty while it goes on.
  std::string reason;
};

/// All that a view can draw from: contenders, and named frames such as "problem" or analyses.
/// Data names: "plan" is the focus's (else the problem's, else an analysis's) buffer,
/// "sns.plan" a named contender's or frame's, "*.error" every contender's.
struct FrameSet {
  std::vector<Competitor> contenders;
  std::map<std::string, FramePtr, std::less<>> others;
  std::string focus;
  std::vector<Event> events;
  /// The series that tells how far a contender is; rates and floors are its own.
  std::string measure;
  /// The measure's tolerance, 0 for none.
  double tolerance = 0;

  const Competitor* contender(std::string_view key) const;
  const Competitor* focused() const { return contender(focus); }
  /// Resolves a name without '*'. Null when there is no such data (yet).
  const Buffer* buffer(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;
};

}  // namespace thalweg
