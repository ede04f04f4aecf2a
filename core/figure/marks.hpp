// The marks of a figure, in data units: lines, rules, heat maps, patterns, dots, surfaces.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/figure/theme.hpp"
#include "core/figure/view_state.hpp"
#include "core/frame/frame.hpp"

namespace thalweg {

/// Points of a line, read in place so that a long series is not copied.
class Series {
 public:
  Series() = default;
  Series(std::vector<double> x, std::vector<double> y);
  /// Shares the values, for example a buffer's.
  Series(std::shared_ptr<const std::vector<double>> x, std::shared_ptr<const std::vector<double>> y)
      : x_(std::move(x)), y_(std::move(y)) {}
  /// Values less `offset` over the step, or over `clock`'s value at the same step.
  Series(Trace values, Trace clock, double offset);
  std::size_t size() const { return trace_.empty() ? (y_ ? y_->size() : 0) : trace_.size(); }
  double x(std::size_t i) const;
  double y(std::size_t i) const;
  /// True for series of steps: their x never decreases.
  bool over_clock() const { return !trace_.empty(); }
  /// What `count` consecutive samples hold.
  struct Block {
    std::size_t count = 0;
    double x_first = 0, x_last = 0, y_first = 0, y_last = 0, lo = 0, hi = 0;
    bool low_first = true, finite = true;
  };
  /// The block of `level` (see Trace) from sample i, when it ends before `last`; always empty for
  /// curves.
  std::optional<Block> block(std::size_t i, std::size_t last, std::size_t level) const;

 private:
  double clock_at(std::int64_t step) const;

  Trace trace_, clock_;
  double offset_ = 0;
  std::shared_ptr<const std::vector<double>> x_, y_;
};

/// Values to colours. Values at or below `range.lo` on a log scale take the first colour.
struct ColourMapping {
  std::string map = "viridis";
  ColourScaling scaling = ColourScaling::linear;
  Range range;
  std::vector<double> quantiles;  // 256 sorted values, for quantile scaling
};

namespace mark {

/// ■ converged, ▣ at its limit, □ stopped, ✕ diverged.
enum class LineEnd { none, square, framed, hollow, cross };

struct Line {
  Series series;
  std::string key, label;  // contender key; text at the line's end or in the legend
  Colour colour;
  double width = 1.75;
  std::vector<double> dash;
  LineEnd end = LineEnd::none;
  bool labelled = true, ghost = false;
  double casing = 0;
  std::optional<MarkerShape> markers;  // sparse markers when patterns are on
  std::string end_note;                // second line of the end label: "k 30 · 7.3e-12"
  std::string caption;                 // beside the middle of a line without label
};

/// A filled strip between two curves.
struct Band {
  std::shared_ptr<const std::vector<double>> x, lo, hi;
  Colour colour;
};

/// A straight line across the panel at `value` of one axis, with a label.
struct Rule {
  bool vertical = true;
  double value = 0;
  std::string label;  // of a horizontal rule
  Colour colour = Colour::of(Role::dim);
  double width = 1;
  std::vector<double> dash;
};

/// What happened at moments of the clock. Those closer than 8 px are drawn as one.
struct Events {
  struct One {
    double value = 0;
    std::string glyph, text;
    Colour colour = Colour::of(Role::dim);
  };
  std::vector<One> list;
};

/// A strip across the panel below `top`, with a label.
struct Zone {
  double top = 0;
  std::string label;
  Colour fill;
};

/// A matrix or a field over x and y ranges: as coloured cells (the ranges are their outer edges),
/// or as `bands` filled contours of a bilinear function (the ranges are the outer samples). Row 0
/// is at y.lo.
struct Heat {
  BufferPtr buffer;
  ColourMapping mapping;
  Range x, y;
  int bands = 0;
  std::string name;
};

/// Contour lines of a field between `count` equal steps of its colour.
struct Contours {
  BufferPtr buffer;
  ColourMapping mapping;
  int count = 0;
  Colour colour;
};

/// Where a matrix has entries, with blocks ending at `splits` and the diagonal as a line.
struct Pattern {
  BufferPtr buffer;
  std::vector<std::int64_t> splits;
  bool diagonal = false;
  Colour colour;
  std::string name;
};

struct Dots {
  std::shared_ptr<const std::vector<double>> x, y;
  std::vector<double> size;   // px, one or one each
  std::vector<double> alpha;  // empty, or one each
  std::vector<std::string> labels;
  MarkerShape shape = MarkerShape::circle;
  Colour fill, outline;
  double outline_width = 0;
  std::string name;    // data name, for hits
  std::string handle;  // input that a person drags here; empty = none
  std::string legend;  // text in the legend; empty = none
  double casing = 0;
};

/// Straight segments, alpha each.
struct Segments {
  std::vector<double> x0, y0, x1, y1, alpha;
  Colour colour;
  double width = 1;
};

/// What a pixel is for linked views: nothing, or a point of the first or second set.
enum class PixelOf { nothing, source, target };

/// Brightness as opacity of one colour, nearest neighbour, square cells.
struct Raster {
  std::int64_t rows = 0, cols = 0;
  std::shared_ptr<const std::vector<double>> values;
  Range range;
  Colour tint;
  std::string name;
  PixelOf pixels = PixelOf::nothing;
};

/// A field as a surface over the floor, with contours on the floor and paths over it.
struct Surface {
  BufferPtr buffer;
  ColourMapping mapping;
  Camera camera;
  bool wire = true;
  int contours = 0;  // lines on the floor, as in Contours
  std::vector<Line> paths;
  std::string x_title, y_title;
};

}  // namespace mark

using Mark = std::variant<mark::Line, mark::Band, mark::Rule, mark::Events, mark::Zone, mark::Heat,
                          mark::Contours, mark::Pattern, mark::Dots, mark::Segments, mark::Raster,
                          mark::Surface>;

/// ◆ edit, ▮ stage, ✎ note, ✕ divergence, and a fork of the icon font for a branch.
const char* event_glyph(Event::Kind kind);

}  // namespace thalweg
