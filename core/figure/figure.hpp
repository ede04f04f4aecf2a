// A figure: panels with axes and marks in data units. Made by compose(), not yet of any size.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/figure/marks.hpp"
#include "core/figure/theme.hpp"
#include "core/figure/view_state.hpp"
#include "core/frame/frame.hpp"

namespace thalweg {

/// An axis in data units. A reversed axis runs right to left, or downwards for y (matrices).
struct Axis {
  std::string title;
  Scale scale = Scale::linear;
  Range range;
  bool integer = false, reversed = false, visible = true;
  bool labelled = true;  // grid lines alone otherwise: a neighbour has the labels
  /// A categorical axis: category i lies at i.
  std::vector<std::string> categories;
};

/// A colour bar beside a panel.
struct ColourBar {
  ColourMapping mapping;
  std::string title;
  bool floored = false;  // its lower end is '≤ floor'
};

enum class LegendStyle { none, at_line_ends, box, row };

struct Veiled {
  std::string key;
  Colour colour;
};

struct Panel {
  Axis x, y;
  std::vector<Mark> marks;
  std::optional<ColourBar> bar;
  LegendStyle legend = LegendStyle::none;
  bool equal_scale = false;  // one unit of x is as long as one of y
  double aspect = 0;         // width of the plot over its height, whatever the zoom; 0 = free
  bool frame = false;        // images have a thin frame
  std::string heading;       // above the panel
  std::string caption;       // below the panel, instead of an axis title
  /// Captions under parts of the x axis (blocks): position in data units and text.
  std::vector<std::pair<double, std::string>> captions;
  /// Contenders that are listed with a '?' and not drawn.
  std::vector<Veiled> veiled;
  Link hovered, selected;
};

struct NumberRow {
  std::string label, value;
};

struct NamedBuffer {
  std::string name;
  BufferPtr buffer;
};

struct Figure {
  std::string id, title, subtitle;
  ViewKind kind = ViewKind::trace;
  std::vector<Panel> panels;  // laid out in a grid, row by row
  std::vector<NumberRow> numbers;
  /// Said in place of the marks while there is no data.
  std::string empty_text;
  /// Values left out of the drawing, for the header: non-finite, and ≤ 0 on a log axis.
  std::int64_t non_finite = 0, not_positive = 0;
  bool with_title = false, grid = true;
  bool shared_axes = false;        // panels have equal ranges: labels at the left and bottom only
  bool stale = false;              // drawn at half strength, marked 'not current'
  bool thumbnail = false;          // marks alone
  bool moving = false;             // the camera is: coarser where that saves time
  std::vector<std::string> order;  // contender keys as legends list them
  double pixel_ratio = 1;
  std::optional<Range> legend_at;
  ClockKind clock = ClockKind::iteration;
  /// What the figure shows, for data export; series are in the marks.
  std::vector<NamedBuffer> buffers;
  std::shared_ptr<FigureCache> cache;

  /// "3 values not finite · 2 values ≤ 0 left out"; empty when nothing was.
  std::string omissions() const;
};

}  // namespace thalweg
