// The marks of a figure, in data units.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/figure/line_marks.hpp"
#include "core/figure/theme.hpp"
#include "core/figure/view_state.hpp"
#include "core/frame/frame.hpp"

namespace thalweg {

/// Values to colours. Values at or below `range.lo` on a log scale take the first colour.
struct ColourMapping {
  std::string map = "viridis";
  ColourScaling scaling = ColourScaling::linear;
  Range range;
  std::vector<double> quantiles;  // 256 sorted values, for quantile scaling
};

namespace mark {

/// A matrix or a field over x and y ranges: as coloured cells (the ranges are their outer edges),
/// or as `bands` filled contours of a bilinear function (the ranges are the outer samples). Row 0
/// is at y.lo.
struct Heat {
  BufferPtr buffer;
  ColourMapping mapping;
  Range x, y;
  int bands = 0;
  std::string name;
  std::vector<double> levels;  // values between the bands, in place of equal steps
  BufferPtr mask;              // null, or a matrix: cells where it is 0 are left out
  bool values = false;         // written in cells that are large enough
};

/// Contour lines of a field between `count` equal steps of its colour, or at `levels`, which are
/// then written on them.
struct Contours {
  BufferPtr buffer;
  ColourMapping mapping;
  int count = 0;
  Colour colour;
  std::vector<double> levels;
};

/// A vector field (VectorsData) as arrows at its samples, thinned to what there is room for and as
/// long as the vectors are in proportion; or as evenly spaced lines along it, wider where it is
/// faster.
struct Flow {
  BufferPtr buffer;
  bool streamlines = false;
  Colour colour;
};

/// The edges of a graph (GraphData): wider with weight, with a head when directed, bowed where they
/// run both ways. They end at the nodes' rims; `node_size` is a diameter in px, one or one each.
struct Edges {
  BufferPtr buffer;
  std::vector<double> node_size;
  Colour colour, added;  // of plain edges, and of those marked as added
};

/// Rows of ColumnsData as lines over upright axes at x = 0, 1, 2, …, each with a range of its own.
struct Parallel {
  BufferPtr buffer;
  std::vector<Range> ranges;
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
  std::shared_ptr<const std::vector<double>> values;  // null, or a colour each through `mapping`
  ColourMapping mapping;
};

/// Rows of text under a head (TableData), from row `first` on as many as there is room for.
struct Table {
  BufferPtr buffer;
  std::int64_t first = 0;
};

/// Straight segments, alpha each.
struct Segments {
  std::vector<double> x0, y0, x1, y1, alpha;
  Colour colour;
  double width = 1;
};

/// What a pixel is for linked views: nothing, or a point of the first or second set.
enum class PixelOf { nothing, source, target };

/// Brightness as opacity of one colour, or three times the values: red, green, blue. Square cells.
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

/// Meshes, points and lines in a box with three axes.
struct Space {
  /// MeshData, coloured by its values, grey without any.
  struct Solid {
    BufferPtr buffer;
    std::string name;
  };
  /// PointsData with a z, coloured by its values, else by `colour`; `size` in px.
  struct Swarm {
    BufferPtr buffer;
    std::string name, key, label;  // data name, contender, text in the legend
    Colour colour;
    double size = 5;
    bool ghost = false;
  };
  /// CurveData with a z; `head` marks its end.
  struct Thread {
    BufferPtr buffer;
    std::string name, key, label;
    Colour colour;
    double width = 1.75;
    std::vector<double> dash;
    bool ghost = false, fading = false, head = false;
  };
  std::vector<Solid> solids;
  std::vector<Swarm> swarms;
  std::vector<Thread> threads;
  ColourMapping mapping;
  std::array<Range, 3> ranges;
  std::array<double, 3> sides{1, 1, 1};  // of the box, in proportion
  std::array<std::string, 3> titles;
  Camera camera;
  bool wire = true, projections = false;
};

}  // namespace mark

using Mark = std::variant<mark::Line, mark::Band, mark::ErrorBars, mark::Bars, mark::Rule,
                          mark::Events, mark::Span, mark::Notes, mark::Heat, mark::Contours,
                          mark::Pattern, mark::Flow, mark::Edges, mark::Parallel, mark::Dots,
                          mark::Segments, mark::Raster, mark::Surface, mark::Space, mark::Table>;

/// ◆ edit, ▮ stage, ✎ note, ✕ divergence, and a fork of the icon font for a branch.
const char* event_glyph(Event::Kind kind);

}  // namespace thalweg
